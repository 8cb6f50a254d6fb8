"""Which examples represent a whole split, so that viewing them stays quick."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.kinds import product

_MOST_POINTS = 400
_MOST_VALUES = 2_000_000
_FEWEST = 16


def spread_rows(count: int, most: int) -> NDArray[np.intp]:
    """Return at most `most` row numbers out of `count`, evenly spaced."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).astype(np.intp))


def affordable(shapes: NetworkShapes, most: int, layers: tuple[str, ...] = ()) -> int:
    """Return how many examples may be read at once, so that a view stays quick.

    Args:
        shapes: Sizes of the network.
        most: Largest number of examples.
        layers: Only these layers are kept; all of them when there are none.
    """
    sizes = [
        product(entry.shape or ()) for entry in shapes.layers if not layers or entry.id in layers
    ]
    cost = max(1, sum(sizes), shapes.macs // 100)
    return min(most, max(_FEWEST, _MOST_VALUES // cost))


def projected_rows(shapes: NetworkShapes, layer: str, count: int) -> NDArray[np.intp]:
    """Return which of a split's `count` examples a projection of a layer shows."""
    return spread_rows(count, affordable(shapes, _MOST_POINTS, (layer,)))
