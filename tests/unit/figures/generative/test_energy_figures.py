"""Couplings, dreams, filters and recall: signs, the order of pictures, words and numbers."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.families.energy import STAGES
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.generative.couplings import couplings
from nnviz.figures.generative.fantasies import fantasies
from nnviz.figures.generative.hidden_filters import hidden_filters
from nnviz.figures.generative.recall import recall
from nnviz.figures.kit.theme import DARK, LIGHT


@pytest.fixture
def small():
    """Pictures of 2 rows and 4 columns, of two groups."""
    x = np.zeros((2, 2, 4, 1), np.float32)
    signature = DataSignature((2, 4, 1), "regression", 1, "image", places=(2, 4))
    return Dataset("small", signature, x, x, x, x, group_names=("fish", "star"))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_units_that_agree_are_blue_and_the_first_is_at_the_upper_left(small, theme, bound, binding):
    figure: Any = couplings(small, theme)
    (matrix,) = figure.data
    assert bound(figure) == {(0, "z"): "couplings/values"}
    assert [list(stop) for stop in matrix.colorscale] == theme.diverging
    assert (matrix.zmin, matrix.zmax) == (-1, 1)
    # Row 0 of the values lies at -8, so the unit of the last row is called 1.
    assert (matrix.x0, matrix.dx, matrix.y0, matrix.dy) == (1, 1, -8, 1)
    assert matrix.meta == {"rows": 8, "columns": 8}
    across, up = figure.layout.xaxis, figure.layout.yaxis
    assert list(across.tickvals) == [1, 2, 4, 6, 8]
    assert list(up.tickvals) == [-1, -2, -4, -6, -8]
    assert list(up.ticktext) == ["1", "2", "4", "6", "8"]
    assert (across.range, up.range) == ((0.5, 8.5), (-8.5, -0.5))
    (largest,) = binding(figure, "labels")
    assert (largest["array"], largest["index"], largest["digits"], largest["layout"]) == (
        "couplings/largest", 0, 3, "annotations[0].text",
    )  # fmt: skip
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "couplings", "probe": "couplings", "options": {}}]
    assert "8 units" in meta["alt"]
    assert "Blue" in meta["alt"]


def test_a_dream_is_a_row_that_begins_with_noise(small, binding):
    figure: Any = fantasies(small, LIGHT, seed=3)
    (atlas,) = binding(figure, "atlas")
    assert (atlas["array"], atlas["trace"]) == ("fantasies/values", 0)
    assert (atlas["rows"], atlas["columns"]) == (5 * 3 - 1, 7 * 5 - 1)
    places = np.array(atlas["at"]).reshape(5, 7, 2)
    assert places[:, :, 0].tolist() == [[row] * 7 for row in (12, 9, 6, 3, 0)]
    assert places[:, :, 1].tolist() == [[0, 5, 10, 15, 20, 25, 30]] * 5
    heads = figure.data[1]
    assert list(heads.text) == ["noise", *(str(stage) for stage in STAGES[1:])]
    assert list(heads.x) == [2, 7, 12, 17, 22, 27, 32]
    assert list(heads.y) == [14] * 7
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "fantasies", "probe": "fantasies", "options": {"seed": 3}}]
    assert "5 dreams" in meta["alt"]
    assert ", ".join(str(stage) for stage in STAGES[1:]) in meta["alt"]
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 34), (0, 14))


def test_free_energies_stand_below_in_their_order(small, binding):
    figure: Any = fantasies(small, LIGHT)
    labels = binding(figure, "labels", "fantasies/energy")
    assert [each["index"] for each in labels] == [0, 1, 2, 3]
    assert [each["digits"] for each in labels] == [1] * 4
    assert [each["prefix"].split("<br>")[0] for each in labels] == [
        "training", "test", "noise", "dreams",
    ]  # fmt: skip
    notes = figure.layout.annotations
    for number, each in enumerate(labels):
        assert each["layout"] == f"annotations[{number}].text"
        assert notes[number].x == pytest.approx((number + 1.5) / 5)
    assert "energy" in notes[4].text
    assert notes[4].x == pytest.approx(0.1)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_filters_are_read_row_by_row_and_blue_switches_on(small, theme, binding):
    figure: Any = hidden_filters(small, theme, hidden=5)
    (cells,) = figure.data
    (atlas,) = binding(figure, "atlas")
    assert [list(stop) for stop in cells.colorscale] == theme.diverging
    assert (cells.zmin, cells.zmax) == (-1, 1)
    assert atlas["at"] == [[3, 0], [3, 5], [3, 10], [0, 0], [0, 5]]
    assert (atlas["rows"], atlas["columns"]) == (5, 14)
    assert (atlas["array"], atlas["trace"]) == ("hidden_filters/values", 0)
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "hidden_filters", "probe": "hidden_filters", "options": {}}]
    assert "5 hidden units" in meta["alt"]
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 14), (0, 5))


def test_a_recall_runs_from_its_start_to_the_stored_picture(small, bound, binding):
    figure: Any = recall(small, LIGHT, split="own", example=4)
    (atlas,) = binding(figure, "atlas")
    assert atlas["at"] == [[0, 0], [0, 5], [0, 10], [0, 15], [0, 20], [0, 27]]
    assert (atlas["array"], atlas["rows"], atlas["columns"]) == ("recall/pictures", 2, 31)
    assert bound(figure) == {
        (1, "x"): "recall/update", (1, "y"): "recall/energy",
        (2, "x"): "recall/at", (2, "y"): "recall/height",
    }  # fmt: skip
    assert (figure.data[1].line.shape, figure.data[1].mode) == ("hv", "lines")
    assert (figure.data[2].marker.symbol, figure.data[2].mode) == ("square", "markers")
    assert "%{y:.3g} after %{x}" in figure.data[1].hovertemplate
    meta = figure.layout.meta
    assert meta["wants"] == [
        {"key": "recall", "probe": "recall", "options": {"split": "own", "example": 4}}
    ]
    assert "5 images" in meta["alt"]
    assert (figure.layout.xaxis2.range, figure.layout.yaxis2.range) == ((0, 31), (0, 2))
    assert figure.layout.yaxis2.domain == (0.74, 1)
    assert figure.layout.yaxis.domain == (0, 0.52)


def test_words_of_a_recall_are_at_their_pictures(small, binding):
    figure: Any = recall(small, LIGHT)
    notes = figure.layout.annotations
    assert [(note.text, note.x, note.xanchor) for note in notes[:3]] == [
        ("start", 0, "left"), ("end", 22, "center"), ("stored", 31, "right"),
    ]  # fmt: skip
    assert (notes[3].text, notes[3].x) == ("energy", 0)
    nearest, agreement = binding(figure, "labels")
    assert (nearest["array"], nearest["index"], nearest["layout"], nearest["texts"]) == (
        "recall/nearest", 0, "annotations[4].text", ["fish", "star"],
    )  # fmt: skip
    assert (agreement["array"], agreement["index"], agreement["layout"]) == (
        "recall/agreement", 0, "annotations[5].text",
    )  # fmt: skip
    assert (agreement["percent"], agreement["digits"]) == (True, 0)
    assert "%" in agreement["suffix"]
    assert (notes[4].x, notes[4].y, notes[4].xref) == (31, 0, "x2")
    assert (notes[5].x, notes[5].y, notes[5].xref) == (1, 0.52, "paper")
