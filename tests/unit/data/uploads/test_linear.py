"""No text of a stranger costs more than its length: the worst one for each pattern, doubled.

A pattern that tries again and again takes four times as long for twice the text.
"""

import time

import pytest

from nnviz.core.errors import NnvizError
from nnviz.data.uploads import first_rules
from nnviz.data.uploads.columns import read_column
from nnviz.data.uploads.csv_header import has_header
from nnviz.data.uploads.csv_rows import LONGEST_CELL
from nnviz.data.uploads.csv_text import read_csv
from nnviz.data.uploads.dates import dates
from nnviz.data.uploads.numbers import LONGEST, is_gap, number, style_of, table_decimal

WORST = {
    "digits": "1", "points": ".", "commas": "1,", "thousands": "123,", "spaces": " ",
    "parted": "1 ", "signs": "-", "exponents": "1e", "brackets": "(", "colons": "1:",
    "dashes": "1-", "slashes": "1/1", "currency": "\u20ac", "percent": "%", "gaps": "?",
    "words": "mar ", "zones": "+01", "quotes": '"', "quotes and spaces": '" ', "hashes": "#",
}  # fmt: skip
"""What a pattern might try again at each position, when a letter at the end makes it fail."""


def worst(repeated, length):
    return (repeated * length)[: length - 1] + "z"


@pytest.mark.parametrize("name", WORST)
def test_a_cell_of_the_largest_size_costs_next_to_nothing(name):
    for text in (worst(WORST[name], LONGEST_CELL), "1" + worst(WORST[name], LONGEST)[1:]):
        begin = time.process_time()
        for _ in range(20):
            for sign in (".", ","):
                number(text, sign)
                style_of([text], sign)
            table_decimal([[text]], ";")
            is_gap(text)
            dates([text])
            has_header([[text, "b"], [text, "1"]])
            first_rules.has_header([[text, "b"], [text, "1"]])
            first_rules.guess_decimal([[text]], ";")
            read_column("a", [text, "1", "1"], ".")
        # 20 rounds of all patterns took 14 s each when they tried again and again.
        assert time.process_time() - begin < 1


def seconds(make, size):
    """The quickest of three readings of a file of about so many bytes."""
    data = make(size)
    found = []
    for _ in range(3):
        begin = time.process_time()
        try:
            table = read_csv(data)
            for name, cells in zip(table.names, table.columns, strict=True):
                read_column(name, cells, table.format.decimal)
        except NnvizError:
            pass
        found.append(time.process_time() - begin)
    return min(found)


def cells_of(repeated):
    def made(size):
        cell = worst(repeated, LONGEST_CELL - 2).replace("\n", "")
        return f"{cell};{cell}\n".encode() * (size // (2 * LONGEST_CELL))

    return made


def one_line(repeated):
    return lambda size: ("a;b\n1;" + worst(repeated, size) + "\n2;3\n").encode()


@pytest.mark.parametrize("shape", [cells_of, one_line])
@pytest.mark.parametrize("name", WORST)
def test_twice_the_table_takes_no_more_than_about_twice_as_long(shape, name):
    make = shape(WORST[name])
    small, large = seconds(make, 400_000), seconds(make, 800_000)
    assert large < 3.2 * max(small, 0.01), (small, large)
    assert large < 3
