"""Decision surface: signs and classes by colour, and points in the colours of their class."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import DataSignature
from nnviz.figures.kit.theme import DARK, LIGHT, mix
from nnviz.figures.output.surface import class_scale, doubt, flat_scale, surface


@pytest.fixture
def three(points):
    signature = DataSignature((2,), "multiclass", 3, "plane")
    return replace(points, signature=signature, class_names=("a", "b", "c"))


@pytest.fixture
def values(points):
    signature = DataSignature((2,), "regression", 1, "plane")
    targets = np.array([[0.5], [-2.0]], np.float32)
    return replace(points, signature=signature, class_names=(), y_train=targets, y_test=-targets,
                   target_mean=10.0, target_scale=4.0)  # fmt: skip


def stops(trace):
    return [list(stop) for stop in trace.colorscale]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_below_zero_is_orange_and_above_is_blue(points, values, theme):
    for data in (points, values):
        figure: Any = surface(data, theme)
        ground = figure.data[0]
        assert (ground.zmin, ground.zmax) == (-1, 1)
        assert stops(ground) == [
            [0, mix(theme.negative, theme.page, 0.3)],
            [0.5, mix(theme.zero, theme.page, 0.3)],
            [1, mix(theme.positive, theme.page, 0.3)],
        ]


def test_the_surface_and_how_sure_it_is_drive_two_maps(three, points, bound):
    figure: Any = surface(three, LIGHT, side=20)
    assert bound(figure) == {(0, "z"): "surface/z", (1, "z"): "surface/confidence"}
    assert figure.layout.meta["wants"] == [
        {"key": "surface", "probe": "surface", "options": {"side": 20, "discretize": False}}
    ]
    flat: Any = surface(three, LIGHT, discretize=True)
    assert bound(flat) == {(0, "z"): "surface/z"}
    assert flat.layout.meta["wants"][0]["options"] == {"side": 50, "discretize": True}
    assert [trace.type for trace in flat.data[:2]] == ["heatmap", "scatter"]
    two: Any = surface(points, LIGHT)
    assert bound(two) == {(0, "z"): "surface/z"}
    assert np.shape(two.data[0].z) == (50, 50)


def test_each_class_has_a_tint_of_its_own_colour(three):
    figure: Any = surface(three, LIGHT)
    ground = figure.data[0]
    assert (ground.zmin, ground.zmax) == (-0.5, 2.5)
    tints = [mix(LIGHT.class_colour(number), LIGHT.page, 0.35) for number in range(3)]
    wanted = [[0, tints[0]], [1 / 3, tints[0]], [1 / 3, tints[1]], [2 / 3, tints[1]],
              [2 / 3, tints[2]], [1, tints[2]]]  # fmt: skip
    assert stops(ground) == wanted
    assert class_scale(three, LIGHT) == wanted
    assert flat_scale(["#000000"], LIGHT, 0.5) == [[0, "#808080"], [1, "#808080"]]
    assert ground.meta == {"rows": 50, "columns": 50}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_points_have_colour_and_symbol_of_their_class(three, theme):
    figure: Any = surface(three, theme)
    found = [(t.name, t.marker.symbol, t.marker.color, list(t.x), list(t.y))
             for t in figure.data[2:]]  # fmt: skip
    assert found == [
        ("a", "circle", theme.classes[0], [-3], [-4]),
        ("b", "square", theme.classes[1], [1], [2]),
        ("c", "diamond", theme.classes[2], [], []),
    ]
    assert all(t.marker.line.color == theme.page for t in figure.data[2:])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_test_points_are_pale_and_edged(points, theme):
    figure: Any = surface(points, theme, show_test=True)
    assert [(t.name, list(t.x), list(t.y)) for t in figure.data[1:]] == [
        ("out, test", [3], [4]), ("in, test", [-1], [-2]), ("out", [-3], [-4]), ("in", [1], [2]),
    ]  # fmt: skip
    for number, trace in enumerate(figure.data[1:3]):
        assert trace.marker.color == mix(theme.classes[number], theme.page, 0.45)
        assert trace.marker.symbol == ("circle", "square")[number]
        assert trace.marker.line.color == theme.text


def test_values_are_points_in_the_colour_of_the_standardized_target(values):
    figure: Any = surface(values, LIGHT, show_test=True)
    test, training = figure.data[1:]
    assert (test.name, training.name) == ("Test", "Training")
    assert (test.marker.symbol, training.marker.symbol) == ("diamond", "circle")
    assert (list(training.x), list(training.y)) == ([1, -3], [2, -4])
    assert list(training.marker.color) == [0.5, -2]
    assert list(training.customdata) == [12, 2]
    assert list(test.customdata) == [8, 18]
    assert (training.marker.cmin, training.marker.cmax) == (-1, 1)
    assert stops(training.marker) == LIGHT.diverging
    assert (training.marker.line.color, test.marker.line.color) == (LIGHT.quiet, LIGHT.text)


def test_both_axes_have_one_scale_and_end_with_the_last_cell(points):
    figure: Any = surface(replace(points, plane_extent=2), LIGHT, side=5)
    ground = figure.data[0]
    assert (ground.x0, ground.dx, ground.y0, ground.dy) == (-2, 1, -2, 1)
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-2.5, 2.5)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == (
        "X\u2081", "X\u2082",
    )  # fmt: skip
    assert figure.layout.yaxis.scaleanchor == "x"
    one: Any = surface(points, LIGHT, side=1)
    assert one.data[0].dx == 12


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_veil_is_thick_where_nothing_is_sure(theme):
    (unsure, veiled), (sure, clear) = stops(doubt(theme, {}))
    red, green, blue = (int(theme.page[at : at + 2], 16) for at in (1, 3, 5))
    assert (unsure, veiled) == (0, f"rgba({red},{green},{blue},0.9)")
    assert (sure, clear) == (1, f"rgba({red},{green},{blue},0)")


def test_the_text_alternative_counts_the_points_and_names_the_classes(points, three, values):
    def alt(data):
        figure: Any = surface(data, LIGHT)
        return figure.layout.meta["alt"]

    assert "2 training examples" in alt(points)
    assert "out, in" in alt(points)
    assert "a, b, c" in alt(three)
    assert "value" in alt(values)
    assert "two classes" in alt(replace(points, class_names=()))
