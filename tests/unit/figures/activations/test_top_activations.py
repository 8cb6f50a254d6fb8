"""The examples that excite a unit most: pictures, words or numbers, in the order of the probe."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.activations.top_activations import top_activations
from nnviz.figures.kit.theme import DARK, LIGHT


def data(shape, view, count=3, lit=False, **more):
    x = np.zeros((count, *shape), np.float32)
    y = np.zeros(count, np.int32)
    signature = DataSignature(shape, "binary", 1, view, tokens=4 if view == "tokens" else 0)
    return Dataset("d", signature, x, y, x, y, lit=lit, **more)


def texts():
    words = np.array([[1, 2, 0], [3, 3, 3]], np.int32)
    return Dataset(
        "texts", DataSignature((3,), "binary", 1, "tokens", tokens=4),
        words, np.zeros(2, np.int32), words[::-1], np.zeros(2, np.int32),
        vocabulary=("", "good", "<b>", "film"),
    )  # fmt: skip


def drawn(found, theme=LIGHT, **options) -> Any:
    return top_activations(found, theme, layer="dense", unit=1, **options)


def test_pictures_stand_in_the_order_of_the_probe_and_lead_to_their_example(binding):
    figure = drawn(data((10, 10, 1), "image", 4), height=260)
    (atlas,) = binding(figure, "atlas")
    assert atlas == {
        "op": "atlas", "array": "top_activations/pictures", "trace": 0, "prop": "z",
        "rows": 21, "columns": 21, "at": [[11, 0], [11, 11], [0, 0], [0, 11]],
    }  # fmt: skip
    (touch,) = binding(figure, "touch")
    assert touch["boxes"][0] == [0, 11, 10, 21]
    assert touch["texts"] == ["Rank 1", "Rank 2", "Rank 3", "Rank 4"]
    assert touch["click"] == [{"kind": "example"}] * 4
    assert touch["report"] == {"number": "top_activations/number"}
    assert touch["array"] == "top_activations/activation"
    assert (touch["prefix"], touch["digits"]) == ("activation ", 3)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_ink_is_dark_on_the_page_and_light_bright(theme):
    ink = drawn(data((4, 4, 1), "image"), theme).data[0]
    assert (ink.zmin, ink.zmax) == (0, 1)
    assert [colour for _, colour in ink.colorscale] == [theme.faint, theme.text]
    light = drawn(data((4, 4, 1), "image", lit=True), theme).data[0]
    assert [colour for _, colour in light.colorscale] == ["#0b0e11", "#fbfbfb"]


def test_pictures_in_colour_have_a_trace_of_their_own(binding):
    figure = drawn(data((10, 10, 3), "image", 2), height=130)
    (found,) = binding(figure, "colours")
    assert figure.data[0].type == "image"
    assert found["array"] == "top_activations/pictures"
    assert (found["rows"], found["columns"]) == (10, 21)
    assert found["at"] == [[0, 0], [0, 11]]
    assert binding(figure, "atlas") == []


def test_other_examples_are_lines_with_activation_and_number_the_strongest_on_top(binding):
    figure = drawn(data((2,), "table"))
    activation, number = binding(figure, "labels")
    assert (activation["array"], activation["trace"]) == ("top_activations/activation", 0)
    assert (activation["digits"], activation["count"]) == (3, 3)
    assert (number["array"], number["trace"]) == ("top_activations/number", 1)
    assert (number["prefix"], number["offset"], number["digits"]) == ("Test example ", 1, 0)
    left, right = figure.data
    assert (left.textposition, right.textposition) == ("middle left", "middle right")
    assert (left.textfont.color, right.textfont.color) == (LIGHT.quiet, LIGHT.text)
    assert list(left.y) == list(right.y) == [0, 1, 2]
    assert list(left.x) == list(right.x) == [0.17] * 3
    assert not activation["suffix"].strip()
    assert activation["suffix"]
    assert figure.layout.yaxis.range == (5.5, -0.5)
    (touch,) = binding(figure, "touch")
    assert touch["boxes"] == [[0, -0.5, 1, 0.5], [0, 0.5, 1, 1.5], [0, 1.5, 1, 2.5]]


def test_the_first_unit_is_shown_first():
    figure: Any = top_activations(data((2,), "table"), LIGHT, layer="dense")
    assert "unit 1 of layer dense" in figure.layout.meta["alt"]


def test_training_examples_are_called_so(binding):
    number = binding(drawn(data((2,), "table"), split="train"), "labels")[1]
    assert number["prefix"] == "Training example "


@pytest.mark.parametrize(
    ("split", "said"),
    [("train", ["good &lt;b&gt;", "film film film"]),
     ("test", ["film film film", "good &lt;b&gt;"])],
)  # fmt: skip
def test_sentences_are_those_of_the_split_by_number(split, said, binding):
    words = binding(drawn(texts(), split=split), "labels")[1]
    assert words["texts"] == said
    assert "prefix" not in words


@pytest.mark.parametrize(
    ("view", "shape", "count", "shown"),
    [("image", (4, 4, 1), 12, 12), ("image", (4, 4, 1), 13, 12), ("table", (2,), 6, 6),
     ("table", (2,), 7, 6), ("table", (2,), 1, 1)],
)  # fmt: skip
def test_as_many_are_asked_for_as_are_drawn(view, shape, count, shown):
    meta = drawn(data(shape, view, count), split="train").layout.meta
    options = {"layer": "dense", "unit": 1, "split": "train", "count": shown}
    assert meta["wants"] == [
        {"key": "top_activations", "probe": "top_activations", "options": options}
    ]
    assert f": {shown} train examples." in meta["alt"]
    assert "unit 2 of layer dense" in meta["alt"]
