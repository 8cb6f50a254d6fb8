"""Which blocks of a folded network to open, so that differences from another one are visible."""

from collections.abc import Mapping, Sequence

from nnviz.core.comparing.alignment import Comparison
from nnviz.graph.folding import Part, shown


def opened_where_different(
    parts: Sequence[Part], states: Mapping[int, Comparison], most: int
) -> frozenset[str]:
    """Return the names of the parts to open.

    The outermost are opened first, and of these the first; a part whose layers all compare alike
    shows that even while it is closed.

    Args:
        parts: The network folded, from `nnviz.graph.folding.fold`.
        states: How layers compare with the other network, by number; `same` where not named.
        most: Most visible boxes.
    """
    opened: frozenset[str] = frozenset()
    level = [part for part in parts if part.parts and _mixed(part, states)]
    while level:
        for part in level:
            wider = opened | {part.name}
            if len(shown(parts, wider)) <= most:
                opened = wider
        inside = [each for part in level if part.name in opened for each in part.parts]
        level = [part for part in inside if part.parts and _mixed(part, states)]
    return opened


def _mixed(part: Part, states: Mapping[int, Comparison]) -> bool:
    """Say whether the layers of a part compare in several ways."""
    return len({states.get(index, "same") for index in range(part.first, part.last + 1)}) > 1
