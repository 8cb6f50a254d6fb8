"""Learning curves: which array is which line, and how training and test are told apart."""

from typing import Any

import pytest

from nnviz.core.run.head import TOLD_APART
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.output.curves import curves

ARRAYS = ["loss", "test_loss", "accuracy", "test_accuracy"]


@pytest.mark.parametrize(("metric", "lines"), [("accuracy", 4), ("", 2)])
def test_each_line_has_its_own_array_and_all_share_the_epochs(bound, metric, lines):
    figure: Any = curves(LIGHT, metric=metric)
    assert len(figure.data) == lines
    assert bound(figure) == {
        **{(line, "x"): "curves/epoch" for line in range(lines)},
        **{(line, "y"): f"curves/{ARRAYS[line]}" for line in range(lines)},
    }
    assert figure.layout.meta["wants"] == [{"key": "curves", "probe": "curves", "options": {}}]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_training_is_solid_and_strong_and_test_is_dotted_and_quiet(theme):
    figure: Any = curves(theme)
    training, test = ("training", "solid", theme.text), ("test", "dot", theme.quiet)
    found = [(line.name, line.line.dash, line.line.color) for line in figure.data]
    assert found == [training, test, training, test]
    for line in figure.data:
        assert line.hovertemplate.endswith(f"<extra>{line.name}</extra>")
        assert (line.mode, list(line.x), list(line.y)) == ("lines", [], [])


def key_of(figure: Any) -> Any:
    (key,) = [note for note in figure.layout.annotations if "training" in note.text]
    return key


def test_the_key_draws_each_line_as_it_is():
    key = key_of(curves(LIGHT))
    solid, training, dotted, test = key.text.split()
    assert (solid, training, dotted, test) == ("\u2501", "training", "\u2508", "test")
    assert (key.x, key.y, key.xanchor) == (0.44, 1, "right")
    assert key_of(curves(LIGHT, metric="")).x == 1


def test_the_loss_is_at_the_left_and_the_metric_at_the_right():
    figure: Any = curves(LIGHT, metric="accuracy")
    assert [(line.xaxis, line.yaxis) for line in figure.data] == [("x", "y")] * 2 + [
        ("x2", "y2")
    ] * 2
    assert (figure.layout.xaxis.domain, figure.layout.xaxis2.domain) == ((0, 0.44), (0.56, 1))
    assert (figure.layout.xaxis2.anchor, figure.layout.yaxis2.anchor) == ("y2", "x2")
    headings = {note.text: note.x for note in figure.layout.annotations}
    assert (headings["loss"], headings["accuracy"]) == (0, 0.56)
    alone: Any = curves(LIGHT, metric="")
    assert alone.layout.xaxis.domain == (0, 1)
    assert "accuracy" not in [note.text for note in alone.layout.annotations]
    for axis in (figure.layout.xaxis, figure.layout.xaxis2):
        assert (axis.range, axis.fixedrange) == ((0, 10), False)
        assert axis.title.text.startswith("epoch")


def test_shares_are_percent_and_other_metrics_are_numbers():
    share: Any = curves(LIGHT, metric="accuracy")
    assert [line.hovertemplate.split("<")[0] for line in share.data] == [
        "%{y:.4g}", "%{y:.4g}", "%{y:.1%}", "%{y:.1%}",
    ]  # fmt: skip
    assert (share.layout.yaxis2.range, share.layout.yaxis2.tickformat) == ((0, 1.02), "~%")
    error: Any = curves(LIGHT, metric="mean absolute error")
    assert [line.hovertemplate.split("<")[0] for line in error.data] == ["%{y:.4g}"] * 4
    assert (error.layout.yaxis2.range, error.layout.yaxis2.tickformat) == (None, None)
    assert error.layout.yaxis2.rangemode == "tozero"


def test_the_scale_of_the_loss_is_linear_from_zero_or_logarithmic():
    linear: Any = curves(LIGHT)
    log: Any = curves(LIGHT, log_scale=True)
    assert (linear.layout.yaxis.type, linear.layout.yaxis.rangemode) == ("linear", "tozero")
    assert (log.layout.yaxis.type, log.layout.yaxis.rangemode) == ("log", "normal")
    assert log.layout.yaxis2.type is None


def test_both_epoch_axes_grow_together_and_can_be_zoomed(binding):
    both: Any = curves(LIGHT)
    (span,) = binding(both, "span")
    assert span == {
        "op": "span", "array": "curves/epoch", "layouts": ["xaxis.range", "xaxis2.range"],
        "least": 10,
    }  # fmt: skip
    (span,) = binding(curves(LIGHT, metric=""), "span")
    assert span["layouts"] == ["xaxis.range"]
    zoom = both.layout.meta["zoom"]
    assert "drag" in zoom["closed"]
    assert "double" in zoom["open"]
    assert both.layout.xaxis.title.text == zoom["closed"]
    assert (both.layout.hovermode, both.layout.dragmode) == ("x unified", "zoom")


def test_only_a_discriminator_has_the_line_at_one_half():
    fooled: Any = curves(LIGHT, metric=TOLD_APART)
    (line,) = fooled.layout.shapes
    assert (line.x0, line.x1, line.y0, line.y1, line.xref, line.yref) == (
        0, 1, 0.5, 0.5, "x2 domain", "y2",
    )  # fmt: skip
    (words,) = [note for note in fooled.layout.annotations if "50" in note.text]
    assert (words.y, words.yref, words.yanchor) == (0.5, "y2", "top")
    plain: Any = curves(LIGHT, metric="accuracy")
    assert not plain.layout.shapes
    assert fooled.layout.yaxis2.tickformat == "~%"


def test_the_text_alternative_names_what_is_drawn():
    both: Any = curves(LIGHT)
    assert "Loss and accuracy" in both.layout.meta["alt"]
    alone: Any = curves(LIGHT, metric="")
    assert "Loss" in alone.layout.meta["alt"]
    assert " and accuracy" not in alone.layout.meta["alt"]
