"""Experiments by name, from files and links, and of layers in plain form."""

import pytest

import nnviz
from nnviz.core.errors import NnvizError
from nnviz.core.files.codec import to_json, to_link


def kinds(experiment):
    return [layer.kind for layer in experiment.network.layers]


def test_names_are_those_of_the_app():
    assert nnviz.starter("digits").data.name == "digits"
    assert nnviz.preset("lenet").data.name == "shapes"
    assert set(nnviz.starters()).isdisjoint(nnviz.presets())


@pytest.mark.parametrize("find", [nnviz.starter, nnviz.preset])
def test_an_unknown_name_is_told_what_there_is(find):
    with pytest.raises(NnvizError, match=r"among .+, received 'moon'"):
        find("moon")


def test_the_same_experiment_comes_out_of_json_links_and_files(tmp_path):
    experiment = nnviz.starter("wave")
    file = tmp_path / "wave.json"
    file.write_text(to_json(experiment), encoding="utf-8")
    link = to_link(experiment)
    address = f"http://localhost:8501/inspect?e={link}"
    for source in (file, str(file), to_json(experiment), link, address):
        assert nnviz.load(source) == experiment


@pytest.mark.parametrize("source", ["", "{}", "moon", "2.moon", {}, {"nnviz": {1, 2}}])
def test_what_is_no_experiment_gets_a_sentence(source):
    with pytest.raises(NnvizError, match=r"^Expected .+ received "):
        nnviz.load(source)


def test_bytes_that_are_no_text_get_a_sentence(tmp_path):
    file = tmp_path / "x.json"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NnvizError, match=r"^Expected .+ received "):
        nnviz.load(file)


@pytest.mark.parametrize(
    ("data", "layers", "expected"),
    [
        ("circle", [], ["dense"]),
        ("circle", [4, 2], ["dense", "dense", "dense"]),
        ("digits", [16], ["flatten", "dense", "dense"]),
        (
            "digits",
            [("conv2d", {"filters": 2, "kernel_size": 3}), "max_pooling2d"],
            ["conv2d", "max_pooling2d", "flatten", "dense"],
        ),
        ("wave", [("lstm", {"units": 3})], ["lstm", "dense"]),
        ("digits_again", [8], ["flatten", "dense", "dense", "reshape"]),
        ("next_word", ["embedding"], ["embedding", "flatten", "dense"]),
    ],
)
def test_plain_layers_get_the_output_that_fits_the_data(data, layers, expected):
    experiment = nnviz.build(data, layers)
    assert kinds(experiment) == expected
    assert experiment.network.layers[-1].id in ("output", "places")


def test_an_embedding_knows_how_many_tokens_there_are():
    layer = nnviz.build("next_word", [("embedding", {"output_dim": 4})]).network.layers[0]
    assert layer.params == {"output_dim": 4, "input_dim": 191}


def test_paths_come_together_by_name():
    experiment = nnviz.build(
        "circle",
        [
            {"kind": "dense", "id": "a", "units": 3},
            {"kind": "dense", "id": "b", "units": 3, "inputs": ["input"]},
            {"kind": "add", "inputs": ["a", "b"]},
        ],
        seed=7,
        learning_rate=0.5,
    )
    assert experiment.network.layers[2].inputs == ("a", "b")
    assert (experiment.seed, experiment.training.learning_rate) == (7, 0.5)


def test_the_last_layer_may_be_the_output():
    dense = ("dense", {"units": 1, "activation": "sigmoid"})
    assert kinds(nnviz.build("circle", [4, dense], output=False)) == ["dense", "dense"]


@pytest.mark.parametrize(
    ("layers", "settings", "sentence"),
    [
        ([1.5], {}, "Expected a number of units"),
        ([True], {}, "Expected a number of units"),
        ([("dense", 4)], {}, "Expected a number of units"),
        (["conv2"], {}, "a kind of layer such as conv2d"),
        ([("dense", {"unit": 4})], {}, "from units, activation"),
        ([0], {}, "units of layer 'dense_1' .+ from 1 to 8192, received 0"),
        ([4, "conv2d"], {}, "conv2d_1 to get an image"),
        ([{"kind": "dense", "inputs": ["z"]}], {}, "earlier layers, received 'z'"),
        ([{"kind": "dense", "id": "A b"}], {}, "at id of A b"),
        ([{"units": 4}], {}, "a kind of layer such as"),
        ([4], {"output": False}, "dense_1 to get 1 output"),
        ([4], {"learning_rat": 1}, "settings of training among optimizer"),
        ([4], {"learning_rate": -1}, "learning_rate to be greater than 0, received -1"),
        ([4], {"loss": "categorical_crossentropy"}, "a loss for binary data"),
        ([4], {"options": {"nois": 1}}, "options of circle from noise"),
        ([4], {"options": {"noise": 1e9}}, "noise of circle from"),
        ([4], {"seed": -1}, "seed to be greater than or equal to 0"),
    ],
)
def test_what_is_not_possible_gets_a_sentence(layers, settings, sentence):
    with pytest.raises(NnvizError, match=sentence):
        nnviz.build("circle", layers, **settings)


def test_data_may_be_those_of_another_experiment():
    data = nnviz.build("circle", [], options={"noise": 30}).data
    assert nnviz.build(data, [3]).data.options == {"noise": 30}
    with pytest.raises(NnvizError, match="the name of a dataset"):
        nnviz.build(3, [3])  # pyright: ignore[reportArgumentType]


def test_data_that_need_a_network_of_their_own_say_so():
    with pytest.raises(NnvizError, match="Begin with a preset"):
        nnviz.build("parsed_sentiment", [4])
