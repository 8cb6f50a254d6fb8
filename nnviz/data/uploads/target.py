"""Which column of a table is likely to be predicted."""

from collections.abc import Sequence

import numpy as np

from nnviz.data.uploads.column_names import WEIGHTS, sought
from nnviz.data.uploads.columns import Column

_FEW_NUMBERS = 10
_MOST_CLASSES = 40
_NEVER = -100.0
_NAMED_SO = 6.0


def ranked_targets(columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the numbers of the columns, the one that is most likely to be predicted first.

    Names that are usual for targets, two or few different values, the position, gaps and what only
    identifies rows are weighed together.

    Args:
        columns: Every column, read.
    """
    others = frozenset(column.name.lower() for column in columns)
    last = max((place for place, c in enumerate(columns) if _usable(c)), default=-1)
    scores = [
        _score(column, others, first=place == 0, last=place == last)
        for place, column in enumerate(columns)
    ]
    order = sorted(range(len(columns)), key=lambda place: (-scores[place], -place))
    good = [place for place in order if scores[place] > _NEVER / 2]
    return tuple(good) or (len(columns) - 1,)


def _usable(column: Column) -> bool:
    return column.role != "unused" and 2 * column.gaps < len(column.values)


def _score(column: Column, others: frozenset[str], *, first: bool, last: bool) -> float:
    name = sought(column.name, others)
    if column.role == "unused" and not (name >= _NAMED_SO and column.constant):
        return _NEVER
    score = name + WEIGHTS["last"] * last - WEIGHTS["gaps"] * column.gaps / len(column.values)
    different = _different(column)
    if column.role == "date":
        return score + WEIGHTS["date"]
    if column.role == "category" and different == 1:
        return score - WEIGHTS["gaps"]
    if different == 2:
        return score + WEIGHTS["two values"] + WEIGHTS["first"] * first
    few = _MOST_CLASSES if column.role == "category" else _FEW_NUMBERS
    if 0 < different <= few:
        score += WEIGHTS["few values"] if column.role == "category" else 0.5
        score += WEIGHTS["first"] * first
    return score


def _different(column: Column) -> int:
    if column.role == "category":
        return len(column.levels)
    return len(np.unique(column.values[~np.isnan(column.values)]))


def wants_classes(column: Column) -> bool:
    """Say whether a target is rather classes: texts, or few whole numbers that come again."""
    if column.role in ("category", "unused"):
        return True
    known = column.values[~np.isnan(column.values)]
    different = np.unique(known)
    few = len(different) <= _FEW_NUMBERS and len(known) >= 3 * len(different)
    return column.role == "number" and few and bool(np.all(different % 1 == 0))
