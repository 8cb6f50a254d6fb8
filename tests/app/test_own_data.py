"""The visitor's own data on the Playground: opened in a dialog, chosen from, put to use."""

import hashlib
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from nnviz.core.files.codec import to_link
from nnviz.data import load
from nnviz.data.custom.custom_experiment import on_own_data
from nnviz.data.starters import STARTERS
from nnviz.data.uploads.kinds import opened
from nnviz.data.uploads.store import store

CIRCLE = STARTERS["circle"].experiment
ROWS = [
    f"{1 + n % 7},5;{10 + n % 2 * 5};{'rot' if n % 3 else 'grün'};{'Hund' if n % 2 else 'Katze'}"
    for n in range(40)
]
GERMAN = "\r\n".join(["Größe;Gewicht;Farbe;Art", *ROWS, ""])


def pictures():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, level in (("dark", 20), ("light", 220)):
            for number in range(6):
                picture = io.BytesIO()
                Image.new("L", (16, 16), level + number).save(picture, "PNG")
                archive.writestr(f"{name}/{number}.png", picture.getvalue())
    return data.getvalue()


def arrays():
    data = io.BytesIO()
    np.savez(data, x=np.random.default_rng(0).normal(size=(30, 4)), y=np.arange(30) % 3)
    return data.getvalue()


def upload(visit, name, data):
    """Open the dialog and give it a file."""
    visit.open().click("own_data")
    visit.widgets()["own_data_file"].upload(name, data)
    return visit.run()


def form(visit, option):
    """The key of a widget of the form."""
    return next(key for key in visit.widgets() if key.endswith(f"_{option}") and key[:4] == "own_")


def test_a_small_german_table_just_works(visit):
    upload(visit, "tiere.csv", GERMAN.encode("cp1252"))
    assert visit.errors == []
    assert "**40 rows, 4 columns**, semicolon between cells, decimal comma" in visit.texts
    assert "32 training and 8 test examples; 3 inputs" in visit.texts
    assert "one of 2 classes (Hund, Katze)" in visit.texts
    visit.click("own_use")
    data = visit.experiment.data
    assert (data.name, data.options["title"], data.train_share) == ("own_table", "tiere.csv", 0.8)
    made = load(data)
    assert made.feature_names == ("Größe", "Gewicht", "Farbe = rot")
    assert "own_data_file" not in visit
    assert visit.widgets()["dataset"].options[0] == "tiere.csv \u00b7 your data"
    assert visit.errors == []
    assert visit.engine.changed[-1][0].data == data


def test_what_to_predict_and_what_columns_are_can_be_changed(visit):
    upload(visit, "tiere.csv", GERMAN.encode())
    visit.set(form(visit, "target"), 1).set(form(visit, "task"), "value")
    assert "the target is a number" in visit.texts
    visit.set(form(visit, "column_0"), "category")
    visit.set(form(visit, "column_2"), "unused")
    visit.set(form(visit, "standardize"), False)
    visit.click("own_use")
    options = visit.experiment.data.options
    assert (options["target"], options["task"], options["columns"]) == (1, "value", "cax")
    assert options["standardize"] is False
    assert visit.experiment.training.loss == "mse"
    assert load(visit.experiment.data).signature.input_shape == (8,)
    visit.click("own_data")
    assert visit.value(form(visit, "column_0")) == "category"
    assert visit.value(form(visit, "target")) == 1


def test_a_choice_that_cannot_be_is_said_and_can_be_taken_back(visit):
    upload(visit, "tiere.csv", GERMAN.encode())
    visit.set(form(visit, "task"), "value")
    assert len(visit.errors) == 1
    assert visit.errors[0].startswith("Expected numbers in the column Art")
    assert "own_use" not in visit
    visit.set(form(visit, "task"), "automatic")
    assert visit.errors == []
    assert "own_use" in visit


def test_a_file_that_is_read_wrongly_can_be_read_differently(visit):
    upload(visit, "t.csv", b"1,5;2,5\n3,5;4,5\n5,5;6,5\n7,5;8,5\n9,5;1,5\n")
    visit.set(form(visit, "separator"), "comma")
    assert "3 columns**, comma between cells" in visit.texts
    visit.set(form(visit, "separator"), "automatic").set(form(visit, "first_row"), "names")
    assert "**4 rows, 2 columns**" in visit.texts


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "a file with content"),
        ("a.csv", b"one\ncolumn\n", "at least two columns"),
        ("a.zip", b"PK\x03\x04broken", "a ZIP file with all its entries intact"),
        ("a.npz", b"\x93NUMPY", "two arrays"),
        ("<b>.csv", b"\0\0", "a table as text"),
    ],
)
def test_a_bad_file_is_said_in_a_sentence_and_keeps_the_experiment(visit, name, data, sentence):
    upload(visit, name, data)
    assert visit.experiment == CIRCLE
    assert len(visit.errors) == 1
    assert sentence in visit.errors[0]
    assert "own_use" not in visit


