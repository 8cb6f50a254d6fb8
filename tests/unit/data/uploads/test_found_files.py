"""Arrays, images and ZIP files as people have them: what can be read is read, the rest is said."""

import io
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnviz.core.errors import NnvizError
from nnviz.data import load
from nnviz.data.uploads.array_names import parted
from nnviz.data.uploads.kinds import opened

RNG = np.random.default_rng(0)
Y = np.arange(40) % 2


def saved(**arrays):
    data = io.BytesIO()
    np.savez(data, allow_pickle=True, **arrays)
    return data.getvalue()


def zipped(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def picture(level, form="PNG", side=16):
    data = io.BytesIO()
    noise = RNG.integers(0, 9, (side, side), np.uint8)
    Image.fromarray(noise + np.uint8(level)).save(data, form)
    return data.getvalue()


def folders(pattern, form="PNG", parts=("train", "test"), each=6):
    return {
        pattern.format(kind=kind, part=part, number=number): picture(level, form)
        for kind, level in (("dark", 20), ("light", 200))
        for part in parts
        for number in range(each if part == parts[0] else 2)
    }


@pytest.mark.parametrize("name", ["names", "dates"])
def test_an_array_that_nobody_needs_is_passed_over(name):
    unused = {
        "names": np.array(["a", {}], object),
        "dates": np.array(["2020-01-01"], "datetime64[D]"),
    }[name]
    made = load(opened("a.npz", saved(x=RNG.normal(size=(40, 3)), y=Y, other=unused)))
    assert made.signature.input_shape == (3,)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("train_images", ("train", "images")), ("Xtest", ("test", "x")), ("y", ("", "y")),
        ("X_train", ("train", "x")), ("testLabels", ("test", "labels")), ("arr_0", ("", "arr0")),
        ("val_y", ("val", "y")), ("test", ("", "test")), ("xtr", ("", "xtr")),
    ],
)  # fmt: skip
def test_parts_are_told_from_names(name, part):
    assert parted(name) == part


def test_arrays_for_training_and_testing_are_found_by_their_names():
    image = np.zeros((40, 9, 9), np.uint8)
    arrays: dict[str, Any] = {
        "train_images": image, "train_labels": Y[:, None], "val_images": image[:10] + 1,
        "val_labels": Y[:10, None], "test_images": image[:20] + 255, "test_labels": Y[:20, None],
    }  # fmt: skip
    made = load(opened("a.npz", saved(**arrays)))
    assert (len(made.x_train), len(made.x_test)) == (40, 20)
    assert made.x_test.min() == 1
    del arrays["test_images"]
    assert len(load(opened("a.npz", saved(**arrays))).x_test) == 10


def test_two_arrays_of_any_name_are_told_by_their_shape():
    made = load(opened("a.npz", saved(p=Y, q=RNG.normal(size=(40, 3)))))
    assert (made.signature.input_shape, made.signature.task) == ((3,), "binary")
    with pytest.raises(NnvizError, match="an array to use as inputs"):
        load(opened("a.npz", saved(p=Y, q=RNG.normal(size=(40, 3)), r=Y)))


def test_rows_of_784_values_are_images():
    x = np.arange(40 * 784, dtype=np.uint16).reshape(40, 784) % 256
    made = load(opened("a.npz", saved(x=x.astype(np.uint8), y=Y)))
    assert (made.signature.view, made.signature.input_shape) == ("image", (28, 28, 1))
    rows = {tuple(np.rint(row.ravel() * 255).astype(int)) for row in made.x_train}
    assert rows <= {tuple(row) for row in x}
    spec = opened("a.npz", saved(x=x[:, :64].astype(np.uint8), y=Y))
    assert load(spec).signature.input_shape == (64,)
    chosen = spec.changed(options={**spec.options, "reading": "image"})
    assert load(chosen).signature.input_shape == (8, 8, 1)


def test_damaged_arrays_are_refused_in_a_sentence():
    for values in (3, 256):
        good = saved(x=RNG.normal(size=(40, values)), y=Y)
        place = good.index(b"x.npy") + 300 + 320 * (values - 3)
        wrong = good[:place] + bytes([good[place] ^ 255]) + good[place + 1 :]
        with pytest.raises(NnvizError, match="'x', which is damaged"):
            load(opened("a.npz", wrong))
    wrong_key = "{'descr': '<f4', 'shape': (2,), 1: 1}"
    for text in ("(" * 5000, "{'descr': " + "[" * 4000, wrong_key, "\t"):
        header = text.encode()
        npy = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
        with pytest.raises(NnvizError, match="which is not one"):
            opened("a.npz", zipped({"x.npy": npy, "y.npy": npy}))


