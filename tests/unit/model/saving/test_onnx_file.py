"""Networks as ONNX: what is written answers as Keras does, and what cannot be written is said."""

import importlib
import importlib.util
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS
from nnviz.model.building.builder import build
from nnviz.model.saving import onnx_file
from nnviz.model.saving.exporter import export
from nnviz.model.saving.onnx_file import answering, layer_named

OWN_LAYERS = (
    "variational", "gan", "hopfield", "boltzmann", "recursive", "siamese", "experts", "transfer",
)  # fmt: skip
"""Presets whose networks have layers that Keras lacks, or frozen ones."""
CIRCLE, DIGITS = STARTERS["circle"].experiment, STARTERS["digits"].experiment
installed = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("tf2onnx", "onnxruntime")),
    reason="the extra onnx, and onnxruntime to read what was written, are not installed",
)


def after(experiment: Experiment, *layers: LayerSpec) -> Experiment:
    """Return an experiment whose network begins with other layers."""
    kept = experiment.network.layers
    return experiment.changed(network=NetworkSpec(layers=(*layers, *kept)))


def model_of(experiment: Experiment):
    return build(experiment.network, load(experiment.data).signature, experiment.seed)


def answers(data: bytes, x: np.ndarray) -> np.ndarray:
    runtime: Any = importlib.import_module("onnxruntime")
    session = runtime.InferenceSession(data, providers=["CPUExecutionProvider"])
    assert [entry.name for entry in session.get_inputs()] == ["input"]
    return session.run(None, {"input": x})[0]


def expect_alike(experiment: Experiment) -> None:
    model = model_of(experiment)
    x = load(experiment.data).x_test[:5]
    found = answers(export(model, experiment, "onnx"), x)
    np.testing.assert_allclose(found, np.asarray(model(x, training=False)), atol=1e-5)


@installed
@pytest.mark.parametrize("name", OWN_LAYERS)
def test_layers_that_keras_lacks_answer_in_onnx_as_they_do_here(name):
    expect_alike(PRESETS[name].experiment)


@installed
@pytest.mark.parametrize("activation", ["gelu", "celu"])
def test_what_the_converter_leaves_as_tensorflows_is_put_otherwise(activation):
    layer = LayerSpec(id="first", kind="dense", params={"units": 4, "activation": activation})
    expect_alike(after(CIRCLE, layer))


@installed
@pytest.mark.parametrize("kind", ["random_flip", "normalization", "gaussian_noise"])
def test_what_only_trains_and_what_is_measured_is_no_input_of_the_file(kind):
    expect_alike(after(DIGITS, LayerSpec(id="first", kind=kind)))


@installed
def test_a_layer_that_onnx_cannot_express_is_named():
    siamese = PRESETS["siamese"].experiment
    grouped = siamese.network.layer("parts")
    grouped = grouped.changed(params={**grouped.params, "groups": 2})
    experiment = siamese.changed(network=siamese.network.replaced("parts", grouped))
    with pytest.raises(RunError, match=r"layer 'parts', which it cannot.*Keras model"):
        export(model_of(experiment), experiment, "onnx")


def test_what_is_written_changes_nothing_at_random():
    experiment = after(DIGITS, LayerSpec(id="turned", kind="random_rotation"))
    model = model_of(experiment)
    x = load(experiment.data).x_test[:4]
    plain = np.asarray(model(x, training=False))
    found = answering(model)
    assert found.inputs[0].name == "input"
    for _ in range(2):
        np.testing.assert_array_equal(np.asarray(found(x)), plain)
    assert not np.array_equal(np.asarray(model(x, training=True)), plain)


def test_statistics_are_tensors_again_afterwards():
    experiment = after(CIRCLE, LayerSpec(id="measured", kind="normalization"))
    model = model_of(experiment)
    layer: Any = model.get_layer("measured")
    before = layer.mean
    with onnx_file._plain_statistics(model):
        assert isinstance(layer.mean, np.ndarray)
        np.testing.assert_array_equal(layer.mean, np.asarray(before))
    assert layer.mean is before


def test_another_backend_than_tensorflow_is_refused_in_a_sentence(tmp_path, monkeypatch):
    import keras

    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(RunError, match=r"received Keras on jax.*Save it as a Keras model"):
        onnx_file.onnx_file(model_of(CIRCLE), tmp_path / "model.onnx")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Name: functional_3_1/functional_2_1/wide_1/Expm1 OpType: Expm1", "wide"),
        ("node name: functional_5_1/dense_1_1/MatMul): negative", "dense_1"),
        ("node name: functional_5_1/dense/MatMul): negative", "dense"),
        ("something else", ""),
    ],
)
def test_a_message_of_the_checker_names_a_layer(message, name):
    assert layer_named(message, ["wide", "dense", "dense_1"]) == name
