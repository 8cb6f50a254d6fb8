"""Numbers and gaps as people type them into tables.

A column is read in one way: `style_of` looks at all of its cells and says which sign is the
decimal one and which unit stands next to the numbers, then `read` reads each cell. Every pattern
meets cells of at most `LONGEST` characters, and none of them tries anything twice.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Decimal = Literal[".", ","]
LARGEST = 1e30
"""Sizes beyond this would overflow when they are squared in single precision later."""
LONGEST = 48
"""Most characters of a cell that can be a number or a date."""
_GAP_WORDS = """
    na n/a n.a. nan -nan null nil ? ?? #n/a #nv #na #null! #div/0! #value! #wert! #ref! #bezug!
    #name? #num! #zahl! k.a. missing inf -inf +inf infinity -infinity +infinity
"""
GAPS = frozenset({"", *_GAP_WORDS.split()})
"""What counts as a missing value in every column, in lower case."""
SOFT_GAPS = frozenset(("-", "--", "\u2013", "\u2014", ".", "..", "...", "none", "x", "\u221e"))
"""What counts as a missing value among numbers; elsewhere it may be a category."""

_GROUPED = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
"""Grouped thousands by the decimal sign; with a point also as in India (12,34,567)."""
_SPACED = re.compile(r"(?<=\d)['\u2019\u00a0\u202f\u2009 ](?=\d{3})")
_PLAIN = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_SIGNED = re.compile(r"[-+]?[\d.,]+")
_CURRENCIES = tuple("\u20ac$\u00a3\u00a5\u20b9\u20bd\u20a9\u20ba\u20ab\u0e3f\u20b4\u20aa")
_CODES = ("EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "US$", "SEK", "NOK", "DKK", "PLN")
_BEFORE = (*_CODES, *_CURRENCIES)
_BEHIND = (*_BEFORE, "%", "\u2030")
_WITH_UNIT = re.compile(
    r"([-+\u2212]?[\d.,\u2019\u00a0\u202f\u2009 ]+)"
    r"([^\W\d_]|[%\u2030\u00b0$\u20ac\u00a3\u00a5\"'])(\D{0,15})"
)
"""Digits, then a unit, which has none; the two sets of signs are apart."""
_USUAL = 0.9
"""Share of the cells of a column that must have the same unit."""
_SEVERAL = 3
"""So many different cells of three digits behind a comma are thousands rather than fractions."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How the numbers of one column are written.

    Attributes:
        decimal: Sign before the fraction.
        unit: What stands next to every number, such as kg, % or a currency; often empty.
        doubt: A cell that could also be read with the other sign, where nothing tells.
    """

    decimal: Decimal
    unit: str = ""
    doubt: str = ""


def is_gap(text: str) -> bool:
    """Say whether a cell means that there is no value, whatever the column holds."""
    return len(text) <= LONGEST and text.lower() in GAPS


def read(text: str, style: NumberStyle) -> float | None:
    """Return the number that a cell of a column holds, None where there is none."""
    value = number(text, style.decimal)
    if value is None and style.unit:
        body, unit = _parted(text)
        return number(body, style.decimal) if unit == style.unit else None
    return value


def number(text: str, decimal: Decimal = ".") -> float | None:
    """Return the number that a cell holds.

    Thousands may be parted, a currency or percent sign may stand next to it, and brackets mean a
    negative amount: 1.234,5 and 12 % and \u20ac 3,50 and (12).

    Args:
        text: The cell.
        decimal: Sign before the fraction.

    Returns:
        None when it is not a number, or one beyond 1e30.
    """
    if len(text) > LONGEST:
        return None
    usual = text.replace(",", ".", 1) if decimal == "," and "." not in text else text
    if (decimal == "." or "." not in text) and _PLAIN.fullmatch(usual):
        return _bounded(float(usual))  # Nearly all cells; what follows takes longer.
    sign, body = _bare(text)
    if _GROUPED[decimal].fullmatch(body):
        body = body.replace("." if decimal == "," else ",", "")
    if decimal == ",":
        if "." in body:
            return None
        body = body.replace(",", ".", 1)
    if body[:1] in ("-", "+") or not _PLAIN.fullmatch(body):
        return None
    return _bounded(float(sign + body))


def _bounded(value: float) -> float | None:
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def _bare(text: str) -> tuple[str, str]:
    """Return the sign of a number and the rest without brackets, currency and parting spaces."""
    text = text.replace("\u2212", "-").strip()
    owed = text[:1] == "(" and text[-1:] == ")"
    text = _without_marks(text[1:-1].strip() if owed else text)
    sign = text[:1] if text[:1] in ("-", "+") else ""
    body = _SPACED.sub("", _without_marks(text[len(sign) :].strip()))
    if owed:
        # (-12) is no amount that anybody owes.
        return ("-", body) if not sign else ("", "")
    return sign, body


def _without_marks(text: str) -> str:
    """Take a currency off the beginning, and a currency or percent sign off the end."""
    upper = text.upper()
    if upper.startswith(_BEFORE):
        mark = next(mark for mark in _BEFORE if upper.startswith(mark))
        text, upper = text[len(mark) :].lstrip(), upper[len(mark) :].lstrip()
    if upper.endswith(_BEHIND):
        mark = next(mark for mark in _BEHIND if upper.endswith(mark))
        text = text[: -len(mark)].rstrip()
    return text


def _parted(text: str) -> tuple[str, str]:
    """Return digits and unit of a cell such as 50 kg; the unit is empty where there is none."""
    if len(text) > LONGEST:
        return text, ""
    if match := _WITH_UNIT.fullmatch(text):
        return match.group(1).strip(), " ".join((match.group(2) + match.group(3)).split())
    upper = text.lstrip("-+\u2212(").upper()
    mark = next((mark for mark in _BEFORE if upper.startswith(mark)), "")
    return text, mark


def style_of(cells: Collection[str], table: Decimal = ".", *, sure: bool = True) -> NumberStyle:
    """Say how the numbers of a column are written, by all of its cells.

    Args:
        cells: Its different cells that hold something.
        table: Decimal sign of the table.
        sure: Whether that is known, rather than what is usual.
    """
    unit = _unit(cells)
    votes = Evidence.of(cells, unit=bool(unit))
    decimal = votes.own() or (table if sure else votes.grouped() or table)
    doubt = "" if sure or votes.own() or votes.grouped() else votes.example
    return NumberStyle(decimal, unit, doubt)


def _unit(cells: Collection[str]) -> str:
    """Return the unit that nearly all numbers of a column have; empty where they have none."""
    units: Counter[str] = Counter()
    for cell in cells:
        if not _SIGNED.fullmatch(cell[:LONGEST]):
            units[_parted(cell)[1]] += 1
    unit, count = max(units.items(), key=lambda item: item[1], default=("", 0))
    return unit if count >= _USUAL * sum(units.values()) else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cells of one or several columns tell about the decimal sign.

    Attributes:
        points: Cells in which only a point can be the decimal sign.
        commas: Likewise a comma.
        either: Cells with one point, or one comma, and three digits behind it.
        small: Whether some have neither and less than four digits.
        example: The first cell that could be read in two ways.
    """

    points: int = 0
    commas: int = 0
    either: tuple[int, int] = (0, 0)
    small: bool = False
    example: str = ""

    @classmethod
    def of(cls, cells: Iterable[str], *, unit: bool = True) -> "Evidence":
        """Collect what cells tell.

        Args:
            cells: Different cells.
            unit: Whether there may be units next to the numbers.
        """
        found: Counter[str] = Counter()
        example = ""
        for cell in cells:
            sign = _told(cell, unit=unit)
            found[sign] += 1
            if not example and sign in (".?", ",?"):
                example = cell
        either = (found[".?"], found[",?"])
        return cls(found["."], found[","], either, found["small"] > 0, example)

    def own(self) -> Decimal | None:
        """Return the sign that cells prove; None where none does."""
        if self.points == self.commas:
            return None
        return "." if self.points > self.commas else ","

    def grouped(self) -> Decimal | None:
        """Return the sign that is left when 3.837 beside 142 is a number of thousands."""
        points, commas = self.either
        if not self.small or bool(points) == bool(commas):
            return None
        return "," if points else "."


