"""The responses of one layer to examples."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.network import INPUT
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import Live, ProbeMisfit

LAYER = Param("layer", "Layer", INPUT, "Id of the layer; `input` for the input.")
UNIT = Param("unit", "Unit", 0, "Number of the unit.", low=0, high=1_000_000, step=1)
SLICE = Param(
    "slice", "Slice", 0,
    "Which slice of a volume, or which time step of a video, of the layer's output.",
    low=0, high=1e6, step=1,
)  # fmt: skip


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
