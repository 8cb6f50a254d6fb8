"""A network as layers: how much room each box takes, what stands in it, where links meet it."""

from itertools import pairwise
from typing import Any

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.network.layers import layers
from nnviz.graph.layers import layer_graph

TABLE = DataSignature((4,), "binary", 1, "table")
NUMBERS = 240.0
"""Where the numbers of a layer begin at the earliest."""


def dense(name, *inputs, units=4):
    return LayerSpec(id=name, kind="dense", params={"units": units}, inputs=inputs)


def merged(kind, name, *inputs):
    return LayerSpec(id=name, kind=kind, inputs=inputs)


EXPERTS = (
    dense("gate", units=2),
    *(dense(f"expert_{number}", "input", units=1) for number in (1, 2)),
    merged("mixture", "mixed", "gate", "expert_1", "expert_2"),
)
SKIP = (dense("first"), dense("inner"), merged("add", "sum", "inner", "first"), dense("last"))


def drawn(*found):
    network = NetworkSpec(layers=found)
    figure: Any = layers(layer_graph(network, infer(network, TABLE)), LIGHT)
    return figure, network


def boxes(figure, network):
    """Return left and right of every box by layer, the input's first."""
    outline = figure.data[1]
    sides = [(outline.x[i], outline.x[i + 1]) for i in range(0, len(outline.x), 6)]
    return dict(zip(("input", *(layer.id for layer in network.layers)), sides, strict=True))


def text_of(figure, name):
    return next(text for text in figure.data[2].text if name in text)


def test_layers_of_a_shared_row_have_room_for_their_names():
    figure, network = drawn(*EXPERTS)
    found = boxes(figure, network)
    row = [found[name] for name in ("gate", "expert_1", "expert_2")]
    for (_, right), (left, _) in pairwise(row):
        assert right < left
    assert all(right - left > 130 for left, right in row)
    assert row[-1][1] < 450
    assert found["input"] == found["mixed"] == (2, 212)
    assert "<b>Mixture of experts</b>" in text_of(figure, "Mixture")
    assert "expert_2" in text_of(figure, "expert_2")
    assert "\u2026" not in text_of(figure, "gate")


@pytest.mark.parametrize("network", [EXPERTS, SKIP])
def test_links_end_at_their_boxes(network):
    figure, known = drawn(*network)
    found, xs = boxes(figure, known), list(figure.data[0].x)
    graph = layer_graph(known, infer(known, TABLE))
    paths = " ".join("|" if x is None else str(x) for x in xs).split("|")
    for (source, target), path in zip(graph.edges, paths, strict=False):
        ends = [float(x) for x in path.split()]
        for name, x in ((source, ends[0]), (target, ends[-1])):
            left, right = found[name]
            assert left < x < right


def test_a_link_that_passes_leaves_less_room_and_stays_away_from_the_numbers():
    figure, network = drawn(*SKIP)
    found, xs = boxes(figure, network), list(figure.data[0].x)
    passing = max(x for x in xs if x is not None)
    assert found["inner"][1] < passing < NUMBERS
    assert found["first"][1] == found["sum"][1] == 212
    # Down beside what it passes: all of that link lies at one place across.
    assert xs.count(passing) == 4


def test_where_something_does_not_fit_words_take_the_room_of_wider_boxes():
    wrong = (*EXPERTS[:3], merged("mixture", "mixed", "expert_1", "gate", "expert_2"))
    figure, network = drawn(*wrong)
    assert max(right for _, right in boxes(figure, network).values()) <= 212
    assert any(words.x == 224 for words in figure.layout.annotations)
