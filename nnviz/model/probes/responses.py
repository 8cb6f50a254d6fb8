"""What one layer makes of examples, and how many examples may be looked at for it."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.kinds import product
from nnviz.core.network import INPUT
from nnviz.core.params import Param
from nnviz.core.shapes import infer
from nnviz.model.probes.probe import Live, ProbeMisfit

LAYER = Param("layer", "Layer", INPUT, "Id of the layer; `input` for what goes in.")
UNIT = Param("unit", "Unit", 0, "Number of the unit.", low=0, high=1_000_000, step=1)
SLICE = Param(
    "slice", "Slice", 0, "Which slice of a volume, or moment of a film, of what the layer gives.",
    low=0, high=1e6, step=1,
)  # fmt: skip
_MOST_VALUES = 2_000_000
_FEWEST = 16


def responses(live: Live, layer: str, x: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return a layer's values for inputs `(n, *shape)`, `(n, ..., units)`.

    Raises:
        ProbeMisfit: There is no such layer.
    """
    if layer == INPUT:
        # A token number is one unit over time.
        return (x[..., None] if live.dataset.signature.tokens else x).astype(np.float32)
    if layer not in {one.id for one in live.network.layers}:
        raise ProbeMisfit(f"There is no layer '{layer}' in this network.")
    return live.readout.some((layer,), x)[layer].astype(np.float32)


def unit_of(values: NDArray[np.float32], layer: str, unit: int) -> NDArray[np.float32]:
    """Return one unit's values `(n, ...)` of a layer's `(n, ..., units)`.

    Raises:
        ProbeMisfit: The layer has fewer units.
    """
    if unit >= values.shape[-1]:
        raise ProbeMisfit(f"Layer '{layer}' has only {values.shape[-1]} units.")
    return values[..., unit]


def spread_rows(count: int, most: int) -> NDArray[np.intp]:
    """Return at most `most` row numbers out of `count`, evenly spaced."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).astype(np.intp))


def affordable(live: Live, most: int, layers: tuple[str, ...] = ()) -> int:
    """Return how many examples may be read at once, so that a view stays quick.

    Args:
        live: The live model.
        most: How many there shall be at most.
        layers: Only these layers are kept; all of them when there are none.
    """
    shapes = infer(live.network, live.dataset.signature)
    sizes = [
        product(entry.shape or ()) for entry in shapes.layers if not layers or entry.id in layers
    ]
    cost = max(1, sum(sizes), shapes.macs // 100)
    return min(most, max(_FEWEST, _MOST_VALUES // cost))
