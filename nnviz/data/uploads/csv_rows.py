"""The rows of a CSV file: which sign separates cells, which lines are no part of the table."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from nnviz.core.errors import NnvizError
from nnviz.data.uploads.dates import is_date
from nnviz.data.uploads.numbers import number

MOST_COLUMNS = 257
"""As many inputs as a network may have, and the target."""
MOST_ROWS = 100_000
MOST_CELLS = 1_000_000
LONGEST_CELL = 2_000
"""Characters of a cell that are kept."""
SPACE = " "
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": SPACE}
"""Separators of cells, by their names in options."""
_GUESS_ORDER = ("\t", ";", "|", ",")
"""A comma may stand in numbers and texts, so it counts only where no other sign separates."""
_SAMPLE = 60
"""Rows that guesses look at."""
_MOST_BEFORE = 40
"""Lines before a table at most."""
_COMMENTS = ("#", "%", "//")
_BEHIND_QUOTE = {
    sign: re.compile(rf'" +(?={re.escape(sign)}|\r|\n|$)') for sign in SEPARATORS.values()
}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table.

    Attributes:
        cells: Rows of equal length, without spaces around the cells.
        numbered: Whether the first column holds R's names of the rows, which has no name.
        notes: What was done to read them, in sentences.
    """

    cells: list[list[str]]
    numbered: bool
    notes: tuple[str, ...]


def is_value(cell: str) -> bool:
    """Say whether a cell is a number or a date, however it is written."""
    return number(cell, ".") is not None or number(cell, ",") is not None or is_date(cell)


def declared_separator(text: str) -> tuple[str, str]:
    """Take off the line `sep=;` that some spreadsheets begin a file with."""
    first, _, rest = text.partition("\n")
    match = re.fullmatch(r'"?sep=(.)"?\r?', first)
    return (rest, match.group(1)) if match else (text, "")


def guess_separator(text: str) -> str:
    """Return the separator that splits the first rows into equally many cells, at least two.

    Raises:
        NnvizError: None does.
    """
    best, most = "", 0.0
    for sign in _GUESS_ORDER:
        counts = _lengths(text, sign)
        usual = max(set(counts), key=counts.count, default=0)
        regular = counts.count(usual) / max(len(counts), 1)
        # A sign that comes first in the order keeps its position unless another is clearly better.
        if usual > 1 and regular > most + 0.1:
            best, most = sign, regular
    if not best and _parted_by_spaces(text):
        return SPACE
    if not best:
        raise NnvizError(
            "a table with at least two columns: an input and a target",
            "rows without commas, semicolons or tabs",
            "Save the table as CSV with the column names in the first row.",
        )
    return best


def _lengths(text: str, sign: str) -> list[int]:
    """Return how many cells the first rows have; comments do not count."""
    counts: list[int] = []
    # What comes before a fault tells enough; the fault itself is found again with the sign.
    with suppress(NnvizError):
        counts.extend(
            len(row)
            for row in islice(_parsed(text, sign), _SAMPLE)
            if not row[0].startswith(_COMMENTS)
        )
    if not counts and sign in text:
        counts = [len(row) for row in islice(_literal(text, sign), _SAMPLE)]
    return counts


def _parted_by_spaces(text: str) -> bool:
    """Say whether spaces separate cells: equally many in each row, with a number among them."""
    rows: list[list[str]] = []
    with suppress(NnvizError):
        rows.extend(
            row for row in islice(_parsed(text, SPACE), _SAMPLE) if row[0][:1] not in ("#", "%")
        )
    widths = {len(row) for row in rows[1:]}
    return (
        len(rows) > 2
        and len(widths) == 1
        and min(widths) > 1
        and all(any(is_value(cell) for cell in row) for row in rows[1:])
    )


