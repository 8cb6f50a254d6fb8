"""CSV files: encodings, separators, names, decimals; and files that mean no good."""

import codecs
import time

import pytest

from nnviz.core.errors import NnvizError
from nnviz.data.uploads.csv_text import MOST_COLUMNS, MOST_ROWS, guess_decimal, read_csv
from nnviz.data.uploads.names import clean_name, unique_names

GERMAN = "Größe;Gewicht;Art\r\n1,5;10;Hund\r\n2,25;1.234,5;Katze\r\n"


def test_a_german_spreadsheet_is_read_as_it_is_meant():
    table = read_csv(GERMAN.encode("cp1252"))
    assert table.names == ("Größe", "Gewicht", "Art")
    assert table.columns == (("1,5", "2,25"), ("10", "1.234,5"), ("Hund", "Katze"))
    assert (table.format.separator, table.format.decimal, table.format.header) == (";", ",", True)
    assert table.format.encoding == "Windows-1252 (not UTF-8)"
    assert table.notes == ()
    assert table.rows == 2


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (GERMAN.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + GERMAN.encode(), "UTF-8"),
        (GERMAN.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "UTF-16"),
        (GERMAN.encode("latin-1"), "Windows-1252 (not UTF-8)"),
        (GERMAN.encode("latin-1") + b"\x81", "ISO 8859-1 (not UTF-8)"),
    ],
)
def test_the_usual_encodings_are_told_apart(data, encoding):
    table = read_csv(data)
    assert table.format.encoding == encoding
    assert table.names == ("Größe", "Gewicht", "Art")


@pytest.mark.parametrize(
    ("text", "separator", "cells"),
    [
        ("a,b\n1,2\n", ",", ("1", "2")),
        ("a\tb\n1,5\t2\n", "\t", ("1,5", "2")),
        ("a|b\n1|2\n", "|", ("1", "2")),
        ("sep=;\na;b\n1;2\n", ";", ("1", "2")),
        ('a,b\n"1;5;7","2"\n', ",", ("1;5;7", "2")),
        ("a;b\n1,5;2,5\n", ";", ("1,5", "2,5")),
        ('a,b\n"line\nbreak",2\n', ",", ("line\nbreak", "2")),
        ('a,b\n"say ""hi""",2\n', ",", ('say "hi"', "2")),
        ("a,b\r1,2\r", ",", ("1", "2")),
        ("\n\na,b\n\n  1 , 2\n,\n", ",", ("1", "2")),
    ],
)
def test_the_separator_is_found(text, separator, cells):
    table = read_csv(text.encode())
    assert table.format.separator == separator
    assert tuple(column[0] for column in table.columns) == cells
    assert table.rows == 1


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a,b\n1,2\n", True),
        ("1,2\n3,4\n", False),
        ("red,cat\nblue,dog\nred,dog\n", False),
        ("colour,animal\nblue,dog\nred,dog\n", True),
        ("2020,2021\n1,2\n", False),
        ("day,sun\n01.02.2024,much\n", True),
        (",b\n1,2\n", True),
    ],
)
def test_names_in_the_first_row_are_told_from_data(text, header):
    assert read_csv(text.encode()).format.header is header


def test_without_names_columns_are_numbered():
    assert read_csv(b"1,2\n3,4\n").names == ("column 1", "column 2")
    assert read_csv(b"1,2\n3,4\n", header=True).names == ("1", "2")
    assert read_csv(b"a,b\n3,4\n", header=False).rows == 2


def test_a_name_that_stands_twice_gets_a_number():
    assert read_csv(b"a,a,a (2)\n1,2,3\n").names == ("a", "a (2)", "a (2) (2)")


def test_short_rows_are_filled_up_and_empty_columns_left_out():
    table = read_csv(b"a,b,c,\n1,2,3,\n4\n")
    assert table.names == ("a", "b", "c")
    assert table.columns == (("1", "4"), ("2", ""), ("3", ""))
    assert table.notes == ("One row is shorter than the first; missing cells count as empty.",)


@pytest.mark.parametrize(
    ("cells", "separator", "decimal"),
    [
        (["1,5", "2"], ";", ","),
        (["1.5", "2"], ";", "."),
        (["1.234,5"], ";", ","),
        (["1,234.5"], ",", "."),
        (["1,234"], ",", "."),
        (["1,234"], ";", ","),
        (["1", "2"], ";", "."),
        (["1.5", "1.7", "1,5"], ";", "."),
    ],
)
def test_the_sign_before_fractions_is_found(cells, separator, decimal):
    assert guess_decimal([cells], separator) == decimal


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04rest", "a table as text .*received a spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "received a spreadsheet"),
        (b"a,b\n\0,2\n", "received bytes that are not text"),
        (b"\xff\xfea", "received damaged text"),
        (b"\n \n", "at least two columns"),
        (b"only\none\ncolumn\n", "rows without commas, semicolons or tabs"),
        (b"a,b\n", "rows of data below the names, received one row"),
        (b"a,b\n1,2,3\n" * 3, "2 cells in every row, as in the first row, received 3 in row 2"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "Look for a quotation mark that is not closed"),
        (b'a,b\n"x"y,2\n', "quotation mark"),
        (b"a,b\n1," + b"x" * 3000 + b"\n", "cells of at most 2,000 characters"),
        (",".join(map(str, range(65))).encode() * 2, "at most 64 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(NnvizError, match=sentence):
        read_csv(data)


def test_limits_are_met_before_everything_is_read():
    rows = b"1,2\n" * (MOST_ROWS + 2)
    with pytest.raises(NnvizError, match=f"at most {MOST_ROWS:,} rows"):
        read_csv(rows)
    assert read_csv(rows[: 4 * MOST_ROWS]).rows == MOST_ROWS
    begin = time.monotonic()
    with pytest.raises(NnvizError, match=f"at most {MOST_COLUMNS} columns, received 10,000,001"):
        read_csv(b"," * 10_000_000, separator=",")
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  two   words ", "two words"),
        ("line\nbreak\ttab\0", "line break tab"),
        ("<a href='x'>click</a>", "\u2039a href='x'\u203aclick\u2039/a\u203a"),
        ("[x](http://x) `c`", "(x)(http://x) 'c'"),
        ("left\u202eright", "left right"),
        ("x" * 50, "x" * 39 + "\u2026"),
        ("\u200b", "fallback"),
        ("", "fallback"),
    ],
)
def test_names_are_made_fit_to_be_shown(text, name):
    assert clean_name(text, "fallback") == name


def test_names_become_unique():
    assert unique_names(["a", "b", "a", "a"]) == ("a", "b", "a (2)", "a (3)")
    assert unique_names([]) == ()
