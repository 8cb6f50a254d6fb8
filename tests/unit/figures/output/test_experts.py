"""Regions of experts on a plane, and their shares of each class."""

from dataclasses import replace
from typing import Any

import pytest

from nnviz.data import default_spec, load
from nnviz.figures.kit.theme import DARK, LIGHT
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
