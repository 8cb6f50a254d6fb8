"""Confusion matrix: rows are true classes, columns predicted ones, cells are counts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.figures.kit.theme import DARK, LIGHT, mix
from nnviz.figures.output.confusion import confusion


@pytest.fixture
def three(points):
    return replace(points, class_names=("red", "gr<en", "a name that is too long"))


def test_counts_drive_the_cells_of_all_classes(three, binding):
    figure: Any = confusion(three, LIGHT, split="train")
    assert binding(figure, "set") == [
        {"op": "set", "array": "confusion/counts", "trace": 0, "prop": "z", "count": 3}
    ]
    assert figure.layout.meta["wants"] == [
        {"key": "confusion", "probe": "confusion", "options": {"split": "train"}}
    ]
    assert np.array(figure.data[0].z).tolist() == [[0] * 3] * 3
    other: Any = confusion(three, LIGHT)
    assert other.layout.meta["wants"][0]["options"] == {"split": "test"}


def test_cells_are_counts_and_no_shares(three):
    figure: Any = confusion(three, LIGHT)
    (cells,) = figure.data
    assert cells.texttemplate == "%{z:d}"
    assert "%{z}" in cells.hovertemplate
    assert "%" not in cells.hovertemplate.replace("%{", "")
    assert (cells.zmin, cells.zmax) == (0, None)


def test_rows_are_true_and_columns_predicted_classes_in_their_order(three):
    figure: Any = confusion(three, LIGHT)
    names = ["red", "gr&lt;en", "a name tha\u2026"]
    for axis, title in ((figure.layout.xaxis, "predicted"), (figure.layout.yaxis, "true")):
        assert axis.title.text == title
        assert list(axis.tickvals) == [0, 1, 2]
        assert list(axis.ticktext) == names
    # The first class is in the first row from the top and the first column from the left.
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.xaxis.autorange is None
    hover = figure.data[0].hovertemplate
    assert hover.index("true class %{y}") < hover.index("predicted as %{x}")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_more_is_bluer(three, theme):
    figure: Any = confusion(three, theme)
    (cells,) = figure.data
    assert [list(stop) for stop in cells.colorscale] == [
        [0, theme.faint],
        [1, mix(theme.positive, theme.page, 0.4)],
    ]
    assert cells.textfont.color == theme.text


def test_many_names_may_be_turned_and_the_longest_has_room(three):
    few: Any = confusion(three, LIGHT)
    assert few.layout.margin.l == 34 + 6 * 11
    assert few.layout.xaxis.tickangle == 0
    six: Any = confusion(replace(three, class_names=tuple("abcdef")), LIGHT)
    seven: Any = confusion(replace(three, class_names=tuple("abcdefg")), LIGHT)
    assert (six.layout.margin.l, six.layout.xaxis.tickangle) == (40, 0)
    assert seven.layout.xaxis.tickangle is None
    assert "3 classes" in few.layout.meta["alt"]
    assert "test" in few.layout.meta["alt"]


def test_without_names_there_is_nothing_to_count(points):
    figure: Any = confusion(replace(points, class_names=()), LIGHT)
    assert figure.data[0].z in (None, ())
