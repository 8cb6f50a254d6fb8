"""What the columns of a custom table hold: inferred from the cells, with the reason in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.data.uploads.csv_text import Decimal
from nnviz.data.uploads.names import clean_name, unique_names
from nnviz.data.uploads.numbers import SOFT_GAPS, dates, is_gap, number

Role = Literal["number", "category", "date", "unused"]
MOST_LEVELS = 20
"""Most different texts of a category, when it is inferred."""
MOST_CHOSEN_LEVELS = 50
"""Likewise, when a visitor says that it is one."""
_ENOUGH = 0.9
"""Share of the cells that have to be numbers, or dates, in a column of them."""
_SAMPLES = 4
_COUNTING = re.compile(
    r"|id|#|nr\.?|no\.?|num|number|nummer|index|row|zeile|key|unnamed: 0|lfd\.? ?nr\.?|.*[ _]id",
    re.IGNORECASE,
)
"""Names of columns that only say which row it is."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, read.

    Attributes:
        name: Its name.
        role: What it is used as.
        reason: Why, in words that follow "because".
        values: float64 `(rows,)`: numbers, days, hours or numbers of levels; NaN is a gap.
        levels: What the numbers of a category mean.
        unit: What numbers of a date are counted in.
        samples: Its first different cells.
        gaps: How many cells have no value.
        stray: How many of them hold something other than the column's type.
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


def read_column(
    name: str, texts: Sequence[str], decimal: Decimal, wanted: Role | None = None
) -> Column:
    """Read a column as the type it seems to have, or that the visitor chose.

    Args:
        name: Its name.
        texts: Its cells.
        decimal: Decimal separator.
        wanted: What to read it as; None is to be guessed.

    Raises:
        NnvizError: It cannot be read as what is wanted.
    """
    role, reason = guess(name, texts, decimal)
    if wanted is not None and wanted != role:
        role, reason = wanted, "you chose this"
    if role == "number":
        column = _numbers(name, texts, decimal, reason)
    elif role == "date":
        column = _dates(name, texts, reason)
    elif role == "category":
        column = _category(name, texts, decimal, reason)
    else:
        nothing = np.full(len(texts), np.nan)
        gaps = sum(is_gap(text) for text in texts)
        column = Column(name, "unused", reason, nothing, samples=_first(texts), gaps=gaps)
    return column


def guess(name: str, texts: Sequence[str], decimal: Decimal) -> tuple[Role, str]:
    """Say what a column seems to hold, and why."""
    given = [text for text in texts if not is_gap(text)]
    different = len(set(given))
    if different < 2:
        return "unused", "every row has the same value" if different else "it has no values"
    firm = [text for text in given if text.lower() not in SOFT_GAPS]
    numbers = sum(number(text, decimal) is not None for text in firm)
    if firm and numbers >= _ENOUGH * len(firm) and numbers >= len(given) / 2:
        if different == len(texts) and _COUNTING.fullmatch(name.strip()) and _counts(firm, decimal):
            return "unused", "it only numbers the rows"
        return "number", "its cells are numbers"
    return _guess_of_texts(given, different)


def _guess_of_texts(given: Sequence[str], different: int) -> tuple[Role, str]:
    """Say what a column of texts seems to hold."""
    days, _ = dates(given)
    if sum(day is not None for day in days) >= _ENOUGH * len(days):
        return "date", "its cells are dates or times"
    if different <= MOST_LEVELS and (different <= 2 or different <= 0.6 * len(given)):
        return "category", f"it has {different} different texts"
    if different == len(given):
        return "unused", "every row has a different text, so there is nothing to compare"
    return "unused", f"{different} different texts are too many to compare"


def _counts(texts: Sequence[str], decimal: Decimal) -> bool:
    """Say whether these are whole numbers."""
    return all((value := number(text, decimal)) is not None and value % 1 == 0 for text in texts)


def _numbers(name: str, texts: Sequence[str], decimal: Decimal, reason: str) -> Column:
    read = [None if is_gap(text) else number(text, decimal) for text in texts]
    return _measured(name, "number", texts, read, reason)


def _dates(name: str, texts: Sequence[str], reason: str) -> Column:
    given = [text for text in texts if not is_gap(text)]
    days, unit = dates(given)
    known = dict(zip(given, days, strict=True))
    return _measured(name, "date", texts, [known.get(text) for text in texts], reason, unit)


def _measured(
    name: str,
    role: Role,
    texts: Sequence[str],
    read: Sequence[float | None],
    reason: str,
    unit: str = "",
) -> Column:
    """Return a column of numbers, or say that it has none."""
    values = np.array([np.nan if value is None else value for value in read], np.float64)
    gaps = int(np.isnan(values).sum())
    if gaps == len(values):
        raise NnvizError(
            f"{role}s in the column {name}", f"cells such as {_first(texts)[0]!r}",
            "Choose another type for it, or leave it out.",
        )  # fmt: skip
    odd = sum(
        value is None and not is_gap(text) and text.lower() not in SOFT_GAPS
        for text, value in zip(texts, read, strict=True)
    )
    return Column(name, role, reason, values, (), unit, _first(texts), gaps, odd)


def _category(name: str, texts: Sequence[str], decimal: Decimal, reason: str) -> Column:
    given = sorted(
        {text for text in texts if not is_gap(text)}, key=lambda text: _order(text, decimal)
    )
    if len(given) > MOST_CHOSEN_LEVELS:
        raise NnvizError(
            f"at most {MOST_CHOSEN_LEVELS} different values in the category {name}",
            f"{len(given):,}", "Choose another type for it, or leave it out.",
        )  # fmt: skip
    numbers = {text: place for place, text in enumerate(given)}
    values = np.array([numbers.get(text, np.nan) for text in texts], np.float64)
    levels = unique_names(clean_name(text, "?") for text in given)
    gaps = int(np.isnan(values).sum())
    return Column(name, "category", reason, values, levels, "", _first(texts), gaps)


def _order(text: str, decimal: Decimal) -> tuple[float, str, str]:
    """Sort numbers by size, then texts by the alphabet."""
    value = number(text, decimal)
    return (float("inf") if value is None else value, text.casefold(), text)


def _first(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the first few different cells that hold something."""
    found = dict.fromkeys(clean_name(text) for text in texts[:200] if not is_gap(text))
    return tuple(found)[:_SAMPLES] or ("",)
