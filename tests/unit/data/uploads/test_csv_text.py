"""CSV files: encodings, separators, names, decimals; and files that mean no good."""

import codecs
import time

import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.files.names import clean_name
from nnviz.data.uploads.csv_rows import MOST_COLUMNS, MOST_ROWS
from nnviz.data.uploads.csv_text import read_csv
from nnviz.data.uploads.names import unique_names
from nnviz.data.uploads.numbers import table_decimal

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
        (GERMAN.encode("utf-16-be"), "UTF-16"),
        (GERMAN.encode("utf-16-le"), "UTF-16"),
        (GERMAN.encode("utf-32"), "UTF-32"),
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
        ('a, b\n1, "x, y"\n', ",", ("1", "x, y")),
        ('a,b\n"x, y" , 2\n', ",", ("x, y", "2")),
        ("# made by hand\na,b\n1,2\n", ",", ("1", "2")),
        ("Station 7\n\na,b\n1,2\n", ",", ("1", "2")),
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
        ("2020,2021\n1,2\n", True),
        ("2020,2021\n2020,2021\n", False),
        ("country,1990,2000,group\na,1,2,x\nb,3,5,x\n", True),
        (",0,1,2\n0,.5,.7,1\n1,.2,.1,0\n", True),
        ("0,1,2\n.5,.7,1\n.2,.1,0\n", True),
        ("0,1,2\n1,2,3\n2,3,4\n", False),
        ("400,410,420,kind\n.5,.7,.1,x\n.2,.1,.2,y\n", True),
        ("4,5,7,kind\n.5,.7,.1,x\n", False),
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
        (["3.837", "142", "1.032.958"], ";", ","),
        (["3.837", "142"], ";", ","),
        (["15,750", "70,500", "2,100"], ";", "."),
        (["15,750", "4.5"], ";", "."),
        (["1.234,50 \u20ac", "12 \u20ac"], ";", ","),
        (["12,5 %"], ";", ","),
        (["1,5 kg"], ";", ","),
        (["0.126", "1.453"], ";", "."),
        (["1.2.2020", "2.2.2020"], ";", "."),
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
    assert table_decimal([cells], separator)[0] == decimal


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
        (b"a,b\n1,2,3\n" * 3, "2 cells in every row, as in most rows, received 3 in row 2"),
        (b'a,b\n1,2\n"3,4,4\n5,6\n7,8\n', "Look for a quotation mark that is not closed"),
        (",".join(map(str, range(300))).encode(), "at most 257 columns.*, received 300"),
        (b"\0\0\0a", "received bytes that are not text"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(NnvizError, match=sentence):
        read_csv(data)


def test_limits_are_met_before_everything_is_read():
    begin = time.monotonic()
    with pytest.raises(NnvizError, match=f"at most {MOST_COLUMNS} columns.*, received 10,000,001"):
        read_csv(b"," * 10_000_000, separator=",")
    assert time.monotonic() - begin < 2


def test_of_too_many_rows_evenly_spaced_ones_are_used():
    rows = b"".join(b"%d,2\n" % n for n in range(2 * MOST_ROWS + 2))
    table = read_csv(b"a,b\n" + rows)
    assert table.rows == MOST_ROWS // 2 + 1
    assert table.columns[0][:3] == ("0", "4", "8")
    assert table.notes == (f"Of {2 * MOST_ROWS + 3:,} rows every 4th is used.",)
    assert read_csv(b"a,b\n" + b"1,2\n" * MOST_ROWS).rows == MOST_ROWS


def test_a_table_by_r_has_names_of_rows_that_have_no_name():
    table = read_csv(b'"x","kind"\n"1",-0.5,"a"\n"2",0.5,"b"\n')
    assert table.names == ("column 1", "x", "kind")
    assert (table.nameless, table.rows) == ({0}, 2)
    table = read_csv(b'"x" "kind"\n"1" -0.5 "a"\n"2" 0.5 "b"\n')
    assert (table.format.separator, table.names[1:], table.rows) == (" ", ("x", "kind"), 2)


@pytest.mark.parametrize(
    "text",
    [b"when,y\nMar 1, 2020,1\nMar 2, 2020,2\n", b"x,kind\n1,5,a\n1,7,b\n"],
)
def test_cells_that_are_cut_in_two_are_no_names_of_rows(text):
    with pytest.raises(NnvizError, match=r"2 cells in every row.*needs quotation marks"):
        read_csv(text)


def test_spaces_separate_where_nothing_else_does_and_there_are_numbers():
    table = read_csv(b"x  y   kind\n 1.5  2 a\n 2.5 10 b\n")
    assert table.columns == (("1.5", "2.5"), ("2", "10"), ("a", "b"))
    with pytest.raises(NnvizError, match="rows without commas"):
        read_csv(b"one word\ntwo words\nthree words\n")


def test_lines_before_the_table_are_passed_over_and_said():
    table = read_csv(b"Report of station 7,,\nCreated 2020-01-01\n\nx,z,kind\n1,2,a\n3,4,b\n")
    assert (table.names, table.rows) == (("x", "z", "kind"), 2)
    assert table.notes == ("2 lines before the table are passed over.",)
    assert read_csv(b"# x,z\n1,2\n# a note\n3,4\n").names == ("x", "z")


def test_quotation_marks_that_do_not_come_in_pairs_are_read_as_they_are():
    table = read_csv(b'a\tb\n1\t"start\n2\t"whole"\n3\tx"y\n')
    assert table.columns[1] == ('"start', "whole", 'x"y')
    assert table.notes == (
        "Quotation marks do not come in pairs, so they are read like any other character.",
    )


def test_a_long_cell_is_cut_and_said():
    table = read_csv(b"a,b\n1," + b"x" * 3000 + b"\n2,y\n")
    assert [len(cell) for cell in table.columns[1]] == [2000, 1]
    assert table.notes == ("One row has a cell of more than 2,000 characters, which is cut.",)


def test_what_could_be_read_in_two_ways_is_said():
    table = read_csv(b"a;b\n15,750;x\n70,500;y\n2,100;x\n")
    assert table.notes == (
        "15,750 is read as 15750; if it means 15.75, choose another decimal sign.",
    )
    assert read_csv(b"a;b\n15,750;1.5\n").notes == ()
    assert read_csv(b"a;b\n15,750;x\n70,500;y\n2,100;x\n", decimal=",").notes == ()


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
