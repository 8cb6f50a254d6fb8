"""Arrays of visitors as datasets: headers first, no objects, exact values."""

import io
import zipfile
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.spec.dataset import DataSignature
from nnviz.data import load
from nnviz.data.uploads.kinds import opened

RNG = np.random.default_rng(0)


def saved(*, objects=False, **arrays):
    data = io.BytesIO()
    np.savez_compressed(data, allow_pickle=objects, **arrays)
    return data.getvalue()


def arrays(data, **options):
    spec = opened("data.npz", data)
    assert spec.name == "own_arrays"
    return spec.changed(options={**spec.options, **options})


def together(made, name):
    return np.concatenate([getattr(made, f"{name}_train"), getattr(made, f"{name}_test")])


def test_rows_of_values_are_standardized_by_the_training_part():
    x = RNG.normal(3, 2, (30, 4))
    made: Any = load(arrays(saved(x=x, y=np.arange(30) % 3)))
    assert made.signature == DataSignature((4,), "multiclass", 3, "table")
    assert made.class_names == ("0", "1", "2")
    assert made.feature_names == ("value 1", "value 2", "value 3", "value 4")
    np.testing.assert_allclose(made.x_train.mean(axis=0), 0, atol=1e-6)
    raw = together(made, "x") * made.feature_scale + made.feature_mean
    np.testing.assert_allclose(np.sort(raw, axis=0), np.sort(x, axis=0), rtol=1e-5)


def test_values_to_predict_are_standardized_too():
    x = RNG.normal(size=(40, 2))
    made: Any = load(arrays(saved(x=x, y=x[:, :1] * 10 + 5)))
    assert made.signature.task == "regression"
    truth = together(made, "y")[:, 0] * made.target_scale + made.target_mean
    raw = together(made, "x") * made.feature_scale + made.feature_mean
    np.testing.assert_allclose(truth, raw[:, 0] * 10 + 5, rtol=1e-4, atol=1e-4)


def test_bytes_are_pictures_from_0_to_1():
    x = np.zeros((12, 6, 6), np.uint8)
    x[::2] = 255
    made: Any = load(arrays(saved(images=x, labels=np.array(["off", "on"] * 6))))
    assert made.signature == DataSignature((6, 6, 1), "binary", 1, "image")
    assert made.class_names == ("off", "on")
    assert set(np.unique(made.x_train)) == {0.0, 1.0}
    np.testing.assert_array_equal(made.x_train[:, 0, 0, 0], 1 - made.y_train)


def test_what_a_file_keeps_for_testing_tests():
    made: Any = load(
        arrays(
            saved(
                x_train=RNG.normal(size=(20, 3)), y_train=np.arange(20) % 2,
                x_test=np.ones((7, 3)), y_test=np.arange(7) % 2,
            ),
            standardize=False,
        )
    )  # fmt: skip
    assert (len(made.x_train), len(made.x_test)) == (20, 7)
    np.testing.assert_array_equal(made.x_test, 1)
    np.testing.assert_array_equal(made.y_test, np.arange(7) % 2)


def test_of_many_examples_evenly_spaced_ones_are_taken():
    x = np.arange(1000, dtype=np.float64)[:, None].repeat(2, axis=1)
    made: Any = load(arrays(saved(x=x, y=np.arange(1000) % 2), examples=100, standardize=False))
    taken = np.sort(together(made, "x")[:, 0])
    np.testing.assert_array_equal(taken, np.linspace(0, 999, 100).round())
    assert made.note == "Sampled at even intervals from 1,000 examples."


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f4", ">f8", "<i2", "<f2"])
def test_every_order_and_type_of_numbers_is_read_exactly(order, dtype):
    x = np.asarray(np.arange(60).reshape(20, 3), dtype, order=order)
    made: Any = load(arrays(saved(x=x, y=np.arange(20) % 2), standardize=False))
    np.testing.assert_array_equal(
        np.sort(together(made, "x"), axis=0), np.arange(60).reshape(20, 3)
    )


