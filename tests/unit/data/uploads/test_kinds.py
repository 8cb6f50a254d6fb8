"""Data of visitors in experiments: links by digest, what is missing, networks that suit."""

import subprocess
import sys

import numpy as np
import pytest

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.files.codec import from_json, from_link, to_json, to_link
from nnviz.core.shapes.shapes import infer
from nnviz.data import check, kind_of, load, signature
from nnviz.data.custom.custom_experiment import on_own_data
from nnviz.data.experiments import checked, training_arrays
from nnviz.data.starters import STARTERS
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.kinds import OWN, opened
from nnviz.data.uploads.store import MissingFileError

CIRCLE = STARTERS["circle"].experiment
TABLE = ("x;z;y\n" + "".join(f"{n},5;{n * n % 7};{'ab'[n % 2]}\n" for n in range(30))).encode()


def arrays(x, y=None):
    import io

    data = io.BytesIO()
    np.savez(data, x=x, y=np.arange(len(x)) % 3 if y is None else y)
    return opened("a.npz", data.getvalue())


def test_an_experiment_on_a_file_goes_through_links_and_files_unchanged():
    experiment = checked(on_own_data(CIRCLE, opened("meine Daten.csv", TABLE)))
    assert experiment.data.options["title"] == "meine Daten.csv"
    assert from_link(to_link(experiment)) == experiment
    assert from_json(to_json(experiment)) == experiment
    found = training_arrays(experiment)
    assert {name: array.shape for name, array in found.items()} == {
        "x_train": (24, 2), "y_train": (24, 1), "x_test": (6, 2), "y_test": (6, 1),
    }  # fmt: skip


def test_another_process_makes_the_same_arrays_from_the_same_file():
    spec = opened("table.csv", TABLE)
    script = (
        "import sys; from pathlib import Path; from nnviz.data import load; "
        "from nnviz.data.uploads import store as own_store; "
        "from nnviz.core.spec.experiment import DataSpec; own_store.use(Path(sys.argv[1])); "
        "d = load(DataSpec.model_validate_json(sys.argv[2])); "
        "print(float(d.x_train.sum()), d.y_train.tolist())"
    )
    folder = str(own_store.known_folder())
    result = subprocess.run(
        [sys.executable, "-c", script, folder, spec.model_dump_json()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    made = load(spec)
    assert result.stdout.strip() == f"{float(made.x_train.sum())} {made.y_train.tolist()}"


def test_a_file_that_is_not_here_is_missed_in_words():
    spec = opened("table.csv", TABLE)
    away = spec.changed(options={**spec.options, "file": "0" * 64})
    assert check(away) == away
    for function in (load, signature, lambda data: checked(CIRCLE.changed(data=data))):
        with pytest.raises(MissingFileError, match="Open the same file with the button Your data"):
            function(away)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"file": "../../etc/passwd"}, "64 hexadecimal digits"),
        ({"file": ""}, "64 hexadecimal digits"),
        ({"file": 7}, "file of own_table to be text"),
        ({"task": "magic"}, "task of own_table to be one of automatic, classes, value"),
        ({"target": 257}, "column to predict of own_table from -1 to 256"),
        ({"path": "x"}, "options of own_table from"),
    ],
)
def test_what_a_link_must_not_say_is_refused(options, sentence):
    spec = opened("table.csv", TABLE)
    with pytest.raises(SpecError, match=sentence):
        load(spec.changed(options={**spec.options, **options}))


def test_data_without_a_file_are_refused():
    for name in OWN:
        assert kind_of(name).category == "Your data"
        with pytest.raises(SpecError, match="64 hexadecimal digits"):
            signature(CIRCLE.data.changed(name=name, features=(), options={}))


def test_a_name_is_only_a_name():
    assert opened("C:\\secret\\<b>.csv", TABLE).options["title"] == "\u2039b\u203a.csv"
    assert opened("/etc/passwd", TABLE).options["title"] == "passwd"
    assert opened("", TABLE).options["title"] == "file"


@pytest.mark.parametrize(
    ("make", "family", "kinds"),
    [
        (lambda: opened("t.csv", TABLE), "feedforward", {"dense"}),
        (
            lambda: arrays(np.zeros((9, 16, 16), np.uint8)),
            "convolutional",
            {"conv2d", "max_pooling2d", "flatten", "dense"},
        ),
        (lambda: arrays(np.zeros((9, 16, 2))), "recurrent", {"lstm", "dense"}),
    ],
)
def test_every_kind_of_example_gets_a_network_that_fits(make, family, kinds):
    for name in ("circle", "digits", "wave", "next_word", "iris"):
        now = checked(on_own_data(STARTERS[name].experiment, make()))
        shapes = infer(now.network, signature(now.data))
        assert shapes.problems == (), family
        assert shapes.layers[-1].shape == (signature(now.data).outputs,)
    assert {layer.kind for layer in now.network.layers} == kinds


def test_a_network_that_suits_already_is_kept():
    before = STARTERS["spiral"].experiment
    before = before.changed(training=before.training.changed(learning_rate=0.1))
    now = on_own_data(before, opened("t.csv", TABLE))
    assert [layer.params["units"] for layer in now.network.layers] == [8, 8, 8, 8, 1]
    assert now.training == before.training


@pytest.mark.parametrize("name", ["circle", "spiral", "iris"])
def test_the_network_of_an_untouched_starter_gives_way_to_one_for_tables(name):
    start = STARTERS[name].experiment
    now = on_own_data(start, opened("t.csv", TABLE))
    assert [layer.params["units"] for layer in now.network.layers] == [8, 4, 1]
    assert (now.training.learning_rate, now.training.batch_size) == (0.01, 10)
    wanted = on_own_data(start, opened("t.csv", TABLE), chosen=True)
    assert wanted.network.layers[:-1] == start.network.layers[:-1]
    assert wanted.training.learning_rate == start.training.learning_rate


def test_pictures_too_small_for_the_poolings_get_another_network():
    tiny = arrays(np.zeros((9, 6, 6), np.uint8))
    start = STARTERS["shapes"].experiment
    now = checked(on_own_data(start, tiny))
    assert infer(now.network, signature(tiny)).problems == ()


def test_what_cannot_be_read_leaves_no_file_behind():
    before = set(own_store.store().folder.glob("*"))
    for name, data in (("a.xlsx", b"PK\x03\x04"), ("a.png", b"\x89PNG\0"), ("a.npy", b"\x93NUMPY")):
        with pytest.raises(NnvizError):
            opened(name, data)
    assert set(own_store.store().folder.glob("*")) == before
