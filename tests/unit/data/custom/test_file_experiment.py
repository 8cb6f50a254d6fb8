"""Files of one's own without pages: which experiment they become."""

import io
import json

import numpy as np
import pytest

from nnviz import cli
from nnviz.core.errors import NnvizError
from nnviz.core.files.codec import to_json
from nnviz.data import load, signature
from nnviz.data.custom.file_experiment import on_file
from nnviz.data.custom.table_choices import Choices
from nnviz.data.starters import STARTERS

ROWS = [f"{n},5;{n % 4};{'ab'[n % 2]}" for n in range(20)]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["size;legs;kind", *ROWS]))
    return path


def test_the_column_to_predict_is_named_or_counted_or_guessed(table):
    for target in (None, "kind", "3"):
        assert load(on_file(table, Choices(target)).data).class_names == ("a", "b")
    assert signature(on_file(table, Choices("size")).data).task == "regression"
    with pytest.raises(NnvizError, match="one of these columns to predict: size, legs, kind"):
        on_file(table, Choices("4"))


def test_an_experiment_on_own_data_takes_only_the_file_from_elsewhere(table, tmp_path):
    before = on_file(table, Choices("legs")).changed(seed=3)
    other = tmp_path / "other.csv"
    other.write_text(table.read_text().replace("19,5", "91,5"))
    after = on_file(other, experiment=before)
    assert after.data.options == {
        **before.data.options, "file": after.data.options["file"], "title": "other.csv",
    }  # fmt: skip
    assert after.data.options["file"] != before.data.options["file"]
    assert (after.network, after.training, after.seed) == (
        before.network, before.training, 3,
    )  # fmt: skip


def test_any_other_experiment_is_fitted_to_the_file(table):
    after = on_file(table, experiment=STARTERS["spiral"].experiment)
    assert [layer.params["units"] for layer in after.network.layers] == [8, 8, 8, 8, 1]


def test_the_array_to_predict_is_named(tmp_path):
    path, data = tmp_path / "a.npz", io.BytesIO()
    np.savez(data, x=np.zeros((9, 2)), y=np.arange(9) % 2, z=np.arange(9) % 3)
    path.write_bytes(data.getvalue())
    assert signature(on_file(path, Choices("z")).data).outputs == 3


def test_the_command_describes_and_trains_on_a_table(table, capsys, tmp_path):
    assert cli.main(["describe", "--data", str(table), "--target", "legs", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["data"], told["input_shape"]) == ("own_table", [2])
    assert told["layers"][-1]["shape"] == [4]
    file = tmp_path / "experiment.json"
    file.write_text(to_json(on_file(table, Choices("kind"))))
    assert cli.main(["describe", str(file), "--data", str(table)]) == 0


def test_the_command_says_what_it_guessed_and_does_what_it_is_told(tmp_path, capsys):
    path = tmp_path / "t.csv"
    rows = "".join(f"{n},{n % 7},{n % 30},{'ab'[n % 2]},{'xy'[n % 2]}\n" for n in range(120))
    path.write_text("record_no,size,item,colour,kind\n" + rows)
    arguments = ["describe", "--data", str(path), "--json"]
    assert cli.main(arguments) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["input_shape"] == [3]
    assert err.splitlines() == [
        "Predicts kind, a guess; --target 'colour' predicts that instead.",
        "Inputs: size (number), item (number), colour (category).",
        "Not used: record_no (it identifies the rows, and nothing is learned from that).",
    ]
    more = ["--target", "colour", "--type", "item=category", "--ignore", "kind", "--ignore", "2"]
    assert cli.main([*arguments, *more]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["input_shape"] == [30]
    assert err.splitlines()[:2] == ["Predicts colour.", "Inputs: item (category)."]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (["--type", "size=huge"], "COLUMN=KIND with one of number, category, date, unused"),
        (["--type", "number"], "COLUMN=KIND"),
        (["--type", "a=number"], "one of these columns to give a type: size, legs, kind"),
        (["--ignore", "a"], "one of these columns to ignore: size, legs, kind"),
        (["--target", "9" * 30], "one of these columns to predict"),
    ],
)
def test_what_cannot_be_chosen_is_said(table, capsys, choice, words):
    assert cli.main(["describe", "--data", str(table), *choice]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["describe"], "an experiment or model file, or --data with a table, received neither"),
        (["describe", "x.json", "--target", "y"], "received --target without --data"),
        (["describe", "x.json", "--ignore", "y"], "received --ignore without --data"),
        (["describe", "--data", "nowhere.csv"], "Cannot read nowhere.csv"),
    ],
)
def test_what_is_missing_is_said(capsys, arguments, words):
    assert cli.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_an_experiment_whose_file_is_not_here_says_so(table, tmp_path, capsys):
    experiment = on_file(table, Choices("kind"))
    options = {**experiment.data.options, "file": "0" * 64}
    lost = experiment.changed(data=experiment.data.changed(options=options))
    file = tmp_path / "experiment.json"
    file.write_text(to_json(lost))
    assert cli.main(["describe", str(file)]) == 2
    assert "the data file of this experiment" in capsys.readouterr().err
    assert cli.main(["describe", str(file), "--data", str(table)]) == 0
