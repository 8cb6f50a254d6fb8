"""Described parameters: what they accept and how they refuse."""

import math

import pytest

from nnviz.core.errors import SpecError
from nnviz.core.spec.params import Param, complete

UNITS = Param("units", "Units", 4, "", low=1, high=8)
RATE = Param("rate", "Rate", 0.5, "", low=0.0, high=1.0)
FREE = Param("scale", "Scale", 1.0, "")
COUNT = Param("count", "Count", 1, "")
FLAG = Param("both", "Both ways", False, "")
CHOICE = Param("padding", "Padding", "same", "", choices=("same", "valid"))
TEXT = Param("word", "Word", "a", "")
SHAPE = Param("shape", "Shape", (1,), "")


@pytest.mark.parametrize(
    ("param", "value", "checked"),
    [
        (UNITS, 1, 1),
        (UNITS, 8.0, 8),
        (RATE, 0, 0.0),
        (RATE, 1.0, 1.0),
        (FREE, -1e300, -1e300),
        (COUNT, 10**30, 10**30),
        (FLAG, True, True),
        (CHOICE, "valid", "valid"),
        (TEXT, "ключ", "ключ"),
        (SHAPE, (), ()),
        (SHAPE, (2, 3), (2, 3)),
    ],
)
def test_values_that_fit_come_back_in_the_right_type(param, value, checked):
    found = param.check(value, "it")
    assert found == checked
    assert type(found) is type(checked)


@pytest.mark.parametrize(
    ("param", "value", "expected", "received"),
    [
        (UNITS, 0, "units of it from 1 to 8", "0"),
        (UNITS, 9, "units of it from 1 to 8", "9"),
        (UNITS, 2.5, "units of it to be a whole number", "2.5"),
        (UNITS, True, "units of it to be a number", "True"),
        (UNITS, "4", "units of it to be a number", "'4'"),
        (UNITS, 10**9, "units of it from 1 to 8", "1000000000"),
        (UNITS, 10**400, "units of it from 1 to 8", "a number that is far too large"),
        (UNITS, math.nan, "units of it from 1 to 8", "nan"),
        (RATE, -math.inf, "rate of it from 0 to 1", "-inf"),
        (FREE, math.inf, "scale of it from -1.79769e+308 to 1.79769e+308", "inf"),
        (FREE, math.nan, "scale of it from -1.79769e+308 to 1.79769e+308", "nan"),
        (FREE, 10**400, "scale of it from -1.79769e+308 to 1.79769e+308", "a number that is far"),
        (COUNT, math.inf, "count of it from -1.79769e+308 to 1.79769e+308", "inf"),
        (FLAG, 1, "both ways of it to be true or false", "1"),
        (CHOICE, "full", "padding of it to be one of same, valid", "'full'"),
        (CHOICE, 3, "padding of it to be text", "3"),
        (TEXT, 1.5, "word of it to be text", "1.5"),
        (CHOICE, "y" * 999, "padding of it to be one of same, valid", "'yyyyy"),
        (SHAPE, 3, "shape of it to be a list of numbers", "3"),
    ],
)
def test_values_that_do_not_fit_say_what_would(param, value, expected, received):
    with pytest.raises(SpecError) as caught:
        param.check(value, "it")
    assert caught.value.expected == expected
    assert caught.value.received.startswith(received)
    assert len(caught.value.received) < 70


def test_a_number_too_long_to_be_written_is_refused():
    with pytest.raises(SpecError, match="a number that is far too large"):
        UNITS.check(10**9999, "it")


def test_defaults_are_filled_in():
    assert complete((), {}, "it") == {}
    assert complete((UNITS, FLAG), {"units": 2}, "it") == {"units": 2, "both": False}


@pytest.mark.parametrize(("params", "names"), [((), "none"), ((UNITS, RATE), "units, rate")])
def test_unknown_names_are_refused_with_those_that_exist(params, names):
    with pytest.raises(SpecError, match=f"options of it from {names}, received b, z"):
        complete(params, {"z": 1, "b": 2}, "it")
