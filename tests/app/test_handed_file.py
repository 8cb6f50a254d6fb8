"""`nnviz open FILE`: the page opens the file whose token is in its address, and no other."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.files.codec import to_json, to_link
from nnviz.data import signature
from nnviz.data.starters import STARTERS
from nnviz.engine.direct import export_here
from nnviz.engine.opening import same_network
from nnviz.live.handed import HandedFile, hand_over, read

CIRCLE, SPIRAL = STARTERS["circle"].experiment, STARTERS["spiral"].experiment
TABLE = "width,height,kind\n" + "".join(
    f"{n % 7},{n % 5},{'cat' if n % 2 else 'dog'}\n" for n in range(40)
)
CODE = b"""
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(5, 'relu', name='first')])
model.add(keras.layers.Dense(1, 'sigmoid', name='last'))
"""


def architecture(*layers, shape=(2,)):
    """The description that Keras writes of a Sequential model."""
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, *shape]}}
    named = [{"class_name": name, "config": config} for name, config in layers]
    config = {"name": "mine", "layers": [first, *named]}
    return json.dumps({"class_name": "Sequential", "config": config}).encode()


TWO_LAYERS = architecture(
    ("Dense", {"name": "wide", "units": 6, "activation": "relu"}),
    ("Dense", {"name": "out", "units": 1, "activation": "sigmoid"}),
)


def opened(visit, name, data, **query):
    """Open the page as the command does that was given a file."""
    return visit.open(open=hand_over(HandedFile(name, data)), **query)


def layers(visit):
    return [layer.id for layer in visit.experiment.network.layers]


def test_an_experiment_is_there_as_from_a_link(visit):
    opened(visit, "spiral.json", to_json(SPIRAL).encode())
    assert visit.experiment == SPIRAL
    assert visit.errors == []
    assert visit.widgets()["undo"].disabled


@pytest.mark.slow
def test_a_keras_file_is_there_with_its_experiment_and_its_weights_a_reload_later_too(
    visit, visitor
):
    token = hand_over(HandedFile("model.keras", export_here(SPIRAL, "keras")))
    visit.open(open=token)
    assert visit.experiment == SPIRAL
    assert "model.keras is open: " in visit.texts
    (weights,) = visit.engine.begun
    kernels = {name: arrays[0].shape for name, arrays in weights.items()}
    assert list(kernels) == [layer.id for layer in SPIRAL.network.layers]
    assert kernels[SPIRAL.network.layers[0].id] == (
        len(SPIRAL.data.features),
        SPIRAL.network.layers[0].params["units"],
    )
    assert all(np.isfinite(array).all() for arrays in weights.values() for array in arrays)
    again = visitor().open(to_link(visit.experiment), open=token)
    assert again.experiment == SPIRAL
    assert len(visit.engine.begun) == 2
    assert again.engine.changed == []


@pytest.mark.parametrize("name", ["mine.json", "MINE.JSON"])
def test_an_architecture_as_json_is_there_on_data_that_fit(visit, name):
    opened(visit, name, TWO_LAYERS)
    assert layers(visit) == ["wide", "out"]
    assert visit.experiment.data == CIRCLE.data
    assert f"{name} is open: 2 layers, with new weights." in visit.texts
    assert visit.engine.created[-1].network == visit.experiment.network


def test_keras_code_is_read(visit):
    opened(visit, "net.py", CODE)
    assert layers(visit) == ["first", "last"]
    assert visit.engine.created[-1] == visit.experiment


def test_the_script_that_nnviz_writes_is_read(visit):
    opened(visit, "train.py", keras_script(SPIRAL, signature(SPIRAL.data), 10).encode())
    assert same_network(visit.experiment.network, SPIRAL.network)


def test_a_table_lies_in_the_dialog_until_it_is_used(visit):
    opened(visit, "animals.csv", TABLE.encode())
    assert visit.experiment == CIRCLE
    assert "**animals.csv**" in visit.texts
    assert "**40 rows, 3 columns**" in visit.texts
    visit.click("own_use")
    data = visit.experiment.data
    assert (data.name, data.options["title"]) == ("own_table", "animals.csv")
    assert visit.errors == []


def test_a_table_that_is_in_use_is_not_offered_again(visit, visitor):
    token = hand_over(HandedFile("animals.csv", TABLE.encode()))
    visit.open(open=token).click("own_use")
    again = visitor().open(to_link(visit.experiment), open=token)
    assert again.experiment == visit.experiment
    assert "own_use" not in again
    again.click("own_data")
    assert "own_use" in again


def test_a_network_that_no_data_fit_is_shown_under_architectures(visit):
    data = architecture(("Dense", {"name": "odd", "units": 3}), shape=(17,))
    opened(visit, "odd.json", data)
    assert visit.value("architecture_name").startswith("opened_")
    assert "**odd**. The network you opened. 1 layer" in visit.texts
    assert (
        "odd.json is open under Architectures. No dataset here fits: its input is 17" in visit.texts
    )
    assert visit.app.query_params["open"]


def test_what_the_visitor_does_later_stays_although_the_token_does_too(visit):
    opened(visit, "mine.json", TWO_LAYERS)
    visit.set("learning_rate", 0.1).run()
    assert visit.experiment.training.learning_rate == 0.1
    assert layers(visit) == ["wide", "out"]
    assert visit.app.query_params["open"]


def test_an_experiment_in_the_address_goes_before_the_file(visit):
    token = hand_over(HandedFile("mine.json", TWO_LAYERS))
    assert visit.open(SPIRAL, open=token).experiment == SPIRAL


def test_each_token_opens_its_own_file_and_other_words_open_none(visit, visitor, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text(to_json(SPIRAL))
    hand_over(HandedFile("spiral.json", to_json(SPIRAL).encode()))
    other = hand_over(HandedFile("mine.json", TWO_LAYERS))
    assert layers(visit.open(open=other)) == ["wide", "out"]
    for words in ("", "spiral.json", str(secret), other[:-1], "../secret.json"):
        stranger = visitor().open(open=words)
        assert stranger.experiment == CIRCLE
        assert len(stranger.errors) == 1
        assert stranger.errors[0].startswith("This server does not have the file of this address.")
    assert visitor().open(SPIRAL, open="gone").errors == []


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.json", b"not json", "received text that is not JSON"),
        ("a.json", b'{"nnviz": 1}', "Expected"),
        ("a.json", b'{"class_name": "Model"}', "Expected"),
        ("a.keras", b"PK\x03\x04 broken", "Expected"),
        ("a.h5", b"\x89HDF\r\n\x1a\n broken", "Expected"),
        ("a.py", b"def (", "Expected"),
        ("a.py", b"\xff\xfe\x00", "Expected"),
    ],
)
def test_a_damaged_network_is_one_sentence_and_changes_nothing(visit, name, data, sentence):
    opened(visit, name, data)
    assert visit.experiment == CIRCLE
    assert len(visit.errors) == 1
    assert visit.errors[0].startswith("This file cannot be opened. ")
    assert sentence in visit.errors[0]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"one\ncolumn\n", "at least two columns"),
        ("a.zip", b"PK\x03\x04broken", "a ZIP file with all its entries intact"),
        ("a.npz", b"\x93NUMPY", "two arrays"),
    ],
)
def test_damaged_data_are_one_sentence_in_the_dialog(visit, name, data, sentence):
    opened(visit, name, data)
    assert visit.experiment == CIRCLE
    assert len(visit.errors) == 1
    assert sentence in visit.errors[0]
    assert "own_data_file" in visit


def test_a_file_is_read_once_when_the_command_begins(tmp_path, visit):
    path = Path(tmp_path / "mine.json")
    path.write_bytes(TWO_LAYERS)
    token = hand_over(read(path))
    path.unlink()
    assert layers(visit.open(open=token)) == ["wide", "out"]
