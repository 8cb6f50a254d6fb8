"""Previews of data: what is drawn of each kind, in which colours and order."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature, Task
from nnviz.figures.data.data_preview import data_preview
from nnviz.figures.kit.theme import DARK, LIGHT


def table(task: Task = "binary"):
    """Column 1 tells most about the target, then column 0; column 2 tells nothing."""
    x = np.array([[0, 5, 1], [2, -5, 1], [0, 5, 9], [1, -5, 9]], np.float32)
    y = np.array([0, 1, 0, 1], np.int32) if task == "binary" else x[:, 1:2] * 0.2
    return Dataset(
        "t", DataSignature((3,), task, 1, "table"), x, y, -x, y,
        class_names=("no", "yes") if task == "binary" else (),
        feature_names=("flag", "size (cm)", "other"),
        feature_mean=np.array([0, 1, 0], np.float32),
        feature_scale=np.array([10, 2, 1], np.float32), note="a table",
    )  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_table_shows_its_telling_columns_in_their_units_and_classes_in_their_marks(theme):
    figure: Any = data_preview(table(), theme)
    titles = figure.layout.xaxis.title.text, figure.layout.yaxis.title.text
    assert titles == ("size (cm)", "flag")
    found = [(list(t.x), list(t.y), t.marker.symbol, t.marker.color) for t in figure.data]
    assert found == [
        ([11, 11], [0, 0], "circle", theme.classes[0]),
        ([-9, -9], [20, 10], "square", theme.classes[1]),
    ]
    assert "no, yes" in figure.layout.meta["alt"]
    assert "a table" in figure.layout.meta["alt"]


def test_the_values_of_a_regression_are_colours_by_sign():
    figure: Any = data_preview(table("regression"), LIGHT)
    (points,) = figure.data
    assert list(points.x) == [11, -9, 11, -9]
    assert list(points.marker.color) == pytest.approx([1, -1, 1, -1])
    assert (points.marker.cmin, points.marker.cmax) == (-2, 2)
    assert [list(stop) for stop in points.marker.colorscale] == LIGHT.diverging
    assert "classes" not in figure.layout.meta["alt"]


def test_a_table_without_units_and_with_one_column_is_drawn_too():
    bare: Any = data_preview(replace(table(), feature_mean=np.zeros(0, np.float32)), LIGHT)
    assert list(bare.data[0].x) == [5, 5]
    full = table()
    one = replace(full, x_train=full.x_train[:, 1:2], feature_names=("size",))
    alone: Any = data_preview(one, LIGHT)
    assert alone.layout.xaxis.title.text == alone.layout.yaxis.title.text == "size"


def test_points_of_a_plane_keep_class_and_place(points):
    figure: Any = data_preview(points, LIGHT)
    assert [(t.name, list(t.x), list(t.y), t.marker.color) for t in figure.data] == [
        ("out", [-3], [-4], LIGHT.classes[0]), ("in", [1], [2], LIGHT.classes[1]),
    ]  # fmt: skip
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-6, 6)
    assert figure.layout.yaxis.scaleanchor == "x"


def test_where_noise_is_to_be_made_into_points_the_real_ones_are_shown(points):
    signature = replace(points.signature, view="table", noise=2)
    figure: Any = data_preview(replace(points, signature=signature), LIGHT)
    (real,) = figure.data
    assert (real.name, list(real.x), list(real.y)) == ("real", [-1, 3], [-2, 4])


def test_a_series_is_one_line_over_its_steps(points):
    series = np.array([0, 10, 5], np.float32)
    signature = DataSignature((2, 1), "regression", 1, "series")
    figure: Any = data_preview(replace(points, signature=signature, series=series), LIGHT)
    (line,) = figure.data
    assert (line.x, list(line.y), line.mode) == (None, [0, 10, 5], "lines")
    assert line.line.color == LIGHT.positive_ink
    assert figure.layout.xaxis.range == (0, 3)
    assert figure.layout.yaxis.range == (-1, 11)
    flat = replace(points, signature=signature, series=np.full(3, 2, np.float32))
    level: Any = data_preview(flat, LIGHT)
    assert level.layout.yaxis.range == pytest.approx((1.9, 2.1))


@pytest.mark.parametrize(("view", "shape", "most"), [("image", (3, 3, 1), 12),
                                                     ("series", (3, 1), 8)])  # fmt: skip
def test_the_first_training_examples_are_shown(view, shape, most):
    x = np.ones((40, *shape), np.float32)
    y = np.zeros(40, np.int32)
    data = Dataset("d", DataSignature(shape, "binary", 1, view), x, y, 0 * x, y)
    figure: Any = data_preview(data, LIGHT)
    values = np.array(figure.data[0].z, np.float32)
    drawn = int(np.isfinite(values).sum())
    per = int(np.prod(shape)) if view == "image" else 3
    assert drawn % (most * per) == 0
    assert np.nanmin(values) == 1
    if view == "image":
        assert drawn == most * per
    assert (figure.layout.yaxis.scaleanchor == "x") is (view == "image")
    rows, columns = values.shape
    assert figure.layout.xaxis.range == (-0.5, columns + 0.5)
    assert figure.layout.yaxis.range == (-0.5, rows + 0.5)


def text(**given):
    signature = DataSignature(
        (3,), given.pop("task", "binary"), 1, "tokens", tokens=4, **given.pop("also", {})
    )
    x = np.array([[1, 2, 0], [2, 3, 1]] * 4, np.int32)
    y = given.pop("y", np.array([0, 1] * 4, np.int32))
    return Dataset("words", signature, x, y, x, y, class_names=("bad", "good"),
                   vocabulary=("", "a", "b", "c"))  # fmt: skip


def test_sentences_come_from_top_to_bottom_with_what_they_are():
    figure: Any = data_preview(text(), LIGHT)
    (lines,) = figure.data
    assert len(lines.text) == 6
    assert list(lines.y) == list(range(6))
    assert figure.layout.yaxis.range == (5.5, -0.5)
    first, second = lines.text[:2]
    assert first.startswith("a b <span")
    assert first.endswith("\u2192 bad</span>")
    assert second.startswith("b c a <span")
    assert second.endswith("\u2192 good</span>")
    assert LIGHT.quiet in first


def test_a_text_that_goes_on_is_written_without_its_beginning_sign():
    onward = text(task="multiclass", also={"places": (3,), "writing": "onward"})
    figure: Any = data_preview(onward, LIGHT)
    assert list(figure.data[0].text[:2]) == ["b", "c a"]


def test_of_an_answer_the_question_is_shown_and_what_is_to_be_written():
    signs = np.array([[1, 0, 1], [1, -1, 0]] * 4, np.int32)
    asked = text(task="multiclass", y=signs, also={"places": (1,), "writing": "answer"})
    figure: Any = data_preview(asked, LIGHT)
    first, second = figure.data[0].text[:2]
    assert first.startswith("a b <span")
    assert first.endswith("\u2192 goodbad</span>")
    assert second.startswith("b c <span")
    assert second.endswith("\u2192 good</span>")


def test_hidden_words_are_told_with_spaces_and_a_tree_by_its_root():
    signs = np.array([[1, -1, 0], [-1, -1, 1]] * 4, np.int32)
    gaps = text(task="multiclass", y=signs, also={"places": (3,), "writing": "gaps"})
    figure: Any = data_preview(gaps, LIGHT)
    assert [line.split("\u2192 ")[1] for line in figure.data[0].text[:2]] == [
        "good bad</span>", "good</span>",
    ]  # fmt: skip
    tree = text(task="multiclass", y=signs, also={"places": (3,), "leaves": 2})
    rooted: Any = data_preview(tree, LIGHT)
    assert [line.split("\u2192 ")[1] for line in rooted.data[0].text[:2]] == [
        "bad</span>", "good</span>",
    ]  # fmt: skip
    assert rooted.data[0].text[1].startswith("b c <span")
