"""What a benchmark found: rows with what must be reached and what is aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        what: What was measured.
        value: The figure that is compared with `must` and `aim`.
        unit: Its unit; `times` for a ratio.
        must: What has to be reached; None where nothing is asked.
        aim: What would be very good.
        more: Whether more is better.
        ours: Our side of a comparison, in `each` units.
        theirs: The other side.
        each: Unit of the two sides.
        note: What else there is to say, in a few words.
    """

    what: str
    value: float
    unit: str
    must: float | None = None
    aim: float | None = None
    more: bool = True
    ours: float | None = None
    theirs: float | None = None
    each: str = ""
    note: str = ""

    @property
    def met(self) -> str:
        """Say how far the figure got: `aim`, `must`, `no`, or nothing where nothing is asked."""
        if self.must is None or self.aim is None:
            return ""
        sign = 1 if self.more else -1
        if sign * self.value >= sign * self.aim:
            return "aim"
        return "must" if sign * self.value >= sign * self.must else "no"

    def record(self) -> dict[str, Any]:
        """Return the row as JSON values, with a `ratio` where two sides were compared."""
        given = {name: getattr(self, name) for name in self.__slots__}
        found = {name: value for name, value in given.items() if value not in (None, "")}
        if self.ours is not None and self.theirs:
            found["ratio"] = self.ours / self.theirs
        return found | {"met": self.met}


def ratio(
    what: str,
    ours: float,
    theirs: float,
    each: str,
    must: float,
    aim: float,
    *,
    note: str = "",
) -> Row:
    """Return the row of a comparison of two rates."""
    return Row(what, ours / theirs, "times", must, aim, True, ours, theirs, each, note)


def rendered(title: str, rows: Sequence[Row]) -> str:
    """Return a Markdown table."""
    head = ("", "measured", "must reach", "aim", "met", "ours and theirs, notes")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def drawn(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([f"## {title}", "", drawn(head), rule, *(drawn(line) for line in lines[1:])])


def _cells(row: Row) -> tuple[str, ...]:
    notes = [row.note] if row.note else []
    if row.ours is not None and row.theirs is not None:
        notes.insert(0, f"{number(row.ours)} to {number(row.theirs)} {row.each}")
    return (
        row.what,
        f"{number(row.value)} {row.unit}".strip(),
        number(row.must),
        number(row.aim),
        row.met,
        "; ".join(notes),
    )


def number(value: float | None) -> str:
    """Return a number with about three digits that matter; nothing for None."""
    if value is None:
        return ""
    size = abs(value)
    digits = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
    return f"{value:,.{digits}f}"
