"""Blocks are opened down to what differs."""

from nnviz.core.comparing.alignment import Comparison, align
from nnviz.core.shapes.shapes import measure
from nnviz.core.windows.receptive_field import receptive_fields
from nnviz.data.networks.architectures import architecture
from nnviz.graph.architecture import architecture_graph
from nnviz.graph.differing import opened_where_different
from nnviz.graph.folding import fold, shown

RESNET = architecture("resnet50").network
PARTS = fold(RESNET)


def test_nothing_is_opened_where_nothing_differs_or_everything_does():
    everything: dict[int, Comparison] = dict.fromkeys(range(len(RESNET.layers)), "added")
    assert opened_where_different(PARTS, {}, 400) == frozenset()
    assert opened_where_different(PARTS, everything, 400) == frozenset()


def test_one_layer_that_differs_is_seen_as_itself():
    number = next(i for i, layer in enumerate(RESNET.layers) if layer.id == "conv4_block3_2_conv")
    changed: dict[int, Comparison] = {number: "changed"}
    opened = opened_where_different(PARTS, changed, 400)
    seen = [part for part in shown(PARTS, opened) if part.first == number]
    assert [part.layers for part in seen] == [1]


def test_no_more_boxes_are_seen_than_asked_for():
    states: dict[int, Comparison] = dict.fromkeys(range(0, len(RESNET.layers), 7), "removed")
    folded = len(shown(PARTS, frozenset()))
    assert opened_where_different(PARTS, states, folded) == frozenset()
    wide = opened_where_different(PARTS, states, 60)
    assert folded < len(shown(PARTS, wide)) <= 60


def test_the_deeper_resnet_has_whole_blocks_more_and_they_stay_closed():
    deeper = architecture("resnet101").network
    pairs = align(RESNET, deeper)
    states: dict[int, Comparison] = {
        pair.second or 0: pair.state for pair in pairs if pair.state != "same"
    }
    assert set(states.values()) == {"added"}
    assert len(states) == len(deeper.layers) - len(RESNET.layers) == 170
    seen = shown(fold(deeper), opened_where_different(fold(deeper), states, 60))
    added = [part for part in seen if states.get(part.first) == "added"]
    assert sum(part.layers for part in added) == 170
    assert {part.layers for part in added} == {10}


def test_a_box_tells_how_many_of_its_layers_differ():
    shapes = measure(RESNET, architecture("resnet50").signature)
    fields = receptive_fields(RESNET, shapes)
    block = next(part for part in PARTS if part.parts)
    states: dict[int, Comparison] = {block.first: "removed", block.first + 1: "changed"}
    graph = architecture_graph(RESNET, shapes, fields, PARTS, frozenset(), states=states)
    assert graph.nodes[block.name]["state"] == "changed"
    assert graph.nodes[block.name]["differing"] == 2
    opened = architecture_graph(
        RESNET, shapes, fields, PARTS, frozenset({block.name}), states=states
    )
    named = {node["seen"].first: node["state"] for _, node in opened.nodes(data=True)}
    assert (named[block.first], named[block.first + 1]) == ("removed", "changed")
    assert named[block.last] == named[-1] == "same"
