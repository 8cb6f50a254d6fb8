"""Frozen layers on the live model: what training leaves alone, saved and opened again."""

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.opening.source import read_source
from nnviz.core.run.run import ProbeRequest
from nnviz.core.shapes.frozen import frozen_layers, with_trainable
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import DataSpec, Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec, load
from nnviz.engine.opening import open_model, same_network
from nnviz.model.building.builder import build
from nnviz.model.saving.exporter import export
from nnviz.model.session import Session

SEQUENCE = DataSignature((6, 4), "regression", 1, "table")
KINDS = [
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3}),
    ("timed_dense", {"units": 3}),
    ("lstm", {"units": 3, "bidirectional": True, "return_sequences": True}),
    ("spectral_dense", {"units": 3}),
    ("batch_normalization", {}),
    ("position_embedding", {}),
]


def network(kind, params):
    return NetworkSpec(
        layers=(
            LayerSpec(id="held", kind=kind, params={**params, "trainable": False}),
            LayerSpec(id="flat", kind="flatten"),
            LayerSpec(id="output", kind="dense", params={"units": 1}),
        )
    )


@pytest.mark.backends
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_the_model_trains_nothing_of_a_frozen_layer(kind):
    made = network(*kind)
    model = build(made, SEQUENCE, 1)
    assert [variable.path for variable in model.trainable_variables] == [
        "output/kernel",
        "output/bias",
    ]
    fixed = sum(int(np.prod(weight.shape)) for weight in model.non_trainable_weights)
    assert fixed == infer(made, SEQUENCE).fixed


@pytest.mark.parametrize("kind", KINDS[:2], ids=lambda kind: kind[0])
def test_the_generated_code_freezes_the_same(kind):
    made = network(*kind)
    experiment = Experiment(data=DataSpec(name="wave"), network=made)
    signature = load(experiment.data).signature
    script = keras_script(experiment, signature, 1)
    built = script[script.index("inputs = ") : script.index("loss = ")]
    names: dict = {}
    exec("import keras\n" + built, names)  # What the script builds, without its data.
    assert len(names["model"].trainable_variables) == 2
    assert frozen_layers(read_source(script.encode()).network) == ("held",)


def digits_that_learn(*frozen):
    layers = (
        LayerSpec(id="edges", kind="conv2d", params={"filters": 4}),
        LayerSpec(id="scaled", kind="batch_normalization"),
        LayerSpec(id="flat", kind="flatten"),
        LayerSpec(id="output", kind="dense", params={"units": 10, "activation": "softmax"}),
    )
    made = with_trainable(NetworkSpec(layers=layers), frozen, value=False)
    experiment = Experiment(data=DataSpec(name="digits"), network=made)
    return experiment.changed(
        training=experiment.training.changed(loss="categorical_crossentropy", batch_size=32)
    )


@pytest.mark.backends
def test_training_leaves_frozen_weights_and_averages_as_they_are():
    experiment = digits_that_learn("edges", "scaled")
    session = Session(experiment, load(experiment.data))
    before = session.weights()
    session.train(5.0, 20)
    after = session.weights()
    for name in ("edges", "scaled"):
        pairs = zip(before[name], after[name], strict=True)
        assert all(np.array_equal(old, new) for old, new in pairs)
    assert not np.array_equal(before["output"][0], after["output"][0])


def test_a_frozen_network_that_is_saved_comes_back_frozen_with_its_weights():
    experiment = digits_that_learn("edges", "scaled")
    signature = load(experiment.data).signature
    model = build(experiment.network, signature, 1)
    found = open_model(export(model, experiment, "keras"))
    assert found.experiment == experiment
    assert same_network(found.opened.network, experiment.network)
    assert frozen_layers(found.opened.network) == ("edges", "scaled")
    assert np.array_equal(found.weights["edges"][0], model.get_layer("edges").get_weights()[0])
    assert found.opened.notes == ()


def test_a_step_in_all_its_numbers_moves_no_frozen_weight():
    layers = (
        LayerSpec(id="first", kind="dense", params={"units": 2, "activation": "tanh"}),
        LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
    )
    made = with_trainable(NetworkSpec(layers=layers), ("first",), value=False)
    experiment = Experiment(data=default_spec("circle"), network=made)
    session = Session(experiment, load(experiment.data))
    found = session.probe(ProbeRequest("b", "backprop", {"example": 3}))
    moved = np.asarray(found["weight_update"])
    assert np.array_equal(moved[:4], np.zeros(4))
    assert (np.abs(moved[4:]) > 0).all()
    assert np.abs(np.asarray(found["by_weight"])[:4]).max() > 0
