"""Units of a layer, one unit large, and the weights into it."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.activations.unit import unit
from nnviz.figures.activations.units import ShownLayer, thinned_cells, units
from nnviz.figures.activations.weights import weights
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.model.probes.activations.activations import DEAD, SATURATED


def shown(layer, theme=LIGHT, **options) -> Any:
    return units(theme, layer, **options)


MAPS = ShownLayer("conv", (10, 10, 3), word="filter")
"""Three pictures of ten cells, drawn side by side with a gap of one."""
NUMBERS = ShownLayer("dense", (4,), start=1, count=2)


def test_maps_stand_side_by_side_in_the_order_of_the_probe(binding):
    figure = shown(MAPS, height=200)
    (atlas,) = binding(figure, "atlas")
    assert atlas == {
        "op": "atlas", "array": "units/values", "trace": 0, "prop": "z",
        "rows": 10, "columns": 32, "at": [[0, 0], [0, 11], [0, 22]],
    }  # fmt: skip
    (touch,) = binding(figure, "touch")
    assert touch["boxes"] == [[0, 0, 10, 10], [11, 0, 21, 10], [22, 0, 32, 10]]
    assert touch["texts"] == ["Filter 1", "Filter 2", "Filter 3"]
    assert touch["click"][1] == {"kind": "unit", "layer": "conv", "unit": 1}
    assert (touch["array"], touch["prefix"]) == ("units/mean", "mean activation ")


def test_many_maps_stand_in_rows_the_first_on_top(binding):
    figure = shown(ShownLayer("conv", (10, 10, 4)), height=620)
    (atlas,) = binding(figure, "atlas")
    assert "feature maps of 4 units" in figure.layout.meta["alt"]
    assert atlas["at"] == [[11, 0], [11, 11], [0, 0], [0, 11]]


def test_values_over_time_are_strips_one_below_another(binding):
    figure = shown(ShownLayer("lstm", (5, 2)))
    (atlas,) = binding(figure, "atlas")
    assert (atlas["at"], atlas["rows"], atlas["columns"]) == ([[1, 0], [0, 0]], 2, 5)
    assert "values over time of 2 units" in figure.layout.meta["alt"]
    assert figure.layout.yaxis.scaleanchor is None
    assert shown(MAPS).layout.yaxis.scaleanchor == "x"


def test_dead_units_have_a_cross_and_saturated_ones_an_open_square(binding):
    assert (DEAD, SATURATED) == (1, 2)
    figure = shown(MAPS, theme=DARK, height=200)
    dead, saturated = binding(figure, "where", "states/state")
    assert (dead["trace"], dead["value"]) == (1, DEAD)
    assert (saturated["trace"], saturated["value"]) == (2, SATURATED)
    for entry in (dead, saturated):
        assert entry["x"] == pytest.approx([8.8, 19.8, 30.8])
        assert entry["y"] == pytest.approx([8.8] * 3)
    marks = [trace.marker for trace in figure.data[1:3]]
    assert [(mark.symbol, mark.color) for mark in marks] == [
        ("x", DARK.alarm), ("square-open", DARK.text),
    ]  # fmt: skip


def test_single_numbers_are_written_below_their_tiles(binding):
    figure = shown(NUMBERS, height=200)
    (label,) = binding(figure, "labels")
    assert label == {
        "op": "labels", "array": "units/mean", "trace": 3, "prop": "text", "count": 2, "digits": 2,
    }  # fmt: skip
    (touch,) = binding(figure, "touch")
    words = figure.data[3]
    assert list(words.x) == [(box[0] + box[2]) / 2 for box in touch["boxes"]]
    assert list(words.y) == [box[1] for box in touch["boxes"]]
    assert words.textposition == "bottom center"
    assert touch["texts"] == ["Unit 2", "Unit 3"]
    assert [one["unit"] for one in touch["click"]] == [1, 2]
    assert touch["prefix"] == "activation "


@pytest.mark.parametrize(("count", "traces"), [(64, 4), (65, 3)])
def test_too_many_numbers_are_not_written(count, traces):
    assert len(shown(ShownLayer("d", (100,), count=count)).data) == traces


def test_as_a_rule_the_first_64_units_are_asked_for():
    options = shown(ShownLayer("d", (100,))).layout.meta["wants"][0]["options"]
    assert (options["start"], options["count"], options["slice"]) == (0, 64, 0)
    assert (options["split"], options["example"]) == ("test", 0)


def test_a_layer_ends_where_it_has_no_more_units():
    figure = shown(ShownLayer("dense", (4,), start=3, count=64))
    assert "values of 1 units" in figure.layout.meta["alt"]
    assert figure.layout.meta["wants"][1]["options"]["count"] == 1


def test_the_chosen_unit_is_framed(binding):
    figure = shown(NUMBERS, marked=2, height=200)
    (touch,) = binding(figure, "touch")
    (frame,) = figure.layout.shapes
    assert [frame.x0, frame.y0, frame.x1, frame.y1] == touch["boxes"][1]
    assert frame.line.color == LIGHT.text
    for outside in (-1, 0, 3):
        assert shown(NUMBERS, marked=outside).layout.shapes == ()
    assert len(shown(NUMBERS, marked=1).layout.shapes) == 1


def test_pictures_and_states_are_asked_for_with_the_same_units():
    layer = ShownLayer("conv", (4, 4, 4, 9), start=2, count=3, slice=1)
    wants = shown(layer, split="own", example=7).layout.meta["wants"]
    span = {"layer": "conv", "start": 2, "count": 3}
    more = {"slice": 1, "split": "own", "example": 7}
    assert wants == [
        {"key": "units", "probe": "units", "options": {**span, **more}},
        {"key": "states", "probe": "states", "options": span},
    ]


@pytest.mark.parametrize(
    ("shape", "cells"),
    [((5,), (1, 1)), ((7, 2), (1, 7)), ((64, 65, 3), (64, 33)), ((65, 64, 3), (33, 64)),
     ((2, 8, 9, 3), (8, 9)), ((200, 3), (1, 50))],
)  # fmt: skip
def test_large_pictures_are_thinned_as_the_probe_does(shape, cells):
    assert thinned_cells(shape) == cells


def alone(data, theme=LIGHT, **options) -> Any:
    return unit(data, theme, layer="dense", unit=2, **options)


def test_on_a_plane_the_map_covers_it_and_the_points_lie_over_it(points, binding):
    figure = alone(points, side=5, example=3)
    ground = figure.data[0]
    # Five places from -6 to 6.
    assert (ground.x0, ground.dx, ground.y0, ground.dy) == (-6, 3, -6, 3)
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-7.5, 7.5)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("X₁", "X₂")
    out, inside = figure.data[2:]
    assert (out.name, list(out.x), list(out.y)) == ("out", [-3], [-4])
    assert (inside.name, list(inside.x), list(inside.y)) == ("in", [1], [2])
    colours = [trace.marker.color for trace in (out, inside)]
    assert colours == [LIGHT.class_colour(0), LIGHT.class_colour(1)]
    assert [trace.marker.symbol for trace in (out, inside)] == ["circle", "square"]
    (ground_set,) = binding(figure, "set")
    assert ground_set == {"op": "set", "array": "unit/map", "trace": 0, "prop": "z"}
    (number,) = binding(figure, "labels")
    assert (number["array"], number["trace"], number["prop"]) == ("unit/value", 1, "text")
    assert (number["count"], number["digits"]) == (1, 3)
    assert number["prefix"].startswith("activation")
    options = {"layer": "dense", "unit": 2, "example": 3, "side": 5}
    assert figure.layout.meta["wants"] == [{"key": "unit", "probe": "unit", "options": options}]
    alt = figure.layout.meta["alt"]
    assert "unit 3 of layer dense over the plane" in alt


def test_the_map_is_orange_below_zero_and_blue_above(points):
    ground = alone(points, DARK).data[0]
    assert ground.zmid == 0
    assert [colour for _, colour in ground.colorscale] == [
        DARK.negative, DARK.zero, DARK.positive,
    ]  # fmt: skip
    assert ground.colorbar.tickfont.color == DARK.quiet


@pytest.mark.parametrize(("view", "shape"), [("image", (2, 2, 1)), ("table", (2,))])
def test_elsewhere_the_map_is_that_of_one_example(view, shape):
    x = np.zeros((1, *shape), np.float32)
    y = np.zeros(1, np.int32)
    data = Dataset("d", DataSignature(shape, "binary", 1, view), x, y, x, y)
    figure = alone(data, example=4)
    assert len(figure.data) == 2
    assert "test example 5" in figure.layout.meta["alt"]
    assert figure.layout.yaxis.scaleanchor == ("x" if view == "image" else None)
    assert figure.layout.xaxis.autorange is True


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_weights_are_orange_below_zero_and_the_bias_stands_left_of_them(theme, binding):
    figure: Any = weights(theme, layer="dense", unit=2)
    incoming, bias = figure.data
    assert bias.x0 < 0 < incoming.x0 == 1
    assert incoming.hovertemplate.startswith("input %{x}: %{y:.4f}")
    assert bias.hovertemplate.startswith("bias: %{y:.4f}")
    for number, array in enumerate(("weights/incoming", "weights/bias")):
        (values,), (colours,) = (binding(figure, op, array) for op in ("set", "steps"))
        assert (values["trace"], values["prop"]) == (number, "y")
        assert (colours["trace"], colours["prop"]) == (number, "marker.color")
        assert colours["edges"] == [0]
        assert colours["choices"] == [theme.negative, theme.positive]
    meta = figure.layout.meta
    options = {"layer": "dense", "unit": 2}
    assert meta["wants"] == [{"key": "weights", "probe": "weights", "options": options}]
    assert "unit 3 of layer dense" in meta["alt"]
    assert figure.layout.yaxis.title.text == "weight"
    assert figure.layout.yaxis.zeroline is True
    assert figure.layout.xaxis.showticklabels is False
    assert "bias" in figure.layout.xaxis.title.text
