"""Blocks in Keras: built with the shapes that inference says, and doing what they are for."""

import numpy as np
import pytest

from nnviz.core.blocks import BLOCKS
from nnviz.core.blocks.placing import example
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Misfit
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.model.building.builder import build

OTHER = {
    "residual": ((9, 7, 3), {"filters": 5, "strides": 2}),
    "inception": ((5, 6, 2), {"filters": 3, "reduced": 2}),
    "dense_block": ((4, 4, 1), {"layers": 1, "growth": 2}),
    "squeeze_excite": ((4, 4, 3), {"ratio": 8}),
    "encoder": ((7, 9, 1), {"convolutions": 3, "normalized": False}),
    "decoder": ((6, 10, 2), {"filters": 3, "convolutions": 1}),
    "transformer_encoder": ((4, 6), {"heads": 3, "size": 2, "dropout": 0.3}),
    "transformer_decoder": ((4, 6), {"units": 5}),
}
CASES = [
    *((name, block.example, {}) for name, block in BLOCKS.items()),
    *((name, *OTHER[name]) for name in BLOCKS),
]


def model(name, shape, values):
    found = example(BLOCKS[name], shape, values)
    assert not isinstance(found, Misfit), found
    network, shapes = found
    ending = (
        LayerSpec(id="flat", kind="flatten"),
        LayerSpec(id="out", kind="dense", params={"units": 1}),
    )
    whole = NetworkSpec(layers=(*network.layers, *ending))
    return build(whole, DataSignature(shape, "regression", 1, "table"), 1), shapes


@pytest.mark.parametrize(("name", "shape", "values"), CASES)
def test_keras_builds_what_inference_says(name, shape, values):
    made, shapes = model(name, shape, values)
    for entry in shapes.layers:
        layer = made.get_layer(entry.id)
        assert tuple(layer.output.shape[1:]) == entry.shape
        assert layer.count_params() == entry.parameters
    x = np.random.default_rng(0).normal(size=(2, *shape)).astype(np.float32)
    assert np.isfinite(made(x, training=True).numpy()).all()


def test_a_residual_block_that_learned_nothing_hands_on_its_input():
    made, shapes = model("residual", (5, 5, 8), {"normalized": False})
    last = made.get_layer("residual_1_conv2")
    last.set_weights([np.zeros_like(array) for array in last.get_weights()])
    x = np.abs(np.random.default_rng(0).normal(size=(2, 5, 5, 8))).astype(np.float32)
    import keras

    inner = keras.Model(made.inputs[0], made.get_layer(shapes.layers[-1].id).output)
    assert np.allclose(inner(x), x)


def test_a_decoder_sees_nothing_that_comes_later():
    import keras

    made, shapes = model("transformer_decoder", (6, 4), {})
    # The second sequence is the same input, which it may see as a whole: it is shut off.
    memory = made.get_layer("transformer_decoder_1_memory")
    memory.set_weights([np.zeros_like(array) for array in memory.get_weights()])
    inner = keras.Model(made.inputs[0], made.get_layer(shapes.layers[-1].id).output)
    x = np.random.default_rng(0).normal(size=(1, 6, 4)).astype(np.float32)
    other = x.copy()
    other[0, 4:] += 1
    assert np.allclose(inner(x)[0, :4], inner(other)[0, :4], atol=1e-5)
    assert not np.allclose(inner(x)[0, 4:], inner(other)[0, 4:], atol=1e-2)