def read_rows(text: str, separator: str) -> Rows:
    """Read all rows of a table, in the strictest way that gives rows of equal length.

    Of more rows than fit, evenly spaced ones are kept.

    Raises:
        NnvizError: No way does.
    """
    problems: list[NnvizError] = []
    for source, note in _ways(text, separator):
        try:
            found = _table(source)
        except NnvizError as error:
            # A table that is too wide is so in every way.
            if isinstance(error, _TooWideError):
                raise
            problems.append(error)
        else:
            return Rows(found.cells, found.numbered, (*note, *found.notes))
    raise problems[0]


def _ways(text: str, separator: str) -> Iterator[tuple[Iterator[list[str]], tuple[str, ...]]]:
    yield _parsed(text, separator), ()
    if '"' not in text:
        return
    if '" ' in text:
        yield _parsed(_BEHIND_QUOTE[separator].sub('"', text), separator), ()
    note = "Quotation marks do not come in pairs, so they are read like any other character."
    yield _literal(text, separator), (note,)


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the rows that are not empty, checked one by one as they come.

    Raises:
        NnvizError: A row is too wide, or a quotation mark stands where it must not.
    """
    lines = io.StringIO(text, newline="")

    def bounded() -> Iterator[str]:
        for line in lines:
            if line.count(separator) > 4 * MOST_COLUMNS and '"' not in line:
                raise too_wide(line.count(separator) + 1)
            yield SPACE.join(line.split()) + "\n" if separator == SPACE else line

    reader = csv.reader(bounded(), delimiter=separator, strict=True, skipinitialspace=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield cells
    except csv.Error as error:
        raise NnvizError(
            "cells that end", f"one near line {reader.line_num} that does not",
            "Look for a quotation mark that is not closed or is inside a cell.",
        ) from error  # fmt: skip


def _literal(text: str, separator: str) -> Iterator[list[str]]:
    """Yield rows as if quotation marks were letters; those around a whole cell are taken off."""
    for line in io.StringIO(text):
        cells = [cell.strip() for cell in line.split(None if separator == SPACE else separator)]
        if any(cells):
            yield [_unquoted(cell) for cell in cells]


def _unquoted(cell: str) -> str:
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"').strip() if whole else cell


class _TooWideError(NnvizError):
    """A table with more columns than there may be."""


def too_wide(columns: int) -> NnvizError:
    """Return the error of a table with too many columns."""
    return _TooWideError(
        f"at most {MOST_COLUMNS} columns: {MOST_COLUMNS - 1} inputs and a target",
        f"{columns:,}", "Keep the columns that matter.",
    )  # fmt: skip


def _table(rows: Iterator[list[str]]) -> Rows:
    """Return the rows from the first one of the table on, all of its width.

    Raises:
        NnvizError: There is none, it is too wide, or a later row is longer.
    """
    head = list(islice(rows, _SAMPLE))
    if not head:
        raise NnvizError("rows with data", "none", "Choose another file.")
    commented = any(row[0].startswith(_COMMENTS) for row in head)
    width = _usual_width(head)
    start = _start(head, width)
    before = [row for row in head[:start] if not row[0].startswith(_COMMENTS)]
    numbered = bool(before) and _names_too_few(before[-1], head[start:], width)
    if numbered:
        before.pop()
        names = next(row for row in reversed(head[:start]) if len(row) == width - 1)
        head = [["", *names], *head[start:]]
    else:
        head = head[start:]
    kept = _Kept(width, start)
    for row in head:
        kept.take(row, commented=commented)
    for row in rows:
        kept.take(row, commented=commented)
    lines = "line before the table is" if len(before) == 1 else "lines before the table are"
    passed = (f"{len(before)} {lines} passed over.",) * bool(before)
    return Rows(kept.rows, numbered, (*passed, *kept.notes()))


def _usual_width(head: Sequence[list[str]]) -> int:
    """Return how many columns a table has, by its first rows; empty ones at the end do not harm.

    Raises:
        NnvizError: There are too many, or there is only one.
    """
    widths = [len(row) for row in head if not row[0].startswith(_COMMENTS)] or [len(head[0])]
    # The first row counts where no length is usual: a later row may be cut off.
    usual = max(sorted(set(widths), key=widths.index), key=widths.count)
    width = widths[0] if widths[0] > usual and 4 * widths.count(usual) < 3 * len(widths) else usual
    if width < 2:
        raise NnvizError(
            "at least two columns: an input and a target", "one",
            "Choose another separator, or another file.",
        )  # fmt: skip
    if width <= MOST_COLUMNS:
        return width
    last = max((len(row) - _empty_at_end(row) for row in head), default=0)
    if last > MOST_COLUMNS:
        raise too_wide(last)
    return MOST_COLUMNS


def _empty_at_end(row: Sequence[str]) -> int:
    return next((n for n, cell in enumerate(reversed(row)) if cell), len(row))


def _start(head: Sequence[list[str]], width: int) -> int:
    """Return the number of the row that a table begins with: titles and comments come before."""
    for place, row in enumerate(head[:_MOST_BEFORE]):
        title = sum(map(bool, row)) == 1 and bool(row[0]) and width > 2
        if len(row) < width or title:
            continue
        # Names may stand behind a comment sign, directly above the first values.
        below = head[place + 1] if place + 1 < len(head) else []
        if not row[0].startswith(_COMMENTS) or any(map(is_value, below)):
            return place
    return 0


def _names_too_few(names: Sequence[str], below: Sequence[list[str]], width: int) -> bool:
    """Say whether names lack the first one, as R writes a table with names of its rows.

    Raises:
        NnvizError: They do, but the first cells are no names: cells below are cut in two.
    """
    if not (
        len(names) == width - 1
        and all(names)
        and not any(map(is_value, names))
        and any(map(is_value, below[0]))
        and all(len(row) == width and row[-1] for row in below)
    ):
        return False
    # Names of rows are all different; Mar 1, 2020 without quotation marks is one cell.
    different = len({row[0] for row in below}) == len(below)
    if not different or any(is_date(f"{row[0]}, {row[1]}") for row in below):
        raise NnvizError(
            f"{width - 1} cells in every row, as in the first row", f"{width} in row 2",
            "A cell that contains the separator needs quotation marks around it.",
        )  # fmt: skip
    return True


class _Kept:
    """Rows of one width; when there are too many, every second one goes."""

    def __init__(self, width: int, before: int) -> None:
        self._width, self._before = width, before
        self._most = min(MOST_ROWS, MOST_CELLS // width) + 1
        self._seen = self._short = self._cut = 0
        self._stride = 1
        self.rows: list[list[str]] = []

    def take(self, row: list[str], *, commented: bool) -> None:
        """Keep a row, filled up to the width.

        Raises:
            NnvizError: It is longer than the others.
        """
        width = self._width
        if commented and len(row) != width and row[0].startswith(_COMMENTS):
            return
        if len(row) > width:
            if any(row[width:]):
                raise NnvizError(
                    f"{width} cells in every row, as in most rows",
                    f"{len(row)} in row {self._seen + self._before + 1}",
                    "A cell that contains the separator needs quotation marks around it.",
                )
            row = row[:width]
        self._seen += 1
        if (self._seen - 2) % self._stride and self._seen > 1:
            return
        self._short += len(row) < width
        self._cut += any(len(cell) > LONGEST_CELL for cell in row)
        self.rows.append([cell[:LONGEST_CELL] for cell in row] + [""] * (width - len(row)))
        if len(self.rows) > self._most:
            # The first row may hold names.
            self.rows[1:] = self.rows[1::2]
            self._stride *= 2

    def notes(self) -> tuple[str, ...]:
        """Say what was done to the rows."""
        found: list[str] = []
        if self._stride > 1:
            nth = f"{self._stride}th".replace("2th", "2nd")
            found.append(f"Of {self._seen:,} rows every {nth} is used.")
        if self._short:
            words = "One row is" if self._short == 1 else f"{self._short:,} rows are"
            found.append(f"{words} shorter than the first; missing cells count as empty.")
        if self._cut:
            words = "One row has" if self._cut == 1 else f"{self._cut:,} rows have"
            found.append(f"{words} a cell of more than {LONGEST_CELL:,} characters, which is cut.")
        return tuple(found)
