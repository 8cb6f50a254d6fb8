"""Positions of the units of a symmetrically connected network in a drawing of all of it."""

import math

import numpy as np
from numpy.typing import NDArray

from nnviz.core.catalogue.special.energy import SELF_TAUGHT
from nnviz.core.shapes.shapes import infer, layer_kind, layer_values
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import product
from nnviz.core.spec.network import LayerSpec, NetworkSpec

MOST_UNITS = 144
"""Units of one kind that are drawn at most."""
STRONGEST = 240
"""Links that are drawn at most: those with the largest weights."""
RADIUS = 0.47


def mesh_layer(network: NetworkSpec, signature: DataSignature) -> LayerSpec | None:
    """Return the layer that makes up a network, if it is one with an energy that reads images.

    None where another layer has units, where the data are no small grey images, or where shapes
    do not fit.
    """
    if signature.view != "image" or signature.input_shape[-1] != 1 or not network.is_stack:
        return None
    taught = [layer for layer in network.layers if layer.kind in SELF_TAUGHT]
    if len(taught) != 1 or any(layer_kind(layer).units for layer in network.layers):
        return None
    shapes, units = infer(network, signature), product(signature.input_shape)
    read = shapes.of(taught[0].id).input_shape
    fits = not shapes.problems and read is not None and product(read) == units
    return taught[0] if fits and max(units, hidden_units(taught[0])) <= MOST_UNITS else None


def hidden_units(layer: LayerSpec) -> int:
    """Return how many hidden units a layer with an energy has."""
    units = layer_values(layer).get("units", 0)
    return units if isinstance(units, int) else 0


def places(visible: int, hidden: int) -> NDArray[np.float64]:
    """Return where units stand in a square of side 1, `(visible + hidden, 2)` as x and y.

    Without hidden units all stand on a ring, clockwise from the top. Otherwise the visible ones
    stand at the left and the hidden ones at the right, from top to bottom.
    """
    if not hidden:
        turns = 2 * math.pi * np.arange(visible) / visible
        return 0.5 + RADIUS * np.stack([np.sin(turns), np.cos(turns)], axis=1)
    sides = [(0.08, visible), (0.92, hidden)]
    columns = [
        np.stack([np.full(count, x), 1 - (np.arange(count) + 0.5) / count], axis=1)
        for x, count in sides
    ]
    return np.concatenate(columns)
