"""The source of layers of our own, as scripts get it."""

import ast

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.own_layers import own_layer_source


@pytest.mark.parametrize("kind", [kind for kind in CATALOGUE.values() if kind.own])
def test_the_class_is_there_without_notes_to_linters(kind):
    source = own_layer_source(kind.keras_name)
    (found,) = ast.parse(source).body
    assert isinstance(found, ast.ClassDef)
    assert found.name == kind.keras_name
    assert "noqa" not in source


def test_others_are_not():
    with pytest.raises(KeyError):
        own_layer_source("Dense")
