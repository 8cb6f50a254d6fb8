"""Which blocks of a folded network are opened, so that what differs from another one is seen."""

from collections.abc import Mapping, Sequence

from nnviz.core.alignment import Comparison
from nnviz.graph.folding import Part, shown


def opened_where_different(
    parts: Sequence[Part], states: Mapping[int, Comparison], most: int
) -> frozenset[str]:
    """Return the names of the parts to open, the outermost first.

    A part whose layers all compare alike tells that while it is closed.

    Args:
        parts: The network folded, from `nnviz.graph.folding.fold`.
        states: How layers compare with the other network, by number; `same` where not named.
        most: Boxes to be seen at most.
    """
    opened: frozenset[str] = frozenset()
    while True:
        closed = [part for part in shown(parts, opened) if part.parts and _mixed(part, states)]
        wider = opened | {part.name for part in closed}
        if not closed or len(shown(parts, wider)) > most:
            return opened
        opened = wider


def _mixed(part: Part, states: Mapping[int, Comparison]) -> bool:
    """Say whether the layers of a part compare in several ways."""
    return len({states.get(index, "same") for index in range(part.first, part.last + 1)}) > 1
