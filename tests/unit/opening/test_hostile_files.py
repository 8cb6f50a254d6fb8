"""Files that want more than to be read: each is refused in words, and nothing of it is run."""

import io
import json
import re
import stat
import struct
import warnings
import zipfile

import h5py
import numpy as np
import pytest

from nnviz.core.errors import OpenError
from nnviz.core.shapes.shapes import measure
from nnviz.model.opening.reading import read
from tests.unit.opening.conftest import DENSE, archive, layer, stack, weights

WEIGHTS = "model.weights.h5"


def refused(data: bytes, words: str) -> None:
    with pytest.raises(OpenError, match=words):
        read(data)


def with_weights(data: bytes) -> bytes:
    return archive((WEIGHTS, data), config=stack(DENSE))


def test_a_plain_file_is_read():
    found = read(with_weights(weights()))
    assert [each.kind for each in found.opened.network.layers] == ["dense"]
    kernel, bias = found.weights["dense"]
    assert np.array_equal(kernel, np.ones((3, 2)))
    assert np.array_equal(bias, np.zeros(2))


# The archive.


def test_a_bomb_is_not_unpacked():
    bomb = archive((WEIGHTS, bytes(90_000_000)), config=stack(DENSE), method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 200_000
    refused(bomb, "unpack to at most 100 times")


def test_more_than_may_be_unpacked_is_refused():
    data = archive((WEIGHTS, b"x"), config=stack(DENSE))
    # The directory at the end says how large the member is.
    place = data.rindex(b"PK\x01\x02")
    data = data[: place + 24] + struct.pack("<I", 101_000_000) + data[place + 28 :]
    refused(data, "when unpacked|unpack to at most")


@pytest.mark.parametrize("name", ["../config.json", "/etc/passwd", "assets/../x", "x.py"])
def test_other_members_are_refused_by_name(name):
    refused(archive((name, b"a"), config=stack(DENSE)), name.replace(".", r"\."))


def test_a_link_is_refused():
    member = zipfile.ZipInfo("config.json")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(archive((member, b"/etc/passwd")), "which is a link")


def test_a_member_that_stands_twice_is_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = archive(("config.json", b"{}"), config=stack(DENSE))
    refused(data, r"config\.json. twice")


def test_an_encrypted_member_is_refused():
    data = bytearray(archive(config=stack(DENSE)))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    refused(bytes(data), "encrypted")


def test_too_many_members_and_a_damaged_archive_are_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        many = archive(*[("config.json", b"{}")] * 65)
    refused(many, "at most 64 files")
    refused(archive(config=stack(DENSE))[:60], "damaged")
    refused(archive(("metadata.json", b"{}")), r"with config\.json")


# The description.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"class_name": 1, "class_name": 2}', "every key once"),
        ('{"config": NaN}', "finite numbers"),
        ('{"config": 1e999}', "finite numbers"),
        ('{"config": ' + "9" * 5000 + "}", "finite numbers"),
        ('{"a":' * 70 + "1" + "}" * 70, "at most 64 deep"),
        ('{"a": [' + "1," * 150_000 + "1]}", "at most 100,000 values"),
        ('{"a": "' + "x" * 1_000_000 + '"}', "at most 1,000,000 bytes"),
        ('{"class_name": "Sequential"', "not JSON"),
        ('{"class_name": "Sequential", "config": {"layers": []}}', "with layers"),
    ],
    ids=["twice", "nan", "infinite", "digits", "deep", "many", "long", "cut", "empty"],
)
def test_descriptions_are_bounded(text, words):
    refused(text.encode(), words)
    refused(archive(("config.json", text.encode())), f"{words}|of at most")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (layer("Dense", units="2"), "'suspect'.*a number"),
        (layer("Dense", units=True), "'suspect'.*a number"),
        (layer("Dense", units=10**12), "'suspect'.*from 1 to 8192"),
        (layer("Dense"), "'units' of layer 'suspect'"),
        (layer("Bidirectional", layer="x"), "a layer inside 'suspect'"),
        ({"class_name": "Dense", "config": 3}, "layers with a class"),
    ],
    ids=lambda value: value.get("class_name") if isinstance(value, dict) else "",
)
def test_layers_are_refused_by_name(given, words):
    refused(json.dumps(stack(given)).encode(), words)


