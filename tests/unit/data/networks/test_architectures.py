"""The collection of architectures: all there, and their sizes add up."""

import pytest

from nnviz.core.errors import SpecError
from nnviz.core.shapes.shapes import measure
from nnviz.data.networks.architectures import ARCHITECTURES, FOLDER, architecture


def test_every_architecture_has_its_file_and_every_file_its_architecture():
    assert {path.name.removesuffix(".json.gz") for path in FOLDER.iterdir()} == set(ARCHITECTURES)
    assert len(ARCHITECTURES) == 40


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_its_layers_fit_together_and_have_the_parameters_that_keras_counts(name):
    found = architecture(name)
    shapes = measure(found.network, found.signature)
    assert shapes.problems == ()
    assert shapes.parameters == found.parameters
    assert shapes.layers[-1].shape == (found.signature.outputs,) == (1000,)


@pytest.mark.parametrize(
    ("name", "millions", "giga"),
    [("vgg16", 138.4, 15.5), ("resnet50", 25.6, 3.9), ("mobilenetv2", 3.5, 0.3)],
)
def test_sizes_are_those_that_papers_give(name, millions, giga):
    found = architecture(name)
    shapes = measure(found.network, found.signature)
    assert round(shapes.parameters / 1e6, 1) == millions
    assert round(shapes.macs / 1e9, 1) == giga


def test_others_are_refused_with_a_name_that_exists():
    with pytest.raises(SpecError, match="such as resnet50"):
        architecture("alexnet")


@pytest.mark.parametrize("entry", ARCHITECTURES.values(), ids=lambda entry: entry.name)
def test_its_origin_is_told(entry):
    assert entry.name == entry.label.lower()
    assert entry.idea.endswith(".")
    assert ": " in entry.paper
    assert 2012 <= entry.year <= 2030
