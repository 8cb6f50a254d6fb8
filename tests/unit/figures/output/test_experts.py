"""Regions of experts on a plane, and their shares of each class."""

from dataclasses import replace
from typing import Any

import pytest

from nnviz.data import default_spec, load
from nnviz.figures.kit.theme import DARK, LIGHT, mix
from nnviz.figures.output.experts import expert_colour, experts

NAMES = ("left", "right", "rest")


def test_an_expert_has_its_number_in_its_region_and_at_its_bar(points, binding):
    figure: Any = experts(points, LIGHT, names=NAMES)
    ground, veil, borders, numbers, bars, words = figure.data[:6]
    assert (ground.x0, ground.zmin, ground.zmax) == (-6, -0.5, 2.5)
    assert veil.dx == ground.dx
    assert borders.mode == "lines"
    assert list(numbers.text) == ["<b>1</b>", "<b>2</b>", "<b>3</b>"]
    assert list(numbers.marker.line.color) == list(bars.marker.color)
    (said,) = binding(figure, "labels", "experts/used")
    assert said["prefix"] == ["1: ", "2: ", "3: "]
    assert [text.split()[-1] for text in words.hovertext] == list(NAMES)
    assert [trace.name for trace in figure.data[6:]] == ["out", "in"]


def chosen(entry, value):
    return entry["choices"][sum(value >= edge for edge in entry["edges"])]


def test_a_bar_is_as_long_as_its_share_and_an_expert_without_one_stands_out(points, binding):
    length, colour = binding(experts(points, DARK, names=NAMES), "steps", "experts/used")
    for value in (0.0, 0.004, 0.34, 0.999, 1.0):
        assert chosen(length, value) == pytest.approx(value, abs=1 / 120 + 1e-9)
    assert (chosen(length, 0.0), chosen(length, 1.0)) == (0, 1)
    assert (chosen(colour, 0.009), chosen(colour, 0.01)) == (DARK.alarm, DARK.text)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_experts_are_not_coloured_as_points_are(theme):
    for name, classes in (("circle", 2), ("blobs", 3), ("plane", 2)):
        dataset = load(default_spec(name))
        colours = [expert_colour(dataset, theme, number) for number in range(5)]
        assert len({*colours, *theme.classes[:classes]}) == 5 + classes


def test_other_data_have_a_row_for_each_class(binding):
    iris = load(default_spec("iris"))
    figure: Any = experts(iris, LIGHT, names=NAMES)
    assert list(figure.layout.yaxis.ticktext) == ["all", *iris.class_names]
    assert binding(figure, "set", "experts/by_group")[0]["count"] == 4
    assert "each of 3 classes" in figure.layout.meta["alt"]
    many = replace(iris, class_names=tuple(map(str, range(40))))
    alone: Any = experts(many, LIGHT, names=NAMES)
    assert list(alone.layout.yaxis.ticktext) == ["all"]


def test_what_the_frames_bring_goes_to_its_own_trace(points, bound, binding):
    figure: Any = experts(points, LIGHT, names=NAMES)
    assert bound(figure) == {
        (0, "z"): "experts/expert",
        (1, "z"): "experts/clear",
        (2, "x"): "experts/border_x",
        (2, "y"): "experts/border_y",
        (3, "x"): "experts/middle_x",
        (3, "y"): "experts/middle_y",
    }
    length, colour = binding(figure, "steps", "experts/used")
    assert (length["trace"], length["prop"]) == (4, "x")
    assert (colour["trace"], colour["prop"]) == (5, "textfont.color")
    (said,) = binding(figure, "labels", "experts/used")
    assert (said["trace"], said["prop"], said["percent"], said["digits"]) == (5, "text", True, 0)
    assert said["suffix"].strip() == "%"
    assert {entry["count"] for entry in (length, colour, said)} == {3}
    middles = [each for each in binding(figure, "set") if "middle" in each["array"]]
    assert [each["count"] for each in middles] == [3, 3]
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "experts", "probe": "experts", "options": {"side": 50}}]
    assert "3 experts" in meta["alt"]
    assert "2 training examples" in meta["alt"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_regions_rings_and_bars_of_an_expert_have_its_colour(points, theme):
    figure: Any = experts(points, theme, names=NAMES)
    colours = [theme.classes[2], theme.classes[3], theme.classes[4]]
    assert [expert_colour(points, theme, number) for number in range(3)] == colours
    assert list(figure.data[3].marker.line.color) == colours
    assert list(figure.data[4].marker.color) == colours
    tints = [mix(colour, theme.page, 0.5) for colour in colours]
    assert [stop[1] for stop in figure.data[0].colorscale][::2] == tints
    assert [stop[1] for stop in figure.data[0].colorscale][1::2] == tints


def test_the_first_expert_is_at_the_top_and_words_stand_under_their_bar(points):
    figure: Any = experts(points, LIGHT, names=NAMES)
    bars, words = figure.data[4:6]
    assert list(bars.y) == pytest.approx([0.28, 1.28, 2.28])
    assert list(words.y) == pytest.approx([-0.12, 0.88, 1.88])
    assert bars.orientation == "h"
    # Fewer than seven experts leave room for seven rows; the axis runs downwards.
    assert figure.layout.yaxis2.range == (6.5, -0.5)
    many: Any = experts(points, LIGHT, names=tuple("abcdefghi"))
    assert many.layout.yaxis2.range == (8.5, -0.5)
    assert figure.layout.xaxis2.range == (0, 1)
    assert [(shape.x0, shape.x1, shape.y0, shape.y1) for shape in figure.layout.shapes] == [
        (0, 1, row + 0.13, row + 0.43) for row in range(3)
    ]
    assert [text.split()[1] for text in words.hovertext] == ["1", "2", "3"]


def test_the_matrix_shows_shares_of_groups_in_rows_and_experts_in_columns(points, binding):
    table = replace(points, signature=replace(points.signature, view="table"))
    figure: Any = experts(table, LIGHT, names=NAMES)
    (cells,) = figure.data
    assert binding(figure, "set") == [
        {"op": "set", "array": "experts/by_group", "trace": 0, "prop": "z", "count": 3}
    ]
    assert [list(row) for row in cells.z] == [[0, 0, 0]] * 3
    assert cells.texttemplate == "%{z:.0%}"
    assert "expert %{x}" in cells.hovertemplate
    assert "%{z:.1%} of %{y}" in cells.hovertemplate
    assert (cells.zmin, cells.zmax) == (0, 1)
    assert [list(stop) for stop in cells.colorscale] == [
        [0, LIGHT.faint], [1, mix(LIGHT.positive, LIGHT.page, 0.4)],
    ]  # fmt: skip
    across, down = figure.layout.xaxis, figure.layout.yaxis
    assert (list(across.tickvals), list(across.ticktext)) == ([0, 1, 2], ["1", "2", "3"])
    assert (list(down.tickvals), list(down.ticktext)) == ([0, 1, 2], ["all", "out", "in"])
    assert down.autorange == "reversed"
    assert "3 experts" in figure.layout.meta["alt"]
    assert "2 classes" in figure.layout.meta["alt"]
    assert figure.layout.margin.l == 14 + round(6.2 * 3)
