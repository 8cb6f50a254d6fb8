"""Blocks: their layers, shapes and names, and how they are put into a network."""

import numpy as np
import pytest

from nnviz.core.blocks import BLOCKS
from nnviz.core.blocks.block import block_name, block_prefix
from nnviz.core.blocks.placing import example, insert_block, plainly_named
from nnviz.core.errors import SpecError
from nnviz.core.shapes.shapes import infer, measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Misfit
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec, Value
from nnviz.core.spec.params import Param

PICTURES = DataSignature((16, 16, 3), "multiclass", 4, "image")


def made(name, shape, **values):
    found = example(BLOCKS[name], shape, values)
    assert not isinstance(found, Misfit), found
    network, shapes = found
    assert shapes.problems == ()
    return network, shapes


@pytest.mark.parametrize(
    ("name", "shape", "values", "output", "parameters"),
    [
        # Two convolutions of 3 x 3 x 8 x 8 weights and 8 biases, each with 4 x 8 of normalization.
        ("residual", (6, 6, 8), {}, (6, 6, 8), 2 * (576 + 8 + 32)),
        # The same with a first convolution from 3 channels, and a shortcut of 3 x 8 weights.
        ("residual", (6, 6, 3), {}, (6, 6, 8), 216 + 8 + 32 + 576 + 8 + 32 + 24 + 8 + 32),
        ("residual", (7, 5, 8), {"strides": 2, "normalized": False}, (4, 3, 8), 2 * 584 + 72),
        ("residual", (1, 1, 1), {"filters": 1, "normalized": False}, (1, 1, 1), 20),
        ("inception", (5, 5, 2), {"filters": 3, "reduced": 1}, (5, 5, 12), 9 + 3 + 30 + 3 + 78 + 9),
        ("dense_block", (4, 4, 2), {"layers": 2, "growth": 3}, (4, 4, 8),
         8 + 54 + 3 + 20 + 135 + 3),
        ("squeeze_excite", (4, 4, 8), {}, (4, 4, 8), 16 + 2 + 16 + 8),
        ("squeeze_excite", (4, 4, 1), {"ratio": 64}, (4, 4, 1), 4),
        ("encoder", (5, 4, 1), {"filters": 2, "convolutions": 1, "normalized": False},
         (2, 2, 2), 20),
        ("decoder", (4, 4, 2), {"filters": 2, "convolutions": 1, "normalized": False},
         (4, 4, 2), 2 * 2 * 2 * 2 + 2 + 9 * 4 * 2 + 2),
        ("transformer_encoder", (5, 4), {"heads": 1, "size": 2, "units": 3}, (5, 4),
         8 + 3 * (8 + 2) + 8 + 4 + 8 + 15 + 16),
        ("transformer_decoder", (5, 4), {"heads": 1, "size": 2, "units": 3, "dropout": 0.5}, (5, 4),
         2 * (8 + 3 * (8 + 2) + 8 + 4) + 8 + 15 + 16),
    ],
)  # fmt: skip
def test_sizes_by_hand(name, shape, values, output, parameters):
    _, shapes = made(name, shape, **values)
    assert (shapes.layers[-1].shape, shapes.parameters) == (output, parameters)


@pytest.mark.parametrize("name", BLOCKS)
def test_layers_are_named_after_their_block(name):
    block = BLOCKS[name]
    network, _ = made(name, block.example)
    own = [layer for layer in network.layers if layer not in block.before]
    assert {block_prefix(layer.id) for layer in own} == {f"{name}_1"}
    assert block_name(f"{name}_1") == name
    assert len(own) >= 4


@pytest.mark.parametrize("layer_id", ["conv2d_1", "block2a_expand", "output", "l1"])
def test_other_layers_belong_to_none(layer_id):
    assert block_prefix(layer_id) is None


def _drawn(param: Param, rng: np.random.Generator) -> Value:
    if isinstance(param.default, bool):
        return bool(rng.integers(2))
    number = rng.uniform(param.low or 0, min(param.high or 9, 9))
    return int(number) if isinstance(param.default, int) else float(number)


