"""CSV files as spreadsheets write them: encoding, separator and names; cells stay text.

What the texts mean (numbers, dates, categories) is found out in `own_columns`.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from nnviz.core.errors import NnvizError
from nnviz.data.uploads.names import clean_name, unique_names

MOST_ROWS = 50_000
MOST_COLUMNS = 64
MOST_CELLS = 500_000
LONGEST_CELL = 2_000

Decimal = Literal[".", ","]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
"""Separators of cells, by their names in options."""
DECIMALS: dict[str, Decimal] = {"point": ".", "comma": ","}
_GUESS_ORDER = ("\t", ";", "|", ",")
"""A comma may stand in numbers and texts, so it counts only where no other sign separates."""
_SAMPLE = 60
"""Rows that guesses look at."""

_POINTED = re.compile(r"[-+]?\d*\.\d+|[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_COMMA = re.compile(r"[-+]?\d*,\d+|[-+]?\d{1,3}(\.\d{3})+,\d+")
_NUMBER_LIKE = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*%?|[-+]?\d*[.,]?\d+[eE][-+]?\d+")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|\d{1,2}:\d{2}(:\d{2})?")
_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How a file is written.

    Attributes:
        encoding: Name of its encoding for people.
        separator: Character between two cells.
        decimal: Decimal separator.
        header: Whether its first row holds names.
    """

    encoding: str
    separator: str
    decimal: Decimal
    header: bool


@dataclass(frozen=True, slots=True)
class TextTable:
    """The cells of a file, without spaces around them.

    Attributes:
        names: Name of each column, every one once.
        columns: Cells of each column, all of equal number.
        format: How the file is written.
        notes: What was done to read it, in sentences.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    format: CsvFormat
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows of data there are."""
        return len(self.columns[0])