def test_sequences_and_the_choice_between_them_and_pictures():
    x = RNG.normal(size=(20, 8, 8))
    file = saved(x=x, y=np.arange(20) % 2)
    assert load(arrays(file)).signature.view == "image"
    made: Any = load(arrays(file, reading="series"))
    assert made.signature == DataSignature((8, 8), "binary", 1, "series")
    longer = load(arrays(saved(x=RNG.normal(size=(20, 9, 2)), y=np.arange(20) % 2)))
    assert longer.signature.view == "series"
    np.testing.assert_allclose(longer.x_train.mean(axis=(0, 1)), 0, atol=1e-6)


def test_rows_with_a_single_one_are_classes():
    made: Any = load(arrays(saved(x=RNG.normal(size=(12, 2)), y=np.eye(3)[np.arange(12) % 3])))
    assert made.signature.outputs == 3


def test_examples_that_are_not_finite_are_left_out():
    x = RNG.normal(size=(20, 2))
    x[3, 1], x[5, 0] = np.nan, np.inf
    made: Any = load(arrays(saved(x=x, y=np.arange(20) % 2)))
    assert len(made.x_train) + len(made.x_test) == 18
    assert np.isfinite(together(made, "x")).all()
    assert made.note == "2 examples with missing values left out."


X = np.zeros((20, 2))
Y = np.arange(20) % 2


def declared(shape, dtype="<f8", content=b""):
    """An array file whose header says more than there is."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        npy = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + content
        archive.writestr("x.npy", npy)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "options", "sentence"),
    [
        (saved(objects=True, x=np.array([{}] * 9), y=Y), {}, "Objects are never loaded"),
        (saved(x=X.astype(complex), y=Y), {}, "'x' of complex128"),
        (declared((10**9, 10**9)), {}, "as many values in 'x' as its shape implies"),
        (declared((-1, 2)), {}, "as many values in 'x' as its shape implies"),
        (declared((2, 2), content=bytes(31)), {}, "as many values in 'x' as its shape implies"),
        (declared("__import__('os')"), {}, "arrays written by numpy.savez"),
        (declared((2,), "|O", bytes(16)), {}, "Objects are never loaded"),
        (saved(x=X), {}, "an array to predict, such as y, received arrays named x"),
        (saved(x=X, y=Y), {"targets": "z"}, "an array to predict"),
        (saved(x=X, y=Y[:9]), {}, "as many targets as examples"),
        (saved(x=X[:3], y=Y[:3]), {}, "at least 4"),
        (saved(x=np.float64(3), y=Y), {}, "inputs of shape"),
        (saved(x=np.zeros((20, 2, 2, 2, 2)), y=Y), {}, "inputs of shape"),
        (saved(x=np.zeros((20, 0)), y=Y), {}, "examples of 1 to 256 values, received 0"),
        (saved(x=np.zeros((20, 257)), y=Y), {}, "examples of 1 to 256 values, received 257"),
        (saved(x=np.zeros((20, 65, 8, 3)), y=Y), {}, "images of 4 to 64 pixels a side"),
        (saved(x=np.zeros((20, 8, 8, 2)), y=Y), {}, "with 1 or 3 channels last"),
        (saved(x=X, y=Y), {"reading": "image"}, "examples that can be read as image"),
        (saved(x=X, y=np.zeros(20)), {}, "at least 2 different classes or values"),
        (saved(x=X, y=np.zeros((20, 3))), {}, "one class or one value as the target"),
        (saved(x=np.zeros((41, 2)), y=np.arange(41)), {"task": "classes"}, "at most 40 classes"),
        (saved(x=X, y=np.array(["a", "b"] * 10)), {"task": "value"}, "numbers for values"),
        (saved(x=X * np.nan, y=Y), {}, "without missing values, received 0"),
    ],
)
def test_what_cannot_be_learned_is_refused_in_a_sentence(data, options, sentence):
    with pytest.raises((NnvizError, SpecError), match=sentence):
        load(arrays(data, **options))


def test_a_single_array_and_a_single_picture_are_told_what_is_missing():
    with pytest.raises(NnvizError, match=r"numpy\.savez\('data\.npz', x=\.\.\., y=\.\.\.\)"):
        opened("x.npy", b"\x93NUMPY\x01\x00")
    with pytest.raises(NnvizError, match="Sort your images into folders"):
        opened("x.png", b"\x89PNG\r\n\x1a\n\0\0")
