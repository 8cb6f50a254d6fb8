"""Layers of our own, and Keras's wrappers: saved and loaded again, and what they compute."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.model.building.builder import build

SEQUENCE = DataSignature((6, 4), "regression", 1, "table")


def model(*layers, signature=SEQUENCE, seed=1):
    specs = [LayerSpec(id=f"l{i}", kind=kind, params=params) for i, (kind, params) in
             enumerate(layers)]  # fmt: skip
    ending = [LayerSpec(id="flat", kind="flatten"),
              LayerSpec(id="output", kind="dense", params={"units": 1})]  # fmt: skip
    return build(NetworkSpec(layers=(*specs, *ending)), signature, seed)


def numbers(*shape):
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


LAYERS = [
    ("position_embedding", {}),
    ("layer_scale", {"init_values": 0.5}),
    ("hopfield", {"sweeps": 2}),
    ("boltzmann", {"units": 3}),
    ("spectral_dense", {"power_iterations": 2}),
    ("spectral_conv1d", {}),
    ("timed_dense", {"activation": "relu"}),
    ("einsum_dense", {"equation": "atf,ts->asf", "output_shape": (5, 4), "bias_axes": "s"}),
    ("masking", {}),
    ("lstm", {"bidirectional": True}),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer[0])
def test_a_saved_model_is_loaded_with_the_same_outputs(layer, tmp_path):
    import keras

    made = model(layer)
    made.save(tmp_path / "made.keras")
    loaded: Any = keras.models.load_model(tmp_path / "made.keras", safe_mode=True)
    x = numbers(3, 6, 4)
    assert np.allclose(made(x), loaded(x), atol=1e-6)
    pairs = zip(loaded.get_weights(), made.get_weights(), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer[0])
def test_equal_seeds_give_equal_weights(layer):
    first, second, other = (model(layer, seed=seed).get_weights() for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_training_bounds_the_kernel():
    made = model(("spectral_dense", {"units": 5, "power_iterations": 10}))
    layer = made.get_layer("l0")
    layer.kernel.assign(7 * layer.kernel.numpy())
    for _ in range(5):
        made(numbers(3, 6, 4), training=True)
    assert np.linalg.norm(layer.kernel.numpy(), 2) == pytest.approx(1.0, abs=1e-3)


def test_every_step_is_read_by_the_same_layer():
    picture = DataSignature((5, 6, 7, 2), "regression", 1, "table")
    made = model(("timed_conv2d", {"filters": 3}), signature=picture)
    layer = made.get_layer("l0")
    x = numbers(2, 5, 6, 7, 2)
    whole = layer(x).numpy()
    steps = [layer.layer(x[:, step]).numpy() for step in range(5)]
    assert np.allclose(whole, np.stack(steps, axis=1), atol=1e-5)


def test_an_empty_step_is_passed_over():
    made = model(("masking", {}), ("gru", {"units": 3}))
    x = numbers(1, 6, 4)
    x[:, 3] = 0
    shorter = np.delete(x, 3, axis=1)
    cell = made.get_layer("l1")
    assert np.allclose(made(x), made.get_layer("output")(cell(shorter)), atol=1e-6)


def test_an_einsum_layer_computes_its_equation():
    values = {"equation": "atf,ts->asf", "output_shape": (5, 4), "bias_axes": "s"}
    made = model(("einsum_dense", values))
    kernel, bias = made.get_layer("l0").get_weights()
    x = numbers(3, 6, 4)
    expected = np.einsum("atf,ts->asf", x, kernel) + bias
    assert np.allclose(made.get_layer("l0")(x), expected, atol=1e-5)


@pytest.mark.parametrize("mode", ["multi_hot", "count", "one_hot"])
def test_tokens_become_a_value_for_every_token(mode):
    tokens = DataSignature((4,), "regression", 1, "tokens", 5)
    made = model(("category_encoding", {"num_tokens": 5, "output_mode": mode}), signature=tokens)
    x = np.array([[1, 3, 3, 0]], np.int32)
    single = np.eye(5, dtype=np.float32)[x]
    expected = {
        "one_hot": single, "count": single.sum(axis=1), "multi_hot": single.max(axis=1)
    }[mode]  # fmt: skip
    assert np.array_equal(made.get_layer("l0")(x), expected)
