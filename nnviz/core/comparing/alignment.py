"""Which layers of two networks correspond, and what differs between those that do.

Method: the layers stand in the order in which they are computed, and two such rows are aligned like
two sequences, without crossings, so that the sum of what the pairs have in common is largest.
Needleman and Wunsch, "A general method applicable to the search for similarities in the amino acid
sequence of two proteins", Journal of Molecular Biology 48, 1970, with gaps that cost nothing; if
pairs counted only where everything is equal, this would be the longest common subsequence. Of the
links, only how many layers each one reads is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.shapes.shapes import NetworkShapes, layer_kind, layer_values
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.core.spec.params import ParamValue

Comparison = Literal["same", "changed", "removed", "added"]
_KIND, _SETTINGS, _SHAPE, _NAME = 8, 4, 2, 1
"""What a pair counts: only layers of one kind are paired; then equal settings decide, then equal
output shapes, then equal names."""
READS = "inputs"
"""Name of the setting that says how many layers come together in one."""


@dataclass(frozen=True, slots=True)
class Change:
    """A setting in which two layers of one kind differ.

    Attributes:
        name: What the setting is called.
        first: Its value in the first network.
        second: Its value in the second one.
    """

    name: str
    first: ParamValue
    second: ParamValue


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of an alignment.

    Attributes:
        first: Number of the layer in the first network; None where there is none.
        second: Number of the layer in the second network; None where there is none.
        changes: In what the two differ; empty for equal ones and for a layer alone.
    """

    first: int | None
    second: int | None
    changes: tuple[Change, ...] = ()

    @property
    def state(self) -> Comparison:
        """What became of the first network's layer, or that it is new in the second."""
        if self.second is None:
            return "removed"
        if self.first is None:
            return "added"
        return "changed" if self.changes else "same"


def align(
    first: NetworkSpec,
    second: NetworkSpec,
    shapes: tuple[NetworkShapes, NetworkShapes] | None = None,
) -> tuple[Pair, ...]:
    """Align the layers of two networks.

    Args:
        first: The network that the other one is compared with.
        second: The other one.
        shapes: Their sizes; where they are known, layers with equal output shapes are
            preferred as partners among those that are alike otherwise.

    Returns:
        Every layer of both networks once, in order; where they differ, what is only in the first
        network stands before what is only in the second.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    settings = [_settings(network) for network in (first, second)]
    scores = _scores(first, second, settings[0], settings[1])
    if shapes is not None:
        outputs = [[entry.shape for entry in each.layers] for each in shapes]
        scores += _SHAPE * (scores > 0) * _equal(outputs[0], outputs[1])
    found: list[Pair] = []
    for one, other in _path(scores):
        changes = ()
        if one is not None and other is not None:
            changes = _changes(first.layers[one], settings[0][one], settings[1][other])
        found.append(Pair(one, other, changes))
    return tuple(found)


def _settings(network: NetworkSpec) -> list[dict[str, ParamValue]]:
    """Return all values of each layer, defaults included, and how many layers it reads."""
    return [
        {**layer_values(layer), READS: len(network.sources(index))}
        for index, layer in enumerate(network.layers)
    ]


def _scores(
    first: NetworkSpec,
    second: NetworkSpec,
    ours: list[dict[str, ParamValue]],
    theirs: list[dict[str, ParamValue]],
) -> NDArray[np.int64]:
    """Return `(layers of first, layers of second)`: what each pair counts, 0 for other kinds."""
    kinds = _equal([one.kind for one in first.layers], [one.kind for one in second.layers])
    values = _equal(
        [tuple(sorted(each.items())) for each in ours],
        [tuple(sorted(each.items())) for each in theirs],
    )
    names = _equal([one.id for one in first.layers], [one.id for one in second.layers])
    return kinds * (_KIND + _SETTINGS * values + _NAME * names)


def _equal(first: Sequence[object], second: Sequence[object]) -> NDArray[np.int64]:
    """Return 1 where an entry of the first row equals one of the second, otherwise 0."""
    numbers: dict[object, int] = {}
    ours, theirs = (
        np.array([numbers.setdefault(each, len(numbers)) for each in row], np.int64)
        for row in (first, second)
    )
    return (ours[:, None] == theirs[None, :]).astype(np.int64)


def _path(scores: NDArray[np.int64]) -> list[tuple[int | None, int | None]]:
    """Return the pairs with the largest sum, with gaps between them."""
    rows, columns = scores.shape
    best = np.zeros((rows + 1, columns + 1), np.int64)
    for row in range(rows):
        paired = best[row, :-1] + scores[row]
        # A gap costs nothing, so what is best so far along the row is a running maximum.
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(paired, best[row, 1:]))
    found: list[tuple[int | None, int | None]] = []
    row, column = rows, columns
    while row or column:
        here = best[row, column]
        fits = row and column and scores[row - 1, column - 1] > 0
        if fits and here == best[row - 1, column - 1] + scores[row - 1, column - 1]:
            row, column = row - 1, column - 1
            found.append((row, column))
        elif column and here == best[row, column - 1]:
            column -= 1
            found.append((None, column))
        else:
            row -= 1
            found.append((row, None))
    return found[::-1]


def _changes(
    layer: LayerSpec, ours: dict[str, ParamValue], theirs: dict[str, ParamValue]
) -> tuple[Change, ...]:
    """Name the settings in which two layers of one kind differ, in the order of the catalogue."""
    labels = {param.name: param.label.lower() for param in layer_kind(layer).params}
    return tuple(
        Change(labels.get(name, name), value, theirs[name])
        for name, value in ours.items()
        if value != theirs[name]
    )
