"""Folding: blocks, repeats, and that nothing is lost by it."""

import pytest

from nnviz.core.blocks.placing import insert_block
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.networks.architectures import ARCHITECTURES, architecture
from nnviz.graph.architecture import part_text
from nnviz.graph.folding import fold, holding, shown


def layer(layer_id, kind="dense", inputs=(), **params):
    return LayerSpec(id=layer_id, kind=kind, inputs=inputs, params=params)


def residual(start, name):
    return [
        layer(f"{name}_a", inputs=(start,)),
        layer(f"{name}_b"),
        layer(f"{name}_add", "add", (start, f"{name}_b")),
    ]


def test_a_single_layer_is_its_own_part():
    (part,) = fold(NetworkSpec(layers=(layer("only"),)))
    assert (part.first, part.last, part.parts) == (0, 0, ())


def test_residual_blocks_that_follow_one_another_are_one_part():
    layers = [layer("start")]
    for name in ("x", "y", "z"):
        layers += residual(layers[-1].id, name)
    layers.append(layer("end"))
    start, blocks, end = fold(NetworkSpec(layers=tuple(layers)))
    assert (start.layers, end.layers) == (1, 1)
    assert (blocks.first, blocks.last, blocks.repeats) == (1, 9, 3)
    assert [part.layers for part in blocks.parts] == [3, 3, 3]
    assert [part.layers for part in blocks.parts[0].parts] == [1, 1, 1]


def test_blocks_of_other_sizes_are_no_repeats():
    layers = [layer("start"), *residual("start", "x"), *residual("x_add", "y")]
    layers[4] = layers[4].changed(params={"units": 9})
    assert [part.repeats for part in fold(NetworkSpec(layers=tuple(layers)))] == [1, 1, 1]


def test_layers_whose_names_begin_alike_are_a_block():
    names = ("block1_a", "block1_b", "block1_c", "block2_a", "block2_b", "block2_c", "output")
    parts = fold(
        NetworkSpec(layers=tuple(layer(name, units=3 + i) for i, name in enumerate(names)))
    )
    assert [part.layers for part in parts] == [3, 3, 1]


@pytest.mark.parametrize(
    ("name", "repeats"),
    [
        ("resnet50", [1, 2, 1, 3, 1, 5, 1, 2]),
        ("resnet152", [1, 2, 1, 7, 1, 35, 1, 2]),
        ("densenet121", [6, 1, 12, 1, 24, 1, 16]),
    ],
)
def test_the_blocks_are_those_of_the_paper(name, repeats):
    parts = [part for part in fold(architecture(name).network) if part.parts]
    assert [part.repeats for part in parts][1:] == repeats


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_layer_is_in_exactly_one_part_that_is_shown(name):
    parts = fold(architecture(name).network)
    count = len(architecture(name).network.layers)
    opened = frozenset(part.name for top in parts for part in top.inside())
    assert [part.first for part in shown(parts, opened)] == list(range(count))
    closed = shown(parts, frozenset())
    assert sum(part.layers for part in closed) == count
    assert len(closed) <= 60


def test_parts_around_a_layer_are_found_from_outside_in():
    parts = fold(architecture("resnet50").network)
    around = holding(parts, 25)
    assert [part.first <= 25 <= part.last for part in around] == [True] * len(around)
    assert [part.layers for part in around] == sorted((p.layers for p in around), reverse=True)
    assert around


def test_blocks_made_of_templates_stay_together_whatever_leads_past_them():
    pictures = DataSignature((16, 16, 3), "multiclass", 4, "image")
    network = NetworkSpec(layers=(layer("output", "conv2d"),))
    network = insert_block(network, pictures, ("input",), "encoder")
    network = insert_block(network, pictures, ("encoder_1_halve",), "squeeze_excite")
    below, skip = network.layers[-2].id, "encoder_1_relu2"
    network = insert_block(network, pictures, (below, skip), "decoder")
    parts = fold(network)
    assert [part_text(part, network) for part in parts] == [
        "Encoder block (7 layers, encoder_1)",
        "Squeeze and excite (4 layers, squeeze_excite_1)",
        "Decoder block (8 layers, decoder_1)",
        "Convolution 3\u00d73 (output)",
    ]
    assert [len(part.parts) for part in parts] == [7, 4, 8, 0]


def test_equal_blocks_made_of_templates_are_repeats():
    words = DataSignature((6, 4), "regression", 1, "table")
    network = NetworkSpec(layers=(layer("start"), layer("output")))
    for _ in range(3):
        network = insert_block(network, words, ("start",), "transformer_encoder")
    parts = fold(network)
    assert [part.repeats for part in parts] == [1, 3, 1]
    assert part_text(parts[1], network).startswith("Transformer encoder \u00d7 3 (21 layers")