@pytest.mark.parametrize(
    ("given", "words", "parameters"),
    [
        (layer("Lambda", function="x"), "'suspect', a Lambda, which runs custom code", None),
        (layer("TFSMLayer"), "another framework", None),
        (layer("TorchModuleWrapper"), "another framework", None),
        (layer("TextVectorization", vocabulary="/etc/passwd"), "vocabulary", None),
        ({**layer("Foo"), "registered_name": "pkg>Foo"}, "a custom layer", None),
        ({**layer("Dense", units=2), "module": "os"}, "a custom layer", None),
        (layer("Dense", units=9000), "units of layer 'suspect'", 36_000),
        (layer("Dense", units=2, activation={"class_name": "function"}), "activation", 8),
        (layer("Dense", units=2, activation="os.system"), "'suspect'", 8),
        (layer("Dense", units=2, secret=1), "the default secret for layer 'suspect'", 8),
    ],
    ids=lambda value: value.get("class_name") if isinstance(value, dict) else "",
)
def test_what_nnviz_cannot_compute_is_drawn_grey_with_the_reason(given, words, parameters):
    opened = read(json.dumps(stack(given)).encode()).opened
    assert [each.kind for each in opened.network.layers] == ["unknown"]
    assert re.search(words, opened.untrained)
    shapes = measure(opened.network, opened.signature)
    assert shapes.at_least == (parameters is None)
    assert shapes.parameters == (parameters or 0)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (layer("Dense", units=2, kernel_initializer={"class_name": "Evil"}), "initial weights"),
        (layer("Dense", units=2, kernel_regularizer={"class_name": "Evil"}), "regularizer"),
        (layer("Dense", units=2, kernel_constraint="os.system"), "constraint"),
    ],
)
def test_what_only_training_needs_is_left_out_with_a_note(given, note):
    opened = read(json.dumps(stack(given)).encode()).opened
    assert [each.kind for each in opened.network.layers] == ["dense"]
    assert note in opened.notes[0]


def test_vocabularies_in_a_file_are_never_read():
    members = (WEIGHTS, weights()), ("assets/text/vocabulary.txt", b"\xff" * 9)
    found = read(archive(*members, config=stack(DENSE)))
    assert "dense" in found.weights
    assert "the vocabularies and other files in it" in found.opened.notes


def test_models_of_their_own_kind_are_refused():
    refused(json.dumps({"class_name": "Evil", "config": {"layers": []}}).encode(), "a custom model")


def test_layers_that_read_in_a_circle_are_refused():
    def entry(name, reads):
        node = [[[reads, 0, 0, {}]]] if reads else []
        return {**layer("Activation", name, activation="relu"), "name": name, "inbound_nodes": node}

    start = {"class_name": "InputLayer", "config": {"batch_shape": [None, 3]}, "name": "start",
             "inbound_nodes": []}  # fmt: skip
    config = {"layers": [start, entry("a", "b"), entry("b", "a")], "input_layers": ["start", 0, 0],
              "output_layers": ["b", 0, 0]}  # fmt: skip
    refused(json.dumps({"class_name": "Functional", "config": config}).encode(), "earlier ones")


def test_a_layer_that_keras_has_and_nnviz_has_not_is_grey():
    found = read(json.dumps(stack(layer("Hashing", num_bins=3), DENSE)).encode()).opened
    assert found.network.layers[0].kind == "unknown"
    assert found.unknown == ("Hashing",)


def test_a_network_that_is_too_large_is_counted_and_not_built():
    huge = [layer("Dense", f"d{index}", units=8192) for index in range(4)]
    data = archive((WEIGHTS, weights()), config=stack(*huge))
    found = read(data)
    assert found.weights == {}
    assert "more than the 20,000,000 allowed" in found.opened.notes[0]


