"""Frozen layers: what is counted, refused, kept, written and read back."""

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.catalogue.rules.freezing import learns
from nnviz.core.files.codec import from_json, from_link, to_json, to_link
from nnviz.core.opening.source import read_source
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.shapes.frozen import frozen_inside, frozen_layers, is_frozen, with_trainable
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec
from nnviz.data.experiments import plan_of, with_plan

PLANE = DataSignature((2,), "binary", 1, "plane")


def stack(*frozen):
    layers = [
        LayerSpec(id="first", kind="dense", params={"units": 3, "activation": "tanh"}),
        LayerSpec(id="second", kind="dense", params={"units": 4, "activation": "tanh"}),
        LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
    ]
    return with_trainable(NetworkSpec(layers=tuple(layers)), frozen, value=False)


def test_parameters_are_split_into_trained_and_frozen():
    shapes = infer(stack("first", "second"), PLANE)
    assert (shapes.parameters, shapes.fixed) == (9 + 16 + 5, 9 + 16)
    assert [layer.frozen for layer in shapes.layers] == [True, True, False]
    assert shapes.problems == ()


def test_a_network_in_which_nothing_learns_is_refused_with_what_to_do():
    network = stack("first", "second", "output")
    (problem,) = infer(network, PLANE).problems
    assert problem.layer == "output"
    assert "trainable weights" in problem.expected
    last, every = (repair.network for repair in problem.repairs)
    assert last is not None
    assert every is not None
    assert frozen_layers(last) == ("first", "second")
    assert frozen_layers(every) == ()
    assert infer(last, PLANE).problems == ()


def test_the_switch_leaves_no_trace_where_nothing_is_frozen():
    network = stack()
    assert with_trainable(stack("first"), ("first",), value=True) == network
    assert network.fingerprint == stack().fingerprint
    assert "trainable" not in network.model_dump_json()


def test_ids_that_are_not_there_count_for_nothing():
    assert with_trainable(stack(), ("nobody",), value=False) == stack()


def test_links_and_files_keep_it():
    made = Experiment(data=default_spec("circle"), network=stack("second"))
    assert from_link(to_link(made)) == made
    assert from_json(to_json(made)) == made


def test_kinds_without_weights_cannot_be_frozen():
    frozen = {name for name, kind in CATALOGUE.items() if learns(kind)}
    assert frozen > {"dense", "conv2d", "lstm", "embedding", "multi_head_attention", "prelu"}
    assert not frozen & {"flatten", "dropout", "add", "max_pooling2d", "normalization", "relu"}


def test_layers_made_of_layers_are_told_once_more():
    layers = (
        LayerSpec(id="look", kind="multi_head_attention", params={"trainable": False}),
        LayerSpec(id="rate", kind="dense", params={"trainable": False}),
    )
    assert frozen_inside(NetworkSpec(layers=layers)) == ("look",)


def test_sliders_stand_where_they_stood_and_leave_frozen_layers_frozen():
    made = Experiment(data=default_spec("circle"), network=stack())
    plan, exact = read_plan(made.network, PLANE)
    assert exact
    named = with_plan(made, plan)
    held = named.changed(
        network=with_trainable(named.network, [named.network.layers[0].id], value=False)
    )
    plan, exact = plan_of(held)
    assert exact
    other = with_plan(held, plan.with_block(1, units=6)).network
    assert [is_frozen(layer) for layer in other.layers] == [True, False, False]
    none = with_plan(held, plan.resized(0)).network
    assert [is_frozen(layer) for layer in none.layers] == [False]


CODE = """
import keras
from keras import layers
first = layers.Dense(3, trainable=False)
model = keras.Sequential([keras.Input((2,)), first, layers.Dense(4, name="second"),
                          layers.Dense(1, name="last")])
{}
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", [True, False, False]),
        ("first.trainable = True", [False, False, False]),
        ("model.get_layer('second').trainable = False", [True, True, False]),
        ("model.trainable = False", [True, True, True]),
        ("model.trainable = False\nmodel.get_layer('last').trainable = True", [True, True, False]),
        ("nobody.trainable = False", [True, False, False]),
        ("model.get_layer('nobody').trainable = False", [True, False, False]),
    ],
)
def test_pasted_code_that_freezes_is_read(line, expected):
    network = read_source(CODE.format(line).encode()).network
    assert [is_frozen(layer) for layer in network.layers] == expected