def _told(cell: str, *, unit: bool) -> str:
    """Return the decimal sign that a cell proves, with a question mark where it may be one."""
    if len(cell) > LONGEST:
        return ""
    body = cell
    if not _SIGNED.fullmatch(body):
        body = "".join(_bare(_parted(cell)[0] if unit else cell))
        if not _SIGNED.fullmatch(body):
            return ""
    body = body.lstrip("-+")
    points, commas = body.count("."), body.count(",")
    if not points and not commas:
        return "small" if len(body) < 4 else ""
    if points and commas:
        last = "." if body.rfind(".") > body.rfind(",") else ","
        return last if body.count(last) == 1 else ""
    if points + commas > 1:
        other = "," if points else "."
        return other if _GROUPED[other].fullmatch(body) else ""
    sign = "." if points else ","
    before, _, after = body.partition(sign)
    unclear = len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
    return f"{sign}?" if unclear else sign


def table_decimal(columns: Iterable[Collection[str]], separator: str) -> tuple[Decimal, bool]:
    """Return the decimal sign of a table, and whether its cells prove it.

    Args:
        columns: The different cells of each column.
        separator: What stands between two cells.
    """
    found = [votes for cells in columns if (votes := _of_numbers(cells)) is not None]
    points, commas = (sum(v.points for v in found), sum(v.commas for v in found))
    if points != commas:
        return ("." if points > commas else ","), True
    grouped = [sign for votes in found if (sign := votes.grouped())]
    if grouped:
        return ("." if 2 * grouped.count(".") >= len(grouped) else ","), True
    unclear = sum(votes.either[1] for votes in found)
    # Between commas only a quoted cell has one, and then it parts thousands.
    return ("," if 0 < unclear < _SEVERAL and separator != "," else "."), False


def _of_numbers(cells: Collection[str]) -> Evidence | None:
    """Return what the cells of a column tell, None where most are no numbers."""
    votes = Evidence.of(cells)
    looked = sum(1 for cell in cells if cell[:1].isdigit() or cell[1:2].isdigit() or "." in cell)
    return votes if 2 * looked >= len(cells) else None
