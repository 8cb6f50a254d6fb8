"""Frames: what is sent comes back."""

import json
import math
import struct
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.run.frames import Frame, Quantized


def sent(**arrays) -> dict:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Frame.decode(Frame({}, arrays).encode()).arrays


def test_an_empty_frame():
    assert Frame({}).encode() == struct.pack("<I", 14) + b'{"arrays": []}' + b" " * 6
    assert Frame.decode(Frame({}).encode()) == Frame({})


def test_the_header_comes_back_with_null_for_what_json_has_not():
    header = {
        "loss": math.nan,
        "metrics": {"a": math.inf, "b": [1, (-math.inf, 0.5)]},
        "step": np.int64(7),
        "rate": np.float32("nan"),
        "reason": "größer",
        "none": None,
    }
    assert Frame.decode(Frame(header).encode()).header == {
        "loss": None,
        "metrics": {"a": None, "b": [1, [None, 0.5]]},
        "step": 7,
        "rate": None,
        "reason": "größer",
        "none": None,
    }


@pytest.mark.parametrize(
    "array",
    [
        np.zeros(0, np.float32),
        np.zeros((0, 5), np.int32),
        np.zeros((3, 0, 2), np.uint8),
        np.array(2.5, np.float32),
        np.array([math.nan, math.inf, -1], np.float32),
        np.arange(6, dtype=np.int32).reshape(2, 3),
        np.arange(24, dtype=np.float32).reshape(2, 3, 4).transpose(2, 0, 1),
        np.arange(10, dtype=np.uint8)[::-3],
        np.array([-3, 3], np.int16),
    ],
)
def test_arrays_come_back_as_they_were(array):
    found = sent(a=array, b=np.ones(1, np.uint8), c=array)
    np.testing.assert_array_equal(found["a"], array)
    np.testing.assert_array_equal(found["c"], array)
    assert found["a"].dtype == array.dtype
    assert found["a"].shape == array.shape


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (np.array([1.5]), "float32"),
        (np.array([1.5], np.float16), "float32"),
        (np.array([3], np.int64), "int32"),
        (np.array([3], np.uint64), "int32"),
        (np.array([True, False]), "int32"),
        (np.array([1.5, -2], ">f4"), "float32"),
        (np.array([7], ">i4"), "int32"),
    ],
)
def test_types_that_browsers_lack_are_converted(array, dtype):
    found = sent(a=array)["a"]
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([1j]), np.array([None])])
def test_what_is_no_number_is_refused(array):
    with pytest.raises(TypeError, match="Expected an array of numbers"):
        Frame({}, {"a": array}).encode()


def test_every_array_starts_at_a_multiple_of_eight():
    data = Frame({"x": 1}, {"a": np.ones(3, np.uint8), "b": np.ones(1, np.float32)}).encode()
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    assert [entry["offset"] for entry in header["arrays"]] == [0, 8]
    assert len(data) % 8 == 0


@pytest.mark.parametrize(
    ("values", "low", "high", "raw", "back"),
    [
        ([-1, 0, 1], -1, 1, [0, 128, 255], [-1, 1 / 255, 1]),
        ([-9, 9], -1, 1, [0, 255], [-1, 1]),
        ([math.nan, math.inf, -math.inf, 0], -1, 1, [0, 255, 1, 128], [math.nan, 1, -1, 0]),
        ([math.inf, -math.inf], -1, 1, [255, 0], [1, -1]),
        ([math.nan], -1, 1, [0], [math.nan]),
        ([5, 7], 5, 5, [0, 0], [5, 5]),
        ([], 0, 1, [], []),
        ([0, 2], 2, 0, [255, 0], [0, 2]),
        ([0.5, 1], math.nan, 1, [128, 255], [128 / 255, 1]),
        ([1, 2], math.nan, math.inf, [0, 0], [0, 0]),
    ],
)
def test_one_byte_each(values, low, high, raw, back):
    quantized = Quantized(np.array(values, np.float32), low, high)
    assert quantized.bytes_array().tolist() == raw
    found = sent(a=quantized)["a"]
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, back, atol=1e-6)


@given(st.lists(st.floats(-3, 3, width=32), min_size=1, max_size=50))
def test_quantized_values_are_half_a_step_off_at_most(values):
    found = sent(a=Quantized(np.array(values, np.float32), -3, 3))["a"]
    np.testing.assert_allclose(found, values, atol=6 / 255 / 2 + 1e-5)
