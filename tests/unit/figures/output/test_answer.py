"""What the network says of one example: bars of classes, or a value in its unit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import DataSignature
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.output.answer import answer


@pytest.fixture
def three(points):
    return replace(
        points, class_names=("a", "b", "c"), y_train=np.array([2, 0], np.int32),
        y_test=np.array([1, 2], np.int32),
    )  # fmt: skip


@pytest.fixture
def values(points):
    return replace(
        points, signature=DataSignature((2,), "regression", 1, "table"), class_names=(),
        y_train=np.array([[1.0], [2.0]], np.float32), y_test=np.array([[-3.0], [0.5]], np.float32),
        target_name="price", target_unit="k$", target_mean=1.0, target_scale=2.0,
    )  # fmt: skip


def texts(figure):
    (names,) = [entry for entry in figure.layout.meta["bindings"] if "texts" in entry]
    return names["texts"]


@pytest.mark.parametrize(
    ("split", "example", "marked"),
    [("train", 0, 2), ("train", 1, 0), ("test", 0, 1), ("test", 1, 2), ("test", 9, 2)],
)
def test_the_true_class_has_a_tick(three, split, example, marked):
    figure: Any = answer(three, LIGHT, split=split, example=example)
    names = ["a", "b", "c"]
    names[marked] = f"\u2713 {names[marked]}"
    assert texts(figure) == names
    meta = figure.layout.meta
    assert meta["wants"] == [
        {"key": "answer", "probe": "answer", "options": {"split": split, "example": example}}
    ]
    assert "3 classes" in meta["alt"]


def test_of_a_visitors_own_example_nobody_knows_the_class(three, values):
    assert texts(answer(three, LIGHT, split="own")) == ["a", "b", "c"]
    figure: Any = answer(values, LIGHT, split="own")
    assert list(figure.data[1].text) in ([""], [None])


def test_bars_names_and_numbers_have_their_own_arrays(three, bound, binding):
    figure: Any = answer(three, DARK)
    assert bound(figure) == {(0, "x"): "answer/probability"}
    names, numbers = binding(figure, "labels")
    assert (names["array"], names["trace"], names["prop"]) == ("answer/number", 1, "text")
    assert (numbers["array"], numbers["trace"], numbers["prop"]) == (
        "answer/probability", 2, "text",
    )  # fmt: skip
    assert (numbers["percent"], numbers["digits"]) == (True, 1)
    assert numbers["suffix"].strip() == "%"
    bars, left, right = figure.data
    assert (bars.orientation, bars.marker.color, list(bars.y)) == ("h", DARK.positive, [0, 1, 2])
    assert (list(left.x), left.textposition) == ([0] * 3, "middle left")
    assert (list(right.x), right.textposition) == ([1] * 3, "middle right")
    assert (left.textfont.color, right.textfont.color) == (DARK.text, DARK.quiet)
    assert all(entry["count"] == 3 for entry in figure.layout.meta["bindings"])
    assert figure.layout.xaxis.range == (0, 1)
    # The first row is at the top.
    assert figure.layout.yaxis.range == (2.5, -0.5)


@pytest.mark.parametrize(("classes", "rows"), [(12, 12), (13, 8), (2, 2)])
def test_of_many_classes_the_eight_best_are_shown(three, classes, rows):
    many = replace(three, class_names=tuple(map(str, range(classes))), y_test=np.array([0, 0]))
    figure: Any = answer(many, LIGHT)
    assert len(figure.data[0].y) == rows
    assert len(texts(figure)) == classes
    assert figure.layout.height == max(100, 12 + 17 * rows)
    low: Any = answer(many, LIGHT, height=55)
    assert low.layout.height == 55


def test_a_value_stands_beside_the_true_one_in_its_unit(values, binding):
    figure: Any = answer(values, LIGHT)
    predicted, true = figure.data
    assert list(true.text) == ["true \u22125.000 k$"]
    (label,) = binding(figure, "labels")
    assert label["array"] == "answer/value"
    assert (label["trace"], label["digits"], label["suffix"]) == (0, 3, " k$")
    assert label["prefix"].startswith("predicted")
    assert (predicted.textfont.color, true.textfont.color) == (LIGHT.text, LIGHT.quiet)
    # Predicted above true: the axis runs downwards.
    assert (list(predicted.y), list(true.y)) == ([0], [1])
    assert figure.layout.yaxis.range == (1.8, -0.8)
    assert "price" in figure.layout.meta["alt"]
    other: Any = answer(values, LIGHT, split="train", example=1)
    assert list(other.data[1].text) == ["true 5.000 k$"]
    assert other.layout.meta["wants"][0]["options"] == {"split": "train", "example": 1}
    bare: Any = answer(replace(values, target_unit="", target_name=""), LIGHT)
    assert list(bare.data[1].text) == ["true \u22125.000"]
    assert binding(bare, "labels")[0]["suffix"] == ""
