"""Every layer kind written by Keras, or as code, and read back without Keras."""

import json
import math

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.custom_layers import own_layer_source
from nnviz.core.code.keras_calls import layer_call, layer_use, own_classes
from nnviz.core.opening.config import read_model
from nnviz.core.opening.signatures import FILE
from nnviz.core.opening.source import read_source
from nnviz.core.opening.weight_shapes import weights_of
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.kinds import Inference
from tests.meta.test_layer_sweep import cases, model_around

CHECKED = 4


def fitting(name):
    return [case for case in cases(name) if isinstance(case[2], Inference)][:CHECKED]


def plain(values) -> dict:
    """Return values as short as they can be said: equal ones of all axes once, strides as wide."""
    found = {
        name: value[0]
        if isinstance(value, tuple) and len(set(value)) == 1 and name in _PER_AXIS
        else value
        for name, value in values.items()
    }
    if "pool_size" in found and found.get("strides") == found["pool_size"]:
        found["strides"] = 0
    return found


_PER_AXIS = ("kernel_size", "strides", "pool_size", "size", "dilation_rate", "output_size")


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_layer_that_keras_wrote_is_read_back_with_its_weights(name):
    import keras

    kind = CATALOGUE[name]
    for shapes, spec, said in fitting(name):
        start, layer, output = model_around(kind, spec, shapes)
        read = read_model(json.loads(keras.Model(start, output).to_json())).opened
        last = read.network.layers[-1]
        assert (last.id, last.kind) == ("swept", name)
        assert layer_values(last) == plain(layer_values(spec)), shapes
        weights = weights_of(kind, layer_values(spec), shapes) if said.parameters else ()
        assert [each.shape for each in weights] == [tuple(each.shape) for each in layer.weights]


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_generated_code_of_a_layer_is_read_back(name):
    kind = CATALOGUE[name]
    for shapes, spec, _ in fitting(name):
        lines = ["import keras", *(own_layer_source(each) for each in own_classes(kind))]
        lines.append(f"i = keras.Input({(4,) if len(shapes) > 1 else shapes[0]!r})")
        names = ["i"]
        if len(shapes) > 1:
            names = [f"a{number}" for number in range(len(shapes))]
            for each, shape in zip(names, shapes, strict=True):
                dense = f"keras.layers.Dense({math.prod(shape)})(i)"
                lines.append(f"{each} = keras.layers.Reshape({shape!r})({dense})")
        given, keywords = layer_use(spec, names)
        used = [f"[{', '.join(one)}]" if isinstance(one, list) else one for one in given]
        used += [f"{key}={value!r}" for key, value in keywords.items()]
        lines.append(f"x = {layer_call(spec, 0, 1).source()}({', '.join(used)})")
        lines.append("model = keras.Model(i, x)")
        last = read_source("\n".join(lines).encode()).network.layers[-1]
        assert (last.id, last.kind) == ("swept", name)
        assert layer_values(last) == plain(layer_values(spec)), shapes


def test_the_arguments_of_layers_are_those_of_keras():
    from nnviz.model.building.signatures import signatures

    assert FILE.read_text(encoding="utf-8") == signatures(), (
        "run python -m nnviz.model.building.signatures"
    )
