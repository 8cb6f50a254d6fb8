"""One example: upright pictures, features in their colours, signs of a table's values."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.data.as_read import as_read
from nnviz.figures.data.example import example
from nnviz.figures.kit.theme import DARK, LIGHT


def made(view, shape, x, **more):
    x = np.asarray(x, np.float32)
    y = np.zeros(len(x), np.int32)
    return Dataset("d", DataSignature(shape, "binary", 1, view), x, y, -x, y, **more)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_bars_of_a_table_are_blue_above_and_orange_below_zero(theme):
    data = made("table", (3,), [[1, -2, 0]], feature_names=("a", "b<", "c"))
    figure: Any = example(data, theme, split="train")
    (bars,) = figure.data
    assert (bars.orientation, list(bars.x), list(bars.y)) == ("h", [1, -2, 0], [0, 1, 2])
    assert list(bars.marker.color) == [theme.positive, theme.negative, theme.positive]
    assert list(bars.customdata) == ["a", "b&lt;", "c"]
    assert "standard deviations" in bars.hovertemplate
    axis = figure.layout.yaxis
    assert (list(axis.tickvals), list(axis.ticktext)) == ([0, 1, 2], ["a", "b&lt;", "c"])
    assert (axis.autorange, axis.showticklabels) == ("reversed", True)
    assert figure.layout.xaxis.title.text == "standard deviations"
    assert "Training example 1" in figure.layout.meta["alt"]
    other: Any = example(data, theme, split="test")
    assert list(other.data[0].x) == [-1, 2, 0]
    assert "Test example 1" in other.layout.meta["alt"]


def test_many_columns_have_no_names_beside_them_and_unnamed_ones_have_numbers():
    few: Any = example(made("table", (12,), [range(12)]), LIGHT)
    many: Any = example(made("table", (13,), [range(13)]), LIGHT)
    assert (few.layout.yaxis.showticklabels, many.layout.yaxis.showticklabels) == (True, False)
    assert list(many.data[0].customdata) == [str(number) for number in range(1, 14)]
    assert (few.layout.margin.l, many.layout.margin.l) == (120, 8)
    noisy = made("table", (2,), [[1, 2]])
    noisy = replace(noisy, signature=replace(noisy.signature, noise=1))
    bars: Any = example(noisy, LIGHT)
    assert "deviations" not in bars.data[0].hovertemplate
    assert bars.layout.xaxis.title.text == ""


def test_pictures_stand_upright_and_are_bounded():
    figure: Any = example(made("image", (2, 3, 1), [[[[0], [0.5], [2]], [[-1], [0], [0]]]]),
                          LIGHT, split="train")  # fmt: skip
    (cells,) = figure.data
    assert np.array(cells.z).tolist() == [[0, 0, 0], [0, 0.5, 1]]
    assert (cells.zmin, cells.zmax) == (0, 1)
    assert figure.layout.xaxis.range == (-0.5, 2.5)
    assert figure.layout.yaxis.range == (-0.5, 1.5)
    assert figure.layout.yaxis.scaleanchor == "x"
    colour: Any = example(made("image", (2, 4, 3), np.ones((1, 2, 4, 3))), LIGHT, split="train")
    assert (colour.layout.xaxis.range, colour.layout.yaxis.range) == ((0, 4), (0, 2))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_feature_of_a_series_is_a_line_of_its_own(theme):
    figure: Any = example(made("series", (2, 3), [[[1, 2, 3], [4, 5, 6]]]), theme, split="train")
    assert [(list(t.y), t.line.color) for t in figure.data] == [
        ([1, 4], theme.classes[1]), ([2, 5], theme.classes[2]), ([3, 6], theme.classes[3]),
    ]  # fmt: skip
    assert figure.layout.xaxis.title.text == "step"
    wide: Any = example(made("series", (1, 14), np.zeros((1, 1, 14))), theme)
    assert len(wide.data) == 10


def test_a_text_is_folded_between_words():
    words = ["", "a" * 20, "b" * 13, "c" * 40, "d"]
    x = np.array([[1, 2, 3, 4]], np.int32)
    signature = DataSignature((4,), "binary", 1, "tokens", tokens=5)
    data = Dataset("t", signature, x, x, x, x, vocabulary=tuple(words))
    figure: Any = example(data, LIGHT)
    (note,) = figure.layout.annotations
    assert note.text.split("<br>") == [f"{'a' * 20} {'b' * 13}", "c" * 40, "d"]
    assert (note.x, note.y, note.xanchor, note.yanchor) == (0, 1, "left", "top")


@pytest.mark.parametrize(
    ("split", "number", "place"),
    [("train", 0, (1, 2)), ("train", 9, (-3, -4)), ("test", 1, (3, 4))],
)
def test_a_point_has_a_ring_among_the_pale_others(points, split, number, place):
    figure: Any = example(points, LIGHT, split=split, number=number)
    *others, ring = figure.data
    assert (ring.x[0], ring.y[0]) == place
    assert (ring.marker.symbol, ring.marker.color) == ("circle-open", LIGHT.text)
    assert [(trace.name, trace.opacity) for trace in others] == [("out", 0.35), ("in", 0.35)]
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-6, 6)


def test_a_picture_in_colour_is_read_live(binding):
    figure: Any = as_read(LIGHT, (4, 6, 3), split="test", example=5)
    (entry,) = binding(figure, "colours")
    assert (entry["array"], entry["trace"], entry["at"]) == ("picture/values", 0, [[0, 0]])
    assert (entry["rows"], entry["columns"]) == (4, 6)
    assert figure.data[0].meta == {"rows": 4, "columns": 6}
    assert figure.layout.meta["wants"] == [
        {"key": "picture", "probe": "units",
         "options": {"layer": "input", "count": 3, "split": "test", "example": 5}}
    ]  # fmt: skip
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 6), (0, 4))
    assert figure.layout.yaxis.scaleanchor == "x"
