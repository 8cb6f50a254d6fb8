"""Experiments: checked fields, how targets are presented, repairs applied."""

import math

import pytest
from pydantic import ValidationError

from nnviz.core.shapes.repair import Repair
from nnviz.core.spec.experiment import (
    LEARNING_RATES,
    LOSSES,
    OPTIMIZERS,
    REGULARIZATION_RATES,
    TASK_LOSSES,
    DataSpec,
    Experiment,
    TrainingSpec,
    encoding,
)
from nnviz.core.spec.network import MAX_LAYERS, LayerSpec, NetworkSpec

ONE = NetworkSpec(layers=(LayerSpec(id="output", kind="dense"),))
EXPERIMENT = Experiment(data=DataSpec(), network=ONE)


@pytest.mark.parametrize(
    ("task", "loss", "output", "expected"),
    [
        ("regression", "mse", "sigmoid", "value"),
        ("regression", "huber", "linear", "value"),
        ("multiclass", "categorical_crossentropy", "softmax", "index"),
        ("multiclass", "mse", "softmax", "one_hot"),
        ("multiclass", "mae", "sigmoid", "one_hot"),
        ("binary", "binary_crossentropy", "sigmoid", "zero_one"),
        ("binary", "binary_crossentropy", "linear", "zero_one"),
        ("binary", "binary_crossentropy", "tanh", "zero_one"),
        ("binary", "mse", "sigmoid", "zero_one"),
        ("binary", "mse", "hard_sigmoid", "zero_one"),
        ("binary", "mse", "relu", "zero_one"),
        ("binary", "mse", "tanh", "sign"),
        ("binary", "mae", "linear", "sign"),
        ("binary", "hinge", "linear", "sign"),
        ("binary", "huber", "leaky_relu", "sign"),
    ],
)
def test_how_targets_are_presented(task, loss, output, expected):
    assert encoding(task, loss, output) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"learning_rate": 0},
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"learning_rate": 101},
        {"batch_size": 0},
        {"batch_size": 1.5},
        {"regularization_rate": -1},
        {"speed": 0},
        {"stop": {"epochs": 0}},
        {"stop": {"accuracy": 1.1}},
        {"optimizer": "lion"},
        {"momentum": 0.9},
    ],
)
def test_impossible_settings_are_refused(values):
    with pytest.raises(ValidationError):
        TrainingSpec().changed(**values)


def test_a_change_is_checked_and_leaves_the_original():
    before = TrainingSpec()
    assert before.changed(learning_rate=0.3).learning_rate == 0.3
    assert before == TrainingSpec()
    with pytest.raises(ValidationError):
        before.learning_rate = 1.0


def test_what_sliders_offer_is_allowed():
    assert set().union(*TASK_LOSSES.values()) == set(LOSSES)
    assert len(OPTIMIZERS) == 7
    for rate in LEARNING_RATES:
        assert TrainingSpec(learning_rate=rate).learning_rate == rate
    for rate in REGULARIZATION_RATES:
        assert TrainingSpec(regularization_rate=rate).regularization_rate == rate
    assert list(LEARNING_RATES) == sorted(LEARNING_RATES)
    assert list(REGULARIZATION_RATES) == sorted(REGULARIZATION_RATES)


def test_fingerprints_tell_contents_apart_and_nothing_else():
    one = DataSpec(options={"a": 1, "b": 2})
    assert one.fingerprint == DataSpec(options={"b": 2, "a": 1}).fingerprint
    assert len(one.fingerprint) == 16
    assert one.fingerprint != DataSpec(options={"a": 1, "b": 3}).fingerprint
    assert one.fingerprint != DataSpec(options={"a": 1}).fingerprint
    assert EXPERIMENT.fingerprint != EXPERIMENT.changed(seed=1).fingerprint


def test_a_repair_replaces_the_parts_that_it_names():
    assert Repair("nothing").apply(EXPERIMENT) == EXPERIMENT
    slower, other = TrainingSpec(learning_rate=0.001), DataSpec(name="xor")
    whole = NetworkSpec(layers=(LayerSpec(id="a", kind="dense"),))
    repaired = Repair("all", network=whole, training=slower, data=other).apply(EXPERIMENT)
    assert repaired == Experiment(data=other, network=whole, training=slower)


def test_networks_that_are_only_looked_at_are_no_experiments():
    layers = tuple(LayerSpec(id=f"l{i}", kind="dropout") for i in range(MAX_LAYERS + 1))
    assert Experiment(data=DataSpec(), network=NetworkSpec(layers=layers[1:])).network.is_stack
    with pytest.raises(ValidationError, match="at most 64 layers, received 65"):
        Experiment(data=DataSpec(), network=NetworkSpec(layers=layers))