@pytest.mark.parametrize("name", BLOCKS)
def test_any_parameters_give_shapes_that_fit(name):
    rng = np.random.default_rng(list(name.encode()))
    block = BLOCKS[name]
    for _ in range(20):
        shape = tuple(int(size) for size in rng.integers(2, 12, size=block.rank))
        if name == "decoder":
            shape = (shape[0] * 2, shape[1] * 2, shape[2])
        values = {param.name: _drawn(param, rng) for param in block.params}
        made(name, shape, **values)


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("encoder", (1, 4, 3), "at least 2 × 2 positions to halve"),
        ("residual", (4, 3), "an image (height × width × channels)"),
        ("transformer_encoder", (4,), "a sequence (time × features)"),
        ("decoder", (5, 4, 3), "a second input of 4 × 4 positions, twice the size of the first"),
        ("decoder", (1, 1, 3), "at least 2 × 2 for a pooling window of 2"),
    ],
)
def test_shapes_that_cannot_work_say_so(name, shape, expected):
    found = example(BLOCKS[name], shape, {})
    assert isinstance(found, Misfit)
    assert found.expected == expected


def test_parameters_out_of_range_are_refused():
    with pytest.raises(SpecError, match="filters of the residual block from 1"):
        BLOCKS["residual"].layers(1, (INPUT,), ((4, 4, 3),), {"filters": 0})


def test_too_many_inputs_are_refused():
    with pytest.raises(SpecError, match="Expected 1 inputs of the residual block, received 2"):
        BLOCKS["residual"].layers(1, (INPUT, "b"), ((4, 4, 3), (4, 4, 3)))


def plain():
    return NetworkSpec(
        layers=(
            LayerSpec(id="conv", kind="conv2d", params={"padding": "same"}),
            LayerSpec(id="flat", kind="flatten"),
            LayerSpec(id="output", kind="dense", params={"units": 4, "activation": "softmax"}),
        )
    )


def test_a_block_stands_behind_its_layer_and_is_read_in_its_place():
    network = insert_block(plain(), PICTURES, ("conv",), "residual", {"filters": 5})
    network = insert_block(network, PICTURES, ("conv",), "squeeze_excite")
    network = insert_block(network, PICTURES, ("conv",), "squeeze_excite")
    assert infer(network, PICTURES).problems == ()
    prefixes = [block_prefix(layer.id) for layer in network.layers]
    assert list(dict.fromkeys(filter(None, prefixes))) == [
        "squeeze_excite_2", "squeeze_excite_1", "residual_1",
    ]  # fmt: skip
    assert measure(network, PICTURES).of("flat").input_shape == (16, 16, 5)


def test_a_block_can_be_the_first_and_the_last():
    network = NetworkSpec(layers=(LayerSpec(id="conv", kind="conv2d"),))
    first = insert_block(network, PICTURES, (INPUT,), "inception")
    assert measure(first, PICTURES).of("conv").input_shape == (16, 16, 16)
    last = insert_block(network, PICTURES, ("conv",), "encoder")
    assert measure(last, PICTURES).layers[-1].shape == (7, 7, 8)


def test_a_u_net_is_two_encoders_and_two_decoders():
    network = NetworkSpec(layers=(LayerSpec(id="output", kind="conv2d"),))
    network = insert_block(network, PICTURES, (INPUT,), "encoder")
    network = insert_block(network, PICTURES, ("encoder_1_halve",), "encoder")
    for skip, source in (("encoder_2_relu2", "encoder_2_halve"), ("encoder_1_relu2", "")):
        below = source or network.layers[-2].id
        network = insert_block(network, PICTURES, (below, skip), "decoder")
    shapes = measure(network, PICTURES)
    assert shapes.problems == ()
    assert shapes.of("output").input_shape == (16, 16, 8)


@pytest.mark.parametrize(
    ("sources", "name", "message"),
    [
        (("conv",), "nothing", "a block such as residual"),
        (("nowhere",), "residual", "layers of this network, received 'nowhere'"),
        (("flat",), "residual", "an image"),
        (("conv",), "transformer_encoder", "a sequence"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(sources, name, message):
    with pytest.raises(SpecError, match=message):
        insert_block(plain(), PICTURES, sources, name)


def test_a_full_network_takes_no_more():
    network = plain()
    for _ in range(5):
        network = insert_block(network, PICTURES, ("conv",), "dense_block", {"growth": 1})
    assert len(network.layers) == 63
    with pytest.raises(SpecError, match="at most 64 layers"):
        insert_block(network, PICTURES, ("conv",), "squeeze_excite")


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_by_itself_can_do_without_its_prefix(name):
    network, shapes = made(name, BLOCKS[name].example)
    plain_one = plainly_named(network)
    again = measure(plain_one, DataSignature(BLOCKS[name].example, "regression", 1, "table"))
    assert [entry.shape for entry in again.layers] == [entry.shape for entry in shapes.layers]
    assert not any(block_prefix(layer.id) for layer in plain_one.layers)
