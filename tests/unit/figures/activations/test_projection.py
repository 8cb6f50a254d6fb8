"""A set as a layer sees it: whose point it is, in which colour and symbol."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.activations.projection import projection
from nnviz.figures.kit.theme import DARK, LIGHT

X = np.zeros((4, 3), np.float32)
CLASSES = Dataset(
    "classes", DataSignature((3,), "multiclass", 3, "table"),
    X, np.array([0, 1, 2, 0], np.int32), X, np.array([2, 1, 0, 1], np.int32),
    class_names=("low", "<mid>", "high"),
)  # fmt: skip
VALUES = Dataset(
    "values", DataSignature((3,), "regression", 1, "table"),
    X, np.array([[-1], [0], [1], [2]], np.float32), X, np.array([[2], [1], [0], [-1]], np.float32),
    target_unit="cm", target_mean=100.0, target_scale=10.0,
)  # fmt: skip
PICTURES = Dataset(
    "pictures", DataSignature((3,), "regression", 3, "table"), X, X, X, X
)  # fmt: skip


def drawn(data=CLASSES, theme=LIGHT, **options) -> Any:
    return projection(data, theme, layer="dense", **{"numbers": (0, 2, 3), **options})


def test_points_follow_both_coordinates_of_the_probe(binding):
    figure = drawn()
    assert binding(figure, "set") == [
        {"op": "set", "array": f"projection/{axis}", "trace": 0, "prop": axis, "count": 3}
        for axis in ("x", "y")
    ]
    assert list(figure.data[0].x) == [None] * 3


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_points_have_colour_and_symbol_of_their_class(theme):
    meta = drawn(theme=theme).data[0].meta
    assert meta["classes"] == [2, 0, 1]
    assert list(meta["colours"]) == list(theme.classes)
    assert list(meta["symbols"])[:3] == ["circle", "square", "diamond"]
    assert drawn(theme=theme, split="train").data[0].meta["classes"] == [0, 2, 0]


def test_a_point_says_its_example_and_its_class_and_leads_to_it():
    points = drawn().data[0]
    assert list(points.text) == ["example 1: high", "example 3: low", "example 4: &lt;mid&gt;"]
    assert [one["number"] for one in points.customdata] == [0, 2, 3]
    assert {one["kind"] for one in points.customdata} == {"example"}
    assert points.hovertemplate.startswith("%{text}")
    assert points.mode == "markers"


def test_numbers_are_coloured_from_orange_to_blue_and_told_in_their_unit():
    points = drawn(VALUES).data[0]
    assert list(points.marker.color) == [2, 0, -1]
    assert [colour for _, colour in points.marker.colorscale] == [
        LIGHT.negative, LIGHT.zero, LIGHT.positive,
    ]  # fmt: skip
    assert points.marker.cmid == 0
    assert list(points.text) == ["example 1: 120 cm", "example 3: 100 cm", "example 4: 90 cm"]
    plain = drawn(replace(VALUES, target_unit="")).data[0]
    assert plain.text[0] == "example 1: 120"
    assert len(drawn(VALUES).data) == 3


def test_examples_without_one_answer_have_one_colour():
    points = drawn(PICTURES).data[0]
    assert points.marker.color == LIGHT.positive
    assert list(points.text) == ["example 1", "example 3", "example 4"]


def test_the_chosen_example_is_ringed(binding):
    figure = drawn(marked=2)
    assert binding(figure, "pick") == [
        {"op": "pick", "array": f"projection/{axis}", "trace": 1, "prop": axis, "index": 1}
        for axis in ("x", "y")
    ]
    ring = figure.data[1].marker
    assert (ring.symbol, ring.color) == ("circle-open", LIGHT.text)
    assert binding(drawn(marked=1), "pick") == []
    assert binding(drawn(numbers=(0, 1, 2, 3)), "pick") == []


def test_a_number_behind_the_end_is_the_last_example(binding):
    figure = drawn(numbers=(0, 9), marked=3)
    assert figure.data[0].text[1] == "example 4: &lt;mid&gt;"
    assert [one["index"] for one in binding(figure, "pick")] == [1, 1]


def test_shares_of_the_spread_stand_below_for_principal_components_only(binding):
    figure = drawn()
    (share,) = binding(figure, "labels")
    assert (share["array"], share["trace"], share["count"]) == ("projection/share", 2, 2)
    assert share["prefix"] == ["across: ", "up: "]
    assert (share["percent"], share["digits"]) == (True, 0)
    assert share["suffix"].startswith("\u2009%")
    words = figure.data[2]
    assert words.x[0] < 0 < words.x[1]
    assert words.textposition == "bottom center"
    plain = drawn(method="tsne")
    assert binding(plain, "labels") == []
    assert len(plain.data) == 3


def test_classes_are_named_at_the_right_in_their_order():
    names = drawn().data[-1]
    assert list(names.text) == [" low", " &lt;mid&gt;", " high"]
    assert list(names.y) == pytest.approx([1, 0.84, 0.68])
    assert names.meta["classes"] == [0, 1, 2]
    assert (names.xaxis, names.yaxis, names.textposition) == ("x2", "y2", "middle right")
    layout = drawn().layout
    assert (list(names.x), layout.xaxis2.range, layout.yaxis2.range) == (
        [0] * 3,
        (0, 1),
        (-1, 1.08),
    )


@pytest.mark.parametrize(("count", "named"), [(10, True), (11, False)])
def test_more_than_ten_classes_are_not_named(count, named):
    many = replace(CLASSES, class_names=tuple(f"class {number}" for number in range(count)))
    assert (drawn(many).data[-1].xaxis == "x2") is named


def test_groups_are_marked_where_there_are_no_classes():
    groups = np.array([1, 1, 0, 0], np.int32)
    grouped = replace(PICTURES, group_names=("a", "b"), group_train=groups, group_test=groups[::-1])
    assert drawn(grouped).data[0].meta["classes"] == [0, 1, 1]
    assert drawn(grouped, split="train").data[0].text[0] == "example 1: b"


@pytest.mark.parametrize(("method", "name"), [("pca", "principal components"), ("tsne", "t-SNE")])
def test_it_asks_for_its_method_and_says_it(method, name):
    meta = drawn(method=method, split="train").layout.meta
    options = {"layer": "dense", "split": "train", "method": method}
    assert meta["wants"] == [{"key": "projection", "probe": "projection", "options": options}]
    assert meta["alt"].startswith("3 train examples")
    assert "layer dense" in meta["alt"]
    assert name in meta["alt"]


def test_axes_hold_all_points():
    layout = drawn().layout
    assert layout.xaxis.range == layout.yaxis.range == (-1.08, 1.08)