def test_texts_that_are_none_are_refused():
    codes = np.full((40, 1), 0x7FFFFFFF, np.uint32).view("<U1").ravel()
    with pytest.raises(NnvizError, match="y, which is damaged"):
        load(opened("a.npz", saved(x=RNG.normal(size=(40, 3)), y=codes)))


@pytest.mark.parametrize("name", ["", "/", "//", "a/", "..", "a//b.png", " "])
def test_names_that_are_none_are_refused_in_a_sentence(name):
    data = zipped({"NAME": b"x"}).replace(b"NAME", name.encode().ljust(4, b"\0")[:4])
    shorter = zipped({"N" * max(1, len(name)): b"x"})
    shorter = shorter.replace(b"N" * max(1, len(name)), name.encode() or b"\0")
    for file in (data, shorter):
        with pytest.raises(NnvizError):
            load(opened("a.zip", file))


@pytest.mark.parametrize(
    "pattern",
    ["{kind}/{part}/{number}.png", "{part}/{kind}/{number}.png", "all/{part}/{kind}/{number}.png"],
)
def test_folders_for_training_and_testing_stay_apart(pattern):
    made = load(opened("p.zip", zipped(folders(pattern))))
    assert made.class_names == ("dark", "light")
    assert (len(made.x_train), len(made.x_test)) == (12, 4)


def test_folders_of_validation_are_for_training_where_there_is_a_test():
    three = folders("{part}/{kind}/{number}.png", parts=("train", "val", "test"))
    made = load(opened("p.zip", zipped(three)))
    assert (len(made.x_train), len(made.x_test)) == (16, 4)
    two = folders("{part}/{kind}/{number}.png", parts=("train", "val"))
    assert len(load(opened("p.zip", zipped(two))).x_test) == 4


def test_folders_called_train_and_test_alone_are_classes():
    members = {f"{part}/{n}.png": picture(20 * n) for part in ("train", "test") for n in range(4)}
    assert load(opened("p.zip", zipped(members))).class_names == ("test", "train")


@pytest.mark.parametrize(
    ("ending", "form"), [("jfif", "JPEG"), ("JPE", "JPEG"), ("picture", "PNG"), ("x", "WEBP")]
)
def test_images_are_known_by_what_is_in_them(ending, form):
    members = folders("{kind}/{part}{number}." + ending, form)
    made = load(opened("p.zip", zipped(members)))
    assert len(made.x_train) + len(made.x_test) == 16


@pytest.mark.parametrize("cut", [10, 100])
def test_one_damaged_image_is_left_out_and_said(cut):
    members = folders("{kind}/{part}{number}.jpg", "JPEG")
    whole = members["dark/train3.jpg"]
    members["dark/train3.jpg"] = whole[:-cut] if cut == 100 else whole[:3]
    made = load(opened("p.zip", zipped(members)))
    assert len(made.x_train) + len(made.x_test) == 15
    assert made.note.endswith("One damaged image is left out.")
    with pytest.raises(NnvizError, match="cannot be read as one"):
        load(opened("p.zip", zipped({name: content[:30] for name, content in members.items()})))


def test_a_table_in_a_zip_file_is_opened():
    table = ("a,kind\n" + "".join(f"{n}.5,{'xy'[n % 2]}\n" for n in range(20))).encode()
    spec = opened("t.zip", zipped({"in/table.csv": table, "LICENSE.txt": b"free"}))
    assert (spec.name, spec.options["title"]) == ("own_table", "table.csv")
    assert load(spec).class_names == ("x", "y")
    with pytest.raises(NnvizError, match=r"one table in the ZIP file, received 2: a\.csv, b\.csv"):
        opened("t.zip", zipped({"a.csv": table, "b.csv": table}))


def test_what_is_not_read_is_named():
    with pytest.raises(NnvizError, match=r"received sounds\. Make an array of their samples"):
        opened("s.zip", zipped({"dog/1.wav": b"RIFF0000WAVE", "cat/1.wav": b"RIFF0000WAVE"}))
    with pytest.raises(NnvizError, match="2 to 40 folders of images"):
        opened("s.zip", zipped({"a/1.xyz": b"1"}))
