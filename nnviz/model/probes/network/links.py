"""Weights as links between units, and all weights of one unit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.catalogue.wrapped import BOUNDED
from nnviz.core.run.frames import Payload
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.tiles import LIMIT, drawn_columns

MOST_INCOMING = 512


@dataclass(frozen=True, slots=True)
class UnitWeights:
    """A layer's weights with the unit as last axis.

    Attributes:
        kernel: `(..., inputs, units)`; gates come before the inputs.
        recurrent: `(gates, units, units)`; empty where the layer has no memory.
        bias: `(biases, units)`; several where there are gates, none for an embedding.
    """

    kernel: NDArray[np.float32]
    recurrent: NDArray[np.float32]
    bias: NDArray[np.float32]


def unit_weights(layer: LayerSpec, arrays: tuple[NDArray[np.float32], ...]) -> UnitWeights:
    """Bring the weights of a layer that has units into one form.

    Args:
        layer: The layer.
        arrays: Its weights in Keras's order.
    """
    if layer_kind(layer).category == "recurrent":
        ways = [_gated(arrays[at : at + 3]) for at in range(0, len(arrays), 3)]
        if len(ways) == 1:
            return ways[0]
        return UnitWeights(
            *(
                np.concatenate([getattr(way, name) for way in ways], axis=-1)
                for name in ("kernel", "recurrent", "bias")
            )
        )
    if layer_kind(layer).wrapper == BOUNDED:
        # What measures the kernel stands between it and the bias.
        arrays = (arrays[0], *arrays[2:])
    kernel = arrays[0]
    none = np.zeros((0, kernel.shape[-1]), np.float32)
    bias = arrays[1][None] if len(arrays) > 1 else none
    return UnitWeights(kernel, none[None][:0], bias)


def _gated(arrays: tuple[NDArray[np.float32], ...]) -> UnitWeights:
    """Give gates an axis of their own; Keras keeps them side by side in the last one.

    Positions of the window of a convolutional LSTM count as further inputs.
    """
    units = arrays[1].shape[-2]
    kernel, recurrent, bias = (array.reshape(-1, array.shape[-1]) for array in arrays)

    def apart(array: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.moveaxis(array.reshape(len(array), -1, units), 1, 0)

    return UnitWeights(apart(kernel), apart(recurrent), bias.reshape(-1, units))


def link_matrix(weights: UnitWeights, sources: int) -> NDArray[np.float32]:
    """Return one number for each pair of units, `(sources, units)`.

    A pair that shares many weights (positions of a window, positions of a flattened map, gates,
    tokens) gets their mean.

    Args:
        weights: Of the target layer.
        sources: Units of the layer before.
    """
    units = weights.kernel.shape[-1]
    size = weights.kernel.shape[-2]
    if size % sources:
        # A reshape has mixed the units: only the mean over everything is meaningful.
        return np.broadcast_to(weights.kernel.reshape(-1, units).mean(axis=0), (sources, units))
    return weights.kernel.reshape(-1, sources, units).mean(axis=0)


def _links(live: Live, values: Values) -> dict[str, Payload]:
    found = drawn_columns(live, values["limit"])
    arrays = live.weights()
    links: list[NDArray[np.float32]] = []
    biases: list[NDArray[np.float32]] = []
    for before, column in zip(found.columns, found.columns[1:], strict=False):
        weights = unit_weights(live.network.layer(column.layer), arrays[column.layer])
        matrix = link_matrix(weights, before.units)
        links.append(matrix[np.ix_(before.shown, column.shown)].T.reshape(-1))
        if len(weights.bias):
            biases.append(weights.bias.mean(axis=0)[list(column.shown)])
    return {"values": _joined(links), "biases": _joined(biases)}


def _joined(parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([np.zeros(0, np.float32), *parts]).astype(np.float32)


def _weights(live: Live, values: Values) -> dict[str, Payload]:
    name, unit = values["layer"], values["unit"]
    arrays = live.weights().get(name)
    if arrays is None or layer_kind(live.network.layer(name)).units is None:
        raise ProbeMisfit(f"There is no layer '{name}' with units that have weights.")
    weights = unit_weights(live.network.layer(name), arrays)
    if unit >= weights.kernel.shape[-1]:
        raise ProbeMisfit(f"Layer '{name}' has only {weights.kernel.shape[-1]} units.")
    recurrent = weights.recurrent[..., unit]
    return {
        "incoming": weights.kernel[..., unit].reshape(-1)[:MOST_INCOMING].copy(),
        "recurrent": recurrent.mean(axis=0) if recurrent.size else np.zeros(0, np.float32),
        "bias": weights.bias[:, unit].mean(keepdims=True)
        if len(weights.bias)
        else np.zeros(0, np.float32),
    }


LINKS = Probe(
    name="links",
    sentence="The weights between units, and their biases.",
    arrays={
        "values": "(links,) in the order of core.columns; the mean where a link is many weights",
        "biases": "(biased tiles,) in the same order",
    },
    read=_links,
    options=(LIMIT,),
)

WEIGHTS = Probe(
    name="weights",
    sentence="All weights into one unit.",
    arrays={
        "incoming": (
            f"(at most {MOST_INCOMING},) in Keras's order; gate by gate where there are gates"
        ),
        "recurrent": "(units,) from each unit's state, mean over gates; empty without recurrence",
        "bias": "(1,) mean over gates; empty without bias",
    },
    read=_weights,
    options=(
        Param("layer", "Layer", "", "Id of the layer."),
        Param("unit", "Unit", 0, "Number of the unit.", low=0, high=1_000_000, step=1),
    ),
)