# The weights.


def test_weights_have_the_shapes_of_the_network():
    refused(with_weights(weights(kernel=np.ones((2, 3), np.float32))), r"'dense' of shape \(3, 2\)")
    refused(with_weights(weights(kernel=np.ones((3, 2), np.int64))), "floating-point")
    refused(with_weights(weights(kernel=np.full((3, 2), np.nan, np.float32))), "NaN or infinity")
    refused(with_weights(b"no file"), "weights that can be read")


def made(change) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        group = file.create_group("layers/dense/vars")
        group["1"] = np.zeros(2, np.float32)
        change(group)
    return buffer.getvalue()


def external(group) -> None:
    group.create_dataset("0", (3, 2), "f4", external=[("/etc/passwd", 0, 24)])


def virtual(group) -> None:
    layout = h5py.VirtualLayout((3, 2), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "a", (3, 2))
    group.create_virtual_dataset("0", layout)


def outward(group) -> None:
    group["0"] = h5py.ExternalLink("/etc/passwd", "/a")


def soft(group) -> None:
    group["0"] = h5py.SoftLink("/layers/dense/vars/1")


def packed(group) -> None:
    group.create_dataset("0", (3, 2), "f4", compression="gzip")


def missing(group) -> None:
    del group


def circular(group) -> None:
    group["again"] = group.file["layers"]


@pytest.mark.parametrize(
    ("change", "words"),
    [(external, "external"), (virtual, "virtual"), (outward, "without links"),
     (soft, "without links"), (packed, "compressed or chunked"), (circular, "nested at most"),
     (missing, "'dense' at layers/dense/vars/0")],
)  # fmt: skip
def test_weights_lie_plainly_in_the_file(change, words):
    refused(with_weights(made(change)), words)


def old_file(names, arrays, **attributes) -> bytes:
    """Return an `.h5` file of a model with one dense layer, whose weights have these names."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = json.dumps(stack(DENSE))
        group = file.create_group("model_weights/dense")
        group.attrs.update({"weight_names": [name.encode() for name in names], **attributes})
        for name, array in zip(names, arrays, strict=False):
            group[name] = array
    return buffer.getvalue()


def test_an_old_file_gives_its_layers_and_weights():
    arrays = np.ones((3, 2), np.float32), np.full(2, 0.5, np.float32)
    found = read(old_file(["dense/kernel:0", "dense/bias:0"], arrays))
    assert found.opened.network.layers[0].params == {"units": 2, "activation": "tanh"}
    assert found.opened.notes == ()
    assert [array.tolist() for array in found.weights["dense"]] == [arrays[0].tolist(), [0.5, 0.5]]


@pytest.mark.parametrize(
    ("names", "arrays", "words"),
    [
        (["dense/kernel:0"], [np.ones((3, 2), np.float32)], "2 weights of layer 'dense'"),
        (["k", "../../../x"], [np.ones((3, 2), np.float32)], "weights of layer 'dense' at"),
        (["k", "b"], [np.ones((2, 3), np.float32), np.ones(2, np.float32)], "of shape"),
        (["k", "b"], [np.ones((3, 2), np.float32), np.array([np.nan, 1], np.float32)], "NaN"),
    ],
)
def test_weights_of_an_old_file_that_do_not_fit_are_left_out_with_the_reason(names, arrays, words):
    found = read(old_file(names, arrays))
    assert found.weights == {}
    assert "the weights: Expected" in found.opened.notes[0]
    assert words in found.opened.notes[0]


def test_an_old_file_without_weights_says_so():
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = json.dumps(stack(DENSE))
    assert read(buffer.getvalue()).opened.notes == ("the weights, which are not in the file",)
    bare = io.BytesIO()
    with h5py.File(bare, "w") as file:
        file["a"] = [1.0]
    refused(bare.getvalue(), "holds only weights")
