"""Two networks with all that a comparison of them shows, worked out once for all visitors."""

from dataclasses import dataclass
from functools import lru_cache

from nnviz.core.comparing.alignment import Comparison, Pair, align
from nnviz.core.comparing.comparison import Sizes, sizes
from nnviz.core.comparing.difference_words import Difference, differences
from nnviz.core.shapes.shapes import NetworkShapes, measure
from nnviz.core.windows.receptive_field import Field, receptive_fields
from nnviz.data.networks.comparable import Comparable
from nnviz.graph.folding import Part, fold, shown


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two networks with all that follows from its layers."""

    network: Comparable
    shapes: NetworkShapes
    fields: dict[str, Field]
    parts: tuple[Part, ...]
    sizes: Sizes


@dataclass(frozen=True, slots=True)
class Compared:
    """Two networks with what differs."""

    sides: tuple[Side, Side]
    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]

    def states(self, place: int) -> dict[int, Comparison]:
        """Return how the layers of one side compare, by number, without those that are alike."""
        found: dict[int, Comparison] = {}
        for pair in self.pairs:
            number = (pair.first, pair.second)[place]
            if number is not None and pair.state != "same":
                found[number] = pair.state
        return found

    def partners(self, place: int, part: Part, opened: frozenset[str]) -> frozenset[str]:
        """Return the closed blocks of the other side in which layers of a block have partners.

        Args:
            place: Side of the block, 0 or 1.
            part: The block.
            opened: Names of the blocks that are open on the other side.
        """
        both = [(pair.first, pair.second) for pair in self.pairs]
        inside = {*range(part.first, part.last + 1)}
        numbers = {pair[1 - place] for pair in both if pair[place] in inside}
        return frozenset(
            other.name
            for other in shown(self.sides[1 - place].parts, opened)
            if other.parts and numbers & {*range(other.first, other.last + 1)}
        )

    def count(self, state: Comparison) -> int:
        """Return how many rows of the alignment are of one kind."""
        return sum(pair.state == state for pair in self.pairs)


@lru_cache(maxsize=24)
def side(network: Comparable) -> Side:
    """Return a network with sizes, fields and blocks."""
    spec, data = network.network, network.signature
    shapes = measure(spec, data)
    return Side(network, shapes, receptive_fields(spec, shapes), fold(spec), sizes(spec, data))


@lru_cache(maxsize=12)
def compared(left: Comparable, right: Comparable) -> Compared:
    """Return two networks aligned, with what differs."""
    sides = (side(left), side(right))
    pairs = align(left.network, right.network, (sides[0].shapes, sides[1].shapes))
    return Compared(sides, pairs, differences(left.network, right.network, pairs))
