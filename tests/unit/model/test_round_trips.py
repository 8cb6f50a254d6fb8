"""Every preset and starter, saved in each form and read back without Keras: nothing is lost."""

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.files.codec import from_json, from_link, to_json, to_link
from nnviz.core.opening.source import read_source
from nnviz.core.shapes.shapes import layer_values
from nnviz.data import signature
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS
from nnviz.engine.opening import same_network
from nnviz.model.building.builder import build
from nnviz.model.opening.reading import read
from nnviz.model.saving.exporter import export

EXPERIMENTS = {name: entry.experiment for name, entry in {**STARTERS, **PRESETS}.items()}


def told(network):
    """Return all that a network is: ids, kinds, complete settings, and what reads what."""
    return [
        (layer.id, layer.kind, layer_values(layer), network.sources(index))
        for index, layer in enumerate(network.layers)
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_a_saved_model_is_the_same_network_with_the_same_weights(name):
    experiment = EXPERIMENTS[name]
    model = build(experiment.network, signature(experiment.data), experiment.seed)
    found = read(export(model, experiment, "keras"))
    assert from_json(found.experiment) == experiment
    assert same_network(found.opened.network, experiment.network)
    assert found.opened.notes == ()
    weighed = {layer.name: layer.get_weights() for layer in model.layers if layer.weights}
    assert found.weights.keys() == weighed.keys()
    for layer, kept in weighed.items():
        assert len(found.weights[layer]) == len(kept)
        assert all(map(np.array_equal, found.weights[layer], kept)), layer


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_generated_code_is_the_same_network_on_the_same_input(name):
    experiment = EXPERIMENTS[name]
    data = signature(experiment.data)
    opened = read_source(keras_script(experiment, data, 1).encode())
    assert told(opened.network) == told(experiment.network)
    assert (opened.input_shape, opened.tokens) == (data.input_shape, data.tokens)
    assert opened.notes == ()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_links_and_files_hold_the_whole_experiment(name):
    experiment = EXPERIMENTS[name]
    assert from_link(to_link(experiment)) == experiment
    assert from_json(to_json(experiment)) == experiment
