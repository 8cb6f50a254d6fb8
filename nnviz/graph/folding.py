"""Repeated blocks of a network: which layers belong together, and what repeats.

A layer past which no link leads closes a block: what lies between two of them is one residual or
inception block. A run of layers without branches whose names begin with the same number
(`block2a_...`) is a block too. The sequence of blocks is then searched for equal ones that follow
one another; and where much is left, for such that differ in their sizes only. Where blocks are
linked across (NASNet), one link more may lead past. Layers that were made as one block
(`nnviz.core.blocks`) stay one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnviz.core.blocks import BLOCKS
from nnviz.core.blocks.block import block_name, block_prefix
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.network import INPUT, NetworkSpec

_SIZES = frozenset({"filters", "units", "groups", "strides", "rate", "scale", "padding"})
"""Parameters in which repeats may differ."""
_CHANCE = frozenset({"rate"})
"""Parameters that never distinguish blocks: probabilities grow with the depth."""
_PREFIX = re.compile(r"[a-z_]*?\d+[a-z]?(?=_)")
"""The prefix of the names of layers of one block."""
_MANY = 40
"""With this many visible parts, repeats may differ in their sizes."""
_LARGE = 60
"""A block with this many layers is cut again."""
_LONGEST = 60
"""Most pieces of a repeated pattern."""
_WORTH = 4
"""Fewest layers that a fold must hide."""

_MERGES = ("add", "concatenate")
Token = tuple[str, tuple[tuple[str, object], ...], tuple[int, ...]]
"""Kind, settings, and how far before it its sources are."""


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive layers in the spec: one layer, a block, or several equal blocks.

    Attributes:
        first: Number of its first layer.
        last: Number of its last layer.
        repeats: How many equal pieces its parts are; 1 when they differ.
        parts: What it consists of; empty for a single layer.
    """

    first: int
    last: int
    repeats: int = 1
    parts: tuple["Part", ...] = ()

    @property
    def name(self) -> str:
        """Its name in the drawing: unique, and stable while the network stays the same."""
        return f"part_{self.first}_{self.last}_{self.repeats}"

    @property
    def layers(self) -> int:
        """How many layers it has."""
        return self.last - self.first + 1

    def inside(self) -> Iterator["Part"]:
        """Yield every part within it that can be opened, itself first."""
        if self.parts:
            yield self
            for part in self.parts:
                yield from part.inside()


def fold(network: NetworkSpec) -> tuple[Part, ...]:
    """Return the parts of a network, from input to output, repeats folded."""
    numbers = {layer.id: index for index, layer in enumerate(network.layers)}
    sources = [
        [numbers.get(name, -1) if name != INPUT else -1 for name in network.sources(index)]
        for index in range(len(network.layers))
    ]
    exact = [_token(network, index, sources[index], _CHANCE) for index in range(len(sources))]
    cells = [cell for block in _blocks(network, sources) for cell in _cells(block, exact)]
    cells = _made_as_one(cells, network)
    blocks = _named(cells, network)
    parts = _repeats([_piece(part, exact) for part in blocks], exact)
    if len(parts) > _MANY:
        alike = [_token(network, index, read, _SIZES) for index, read in enumerate(sources)]
        parts = _repeats(parts, alike)
    return tuple(parts)


def shown(parts: Sequence[Part], opened: frozenset[str]) -> list[Part]:
    """Return what is visible when these parts are open: layers and closed parts."""
    found: list[Part] = []
    for part in parts:
        if part.parts and part.name in opened:
            found += shown(part.parts, opened)
        else:
            found.append(part)
    return found


def holding(parts: Sequence[Part], layer: int) -> list[Part]:
    """Return the parts that can be opened around a layer, the outermost first."""
    around = [part for top in parts for part in top.inside()]
    return [part for part in around if part.first <= layer <= part.last]


def _token(network: NetworkSpec, index: int, sources: list[int], apart: frozenset[str]) -> Token:
    """Return what makes a layer equal to others, but for these parameters."""
    layer = network.layers[index]
    params = tuple(
        sorted((name, value) for name, value in layer.params.items() if name not in apart)
    )
    return (layer.kind, params, tuple(index - source for source in sources))


def _blocks(network: NetworkSpec, sources: list[list[int]]) -> list[Part]:
    """Cut the network where no link leads past, an activation staying with what it follows."""
    count = len(sources)
    reach = list(range(-1, count))
    for index, read in enumerate(sources):
        for source in read:
            reach[source + 1] = max(reach[source + 1], index)
    blocks: list[Part] = []
    start, farthest = 0, reach[0]
    for index in range(count):
        farthest = max(farthest, *(reach[k + 1] for k in range(start - 1, index)))
        if farthest > index and index < count - 1:
            continue
        single = start == index
        rectified = layer_kind(network.layers[index]).category == "activation"
        if single and rectified and blocks and blocks[-1].layers > 1:
            blocks[-1] = Part(blocks[-1].first, index)
        else:
            blocks.append(Part(start, index))
        start = index + 1
    return blocks


