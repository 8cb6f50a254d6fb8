"""Short words of figures."""

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.wording import (
    compact_shape,
    cost_lines,
    count_text,
    folded_lines,
    layer_activation,
    layer_title,
    size_text,
    trimmed,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1000, "1.0k"), (9940, "9.9k"), (9960, "10k"), (57_123, "57k"),
     (3_400_000, "3.4M"), (2_000_000_000, "2.0G")],
)  # fmt: skip
def test_counts_are_short(number, text):
    assert count_text(number) == text


@pytest.mark.parametrize(
    ("shape", "text"),
    [((1,), "1 unit"), ((8,), "8 units"), ((26, 26, 8), "26\u00d726\u00d78"), (None, "?")],
)
def test_sizes_are_short(shape, text):
    assert size_text(shape) == text


def test_long_captions_are_folded_and_cut():
    assert folded_lines([], 10, 2) == []
    assert folded_lines(["max pooling", "dropout"], 12, 2) == ["max pooling,", "dropout"]
    assert folded_lines(["one", "two", "three"], 6, 1) == ["one\u2026"]


def test_text_of_others_never_becomes_markup():
    assert trimmed("<i>&", 10) == "&lt;i&gt;&amp;"
    assert trimmed("abcdef", 4) == "abc\u2026"


NETWORK = NetworkSpec(
    layers=(
        LayerSpec(id="l", kind="lstm", params={"units": 2, "bidirectional": True}),
        LayerSpec(id="d", kind="dense", params={"units": 3, "activation": "leaky_relu"}),
        LayerSpec(id="f", kind="dropout"),
    )
)


def test_layers_are_called_by_their_kind_and_activation():
    assert layer_title(NETWORK, "input") == "Input"
    assert layer_title(NETWORK, "l") == "Bi-LSTM"
    assert layer_title(NETWORK, "d") == "Dense"
    assert layer_activation(NETWORK, "d") == "leaky relu"
    assert layer_activation(NETWORK, "f") == layer_activation(NETWORK, "input") == ""


def test_shapes_of_two_axes_have_thin_spaces():
    assert compact_shape((3, 4)) == "3\u2009\u00d7\u20094"
    assert compact_shape((3, 4, 5)) == "3\u00d74\u00d75"
    assert size_text((2,), "value") == "2 values"


def test_costs_are_parameters_and_multiply_adds_in_the_room_there_is():
    shapes = infer(NETWORK, DataSignature((5, 1), "multiclass", 3, "series"))
    entry = shapes.of("d")
    assert (entry.parameters, entry.macs) == (15, 12)
    assert cost_lines(entry, 12) == ("15 params", "12 mult-adds")
    assert cost_lines(entry, 11) == ("15 params", "12 MACs")


def test_a_cut_caption_ends_without_a_comma_and_words_as_long_as_the_room_stay():
    assert folded_lines(["alpha", "beta", "gamma"], 7, 2) == ["alpha,", "beta\u2026"]
    assert trimmed("abcd", 4) == "abcd"
