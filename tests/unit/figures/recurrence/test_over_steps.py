"""Gradients at every step, and sequences in which the units of a span behave alike."""

from typing import Any

import pytest

from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.recurrence.similar_spans import similar_spans
from nnviz.figures.recurrence.through_time import through_time


def gradients(theme=LIGHT, length=3, **options) -> Any:
    return through_time(theme, length=length, **options)


def spans(theme=LIGHT, span=(1, 3), **options) -> Any:
    return similar_spans(theme, length=7, span=span, options={"layer": "r"}, **options)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_gradients_by_the_input_are_dotted_and_by_the_state_solid(theme, binding):
    figure = gradients(theme)
    given, state = figure.data
    assert (given.line.color, given.line.dash) == (theme.quiet, "dot")
    assert (state.line.color, state.line.dash) == (theme.positive_ink, "solid")
    assert list(given.x) == list(state.x) == [1, 2, 3]
    for number, array in enumerate(("inputs", "state")):
        (values,) = binding(figure, "set", f"through_time/{array}")
        assert (values["trace"], values["prop"], values["count"]) == (number, "y", 3)
    for trace, word in ((given, "input"), (state, "hidden state")):
        assert trace.name.endswith(word)
        assert trace.hovertemplate.startswith("step %{x}<br>%{y:.2e}")
        assert trace.name in trace.hovertemplate


def test_gradients_stand_on_a_log_scale_over_the_steps():
    layout = gradients().layout
    assert layout.yaxis.type == "log"
    assert (layout.xaxis.range, layout.xaxis.title.text) == ((0.5, 3.5), "step")


def test_lines_are_explained_in_their_colours():
    key, heading = gradients().layout.annotations
    state, given = key.text.split("</span>")[:2]
    assert LIGHT.positive_ink in state
    assert "state" in state
    assert LIGHT.quiet in given
    assert "input" in given
    assert (key.xanchor, heading.xanchor) == ("right", "left")
    assert gradients(labelled=False).layout.annotations == ()


def test_the_heading_names_the_output(binding):
    (heading,) = binding(gradients(outputs=("a", "b")), "labels")
    assert heading["array"] == "through_time/output"
    assert (heading["layout"], heading["index"]) == ("annotations[1].text", 0)
    assert heading["texts"] == ["a", "b"]
    assert heading["prefix"].endswith("<b>")
    assert heading["suffix"].startswith("</b>")
    (plain,) = binding(gradients(), "labels")
    assert ("texts" in plain, plain["digits"]) == (False, 0)
    assert binding(gradients(labelled=False), "labels") == []


def test_figures_side_by_side_have_one_axis():
    assert gradients(labelled=False).layout.yaxis.range == (-8, 1)
    assert gradients().layout.yaxis.range is None


def test_gradients_ask_for_their_layer():
    meta = gradients(layer="r", options={"output": 1}).layout.meta
    options = {"layer": "r", "output": 1}
    assert meta["wants"] == [{"key": "through_time", "probe": "through_time", "options": options}]
    assert "3 steps" in meta["alt"]
    assert "log" in meta["alt"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_activity_is_orange_below_zero_and_the_chosen_sequence_on_top(theme, binding):
    figure = spans(theme)
    activity = figure.data[0]
    assert [colour for _, colour in activity.colorscale] == [
        theme.negative, theme.zero, theme.positive,
    ]  # fmt: skip
    assert (activity.zmin, activity.zmax, activity.x0, activity.y0) == (-1, 1, 1, 0)
    assert (len(activity.z), len(activity.z[0])) == (9, 7)
    assert (activity.dx, activity.dy) == (1, 1)
    assert figure.layout.yaxis.range == (8.6, -0.6)
    assert (figure.layout.xaxis.range, figure.layout.xaxis.title.text) == ((0.5, 7.5), "step")
    first = figure.layout.annotations[0]
    assert ("this example" in first.text, first.y, first.xanchor) == (True, 0, "right")
    (values,) = binding(figure, "set", "spans/activity")
    assert (values["trace"], values["prop"], values["count"]) == (0, "z", 9)


@pytest.mark.parametrize("span", [(1, 3), (3, 1)])
def test_a_bar_reaches_from_the_start_of_a_span_to_its_end(span, binding):
    figure = spans(span=span)
    bars = figure.data[1]
    assert list(bars.y) == [row + 0.42 for row in range(9)]
    assert (bars.error_x.value, bars.error_x.valueminus) == (2, 0)
    assert bars.error_x.symmetric is False
    assert bars.error_x.color == bars.marker.line.color == LIGHT.text
    (start,) = binding(figure, "set", "spans/start")
    assert (start["trace"], start["prop"], start["count"]) == (1, "x", 9)
    options = {"layer": "r", "first": 1, "last": 3}
    assert figure.layout.meta["wants"] == [
        {"key": "spans", "probe": "similar_spans", "options": options}
    ]
    assert "steps 2 to 4" in figure.layout.meta["alt"]


def test_a_match_has_its_example_at_the_left_and_its_score_at_the_right(binding):
    figure = spans()
    left, right = figure.data[2:4]
    assert list(left.y) == list(right.y) == list(range(1, 9))
    assert (list(left.x), left.textposition) == ([0.5] * 8, "middle left")
    assert (list(right.x), right.textposition) == ([7.5] * 8, "middle right")
    (number,), (score,), (units,) = (
        binding(figure, "labels", f"spans/{array}") for array in ("number", "score", "units")
    )
    assert (number["trace"], number["count"], number["digits"]) == (2, 8, 0)
    assert number["prefix"] == "example "
    assert (score["trace"], score["count"]) == (3, 8)
    assert (score["percent"], score["digits"]) == (True, 0)
    assert score["suffix"].startswith("\u2009%")
    assert number["prop"] == score["prop"] == "text"
    assert (units["index"], units["layout"], units["digits"]) == (0, "annotations[1].text", 0)
    above = figure.layout.annotations[1]
    assert (above.xanchor, above.xref, above.x) == ("left", "paper", 0)
    assert (above.yref, above.y) == ("paper", 1)
    assert figure.data[0].hovertemplate.startswith("step %{x}: %{z:.2f}")
