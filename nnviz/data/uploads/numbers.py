"""Numbers, dates and gaps as people type them into tables."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from nnviz.data.uploads.csv_text import Decimal

LARGEST = 1e30
"""Sizes beyond this would overflow when they are squared in single precision later."""
_GAP_WORDS = """
    na n/a n.a. nan -nan null nil ? ?? #n/a #nv #na #null! #div/0! #value! #wert! #ref! #bezug!
    #name? #num! #zahl! k.a. missing inf -inf +inf infinity -infinity +infinity
"""
GAPS = frozenset({"", *_GAP_WORDS.split()})
"""What counts as a missing value in every column, in lower case."""
SOFT_GAPS = frozenset(("-", "--", "\u2013", "\u2014", ".", "..", "...", "none", "x", "\u221e"))
"""What counts as a missing value among numbers; elsewhere it may be a category."""

_THOUSANDS = {
    ".": re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?"),
    ",": re.compile(r"\d{1,3}(\.\d{3})+(,\d*)?"),
}
_SPACED = re.compile(r"(?<=\d)['\u2019\u00a0\u202f\u2009 ](?=\d{3})")
_MONEY = re.compile(r"^[\u20ac$\u00a3\u00a5]\s*|\s*[%\u20ac$\u00a3\u00a5]$")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")

_DAY_FIRST = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_DAY = 86_400.0


def is_gap(text: str) -> bool:
    """Say whether a cell means that there is no value, whatever the column holds."""
    return text.lower() in GAPS


def number(text: str, decimal: Decimal = ".") -> float | None:
    """Return the number that a cell holds.

    Thousands may be parted, and a currency or percent sign may stand next to it: 1.234,5 and
    12 % and \u20ac 3,50.

    Args:
        text: The cell.
        decimal: Sign before the fraction.

    Returns:
        None when it is not a number, or one beyond 1e30.
    """
    usual = text.replace(",", ".", 1) if decimal == "," and "." not in text else text
    if (decimal == "." or "." not in text) and _PLAIN.fullmatch(usual):
        return _bounded(float(usual))  # Nearly all cells; what follows takes longer.
    text = _SPACED.sub("", _MONEY.sub("", text.replace("\u2212", "-")).strip())
    sign = text[:1] if text[:1] in ("-", "+") else ""
    body = _MONEY.sub("", text[len(sign) :].strip())
    if _THOUSANDS[decimal].fullmatch(body):
        body = body.replace("." if decimal == "," else ",", "")
    if decimal == ",":
        if "." in body:
            return None
        body = body.replace(",", ".", 1)
    if not _PLAIN.fullmatch(sign + body):
        return None
    return _bounded(float(sign + body))


def _bounded(value: float) -> float | None:
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def dates(texts: Sequence[str]) -> tuple[list[float | None], str]:
    """Read the cells of one column as dates or times of the day.

    Days and months are told apart over the whole column, since 03/04 alone may be either.

    Returns:
        A number for every cell, None where it is neither, and the unit of the numbers: days since
        1970 or hours of the day.
    """
    if texts and all(_CLOCK.fullmatch(text) for text in texts):
        return [_hours(text) for text in texts], "hours of the day"
    read = _reader(texts)
    return [read(text) for text in texts], "days since 1970"


def _hours(text: str) -> float | None:
    hour, minute, second = (int(part or 0) for part in _CLOCK.fullmatch(text).groups())  # type: ignore[union-attr]
    usual = hour < 24 and minute < 60 and second < 60
    return hour + minute / 60 + second / 3600 if usual else None


def _reader(texts: Sequence[str]) -> Callable[[str], float | None]:
    """Return what reads one cell, with day and month in the order that fits all of them."""
    found = [match for text in texts if (match := _DAY_FIRST.fullmatch(text))]
    american = any(int(match.group(2)) > 12 for match in found) and not any(
        int(match.group(1)) > 12 for match in found
    )

    def read(text: str) -> float | None:
        if match := _YEAR_FIRST.fullmatch(text):
            return _days(match.group(1, 2, 3), match.group(4, 5, 6))
        if match := _DAY_FIRST.fullmatch(text):
            first, second, year = match.group(1, 2, 3)
            day, month = (second, first) if american else (first, second)
            return _days((_whole_year(year), month, day), match.group(4, 5, 6))
        return None

    return read


def _whole_year(year: str) -> str:
    """Write 24 as 2024 and 98 as 1998."""
    if len(year) == 4:
        return year
    return f"{'20' if int(year) < 70 else '19'}{year}"


def _days(day: Sequence[str], clock: Sequence[str | None]) -> float | None:
    numbers = [int(part) for part in day] + [int(part or 0) for part in clock]
    try:
        return datetime(*numbers, tzinfo=UTC).timestamp() / _DAY  # type: ignore[arg-type]
    except ValueError:
        return None
