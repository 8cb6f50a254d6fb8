"""Pair distance and mixture of experts on the live model, against plain NumPy."""

import numpy as np
import pytest

from nnviz.core.run.head import head, output_activation
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.model.building.builder import build
from nnviz.model.session import Session

PAIR = DataSignature((2, 3), "regression", 3, "table")


def distance(measure):
    layer = LayerSpec(id="apart", kind="pair_distance", params={"measure": measure})
    last = LayerSpec(id="output", kind="dense", params={"units": 3})
    return build(NetworkSpec(layers=(layer, last)), PAIR, 1)


@pytest.mark.backends
def test_distances_are_those_of_numpy_and_equal_pairs_have_nearly_none():
    x = np.random.default_rng(0).normal(size=(4, 2, 3)).astype(np.float32)
    x[3, 1] = x[3, 0]
    apart = x[:, 0] - x[:, 1]
    found = np.asarray(distance("distance").get_layer("apart")(x))
    expected = np.sqrt((apart**2).sum(axis=1, keepdims=True))
    assert np.allclose(found[:3], expected[:3], atol=1e-5)
    assert found[3, 0] == pytest.approx(1e-4)
    each = np.asarray(distance("differences").get_layer("apart")(x))
    assert np.allclose(each, np.abs(apart), atol=1e-6)


@pytest.mark.backends
def test_a_mixture_weighs_its_experts_by_the_gate_and_learns():
    experiment = PRESETS["experts"].experiment
    dataset = load(experiment.data)
    session = Session(experiment, dataset)
    x = dataset.x_test[:5].astype(np.float32)
    w = session.weights()

    def dense(name):
        return x @ w[name][0] + w[name][1]

    gate = np.exp(dense("gate"))
    gate /= gate.sum(axis=1, keepdims=True)
    said = 1 / (1 + np.exp(-np.concatenate([dense(f"expert_{i}") for i in (1, 2, 3)], axis=1)))
    found = np.asarray(session.model(x))
    assert np.allclose(found[:, 0], (gate * said).sum(axis=1), atol=1e-5)
    before = session.evaluate().loss
    session.train(5.0, 200)
    assert session.evaluate().loss < before


def test_a_mixture_of_probabilities_is_one_whatever_the_gate():
    preset = PRESETS["experts"].experiment
    assert output_activation(preset.network) == "sigmoid"
    signature = load(preset.data).signature
    assert not head(preset.network, signature, "binary_crossentropy").from_logits


@pytest.mark.backends
def test_both_halves_of_a_pair_are_read_by_the_same_layers():
    """A pair the other way round is as far apart."""
    experiment = PRESETS["siamese"].experiment
    dataset = load(experiment.data)
    model = build(experiment.network, dataset.signature, 0)
    pairs = dataset.x_test[:6]
    turned = np.concatenate([pairs[:, :, 8:], pairs[:, :, :8]], axis=2)
    assert np.allclose(np.asarray(model(pairs)), np.asarray(model(turned)), atol=1e-5)
