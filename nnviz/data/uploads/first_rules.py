"""How nnviz 0.1 inferred what a table holds.

Experiments that were saved then say only "automatic" where they were satisfied with that, and go on
meaning the same. Nothing else uses these rules.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from nnviz.data.uploads.dates import dates
from nnviz.data.uploads.numbers import LONGEST, SOFT_GAPS, Decimal, is_gap, number

if TYPE_CHECKING:
    from nnviz.data.uploads.columns import Column

Guess = tuple[Literal["number", "category", "date", "unused"], str]
MOST_LEVELS = 20
_SAMPLE = 60
_ENOUGH = 0.9
_COUNTING = re.compile(
    r"|id|#|nr\.?|no\.?|num|number|nummer|index|row|zeile|key|unnamed: 0|lfd\.? ?nr\.?|.*[ _]id",
    re.IGNORECASE,
)
_TARGET_NAMES = ("target", "label", "class", "klasse", "species", "y", "ziel", "result", "outcome")
_POINTED = re.compile(r"[-+]?\d*\.\d+|[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_COMMA = re.compile(r"[-+]?\d*,\d+|[-+]?\d{1,3}(\.\d{3})+,\d+")
_NUMBER_LIKE = re.compile(r"[-+]?[\d.,\s]+%?|[-+]?\d*[.,]?\d+[eE][-+]?\d+")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|\d{1,2}:\d{2}(:\d{2})?")


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
    if len(cell) > LONGEST:
        return False
    digits = any(sign.isdigit() for sign in cell)
    return digits and bool(_NUMBER_LIKE.fullmatch(cell) or _DATE_LIKE.fullmatch(cell))


def guess_decimal(rows: Sequence[Sequence[str]], separator: str) -> Decimal:
    """Return the decimal separator that more cells agree with; the point when none does."""
    points = commas = 0
    for row in rows[:1000]:
        for cell in row:
            if len(cell) > LONGEST:
                continue
            # Between commas only a quoted cell has one, and then it parts thousands.
            if separator == "," and re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", cell):
                points += 1
            elif _WITH_COMMA.fullmatch(cell):
                commas += 1
            elif _POINTED.fullmatch(cell):
                points += 1
    return "," if commas > points else "."


def guess(name: str, texts: Sequence[str], decimal: Decimal) -> Guess:
    """Say what a column seems to hold, and why."""
    given = [text for text in texts if not is_gap(text)]
    different = len(set(given))
    if different < 2:
        return "unused", "every row has the same value" if different else "it has no values"
    firm = [text for text in given if text.lower() not in SOFT_GAPS]
    read = [number(text, decimal) for text in firm]
    numbers = sum(value is not None for value in read)
    if firm and numbers >= _ENOUGH * len(firm) and numbers >= len(given) / 2:
        whole = all(value is not None and value % 1 == 0 for value in read)
        if different == len(texts) and _COUNTING.fullmatch(name.strip()) and whole:
            return "unused", "it only numbers the rows"
        return "number", "its cells are numbers"
    days, _ = dates(given)
    if sum(day is not None for day in days) >= _ENOUGH * len(days):
        return "date", "its cells are dates or times"
    if different <= MOST_LEVELS and (different <= 2 or different <= 0.6 * len(given)):
        return "category", f"it has {different} different texts"
    return "unused", f"{different} different texts are too many to compare"


def guess_target(columns: Sequence["Column"]) -> int:
    """Return the column that is likely to be predicted: by its name, else the last one in use."""
    for place, column in enumerate(columns):
        if column.name.lower() in _TARGET_NAMES and column.role != "unused":
            return place
    used = [place for place, column in enumerate(columns) if column.role != "unused"]
    return used[-1] if used else len(columns) - 1
