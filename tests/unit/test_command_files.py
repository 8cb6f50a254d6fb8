"""What the page opens, the command opens; and every script that it writes runs."""

import json
import subprocess
import sys

import h5py
import pytest

from nnviz.cli import main
from nnviz.core.code.keras_code import data_name
from nnviz.core.files.codec import to_json
from nnviz.data.starters import STARTERS

CODE = "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, activation='tanh'), " \
       "keras.layers.Dense(1, activation='sigmoid')])\n"  # fmt: skip
LAYERS = [
    {"class_name": "InputLayer", "config": {"batch_shape": [None, 2], "name": "i"}},
    {"class_name": "Dense", "config": {"name": "a", "units": 4, "activation": "tanh"}},
    {"class_name": "Dense", "config": {"name": "b", "units": 1, "activation": "sigmoid"}},
]
ARCHITECTURE = {"class_name": "Sequential", "config": {"name": "s", "layers": LAYERS}}
FORMS = ("x.json", "x.py", "x.ipynb", "x.h5", "x.hdf5", "x.keras", "model.json", "-")


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Write one network in a form, and return the path to give to the command."""

    def write(form):
        path = tmp_path / ("given.json" if form == "-" else form)
        if form.endswith((".h5", ".hdf5")):
            with h5py.File(path, "w") as made:
                made.attrs["model_config"] = json.dumps(ARCHITECTURE)
        elif form.endswith(".keras"):
            experiment = tmp_path / "experiment.json"
            experiment.write_text(to_json(small("circle")))
            assert main(["export", str(experiment), "--to", str(path)]) == 0
        elif form.endswith(".ipynb"):
            path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": CODE}]}))
        elif form == "model.json":
            path.write_text(json.dumps({"modelTopology": {"model_config": ARCHITECTURE}}))
        else:
            path.write_text(CODE if form.endswith(".py") else json.dumps(ARCHITECTURE))
        if form == "-":
            monkeypatch.setattr(sys, "stdin", path.open())
        return "-" if form == "-" else str(path)

    return write


def small(name):
    """Return the experiment of a starter, which stops after one epoch."""
    experiment = STARTERS[name].experiment
    stop = experiment.training.stop.changed(epochs=1)
    return experiment.changed(training=experiment.training.changed(stop=stop))


@pytest.mark.parametrize("form", FORMS)
def test_describe_reads_every_form(form, file, capsys):
    path = file(form)
    capsys.readouterr()
    assert main(["describe", path, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["input_shape"], found["at_least"], found["problems"]) == ([2], False, [])
    assert found["parameters"] == (17 if form != "x.keras" else found["parameters"])
    assert len(found["layers"]) >= 2


@pytest.mark.parametrize("form", FORMS)
def test_export_and_train_read_every_form(form, file, tmp_path, capsys):
    to = tmp_path / "out.json"
    assert main(["export", file(form), "--to", str(to)]) == 0
    assert json.loads(to.read_text())["network"]["layers"][0]["kind"] == "dense"
    capsys.readouterr()
    assert main(["train", file(form), "--epochs", "1", "--json"]) == 0
    streams = capsys.readouterr()
    assert json.loads(streams.out.splitlines()[-1])["epoch"] == 1
    assert ("On the data 'circle'" in streams.err) == (form != "experiment")


def test_describe_says_what_is_not_known_and_what_is_left_out(tmp_path, capsys):
    path = tmp_path / "x.py"
    path.write_text(
        "class Odd(keras.layers.Layer):\n    pass\n"
        "m = Sequential([Dense(4), Odd(), Dropout(0.5), Dense(1)])\n"
    )
    assert main(["describe", str(path), "--input", "8"]) == 0
    out = capsys.readouterr().out
    assert "at least 36" in out
    assert "Only to look at: nnviz cannot compute 'odd', a custom layer ('Odd')." in out
    assert "Left out: how large the input is, which it does not say (here it is 8)." in out
    assert main(["describe", str(path), "--input", "8", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["at_least"] is True


@pytest.mark.parametrize("text", ["8x", "0", "1x2x3x4x5x6", "a"])
def test_a_shape_that_is_none_is_refused(text, capsys):
    with pytest.raises(SystemExit):
        main(["describe", "x.py", "--input", text])
    assert "--input: expected" in capsys.readouterr().err


def test_what_no_data_fit_is_refused_with_the_reason(tmp_path, capsys):
    path = tmp_path / "x.py"
    path.write_text("m = Sequential([Input((7, 3)), LSTM(4, return_state=True)])")
    assert main(["export", str(path), "--to", str(tmp_path / "y.py")]) == 2
    assert "It can only be viewed: nnviz trains only the default" in capsys.readouterr().err
    assert not (tmp_path / "y.py").exists()


@pytest.mark.parametrize("name", ["circle", "digits", "recall", "next_word"])
def test_exported_scripts_run_as_they_stand(name, tmp_path):
    if name not in STARTERS:
        pytest.skip(f"there is no starter {name}")
    given, script = tmp_path / "given.json", tmp_path / f"my {name} (1).py"
    given.write_text(to_json(small(name)))
    assert main(["export", str(given), "--to", str(script)]) == 0
    assert (tmp_path / data_name(script.name)).exists()
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False,
                          cwd=tmp_path.parent, timeout=240)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(json.loads(done.stdout.splitlines()[-1])["loss"]) == 1


def test_two_scripts_in_one_folder_keep_their_own_data(tmp_path):
    given = tmp_path / "given.json"
    given.write_text(to_json(small("circle")))
    for name in ("one.py", "two.ipynb"):
        assert main(["export", str(given), "--to", str(tmp_path / name)]) == 0
    assert {one.name for one in tmp_path.glob("*.npz")} == {"one.npz", "two.npz"}
    assert '"two.npz"' in (tmp_path / "two.ipynb").read_text().replace("\\", "")


@pytest.mark.parametrize(
    ("script", "name"),
    [("a.py", "a.npz"), ('x"); import os #.py', "x_import_os.npz"), ("\u00e9.py", "data.npz"),
     ("..py", "data.npz")],
)  # fmt: skip
def test_the_name_of_the_data_is_plain(script, name):
    assert data_name(script) == name
