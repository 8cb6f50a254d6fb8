"""The source of layers of our own, as scripts get it."""

import ast

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.custom_layers import own_layer_source
from nnviz.core.code.keras_calls import own_classes

OWN_CLASSES = sorted({name for kind in CATALOGUE.values() for name in own_classes(kind)})


@pytest.mark.parametrize("name", OWN_CLASSES)
def test_the_class_is_there_registered_and_without_notes_to_linters(name):
    source = own_layer_source(name)
    (found,) = ast.parse(source).body
    assert isinstance(found, ast.ClassDef)
    assert found.name == name
    assert source.startswith("@keras.saving.register_keras_serializable")
    assert "noqa" not in source


def test_all_classes_are_found():
    assert OWN_CLASSES == [
        "Boltzmann",
        "FreshNoise",
        "GradientReversal",
        "Hopfield",
        "LayerScale",
        "Mixture",
        "PairDistance",
        "PositionEmbedding",
        "RealOrMade",
        "Sampling",
        "SpectralNormalization",
        "TreeComposition",
        "TreeMerges",
        "TreeWords",
    ]


def test_others_are_not():
    with pytest.raises(KeyError):
        own_layer_source("Dense")