def read_csv(
    data: bytes, *, separator: str = "", decimal: Decimal | None = None, header: bool | None = None
) -> TextTable:
    """Read a table.

    Args:
        data: The file.
        separator: Character between two cells; empty to infer it.
        decimal: Decimal separator; None to infer it.
        header: Whether the first row holds names; None to infer it.

    Raises:
        NnvizError: It is not a table, is irregular, or is too large.
    """
    text, encoding = decoded(data)
    text, declared = _declared_separator(text)
    sign = separator or declared or guess_separator(text)
    rows, notes = _rectangle(_rows(text, sign))
    if header is None:
        header = has_header(rows)
    names = rows[0] if header else [""] * len(rows[0])
    body = rows[1:] if header else rows
    if not body:
        raise NnvizError("rows of data below the names", "one row", "Put one example in each row.")
    columns = tuple(tuple(cells) for cells in zip(*body, strict=True))
    shown = unique_names(
        clean_name(name, f"column {number}") for number, name in enumerate(names, 1)
    )
    kept = [
        number for number, cells in enumerate(columns) if any(cells) or names[number]
    ]  # Spreadsheets write empty columns where there once was data.
    form = CsvFormat(encoding, sign, decimal or guess_decimal(body, sign), header)
    return TextTable(
        tuple(shown[number] for number in kept), tuple(columns[number] for number in kept),
        form, notes,
    )  # fmt: skip


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises:
        NnvizError: It is not text.
    """
    if data.startswith(_SHEETS):
        raise _no_text("a spreadsheet", "In the spreadsheet, save the sheet as CSV.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise _no_text("damaged text", "Save it again as CSV in UTF-8.") from error
    if b"\0" in data:
        raise _no_text("bytes that are not text")
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined, ISO 8859-1 none.
        try:
            return data.decode("cp1252"), "Windows-1252 (not UTF-8)"
        except UnicodeDecodeError:
            return data.decode("latin-1"), "ISO 8859-1 (not UTF-8)"


def _no_text(received: str, advice: str = "Choose a CSV file.") -> NnvizError:
    return NnvizError("a table as text (CSV)", received, advice)


def _declared_separator(text: str) -> tuple[str, str]:
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
        counts: list[int] = []
        # What comes before a fault tells enough; the fault itself is found again with the sign.
        with suppress(NnvizError):
            counts.extend(len(row) for row in islice(_rows(text, sign), _SAMPLE))
        usual = max(set(counts), key=counts.count, default=0)
        regular = counts.count(usual) / max(len(counts), 1)
        # A sign that comes first in the order keeps its position unless another is clearly better.
        if usual > 1 and regular > most + 0.1:
            best, most = sign, regular
    if not best:
        raise NnvizError(
            "a table with at least two columns: an input and a target",
            "rows without commas, semicolons or tabs",
            "Save the table as CSV with the column names in the first row.",
        )
    return best


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the rows that are not empty, checked one by one as they come.

    Raises:
        NnvizError: A row or a cell is too long, or a quotation mark stands where it must not.
    """
    lines = io.StringIO(text, newline="")

    def bounded() -> Iterator[str]:
        for line in lines:
            if line.count(separator) > 4 * MOST_COLUMNS and '"' not in line:
                raise _too_wide(line.count(separator) + 1)
            yield line

    reader = csv.reader(bounded(), delimiter=separator, strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise _quoted(reader.line_num, f"cells of at most {LONGEST_CELL:,} characters")
            if any(cells):
                yield cells
    except csv.Error as error:
        raise _quoted(reader.line_num, "cells that end") from error


def _quoted(line: int, expected: str) -> NnvizError:
    return NnvizError(
        expected, f"one near line {line} that does not",
        "Look for a quotation mark that is not closed or is inside a cell.",
    )  # fmt: skip


def _too_wide(columns: int) -> NnvizError:
    return NnvizError(
        f"at most {MOST_COLUMNS} columns", f"{columns:,}", "Keep the columns that matter."
    )


def _rectangle(rows: Iterator[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """Return rows of equal length, and notes on what was filled up.

    Raises:
        NnvizError: There are too many rows, columns or cells, or a row has more than the first.
    """
    found: list[list[str]] = []
    width = short = 0
    for row in rows:
        if not found:
            width = _width(row)
        if len(row) > width:
            if any(row[width:]):
                raise NnvizError(
                    f"{width} cells in every row, as in the first row",
                    f"{len(row)} in row {len(found) + 1}",
                    "A cell that contains the separator needs quotation marks around it.",
                )
            row = row[:width]
        short += len(row) < width
        found.append(row + [""] * (width - len(row)))
        if len(found) > MOST_ROWS + 1 or len(found) * width > MOST_CELLS + width:
            raise NnvizError(
                f"at most {MOST_ROWS:,} rows and {MOST_CELLS:,} cells", "more",
                "Keep only some rows, for example every tenth.",
            )  # fmt: skip
    if not found:
        raise NnvizError("rows with data", "none", "Choose another file.")
    words = "One row is" if short == 1 else f"{short:,} rows are"
    return found, (f"{words} shorter than the first; missing cells count as empty.",) * (short > 0)


def _width(first: list[str]) -> int:
    """Return how many columns there are; empty ones at the end count where they do not harm.

    Raises:
        NnvizError: There are too many, or there is only one.
    """
    if len(first) < 2:
        raise NnvizError(
            "at least two columns: an input and a target", "one",
            "Choose another separator, or another file.",
        )  # fmt: skip
    if len(first) <= MOST_COLUMNS:
        return len(first)
    last = max((number for number, cell in enumerate(first, 1) if cell), default=0)
    if last > MOST_COLUMNS:
        raise _too_wide(last)
    return MOST_COLUMNS


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row holds names: texts where numbers or dates follow, or unlike all."""
    first, below = rows[0], rows[1 : _SAMPLE + 1]
    if any(_is_value(cell) for cell in first):
        return False
    if not below or any(_is_value(cell) for row in below for cell in row):
        return True
    return not any(
        cell == row[number] for row in below for number, cell in enumerate(first) if cell
    )


def _is_value(cell: str) -> bool:
    return bool(_NUMBER_LIKE.fullmatch(cell) or _DATE_LIKE.fullmatch(cell))


def guess_decimal(rows: Sequence[Sequence[str]], separator: str) -> Decimal:
    """Return the decimal separator that more cells agree with; the point when none does."""
    points = commas = 0
    for row in rows[:1000]:
        for cell in row:
            # Between commas only a quoted cell has one, and then it parts thousands.
            if separator == "," and re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", cell):
                points += 1
            elif _WITH_COMMA.fullmatch(cell):
                commas += 1
            elif _POINTED.fullmatch(cell):
                points += 1
    return "," if commas > points else "."
