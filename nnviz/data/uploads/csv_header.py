"""Whether the first row of a table holds names."""

from collections.abc import Sequence
from itertools import pairwise

from nnviz.data.uploads.csv_rows import is_value
from nnviz.data.uploads.numbers import number

_SAMPLE = 60
_FEWEST_STEPS = 3
_YEARS = (1800, 2200)
_SOME = 0.2
"""Share of the rows below that may count up as the first one does."""


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row holds names.

    It does where texts stand above numbers or dates, where it is unlike all other rows, or where
    it counts up and the rows below do not: years, or the 0, 1, 2 that pandas writes.
    """
    first, below = rows[0], rows[1 : _SAMPLE + 1]
    if any(is_value(cell) for cell in first):
        return bool(below) and _counts_up(first) and not _usually_counting(below, first)
    if not below or any(is_value(cell) for row in below for cell in row):
        return True
    return not any(
        cell == row[number] for row in below for number, cell in enumerate(first) if cell
    )


def _usually_counting(below: Sequence[Sequence[str]], first: Sequence[str]) -> bool:
    """Say whether rows below count up, too, where the first one does."""
    places = [place for place, cell in enumerate(first) if number(cell) is not None]
    counting = sum(_counts_up([row[place] for place in places]) for row in below)
    return counting > _SOME * len(below)


def _counts_up(row: Sequence[str]) -> bool:
    """Say whether the whole numbers of a row rise in equal steps: at least three, or two years."""
    found = [value for cell in row if (value := number(cell)) is not None]
    texts = [cell for cell in row if number(cell) is None]
    if len(set(texts)) < len(texts) or any(value % 1 for value in found):
        return False
    steps = {after - before for before, after in pairwise(found)}
    rising = bool(steps) and len(steps) == 1 and min(steps) > 0
    years = all(_YEARS[0] <= value < _YEARS[1] for value in found)
    return rising and (len(found) >= _FEWEST_STEPS or years)
