"""Every public layer class of Keras is in the catalogue, or left out for a reason."""

import inspect

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.keras_calls import OWN

_FOREIGN = "runs code or files of another framework, and what a user brings is never run"
_LOOKUP = "turns words or raw values into numbers before learning; the datasets do that"
_CELL = "one step of a recurrent layer, which SimpleRNN, LSTM and GRU repeat"
_LABELS = "changes targets together with pictures, which a layer of a network does not see"
LEFT_OUT = {
    "Layer": "the class that all layers come from",
    "Wrapper": "the class that wrappers come from",
    "InputSpec": "no layer: says what a layer expects",
    "InputLayer": "the input of every network, which its data make",
    "Bidirectional": "a setting of the recurrent layers",
    "Lambda": _FOREIGN,
    "TFSMLayer": _FOREIGN,
    "JaxLayer": _FOREIGN,
    "FlaxLayer": _FOREIGN,
    "TorchModuleWrapper": _FOREIGN,
    "RNN": "repeats cells, which the recurrent layers do by themselves",
    "SimpleRNNCell": _CELL,
    "LSTMCell": _CELL,
    "GRUCell": _CELL,
    "StackedRNNCells": "several recurrent layers one behind the other are the same",
    "Pipeline": "a row of layers, which a network is",
    "ReversibleEmbedding": "used twice in two directions; embedding and dense are its halves",
    "Discretization": _LOOKUP,
    "Hashing": _LOOKUP,
    "HashedCrossing": _LOOKUP,
    "IntegerLookup": _LOOKUP,
    "StringLookup": _LOOKUP,
    "TextVectorization": _LOOKUP,
    "MelSpectrogram": "needs sound of thousands of samples a second; no dataset has it",
    "STFTSpectrogram": "needs sound of thousands of samples a second; no dataset has it",
    "MixUp": _LABELS,
    "CutMix": _LABELS,
    "MaxNumBoundingBoxes": _LABELS,
    "Equalization": "its lookup has no known shape, so that no functional model can hold it",
    "RandAugment": "makes all of its changes in every step and keeps two; each is here by itself",
    "AugMix": "draws its changes once, when it is compiled, and then repeats them",
}
"""Classes that are not in the catalogue, and why."""


@pytest.fixture(scope="module")
def classes():
    """Every public class of `keras.layers` by each of its names."""
    import keras

    return dict(inspect.getmembers(keras.layers, inspect.isclass))


def known():
    wrappers = {kind.wrapper.rpartition(".")[2] for kind in CATALOGUE.values() if kind.wrapper}
    return wrappers | {kind.keras_name for kind in CATALOGUE.values() if not kind.own}


def test_every_layer_of_keras_is_here_or_left_out_for_a_reason(classes):
    here = {classes[name] for name in known() | set(LEFT_OUT)}
    assert [name for name, found in classes.items() if found not in here] == []


def test_nothing_that_is_here_is_also_left_out(classes):
    left_out = {classes[name] for name in LEFT_OUT}
    assert {name for name in known() if classes[name] in left_out} == set()


@pytest.mark.parametrize("kind", [kind for kind in CATALOGUE.values() if kind.own])
def test_layers_of_our_own_are_none_of_keras(kind, classes):
    assert kind.keras_name not in classes


def test_an_equalization_cannot_be_part_of_a_model(classes):
    import keras

    layer = classes["Equalization"](value_range=(0.0, 1.0))
    with pytest.raises(ValueError, match=r"unspecified dimensions|shape"):
        keras.Model(inputs := keras.Input((8, 8, 3)), layer(inputs))


def test_wrappers_name_classes_that_exist(classes):
    from nnviz.model.building import custom_layers

    for kind in CATALOGUE.values():
        if kind.wrapper.startswith(OWN):
            assert issubclass(
                vars(custom_layers)[kind.wrapper.removeprefix(OWN)], classes["Wrapper"]
            )
