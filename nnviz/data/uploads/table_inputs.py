"""The inputs that the columns of a table become: numbers, levels, parts of a date, gaps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.data.sets.split import Indices
from nnviz.data.uploads.columns import Column
from nnviz.data.uploads.dates import DAYS, HOURS, moment
from nnviz.data.uploads.names import unique_names

MOST_INPUTS = 256
NO_VALUE = "no value"
_TOLD_BY_GAPS = 0.01
"""From this share of gaps on, that there is no value becomes an input of its own."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEAR = 365.2425
_HALF_YEAR = 180
_FORTNIGHT = 14

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Inputs:
    """What a network reads of every row.

    Attributes:
        names: Name of each input.
        values: Values of each input, `(rows,)`.
        measured: Whether an input is a measure, to be standardized, rather than 0 or 1.
    """

    names: list[str] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    measured: list[bool] = field(default_factory=list)

    def add(self, name: str, values: Floats, *, measured: bool = False) -> None:
        """Add one input."""
        self.names.append(name)
        self.values.append(values)
        self.measured.append(measured)


def inputs_of(
    columns: Sequence[Column], train: Indices, *, marked: bool, parts: bool
) -> tuple[tuple[str, ...], Floats, NDArray[np.bool_]]:
    """Return names and values of what the network reads, and which of them are measured.

    A category of two becomes one input of 0 and 1, one of more becomes one input for each level.

    Args:
        columns: The columns in use.
        train: Rows that set what gaps are filled with.
        marked: Whether a gap is a level of its category, or one input more beside a number.
        parts: Whether dates have season, weekday and hour beside the days since 1970.

    Raises:
        NnvizError: There would be too many.
    """
    made = Inputs()
    for column in columns:
        if column.role == "category":
            _levels(made, _with_gap_level(column) if marked else column, train)
            continue
        shown = f"{column.name} ({column.unit})" if column.unit else column.name
        values = _filled(column, train)
        made.add(shown, values, measured=True)
        if column.role == "date" and parts:
            _parts_of_dates(made, column, values)
        if marked and _tells(column):
            made.add(f"{column.name}: {NO_VALUE}", np.isnan(column.values).astype(np.float64))
    if len(made.names) > MOST_INPUTS:
        raise NnvizError(
            f"at most {MOST_INPUTS} inputs",
            f"{len(made.names)}, because each value of a category is one input",
            "Leave out categories with many values.",
        )  # fmt: skip
    return unique_names(made.names), np.stack(made.values, axis=1), np.array(made.measured)


def _tells(column: Column) -> bool:
    """Say whether enough rows lack a value for that to be learned from."""
    gaps = int(np.isnan(column.values).sum())
    return gaps >= max(2, _TOLD_BY_GAPS * len(column.values))


def _with_gap_level(column: Column) -> Column:
    """Return a category in which a gap is a level, where there are enough."""
    if not _tells(column):
        return column
    values = np.where(np.isnan(column.values), len(column.levels), column.values)
    return replace(column, values=values, levels=unique_names((*column.levels, NO_VALUE)))


def _levels(made: Inputs, column: Column, train: Indices) -> None:
    """Add an input for each level, one for two of them."""
    values = _filled(column, train)
    count = len(column.levels)
    shown = range(1) if column.levels[-1] == NO_VALUE and count == 2 else range(1, 2)
    for level in shown if count == 2 else range(count):
        made.add(f"{column.name} = {column.levels[level]}", (values == level).astype(np.float64))


def _parts_of_dates(made: Inputs, column: Column, values: Floats) -> None:
    """Add what comes again: the time of the day, the day of the week, the time of the year."""
    if column.unit == HOURS:
        _circle(made, f"{column.name}: time of day", values / 24)
        return
    if column.unit != DAYS:
        return
    known = column.values[~np.isnan(column.values)]
    span = float(known.max() - known.min())
    if len(np.unique(known % 1)) > 1:
        _circle(made, f"{column.name}: time of day", values % 1)
    monthly = all(moment(float(day)).day == 1 for day in np.unique(known)[:60])
    if span >= _FORTNIGHT and not monthly:
        # 1970 began on a Thursday.
        weekday = (np.floor(values) + 3) % 7
        for number, name in enumerate(_WEEKDAYS):
            made.add(f"{column.name} = {name}", (weekday == number).astype(np.float64))
    if span >= _HALF_YEAR:
        _circle(made, f"{column.name}: season", values / _YEAR)


def _circle(made: Inputs, name: str, turns: Floats) -> None:
    """Add a position on a circle, so that the end of a year or day lies beside its beginning."""
    made.add(f"{name} (sine)", np.sin(2 * math.pi * turns))
    made.add(f"{name} (cosine)", np.cos(2 * math.pi * turns))


def _filled(column: Column, train: Indices) -> Floats:
    """Close gaps with the median, or the most frequent level, of the training rows."""
    gaps = np.isnan(column.values)
    if not gaps.any():
        return column.values
    known = column.values[train][~gaps[train]]
    if not len(known):
        known = column.values[~gaps] if (~gaps).any() else np.zeros(1)
    if column.role == "category":
        fill = float(np.bincount(known.astype(np.int64)).argmax())
    else:
        fill = float(np.median(known))
    return np.where(gaps, fill, column.values)
