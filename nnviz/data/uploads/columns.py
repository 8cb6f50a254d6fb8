"""What the columns of a custom table hold: inferred from the cells, with the reason in words."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.files.names import clean_name
from nnviz.data.uploads import first_rules
from nnviz.data.uploads.column_names import FROM_R, identifies
from nnviz.data.uploads.dates import dates
from nnviz.data.uploads.names import unique_names
from nnviz.data.uploads.numbers import (
    SOFT_GAPS,
    Decimal,
    NumberStyle,
    is_gap,
    number,
    read,
    style_of,
)

Role = Literal["number", "category", "date", "unused"]
MOST_LEVELS = 50
"""Most different texts of a category, when it is inferred."""
MOST_CHOSEN_LEVELS = 100
"""Likewise, when a visitor says that it is one."""
_FEW_LEVELS = 20
"""More levels than this are only inferred where each comes again and again."""
_COMES_AGAIN = 3
_ENOUGH = 0.9
"""Share of the cells that have to be numbers, or dates, in a column of them."""
_SAMPLES = 4
_TOLD_BY_GAPS = 0.01
"""From this share of gaps on, a column of one value says by its gaps what it says."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, read.

    Attributes:
        name: Its name.
        role: What it is used as.
        reason: Why, in words that follow "because".
        values: float64 `(rows,)`: numbers, days, hours or numbers of levels; NaN is a gap.
        levels: What the numbers of a category mean.
        unit: What its numbers are counted in.
        samples: Its first different cells.
        gaps: How many cells have no value.
        stray: How many of them hold something other than the column's type.
        constant: Whether all its cells are the same.
    """

    name: str
    role: Role
    reason: str
    values: NDArray[np.float64]
    levels: tuple[str, ...] = ()
    unit: str = ""
    samples: tuple[str, ...] = ()
    gaps: int = 0
    stray: int = 0
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one column, before anything is known of them.

    Attributes:
        name: Name of the column.
        texts: Every cell.
        counts: How often each different cell that holds something occurs.
        style: How its numbers are written.
        nameless: Whether it has no name where others do.
        rules: 1 to infer as experiments of nnviz 0.1 did, 2 as now.
    """

    name: str
    texts: Sequence[str]
    counts: Mapping[str, int]
    style: NumberStyle
    nameless: bool = False
    rules: int = 2

    @classmethod
    def of(
        cls,
        name: str,
        texts: Sequence[str],
        decimal: Decimal,
        *,
        sure: bool = True,
        nameless: bool = False,
        rules: int = 2,
    ) -> "Cells":
        """Count the cells of a column and find out how its numbers are written."""
        counts = {text: n for text, n in Counter(texts).items() if not is_gap(text)}
        style = style_of(counts, decimal, sure=sure) if rules > 1 else NumberStyle(decimal)
        return cls(name, texts, counts, style, nameless, rules)

    @property
    def given(self) -> int:
        """How many cells hold something."""
        return sum(self.counts.values())


def read_column(
    name: str, texts: Sequence[str], decimal: Decimal, wanted: Role | None = None
) -> Column:
    """Read a column of a table whose decimal sign is known; see `read_cells`."""
    return read_cells(Cells.of(name, texts, decimal), wanted)


def read_cells(cells: Cells, wanted: Role | None = None) -> Column:
    """Read a column as the type it seems to have, or that the visitor chose.

    Args:
        cells: The column.
        wanted: What to read it as; None is to be guessed.

    Raises:
        NnvizError: It cannot be read as what is wanted.
    """
    role, reason = guess(cells)
    if wanted is not None and wanted != role:
        role, reason = wanted, "you chose this"
    return _READERS[role](cells, reason)


def guess(cells: Cells) -> tuple[Role, str]:
    """Say what a column seems to hold, and why."""
    if cells.rules == 1:
        return first_rules.guess(cells.name, cells.texts, cells.style.decimal)
    given, different = cells.given, len(cells.counts)
    gaps = len(cells.texts) - given
    if different < 2:
        told = different and gaps >= max(2, _TOLD_BY_GAPS * len(cells.texts))
        if told:
            return "category", "it has one value or none, which may be what tells"
        return "unused", "every row has the same value" if different else "it has no values"
    firm = {text: n for text, n in cells.counts.items() if text.lower() not in SOFT_GAPS}
    values = {text: value for text in firm if (value := read(text, cells.style)) is not None}
    numbers = sum(firm[text] for text in values)
    if firm and numbers >= _ENOUGH * sum(firm.values()) and 2 * numbers >= given:
        return _guess_of_numbers(cells, values)
    return _guess_of_texts(cells)


def _guess_of_numbers(cells: Cells, values: Mapping[str, float]) -> tuple[Role, str]:
    """Say whether numbers measure something or only identify the rows."""
    found = tuple(values.values())
    if cells.style.unit or any(value % 1 for value in found):
        return "number", "its cells are numbers"
    share = len(values) / len(cells.texts)
    counting = share == 1 and all(after - before == 1 for before, after in pairwise(found))
    if share >= identifies(cells.name, nameless=cells.nameless) or (
        counting and cells.name in FROM_R
    ):
        return "unused", "it identifies the rows, and nothing is learned from that"
    if counting:
        return "number", "its cells are numbers; if they only count the rows, do not use it"
    return "number", "its cells are numbers"