def test_a_refused_file_after_a_good_one_leaves_nothing_to_use(visit):
    upload(visit, "tiere.csv", GERMAN.encode())
    assert "own_use" in visit
    visit.widgets()["own_data_file"].upload("b.csv", b"one\ncolumn\n")
    visit.run()
    assert len(visit.errors) == 1
    assert "own_use" not in visit
    assert "40 rows" not in visit.texts
    visit.widgets()["own_data_file"].upload("c.csv", GERMAN.replace("Hund", "Fuchs").encode())
    visit.run().click("own_use")
    assert load(visit.experiment.data).class_names == ("Fuchs", "Katze")
    visit.click("own_data")
    visit.widgets()["own_data_file"].upload("b.csv", b"one\ncolumn\n")
    assert "own_use" not in visit.run()


def test_what_is_predicted_is_said_large_with_the_next_likely_one_a_click_away(visit):
    upload(visit, "tiere.csv", GERMAN.encode())
    assert "#### Predicts Art" in visit.texts
    visit.click(form(visit, "target_other"))
    assert "#### Predicts Farbe" in visit.texts
    assert visit.value(form(visit, "target")) == 2
    visit.click("own_use")
    assert visit.experiment.data.options["target"] == 2


@pytest.mark.parametrize(
    ("name", "data", "kind", "layer"),
    [
        ("shades.zip", pictures(), "own_images", "conv2d"),
        ("rows.npz", arrays(), "own_arrays", "dense"),
    ],
)
def test_pictures_and_arrays_are_put_to_use_with_a_network_that_suits(
    visit, name, data, kind, layer
):
    upload(visit, name, data).click("own_use")
    assert visit.errors == []
    assert visit.experiment.data.name == kind
    assert visit.experiment.network.layers[0].kind == layer
    visit.click("regenerate").set("train_share", 50)
    made = load(visit.experiment.data)
    assert (len(made.x_train), len(made.x_test)) in ((6, 6), (15, 15))


def test_the_side_of_pictures_is_chosen(visit):
    upload(visit, "shades.zip", pictures())
    visit.set(form(visit, "side"), 12).set(form(visit, "colour"), True).click("own_use")
    assert load(visit.experiment.data).signature.input_shape == (12, 12, 3)


def test_going_back_to_a_set_of_the_catalogue_leaves_the_own_data(visit):
    upload(visit, "rows.npz", arrays()).click("own_use").set("dataset", "iris")
    assert visit.experiment.data.name == "iris"
    assert not any("your data" in label for label in visit.widgets()["dataset"].options)


def test_a_link_whose_file_is_here_opens(visit):
    experiment = on_own_data(CIRCLE, opened("tiere.csv", GERMAN.encode()))
    visit.open(experiment)
    assert visit.experiment.data == experiment.data
    assert visit.errors == []


def test_a_link_whose_file_is_not_here_says_so_and_opens_with_the_file(visit):
    known = on_own_data(CIRCLE, opened("tiere.csv", GERMAN.encode())).changed(seed=7)
    text = GERMAN.replace("Hund", "Wolf").encode()
    options = {**known.data.options, "file": hashlib.sha256(text).hexdigest()}
    linked = known.changed(data=known.data.changed(options=options))
    visit.open(to_link(linked))
    assert visit.experiment == CIRCLE
    assert len(visit.errors) == 1
    assert "Open the same file with the button Your data" in visit.errors[0]
    upload(visit, "renamed.csv", text).click("own_use")
    assert visit.experiment.network == linked.network
    assert visit.experiment.seed == 7
    assert visit.experiment.data.options["file"] == linked.data.options["file"]


def test_hostile_names_are_shown_as_they_are(visit):
    text = "<script>alert(1)</script>,[x](javascript:1),y\n" + "".join(
        f"{n}.5,{'$a$' if n % 2 else '**b**'},{n % 2}\n" for n in range(12)
    )
    upload(visit, "![x](http://x).csv", text.encode())
    assert "<script" not in visit.texts
    assert "](" not in visit.texts.replace("\\", "")
    visit.click("own_use")
    assert visit.errors == []


def test_of_many_files_of_one_visitor_the_newest_are_kept_for_long(visit, monkeypatch):
    released = []
    monkeypatch.setattr(store(), "release", released.append)
    visit.open().click("own_data")
    files = [GERMAN.encode() + f"{n};1;rot;Hund\n".encode() for n in range(6)]
    for data in files:
        visit.widgets()["own_data_file"].upload("tiere.csv", data)
        visit.run()
    assert released == [hashlib.sha256(data).hexdigest() for data in files[:3]]
