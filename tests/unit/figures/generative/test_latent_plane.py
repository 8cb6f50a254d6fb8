"""The plane of a latent space on small pictures: exact places of marks, words and gaps."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.generative.generated import generated
from nnviz.figures.generative.latent_plane import BESIDE, PICTURE, Plane
from nnviz.figures.generative.latent_space import latent_space
from nnviz.figures.kit.theme import DARK, LIGHT

PLANE = Plane(4, across=1, up=3, side=5, points=3)


@pytest.fixture
def small():
    """Six test pictures of 2 rows and 4 columns, of two groups."""
    x = np.zeros((6, 2, 4, 1), np.float32)
    signature = DataSignature((2, 4, 1), "regression", 1, "image", places=(2, 4))
    groups = np.array([0, 1, 1, 0, 1, 0], np.int32)
    return Dataset("small", signature, x, x, x, x, group_names=("fish", "star"),
                   group_train=groups, group_test=groups)  # fmt: skip


def test_points_have_the_group_and_place_of_their_picture(small, binding):
    figure: Any = latent_space(small, LIGHT, plane=PLANE)
    points = figure.data[4]
    assert points.meta["classes"] == [0, 1, 1]
    assert points.meta["colours"] == list(LIGHT.classes)
    assert list(points.x) == list(points.y) == [None] * 3
    places = binding(figure, "set")
    assert [(each["array"], each["trace"], each["prop"], each["count"]) for each in places] == [
        ("decode/x", 4, "x", 3), ("decode/y", 4, "y", 3),
    ]  # fmt: skip
    names = figure.data[5]
    assert [text.strip() for text in names.text] == ["fish", "star"]
    assert names.meta["classes"] == [0, 1]
    assert list(names.x) == pytest.approx([BESIDE + 0.04, BESIDE + 0.24])
    assert list(names.y) == pytest.approx([0.335, 0.335])
    alt = figure.layout.meta["alt"]
    assert "3 test images" in alt
    assert "code 2 and code 4" in alt


def test_names_fill_two_columns_and_many_are_left_out(small):
    def named(count):
        groups = np.zeros(6, np.int32)
        data = Dataset("s", small.signature, small.x_train, small.y_train, small.x_test,
                       small.y_test, group_names=tuple(map(str, range(count))),
                       group_train=groups, group_test=groups)  # fmt: skip
        figure: Any = latent_space(data, LIGHT, plane=PLANE)
        return figure.data[5:]

    (three,) = named(3)
    assert list(three.x) == pytest.approx([1.11, 1.11, 1.31])
    assert list(three.y) == pytest.approx([0.335, 0.255, 0.335])
    assert len(named(10)) == 1
    assert len(named(11)) == 0


def test_without_groups_points_are_blue(small):
    plain = Dataset("s", small.signature, *(small.x_train,) * 4)
    figure: Any = latent_space(plain, LIGHT, plane=PLANE)
    assert len(figure.data) == 5
    assert figure.data[4].marker.color == LIGHT.positive_ink
    assert figure.data[4].meta is None


@pytest.mark.parametrize("draw", [latent_space, generated])
def test_ends_and_numbers_of_the_axes_are_at_their_sides(small, draw, binding):
    figure: Any = draw(small, DARK, plane=PLANE)
    ends = figure.data[1]
    assert list(zip(ends.x, ends.y, ends.textposition, strict=True)) == [
        (0, -0.05, "middle right"), (1, -0.05, "middle left"), (-0.02, 0.03, "middle left"),
        (-0.02, 0.97, "middle left"),
    ]  # fmt: skip
    (labels,) = binding(figure, "labels", "decode/ends")
    assert (labels["trace"], labels["digits"]) == (1, 1)
    across, up = binding(figure, "at")
    assert (across["array"], across["trace"], across["digits"]) == ("decode/across", 2, 2)
    assert (up["array"], up["trace"], up["digits"]) == ("decode/up", 3, 2)
    assert across["prefix"].startswith("code 2")
    assert up["prefix"].startswith("code 4")
    assert figure.data[2].y[0] > figure.data[3].y[0]
    notes = {note.text: (note.x, note.y, note.textangle) for note in figure.layout.annotations}
    assert notes["code 2"] == (0.5, -0.05, 0)
    assert notes["code 4"] == (-0.06, 0.5, -90)
    assert figure.layout.meta["wants"] == [
        {"key": "decode", "probe": "decode",
         "options": {"across": 1, "up": 3, "side": 5, "points": 3}}
    ]  # fmt: skip
    frame = figure.layout.shapes[0]
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (0, 1, 0, 1)
    assert figure.layout.xaxis.range == (-0.15, 1.53)
    assert figure.layout.yaxis.range == (-0.11, 1.01)


def test_the_picture_beside_the_plane_hangs_from_its_top(small, binding):
    figure: Any = latent_space(small, LIGHT, plane=PLANE)
    picture = figure.data[0]
    cell = PICTURE / 4
    assert (picture.dx, picture.dy) == pytest.approx((cell, cell))
    assert picture.x0 - cell / 2 == pytest.approx(BESIDE)
    # Two rows, so the top of the upper one is at 1.
    assert picture.y0 + 1.5 * cell == pytest.approx(1)
    assert picture.meta == {"rows": 2, "columns": 4}
    assert (picture.zmin, picture.zmax) == (0, 1)
    (window,) = binding(figure, "window")
    assert (window["array"], window["trace"], window["size"]) == ("decode/sheet", 0, [2, 4])
    assert (window["stride"], window["from"], window["dilation"]) == ([-2, 4], [8, 0], [1, 1])
    cursor = figure.layout.meta["cursor"]
    assert (cursor["row"], cursor["column"], cursor["rows"], cursor["columns"]) == (2, 2, 5, 5)


def test_a_ring_is_round_and_larger_and_a_frame_fits_its_place(small):
    ring: Any = latent_space(small, LIGHT, plane=Plane(4, side=20))
    frame: Any = generated(small, LIGHT, plane=Plane(4, side=20))
    for figure, kind, size, word in ((ring, "circle", 0.075, "ring"),
                                     (frame, "rect", 0.05, "frame")):  # fmt: skip
        under, over = figure.layout.shapes[1:3]
        assert (under.type, over.type) == (kind, kind)
        assert (under.line.color, over.line.color) == (LIGHT.page, LIGHT.alarm)
        assert under.line.width > over.line.width
        assert over.x1 - over.x0 == pytest.approx(size)
        assert abs(over.y1 - over.y0) == pytest.approx(size)
        assert any(word in note.text for note in figure.layout.annotations)


def test_generated_pictures_fill_the_plane_with_gaps_between_them(small, bound, binding):
    figure: Any = generated(small, LIGHT, plane=PLANE)
    sheet, gaps = figure.data[4:6]
    assert bound(figure) == {(4, "z"): "decode/sheet"}
    assert binding(figure, "set")[0]["count"] == 10
    assert sheet.x0 - sheet.dx / 2 == pytest.approx(0)
    assert sheet.y0 - sheet.dy / 2 == pytest.approx(0)
    assert (sheet.dx, sheet.dy) == pytest.approx((1 / 20, 1 / 10))
    cuts = [0.2, 0.4, 0.6, 0.8]
    lines = [gaps.x[at : at + 2] + gaps.y[at : at + 2] for at in range(0, len(gaps.x), 3)]
    assert lines == [(0, 1, cut, cut) for cut in cuts] + [(cut, cut, 0, 1) for cut in cuts]
    assert gaps.line.color == LIGHT.page
    assert "5 times 5" in figure.layout.meta["alt"]


def test_only_codes_that_are_drawn_have_a_divergence_in_nats(small, binding):
    plain: Any = generated(small, LIGHT, plane=PLANE)
    assert not binding(plain, "labels", "decode/divergence")
    figure: Any = generated(small, LIGHT, plane=Plane(4, side=5, drawn=True))
    (cost,) = binding(figure, "labels", "decode/divergence")
    assert (cost["trace"], cost["digits"], cost["suffix"].strip()) == (6, 2, "nats")
    assert any("divergence" in note.text for note in figure.layout.annotations)