def _guess_of_texts(cells: Cells) -> tuple[Role, str]:
    """Say what a column of texts seems to hold."""
    given, different = cells.given, len(cells.counts)
    days, _ = dates(list(cells.counts))
    dated = sum(n for n, day in zip(cells.counts.values(), days, strict=True) if day is not None)
    if dated >= _ENOUGH * given:
        return "date", "its cells are dates or times"
    levels = len(_levels(cells))
    few = levels <= 2 or (levels <= _FEW_LEVELS and levels <= 0.6 * given)
    if few or (levels <= MOST_LEVELS and _COMES_AGAIN * levels <= given):
        return "category", f"it has {levels} different texts"
    if different == given:
        return "unused", "every row has a different text, so there is nothing to compare"
    return "unused", f"{different:,} different texts are too many to compare"


def _unused(cells: Cells, reason: str) -> Column:
    nothing = np.full(len(cells.texts), np.nan)
    gaps = len(cells.texts) - cells.given
    return Column(
        cells.name, "unused", reason, nothing, samples=_first(cells.texts), gaps=gaps,
        constant=len(cells.counts) == 1,
    )  # fmt: skip


def _numbers(cells: Cells, reason: str) -> Column:
    known = {text: read(text, cells.style) for text in cells.counts}
    return _measured(cells, "number", known, reason, cells.style.unit)


def _dates(cells: Cells, reason: str) -> Column:
    days, unit = dates(list(cells.counts))
    return _measured(cells, "date", dict(zip(cells.counts, days, strict=True)), reason, unit)


def _measured(
    cells: Cells, role: Role, known: Mapping[str, float | None], reason: str, unit: str
) -> Column:
    """Return a column of numbers, or say that it has none."""
    texts = cells.texts
    read = [known.get(text) for text in texts]
    values = np.array([np.nan if value is None else value for value in read], np.float64)
    gaps = int(np.isnan(values).sum())
    if gaps == len(values):
        raise NnvizError(
            f"{role}s in the column {cells.name}", f"cells such as {_first(texts)[0]!r}",
            "Choose another type for it, or leave it out.",
        )  # fmt: skip
    odd = sum(
        n
        for text, n in cells.counts.items()
        if known[text] is None and text.lower() not in SOFT_GAPS
    )
    return Column(cells.name, role, reason, values, (), unit, _first(texts), gaps, odd)


def _category(cells: Cells, reason: str) -> Column:
    levels = _levels(cells)
    if len(levels) > MOST_CHOSEN_LEVELS:
        raise NnvizError(
            f"at most {MOST_CHOSEN_LEVELS} different values in the category {cells.name}",
            f"{len(levels):,}", "Choose another type for it, or leave it out.",
        )  # fmt: skip
    numbers = {text: place for place, texts in enumerate(levels.values()) for text in texts}
    values = np.array([numbers.get(text, np.nan) for text in cells.texts], np.float64)
    names = unique_names(clean_name(text, "?") for text in levels)
    gaps = int(np.isnan(values).sum())
    merged = len(cells.counts) - len(levels)
    if merged:
        reason = f"{reason}; {merged} other spelling{'s' * (merged != 1)} of them counted in"
    return Column(cells.name, "category", reason, values, names, "", _first(cells.texts), gaps)


def _levels(cells: Cells) -> dict[str, list[str]]:
    """Return the levels of a category in order, by their usual spelling, with every spelling.

    Yes, yes and YES are one level, and so are 1 and 1.0; single letters stay apart.
    """
    groups: dict[str | float, list[str]] = {}
    numeric = all(read(text, cells.style) is not None for text in cells.counts)
    for text in cells.counts:
        groups.setdefault(_same(text, cells, numeric=numeric), []).append(text)
    named = {max(texts, key=lambda text: cells.counts[text]): texts for texts in groups.values()}
    return dict(sorted(named.items(), key=lambda item: _order(item[0], cells.style.decimal)))


def _same(text: str, cells: Cells, *, numeric: bool) -> str | float:
    """Return what is equal for spellings of the same level."""
    if cells.rules == 1 or (len(text) == 1 and not numeric):
        return text
    value = read(text, cells.style) if numeric else None
    return " ".join(text.split()).casefold() if value is None else value


def _order(text: str, decimal: Decimal) -> tuple[float, str, str]:
    """Sort numbers by size, then texts by the alphabet."""
    value = number(text, decimal)
    return (float("inf") if value is None else value, text.casefold(), text)


def _first(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the first few different cells that hold something."""
    found = dict.fromkeys(clean_name(text) for text in texts[:200] if not is_gap(text))
    return tuple(found)[:_SAMPLES] or ("",)


_READERS: Mapping[Role, Callable[[Cells, str], Column]] = {
    "number": _numbers, "date": _dates, "category": _category, "unused": _unused,
}  # fmt: skip
