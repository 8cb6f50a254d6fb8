"""Files as people have them: each kind with the number of parameters that Keras counts."""

import json

import pytest

from nnviz.core.errors import OpenError
from nnviz.core.shapes.shapes import measure
from nnviz.model.opening.reading import read
from tests.unit.opening.conftest import DENSE, layer, stack


def counted(description: dict, given=None) -> tuple[int, bool]:
    opened = read(json.dumps(description).encode(), given).opened
    shapes = measure(opened.network, opened.signature)
    assert shapes.problems == ()
    return shapes.parameters, shapes.at_least


def graph(*entries, inputs=("a",), outputs=("z",)) -> dict:
    """Return the description of a functional model as Keras 2 wrote it; entries are in order."""
    named = [{**entry, "name": entry["config"]["name"], "inbound_nodes": nodes}
             for entry, nodes in entries]  # fmt: skip
    config = {"name": "m", "layers": named, "input_layers": [[one, 0, 0] for one in inputs],
              "output_layers": [[one, 0, 0] for one in outputs]}  # fmt: skip
    return {"class_name": "Functional", "config": config}


def start(name, *shape) -> tuple:
    return layer("InputLayer", name, batch_input_shape=[None, *shape]), []


@pytest.mark.parametrize("name", ["Orthogonal", "OrthogonalInitializer", "orthogonal"])
@pytest.mark.parametrize(
    ("kind", "count"), [("LSTM", 112), ("GRU", 96), ("SimpleRNN", 28)]
)  # fmt: skip
def test_initializers_under_every_name_they_had(name, kind, count):
    said = layer(kind, units=4, recurrent_initializer={"class_name": name, "config": {"gain": 1.0}},
                 kernel_initializer={"class_name": "GlorotUniformV2", "config": {}})  # fmt: skip
    found = read(json.dumps(stack(said, shape=(5, 2))).encode()).opened
    assert not found.unknown
    assert not found.notes
    assert counted(stack(said, shape=(5, 2))) == (count, False)


@pytest.mark.parametrize(
    ("said", "shape", "count"),
    [
        (layer("DepthwiseConv2D", kernel_size=[3, 3], groups=1), (8, 8, 3), 30),
        (layer("SeparableConv2D", filters=4, kernel_size=[3, 3], groups=1), (8, 8, 3), 43),
        (layer("Conv2DTranspose", filters=2, kernel_size=3, groups=1), (8, 8, 3), 56),
        (layer("RandomRotation", factor=[-0.1, 0.1], value_range=[0, 255]), (8, 8, 3), 0),
        (layer("RandomZoom", height_factor=0.2, value_range=[0, 255]), (8, 8, 3), 0),
        (layer("BatchNormalization", axis=[3], fused=True, renorm=False), (8, 8, 3), 12),
        (layer("BatchNormalizationV1", axis=3), (8, 8, 3), 12),
        (layer("Dense", output_dim=4, init="glorot_uniform", W_regularizer=None), (3,), 16),
        (layer("Convolution2D", nb_filter=4, nb_row=3, nb_col=3, border_mode="same",
               subsample=[1, 1], dim_ordering="tf"), (8, 8, 1), 40),
        (layer("LeakyReLU", alpha=0.3), (3,), 0),
    ],
)  # fmt: skip
def test_settings_of_earlier_keras_that_change_nothing(said, shape, count):
    assert counted(stack(said, shape=shape)) == (count, False)
    assert not read(json.dumps(stack(said, shape=shape)).encode()).opened.unknown


def test_a_second_input_keeps_its_shape():
    model = graph(
        start("a", 10), start("b", 50),
        (layer("Concatenate", "c", axis=1), [[["a", 0, 0, {}], ["b", 0, 0, {}]]]),
        (layer("Dense", "d", units=8), [[["c", 0, 0, {}]]]),
        (layer("BatchNormalization", "z", axis=[1]), [[["d", 0, 0, {}]]]),
        inputs=("a", "b"),
    )  # fmt: skip
    assert counted(model) == (520, False)


def test_states_of_one_layer_start_another():
    model = graph(
        start("a", 6, 3), start("b", 4, 3),
        (layer("LSTM", "l", units=5, return_state=True), [[["a", 0, 0, {}]]]),
        (layer("LSTM", "z", units=5), [[["b", 0, 0, {}], ["l", 0, 1, {}], ["l", 0, 2, {}]]]),
        inputs=("a", "b"),
    )  # fmt: skip
    assert counted(model) == (360, False)


def test_operations_of_keras_2():
    model = graph(
        start("a", 4),
        (layer("TFOpLambda", "t", function="math.truediv"), [["a", 0, 0, {"y": 255.0}]]),
        (layer("TFOpLambda", "s", function="nn.relu"), [["t", 0, 0, {}]]),
        (layer("Dense", "z", units=2), [[["s", 0, 0, {}]]]),
    )
    assert counted(model) == (10, False)
    found = read(json.dumps(model).encode()).opened
    assert [each.kind for each in found.network.layers] == ["rescaling", "activation", "dense"]
    assert found.network.layers[0].params == {"scale": (1 / 255,)}


