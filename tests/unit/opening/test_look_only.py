"""Networks with several inputs, outputs or shared layers: to be looked at, with the reason."""

import json

import pytest

from nnviz.core.errors import OpenError
from nnviz.core.opening.config import read_model
from nnviz.core.shapes.shapes import measure
from nnviz.data.opened import experiment_of, why_not
from nnviz.data.starters import STARTERS


@pytest.fixture
def keras_model():
    """Two inputs, one layer used for both, two outputs."""
    import keras

    first, second = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    shared = keras.layers.Dense(4, name="shared")
    lifted = shared(keras.layers.Dense(4, name="lift")(second))
    both = keras.layers.Concatenate(name="cat")([shared(first), lifted])
    ends = [keras.layers.Dense(size, name=f"out_{size}")(both) for size in (1, 2)]

    def make(inputs=2, outputs=2, named=False):
        if named:
            return keras.Model({"a": first, "b": second}, {"x": ends[0], "y": ends[1]})
        return keras.Model([first, second][:inputs], ends[:outputs])

    return make


def described(model):
    return json.loads(model.to_json())


@pytest.mark.parametrize("named", [False, True])
def test_inputs_outputs_and_shared_layers_are_all_drawn(keras_model, named):
    opened = read_model(described(keras_model(named=named))).opened
    network = opened.network
    links = {layer.id: network.sources(index) for index, layer in enumerate(network.layers)}
    shared = [name for name in links if name.startswith("shared")]
    assert {links[name] for name in shared} == {("input",), ("lift",)}
    assert {name: read for name, read in links.items() if name not in shared} == {
        "b": ("input",), "lift": ("b",), "cat": links["cat"], "out_1": ("cat",),
        "out_2": ("cat",), "outputs": ("out_1", "out_2"),
    }  # fmt: skip
    assert set(links["cat"]) == set(shared)
    assert set(opened.unknown) == {"Additional input", "Shared Dense", "Several outputs"}
    shapes = measure(network, opened.signature)
    assert shapes.problems == ()
    assert {each.id: each.shape for each in shapes.layers}["cat"] == (8,)


def test_the_reason_is_said_in_words(keras_model):
    opened = read_model(described(keras_model())).opened
    assert experiment_of(opened, STARTERS["circle"].experiment) is None
    assert why_not(opened) == (
        "It can only be viewed: it has several inputs, and it has several outputs, and some layers "
        "are used several times with shared weights."
    )


def test_only_one_of_them_is_the_reason(keras_model):
    opened = read_model(described(keras_model(outputs=1))).opened
    assert "outputs" not in why_not(opened)
    assert opened.network.layers[-1].id == "out_1"


def changed(model, change):
    description = described(model)
    change(description["config"])
    return description


def tensor_of(config, name):
    layer = next(each for each in config["layers"] if each["name"] == name)
    return layer["inbound_nodes"][0]["args"][0]["config"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda config: config.update(input_layers=[]), "1 to 8 inputs, received 0"),
        (lambda config: config.update(output_layers=[["out_1", 0, 0]] * 9), "1 to 8 outputs"),
        (lambda config: config.update(output_layers=[["none", 0, 0]]), "an output that is a layer"),
        (lambda config: config["layers"][2].update(name="out_1"), "unique names|read earlier ones"),
        (lambda config: tensor_of(config, "out_1").update(keras_history=["cat", 3, 0]),
         "'out_1', which does not"),
        (lambda config: tensor_of(config, "out_1").update(keras_history=["cat", "#", 0]),
         "tensors with their history"),
    ],
)  # fmt: skip
def test_descriptions_that_lead_nowhere_are_refused(keras_model, change, words):
    with pytest.raises(OpenError, match=words):
        read_model(changed(keras_model(), change))


def test_a_further_output_of_a_layer_is_drawn(keras_model):
    def further(config):
        tensor_of(config, "out_1").update(keras_history=["cat", 0, 1], shape=[None, 5])

    opened = read_model(changed(keras_model(), further)).opened
    shapes = measure(opened.network, opened.signature)
    assert "Additional output" in opened.unknown
    assert {each.id: each.shape for each in shapes.layers}["cat_output"] == (5,)
    assert shapes.of("out_1").parameters == 5 + 1


def test_a_second_use_counts_what_it_computes_and_not_its_weights_again(keras_model):
    opened = read_model(described(keras_model(outputs=1))).opened
    shapes = measure(opened.network, opened.signature)
    uses = [each for each in shapes.layers if each.id.startswith("shared")]
    assert [each.macs for each in uses] == [16, 16]
    assert sorted(each.parameters for each in uses) == [0, 20]
    assert not shapes.at_least


def test_a_name_with_a_sign_of_ours_is_a_name(keras_model):
    text = keras_model(outputs=1).to_json().replace('"lift"', '"shared#2"')
    opened = read_model(json.loads(text)).opened
    assert "Shared Dense" in opened.unknown
    assert len(opened.network.layers) == 6
