"""A model that Keras saved is opened again without Keras: network, weights and experiment."""

import importlib.util
import json
from typing import Any

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.code.notebook import keras_notebook
from nnviz.core.errors import RunError
from nnviz.core.opening.source import read_source
from nnviz.core.shapes.shapes import layer_values
from nnviz.data import signature
from nnviz.data.starters import STARTERS
from nnviz.engine.opening import open_model, same_network
from nnviz.model.building.builder import build
from nnviz.model.saving.exporter import export


@pytest.mark.parametrize("name", ["circle", "digits", "recall", "next_word"])
def test_a_saved_model_comes_back_whole(name):
    experiment = STARTERS[name].experiment
    model = build(experiment.network, signature(experiment.data), experiment.seed)
    found = open_model(export(model, experiment, "keras"))
    assert found.experiment == experiment
    assert same_network(found.opened.network, experiment.network)
    assert found.opened.notes == ()
    weighed = [layer for layer in model.layers if layer.weights]
    assert list(found.weights) == [layer.name for layer in weighed]
    for layer in weighed:
        for read, kept in zip(found.weights[layer.name], layer.get_weights(), strict=True):
            assert np.array_equal(read, kept)


def test_keras_itself_opens_what_was_saved(tmp_path):
    import keras

    experiment = STARTERS["circle"].experiment
    model = build(experiment.network, signature(experiment.data), experiment.seed)
    path = tmp_path / "model.keras"
    path.write_bytes(export(model, experiment, "keras"))
    rows = np.random.default_rng(0).normal(size=(5, *model.input_shape[1:])).astype(np.float32)
    loaded: Any = keras.models.load_model(path)
    assert np.array_equal(loaded(rows), model(rows))


def test_what_cannot_be_written_is_said():
    experiment = STARTERS["circle"].experiment
    model = build(experiment.network, signature(experiment.data), experiment.seed)
    with pytest.raises(RunError, match="one of the formats keras, onnx"):
        export(model, experiment, "pickle")
    if importlib.util.find_spec("tf2onnx") is None:
        with pytest.raises(RunError, match="no package tf2onnx"):
            export(model, experiment, "onnx")


@pytest.mark.parametrize("name", STARTERS)
def test_code_and_notebook_hold_the_same_network(name):
    experiment = STARTERS[name].experiment
    script = keras_script(experiment, signature(experiment.data), 3)
    read = read_source(script.encode())
    pairs = zip(read.network.layers, experiment.network.layers, strict=True)
    assert [(one.id, layer_values(one)) for one, _ in pairs] == [
        (layer.id, layer_values(layer)) for layer in experiment.network.layers
    ]
    notebook = json.loads(keras_notebook(script))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert "__file__" not in code
    assert read_source(code.encode()).network == read.network
