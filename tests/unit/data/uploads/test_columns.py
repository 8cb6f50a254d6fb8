"""Cells as numbers, dates and categories, and what a column is taken for."""

import numpy as np
import pytest

from nnviz.core.errors import NnvizError
from nnviz.data.uploads.columns import read_column
from nnviz.data.uploads.dates import dates
from nnviz.data.uploads.numbers import is_gap, number


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("12", ".", 12.0),
        ("-1.5", ".", -1.5),
        ("\u22121.5", ".", -1.5),
        ("+3", ".", 3.0),
        (".5", ".", 0.5),
        ("5.", ".", 5.0),
        ("1e3", ".", 1000.0),
        ("1,5", ",", 1.5),
        ("1.234.567,5", ",", 1234567.5),
        ("1,234,567.5", ".", 1234567.5),
        ("1 234", ".", 1234.0),
        ("1\u00a0234,5", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("12 %", ".", 12.0),
        ("\u20ac 3,50", ",", 3.5),
        ("3,50 \u20ac", ",", 3.5),
        ("$1,000", ".", 1000.0),
        ("-\u20ac5", ".", -5.0),
        ("1.234,50 \u20ac", ",", 1234.5),
        ("12,5 %", ",", 12.5),
        ("CHF 12", ".", 12.0),
        ("(12)", ".", -12.0),
        ("($1,234.50)", ".", -1234.5),
        ("(-12)", ".", None),
        ("12,34,567", ".", 1234567.0),
        ("A12", ".", None),
        ("", ".", None),
        ("a", ".", None),
        ("1,5", ".", None),
        ("1.5", ",", None),
        ("1_000", ".", None),
        ("0x10", ".", None),
        ("inf", ".", None),
        ("nan", ".", None),
        ("1e400", ".", None),
        ("1e31", ".", None),
        ("--1", ".", None),
        ("1-2", ".", None),
        ("\u0663", ".", 3.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text, decimal, value):
    assert number(text, decimal) == value


@pytest.mark.parametrize("text", ["", "NA", "n/a", "NaN", "#NV", "#DIV/0!", "-inf", "?"])
def test_gaps_are_known(text):
    assert is_gap(text)


def test_what_may_be_a_value_is_no_gap():
    assert not any(is_gap(text) for text in ("0", "no", "-", "none", "x"))


@pytest.mark.parametrize(
    ("texts", "days", "unit"),
    [
        (["1970-01-02", "1970-01-01T12:00"], [1.0, 0.5], "days since 1970"),
        (["02.01.1970", "1.1.70"], [1.0, 0.0], "days since 1970"),
        (["01/02/1970", "01/13/1970"], [1.0, 12.0], "days since 1970"),
        (["02/01/1970", "13/01/1970"], [1.0, 12.0], "days since 1970"),
        (["06:30", "23:59:30"], [6.5, 23 + 59 / 60 + 30 / 3600], "hours of the day"),
        (["31.02.2024", "x"], [None, None], "days since 1970"),
        (["25:00"], [None], "hours of the day"),
        (["1970-01-02T01:00:00+01:00", "1970-01-02 00:00:00-0600"], [1.0, 1.25], "days since 1970"),
        (["1970-01-02 00:00 UTC", "1970-01-02T06:00:00.000Z"], [1.0, 1.25], "days since 1970"),
        (["1/2/1970 6:00 AM", "1/13/1970 06:00 pm"], [1.25, 12.75], "days since 1970"),
        (["02-Jan-1970", "Jan 3, 1970", "4 January 1970"], [1.0, 2.0, 3.0], "days since 1970"),
        (["2. M\u00e4rz 1970", "Fri, 2 Jan 1970 06:00:00 GMT"], [60.0, 1.25], "days since 1970"),
        (["1970-02", "1971-01", "1970-13"], [31.0, 365.0, None], "days since 1970"),
        (["1970Q2", "Q1 1971", "1970-W02"], [90.0, 365.0, 4.0], "days since 1970"),
        (["12:30 AM", "1 pm"], [0.5, 13.0], "hours of the day"),
        (["May", "1970", "19700102"], [None, None, None], "days since 1970"),
    ],
)
def test_dates_and_times_become_numbers(texts, days, unit):
    assert dates(texts) == (days, unit)


@pytest.mark.parametrize(
    ("name", "texts", "role"),
    [
        ("size", ["1", "2", "", "4"], "number"),
        ("size", ["1", "2", "-", "4"], "number"),
        ("size", [*map(str, range(19)), "oops"], "number"),
        ("size", ["1", "2", "x", "y", "z"], "unused"),
        ("id", ["1", "2", "3"], "unused"),
        ("id", ["1", "1", "3"], "number"),
        ("PassengerId", ["1", "2", "3"], "unused"),
        ("record_no", ["7", "9", "3"], "unused"),
        ("customer_number", ["7", "9", "3"], "unused"),
        ("rownames", ["1", "2", "3"], "unused"),
        ("Unnamed: 0.1", ["0", "1", "2"], "unused"),
        ("X", ["1", "2", "3"], "unused"),
        ("X", ["1", "5", "3"], "number"),
        ("rooms number", ["2", "2", "3"], "number"),
        ("grid", ["1", "2", "3"], "number"),
        ("id", ["1.5", "2.5", "3.5"], "number"),
        ("month", ["2000-01", "2000-02", "2000-03"], "date"),
        ("seen", ["C", "", "", "C"], "category"),
        ("day", ["1", "2", "3"], "number"),
        ("day", ["01.02.2024", "02.02.2024", "x"] + ["03.02.2024"] * 8, "date"),
        ("sex", ["m", "f"], "category"),
        ("colour", ["red", "blue", "green"] * 3, "category"),
        ("test", ["+", "-"] * 3, "category"),
        ("name", ["Ann", "Bob", "Cy"], "unused"),
        ("same", ["1", "1"], "unused"),
        ("none", ["", "NA"], "unused"),
        ("text", [f"words {n % 25}" for n in range(50)], "unused"),
    ],
)
def test_columns_are_taken_for_what_they_are(name, texts, role):
    assert read_column(name, texts, ".").role == role


def test_a_column_of_numbers_knows_its_gaps_and_what_is_no_number():
    column = read_column("a", [*["1"] * 9, "2", "", "-", "oops"], ".")
    np.testing.assert_array_equal(column.values, [1.0] * 9 + [2.0] + [np.nan] * 3)
    assert (column.gaps, column.stray) == (3, 1)
    assert column.samples == ("1", "2", "-", "oops")


def test_levels_stand_in_the_order_of_numbers_then_of_the_alphabet():
    column = read_column("a", ["10", "b", "9", "A", ""], ".", "category")
    assert column.levels == ("9", "10", "A", "b")
    np.testing.assert_array_equal(column.values, [1, 3, 0, 2, np.nan])
    assert column.reason == "you chose this"


def test_what_cannot_be_read_as_wanted_is_refused():
    with pytest.raises(NnvizError, match="numbers in the column a, received cells such as 'red'"):
        read_column("a", ["red", "blue"], ".", "number")
    with pytest.raises(NnvizError, match="dates in the column a"):
        read_column("a", ["red", "blue"], ".", "date")
    with pytest.raises(NnvizError, match="at most 100 different values in the category a"):
        read_column("a", [str(n) for n in range(101)], ".", "category")
