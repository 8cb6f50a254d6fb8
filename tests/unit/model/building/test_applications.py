"""The networks of `keras.applications` against what is stored of them, and their translation."""

import gzip
import json

import pytest

from nnviz.core.errors import SpecError
from nnviz.core.shapes.shapes import measure
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.networks.architectures import ARCHITECTURES, architecture
from nnviz.model.building.applications import compared, keras_model, packed
from nnviz.model.building.reading import spec_of

CHECKED = ("resnet50", "mobilenet", "mobilenetv3small", "convnexttiny")
"""The others are compared with Keras when their files are made."""


@pytest.fixture(params=CHECKED)
def name(request) -> str:
    return request.param


def nameless(network):
    """Return kind, settings and the numbers of what is read, for each layer."""
    numbers = {layer.id: index for index, layer in enumerate(network.layers)}
    return [
        (layer.kind, layer.params, [numbers.get(each, -1) for each in network.sources(index)])
        for index, layer in enumerate(network.layers)
    ]


def test_every_layer_has_the_shape_and_parameters_of_keras(name):
    model = keras_model(ARCHITECTURES[name].label)
    network = spec_of(model)
    compared(network, model)
    shapes = measure(network, architecture(name).signature)
    ours = {entry.id: entry for entry in shapes.layers}
    named = [layer for layer in model.layers if layer.name.lower() in ours]
    assert len(named) > 0.4 * len(model.layers)
    for layer in named:
        entry = ours[layer.name.lower()]
        assert entry.shape == tuple(layer.output.shape[1:]), layer.name
        assert entry.parameters == layer.count_params(), layer.name
    assert nameless(architecture(name).network) == nameless(network)
    assert architecture(name).parameters == model.count_params()


def test_what_is_written_is_read_back(name):
    stored = architecture(name)
    fields = json.loads(gzip.decompress(packed(stored.network, keras_model(stored.entry.label))))
    assert NetworkSpec.model_validate({"layers": fields["layers"]}) == stored.network


def test_a_layer_that_the_catalogue_does_not_know_is_refused_by_name():
    import keras

    inputs = keras.Input((4,))
    outputs = keras.layers.Lambda(lambda x: x, name="secret")(inputs)
    with pytest.raises(SpecError, match="'secret', a Lambda"):
        spec_of(keras.Model(inputs, outputs))


def test_a_comparison_notices_what_differs():
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    network = spec_of(model)
    compared(network, model)
    wider = network.replaced(network.layers[0].id, network.layers[0].changed(params={"units": 5}))
    with pytest.raises(SpecError, match="15 parameters"):
        compared(wider, model)


def test_settings_come_back_as_they_were():
    import keras

    inputs = keras.Input((9, 9, 4))
    x = keras.layers.Conv2D(6, (1, 3), strides=2, use_bias=False, activation="swish")(inputs)
    x = keras.layers.BatchNormalization(epsilon=1e-5)(x)
    x = keras.layers.ZeroPadding2D(((0, 1), (2, 3)))(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    x = keras.layers.ReLU(6.0)(x)
    network = spec_of(keras.Model(inputs, x))
    assert [(layer.kind, layer.params) for layer in network.layers] == [
        ("conv2d", {"filters": 6, "kernel_size": (1, 3), "strides": 2, "use_bias": False,
                    "activation": "silu"}),
        ("batch_normalization", {"epsilon": 1e-5}),
        ("zero_padding2d", {"padding": (0, 1, 2, 3)}),
        ("max_pooling2d", {"pool_size": 3, "strides": 2}),
        ("relu", {"max_value": 6.0}),
    ]  # fmt: skip
