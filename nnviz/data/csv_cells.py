"""CSV that spreadsheets open without running anything in it.

A spreadsheet takes a cell that begins with an equals sign, a plus, a minus, an at sign, a tab or a
line break for a formula, and a formula may send away what is next to it (OWASP, CSV injection).
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from nnviz.data.uploads.numbers import Decimal, number

Cell = str | int | float
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Characters that start a formula; the last four are full-width forms."""


def csv_bytes(
    rows: Iterable[Sequence[Cell]], *, separator: str = ",", decimal: Decimal = "."
) -> bytes:
    """Write rows as CSV in UTF-8 with a byte order mark, so that spreadsheets read it correctly.

    Args:
        rows: Cells; numbers stay numbers, texts that would be formulas get an apostrophe in front.
        separator: Character between two cells.
        decimal: Decimal separator.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([_written(cell, decimal) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell, decimal: Decimal) -> str:
    if isinstance(cell, str):
        return harmless(cell, decimal)
    if isinstance(cell, float) and not math.isfinite(cell):
        return ""
    text = f"{cell:.6g}" if isinstance(cell, float) else str(cell)
    return text.replace(".", decimal)


def harmless(text: str, decimal: Decimal = ".") -> str:
    """Return a text that no spreadsheet takes for a formula.

    Example:
        >>> harmless("=1+1"), harmless("-3.5"), harmless("plain")
        ("'=1+1", '-3.5', 'plain')
    """
    begins = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if begins and _digits(text, decimal) is None else text


def _digits(text: str, decimal: Decimal) -> float | None:
    """Return the value of a text that is nothing but a number, without signs next to it."""
    return number(text, decimal) if text and set(text) <= set("0123456789.,-+") else None
