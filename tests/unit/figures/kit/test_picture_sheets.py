"""Sheets of pictures: upright, in order, from 0 to 1; sentences without their padding."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature, View
from nnviz.figures.kit.colour import colours, empty_colour_trace
from nnviz.figures.kit.pictures import (
    cells,
    free_cells,
    grey,
    picture_sheet,
    pictures_of,
    sentence,
    shades,
)
from nnviz.figures.kit.theme import DARK, LIGHT


def data(view: View, shape, x, **more):
    x = np.asarray(x, np.float32)
    y = np.zeros(len(x), np.int32)
    return Dataset("d", DataSignature(shape, "binary", 1, view), x, y, x, y, **more)


def test_images_are_cut_off_at_0_and_1_and_two_channels_averaged():
    x = [[[[-1.0, 0.0], [2.0, 1.0]]]]
    assert pictures_of(data("image", (1, 2, 2), x), np.array(x)).tolist() == [[[0, 1]]]
    colour = np.full((1, 1, 1, 3), 2.0)
    assert pictures_of(data("image", (1, 1, 3), colour), colour).tolist() == [[[[1, 1, 1]]]]


def test_a_series_has_a_row_for_each_feature_from_its_least_to_its_largest():
    x = np.array([[[-2.0, 0.0], [2.0, 1.0]]])
    assert pictures_of(data("series", (2, 2), x), x).tolist() == [[[0, 1], [0.5, 0.75]]]
    # Zero and one belong to the scale, so that a constant stays where it is.
    half = np.full((1, 2, 1), 0.5)
    assert pictures_of(data("series", (2, 1), half), half).tolist() == [[[0.5, 0.5]]]


def test_pictures_are_laid_out_row_by_row_first_row_on_top():
    x = np.zeros((3, 2, 2, 1), np.float32)
    x[:, 0, 0, 0] = (0.2, 0.4, 0.6)
    sheet = picture_sheet(data("image", (2, 2, 1), x, lit=True), x, 100, 100, below=0)
    assert (sheet.across, sheet.down, sheet.lit) == (2, 2, True)
    (x0, y0), (x1, y1), (x2, y2) = sheet.corners
    assert x0 == x2 < x1
    assert y0 == y1 > y2
    for (left, bottom), value in zip(sheet.corners, (0.2, 0.4, 0.6), strict=True):
        assert sheet.values[bottom + 1, left] == pytest.approx(value)
        assert np.isfinite(sheet.values[bottom : bottom + 2, left : left + 2]).all()
    assert np.isfinite(sheet.values).sum() == 12
    assert (sheet.rows, sheet.columns) == sheet.values.shape


def test_words_have_room_below_every_picture():
    x = np.zeros((1, 2, 2, 1), np.float32)
    images = data("image", (2, 2, 1), x)
    tight = picture_sheet(images, x, 100, 100, below=0)
    roomy = picture_sheet(images, x, 100, 100, below=40)
    assert roomy.corners[0][1] * roomy.cell_high >= 40
    assert tight.corners[0][1] < roomy.corners[0][1]


def test_cells_are_drawn_from_their_lower_left_corner():
    trace: Any = cells(free_cells(2, 3), [[0, "#000000"], [1, "#ffffff"]], low=-1, x0=7)
    assert np.isnan(np.array(trace.z, float)).all()
    assert np.shape(trace.z) == (2, 3)
    assert (trace.zmin, trace.zmax, trace.x0, trace.dx, trace.y0, trace.dy) == (
        -1, 1, 7, 1, 0.5, 1,
    )  # fmt: skip


def test_ink_depends_on_the_theme_and_light_does_not():
    assert shades(DARK, lit=False) == [[0, DARK.faint], [1, DARK.text]]
    assert shades(DARK, lit=True) == shades(LIGHT, lit=True)
    (_, dark), (_, bright) = shades(LIGHT, lit=True)
    assert int(str(dark)[1:], 16) < int(str(bright)[1:], 16)


def test_sentences_have_no_padding_and_no_tree():
    x = np.array([[1, 0, 2, 3]], np.int32)
    plain = Dataset("t", DataSignature((4,), "binary", 1, "tokens", tokens=4), x, x, x, x,
                    vocabulary=("pad", "a", "<b", "c"))  # fmt: skip
    assert sentence(plain, x[0], 40) == "a &lt;b c"
    tree = Dataset("t", DataSignature((4,), "binary", 1, "tokens", tokens=4, leaves=3), x, x, x, x,
                   vocabulary=("pad", "a", "b", "c"))  # fmt: skip
    assert sentence(tree, x[0], 40) == "a b"
    assert sentence(tree, x[0], 2) == "a\u2026"


def test_only_images_of_one_channel_are_grey():
    x = np.zeros((1, 2, 2, 1), np.float32)
    assert grey(data("image", (2, 2, 1), x)).input_shape == (2, 2, 1)
    others: list[tuple[View, tuple[int, ...]]] = [
        ("image", (2, 2, 3)), ("series", (2, 1)), ("table", (1,)),
    ]  # fmt: skip
    for view, shape in others:
        with pytest.raises(NnvizError, match="grey pictures"):
            grey(data(view, shape, np.zeros((1, *shape))))


def test_pictures_in_colour_have_their_places():
    assert colours("a/b", (4, 6), [(0, 1), (2, 3)]) == {
        "op": "colours", "array": "a/b", "trace": 0, "prop": "z", "rows": 4, "columns": 6,
        "at": [[0, 1], [2, 3]],
    }  # fmt: skip
    trace: Any = empty_colour_trace(4, 6)
    assert trace.meta == {"rows": 4, "columns": 6}
    assert (trace.x0, trace.y0, trace.dx, trace.dy) == (0.5, 0.5, 1, 1)