@pytest.mark.parametrize(
    ("around", "count"),
    [
        ({"class_name": "Functional"}, 20),
        ({"registered_name": "mine>Vae", "class_name": "Vae"}, 20),
    ],
)
def test_a_model_of_an_own_class_that_says_its_layers_is_read(around, count):
    model = graph(start("a", 4), (layer("Dense", "z", units=4), [[["a", 0, 0, {}]]]))
    assert counted({**model, **around}) == (count, False)


def test_own_layers_and_cells():
    own = {**layer("Thrice"), "module": None, "registered_name": "Thrice"}
    behind = {**DENSE, "build_config": {"input_shape": [None, 4]}}
    assert counted(stack(own, behind, shape=(4,))) == (10, True)
    cells = [layer("LSTMCell", "a", units=4), layer("LSTMCell", "b", units=3)]
    stacked = layer("RNN", cell=layer("StackedRNNCells", "s", cells=cells))
    assert counted(stack(stacked, layer("Dense", "d", units=1), shape=(5, 2))) == (212, False)


def test_a_model_inside_a_model_that_is_used_twice_or_with_two_inputs():
    inner = graph(start("x", 3), (layer("Dense", "z", units=3), [[["x", 0, 0, {}]]]), inputs=("x",))
    inner["config"]["name"] = "inner"
    twice = [[["a", 0, 0, {}]], [["inner", 0, 0, {}]]]
    model = graph(
        start("a", 3), (inner, twice), (layer("Dense", "z", units=1), [[["inner", 1, 0]]])
    )
    assert counted(model) == (12 + 4, False)
    both = graph(
        start("x", 3), start("y", 2),
        (layer("Concatenate", "c"), [[["x", 0, 0, {}], ["y", 0, 0, {}]]]),
        (layer("Dense", "z", units=2), [[["c", 0, 0, {}]]]), inputs=("x", "y"),
    )  # fmt: skip
    both["config"]["name"] = "both"
    model = graph(
        start("a", 3), start("b", 2), (both, [[["a", 0, 0, {}], ["b", 0, 0, {}]]]),
        (layer("Dense", "z", units=1), [[["both", 0, 0, {}]]]), inputs=("a", "b"),
    )  # fmt: skip
    assert counted(model) == (12 + 3, False)


def test_an_activation_that_is_a_layer_stands_behind_its_layer():
    said = layer("Dense", units=2, activation=layer("LeakyReLU", "l", negative_slope=0.2))
    found = read(json.dumps(stack(said)).encode()).opened
    assert [each.kind for each in found.network.layers] == ["dense", "leaky_relu"]


@pytest.mark.parametrize("wrapped", [
    lambda model: {"modelTopology": {"model_config": model}, "format": "layers-model"},
    lambda model: {"modelTopology": model, "weightsManifest": []},
    lambda model: {"model_config": model},
    lambda model: {"class_name": "Sequential", "config": model["config"]["layers"]},
])  # fmt: skip
def test_descriptions_inside_other_files(wrapped):
    model = {"class_name": "Sequential", "config": {"name": "s", "layers": [
        layer("Dense", "d", units=3, batch_input_shape=[None, 4])]}}  # fmt: skip
    assert counted(wrapped(model)) == (15, False)


def test_an_input_that_is_not_said_or_free_is_given():
    bare = {"class_name": "Sequential", "config": {"name": "s", "layers": [DENSE]}}
    assert counted(bare, (6,)) == (14, False)
    assert counted(bare, (6, 5, 4, 3, 2)) == counted(bare)
    free = stack(layer("Conv2D", filters=2, kernel_size=3), shape=(None, None, 3))
    found = read(json.dumps(free).encode(), (20, 24, 3)).opened
    assert found.input_shape == (20, 24, 3)
    assert "any size (here it is 20 x 24)" in found.notes[0]


def test_text_goes_in_where_a_grey_layer_reads_it():
    said = {"class_name": "Sequential", "config": {"name": "s", "layers": [
        layer("InputLayer", "i", batch_shape=[None, 1], dtype="string"),
        layer("TextVectorization", "t", output_mode="int", output_sequence_length=12),
        layer("Embedding", "e", input_dim=50, output_dim=4), layer("GlobalAveragePooling1D", "g"),
        layer("Dense", "d", units=1)]}}  # fmt: skip
    opened = read(json.dumps(said).encode()).opened
    assert "needs its vocabulary" in opened.untrained
    assert measure(opened.network, opened.signature).layers[1].kind == "embedding"
    with pytest.raises(OpenError, match="an input of numbers"):
        read(json.dumps(said).replace('"string"', '"complex64"').encode())