def _cells(block: Part, tokens: list[Token]) -> list[Part]:
    """Cut a large block where branches come together and links of one source only lead past."""
    if block.layers <= _LARGE:
        return [block]
    reach = dict.fromkeys(range(block.first - 1, block.last + 1), -1)
    for index in range(block.first, block.last + 1):
        for distance in tokens[index][2]:
            reach[index - distance] = index
    cells: list[Part] = []
    start = block.first
    for index in range(block.first, block.last):
        past = sum(reach[source] > index for source in range(block.first - 1, index))
        if tokens[index][0] in _MERGES and past <= 1:
            cells.append(Part(start, index))
            start = index + 1
    return [*cells, Part(start, block.last)]


def _made_as_one(cells: list[Part], network: NetworkSpec) -> list[Part]:
    """Join the layers of each block made from a template, whatever links lead past it."""
    prefixes = [_template(layer.id) for layer in network.layers]
    found: list[Part] = []
    for cell in cells:
        inside = range(cell.first, cell.last + 1)
        if not any(prefixes[index] for index in inside):
            found.append(cell)
            continue
        for index in inside:
            before = found[-1] if found else None
            if before and prefixes[index] and prefixes[index] == prefixes[before.last]:
                found[-1] = Part(before.first, index)
            else:
                found.append(Part(index, index))
    return found


def _template(layer_id: str) -> str | None:
    """Return the prefix of the names of a block's layers, where there is such a template."""
    prefix = block_prefix(layer_id)
    return prefix if prefix and block_name(prefix) in BLOCKS else None


def _named(blocks: list[Part], network: NetworkSpec) -> list[Part]:
    """Join runs with single layers among them whose names begin alike."""
    found: list[Part] = []
    run: list[Part] = []
    prefix = None
    for block in [*blocks, None]:
        begins = _PREFIX.match(network.layers[block.last].id) if block else None
        name = begins.group() if begins else None
        if block is None or name is None or name != prefix:
            found += _run(run)
            run = []
        prefix = name
        if block is not None:
            run.append(block)
    return found


def _run(run: list[Part]) -> list[Part]:
    """Return a run as one block where that hides something, otherwise as it is."""
    singles = sum(part.layers == 1 for part in run)
    if singles < 2 or len(run) < 3:
        return run
    return [Part(run[0].first, run[-1].last, 1, tuple(run))]


def _piece(block: Part, tokens: list[Token]) -> Part:
    """Return a block with its parts: its layers, or the blocks it was joined of."""
    if block.parts:
        pieces = [_piece(part, tokens) for part in block.parts]
        return Part(block.first, block.last, 1, tuple(_repeats(pieces, tokens)))
    if block.layers == 1:
        return block
    layers = tuple(Part(index, index) for index in range(block.first, block.last + 1))
    return Part(block.first, block.last, 1, layers)


def _repeats(pieces: list[Part], tokens: list[Token]) -> list[Part]:
    """Fold the longest repeat of a sequence of pieces, then those before and after it."""
    found = _longest(pieces, tokens)
    if found is None:
        return pieces
    start, period, times = found
    stop = start + period * times
    repeated = [_joined(pieces[at : at + period]) for at in range(start, stop, period)]
    whole = Part(repeated[0].first, repeated[-1].last, times, tuple(repeated))
    return [*_repeats(pieces[:start], tokens), whole, *_repeats(pieces[stop:], tokens)]


def _joined(pieces: list[Part]) -> Part:
    if len(pieces) == 1:
        return pieces[0]
    return Part(pieces[0].first, pieces[-1].last, 1, tuple(pieces))


def _longest(pieces: list[Part], tokens: list[Token]) -> tuple[int, int, int] | None:
    """Return start, period and times of the repeat that hides most layers."""
    known: dict[tuple[Token, ...], int] = {}
    words = [
        known.setdefault(tuple(tokens[part.first : part.last + 1]), len(known)) for part in pieces
    ]
    best, hidden = None, _WORTH - 1
    for period in range(1, min(_LONGEST, len(words) // 2) + 1):
        run = 0
        for at in range(len(words) - period):
            run = run + 1 if words[at] == words[at + period] else 0
            times = run // period + 1
            if times < 2 or run % period:
                continue
            start = at + period + 1 - times * period
            layers = pieces[start + period * times - 1].last - pieces[start].first + 1
            if layers - layers // times > hidden:
                best, hidden = (start, period, times), layers - layers // times
    return best
