"""Units of a layer as images, and which of them are dead or saturated."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.run.sampling import affordable, spread_rows
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import EXAMPLE, SET, SPLIT, Live, Probe, Values
from nnviz.model.probes.responses import LAYER, SLICE, responses
from nnviz.model.probes.tiles import only_finite, picture, resample

LARGEST_SIDE = 64
"""Places of a feature map or series that are sent along each axis; larger ones are thinned."""
MOST_EXAMPLES = 128
_MOST_COUNTED = 100_000
BINS = 40
LIVING, DEAD, SATURATED = 0, 1, 2
_SAME = 1e-6
_NEAR = 0.01
_MOSTLY = 0.95
_RANGES = {
    "sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0), "relu6": (0.0, 6.0),
}  # fmt: skip
"""The bounds that an activation function comes near to when its unit is saturated."""
_START = Param("start", "First unit", 0, "Number of the first unit.", low=0, high=1e6, step=1)
_COUNT = Param("count", "Units", 64, "Largest number of units.", low=1, high=1024, step=1)


def thinned(pictures: NDArray[np.float32], most: int = LARGEST_SIDE) -> NDArray[np.float32]:
    """Leave out rows and columns of images `(n, rows, columns)` until they are small enough."""
    steps = [-(-size // most) for size in pictures.shape[1:]]
    return pictures[:, :: steps[0], :: steps[1]]


def _units(live: Live, values: Values) -> dict[str, Payload]:
    found = responses(live, values["layer"], live.example(values["split"], values["example"]))
    volume = found[0]
    if volume.ndim == 4:
        volume = volume[min(values["slice"], len(volume) - 1)]
    drawn = picture(volume)
    known = only_finite(drawn)
    largest = _largest(known)
    start = min(values["start"], len(drawn) - 1)
    chosen = thinned(known[start : start + values["count"]])
    return {
        "values": Quantized(chosen / (largest or 1.0), -1.0, 1.0),
        "mean": chosen.reshape(len(chosen), -1).mean(axis=1).astype(np.float32),
        "largest": np.array([largest], np.float32),
    }


def _layer_maps(live: Live, values: Values) -> dict[str, Payload]:
    x = live.example(values["split"], values["example"])
    side, count = values["side"], values["count"]
    found = live.readout.layers(x)
    tiles = []
    for layer in live.network.layers:
        drawn = resample(picture(found[layer.id][0].astype(np.float32))[:count], side)
        known = only_finite(drawn)
        tiles.append(known / (_largest(known) or 1.0))
    return {"values": Quantized(np.concatenate(tiles), -1.0, 1.0)}


def _largest(values: NDArray[np.float32]) -> float:
    """Return the largest absolute value that is finite; 0 where none is."""
    return float(np.abs(np.nan_to_num(values)).max(initial=0.0))


def activation_range(layer: LayerSpec) -> tuple[float, float] | None:
    """Return the bounds of a layer's activation function, None when it has none on both sides."""
    return _RANGES.get(str(layer_values(layer).get("activation", "")))


def unit_states(
    values: NDArray[np.float32], bounds: tuple[float, float] | None
) -> NDArray[np.int32]:
    """Say of each unit whether it is alive, dead or saturated.

    Args:
        values: `(n, ..., units)` activations on several examples.
        bounds: Of the activation function, None when it has none.

    Returns:
        `(units,)`: `DEAD` where the value is the same on every example and position, `SATURATED`
        where at least 95 % of the values lie within 1 % of a bound, otherwise `LIVING`. A unit
        with a value that is not finite is neither dead nor saturated.
    """
    flat = only_finite(values.reshape(-1, values.shape[-1]))
    dead = np.ptp(flat, axis=0) <= _SAME  # False for NaN.
    states = np.where(dead, DEAD, LIVING)
    if bounds is not None:
        room = _NEAR * (bounds[1] - bounds[0])
        near = (flat <= bounds[0] + room) | (flat >= bounds[1] - room)
        if bounds == _RANGES["relu6"]:
            # A ReLU at 0 is inactive, not saturated.
            near = flat >= bounds[1] - room
        states[~dead & (near.mean(axis=0) >= _MOSTLY)] = SATURATED
    return states.astype(np.int32)


def _batch(live: Live, split: str) -> NDArray[np.generic]:
    inputs, _ = live.split(split)
    return inputs[spread_rows(len(inputs), affordable(live.shapes, MOST_EXAMPLES))]


def _states(live: Live, values: Values) -> dict[str, Payload]:
    name, start = values["layer"], values["start"]
    found = responses(live, name, _batch(live, values["split"]))
    layer = next((one for one in live.network.layers if one.id == name), None)
    states = unit_states(found, activation_range(layer) if layer else None)
    return {"state": states[start : start + values["count"]]}


def _distributions(live: Live, values: Values) -> dict[str, Payload]:
    found = live.readout.layers(_batch(live, values["split"]))
    counts, bounds, states = [], [], []
    for layer in live.network.layers:
        flat = only_finite(found[layer.id])
        count, low, high = _histogram(flat)
        counts.append(count / max(1, count.max()))
        # Of values that are not all finite nobody can say between which they lie.
        sound = np.isfinite(flat).all()
        bounds.append((low, high) if sound else (np.nan, np.nan))
        state = unit_states(flat, activation_range(layer))
        states.append(((state == DEAD).sum(), (state == SATURATED).sum()))
    limits, ill = np.array(bounds, np.float32), np.array(states, np.int32)
    return {
        "counts": np.array(counts, np.float32),
        "low": limits[:, 0].copy(),
        "high": limits[:, 1].copy(),
        "dead": ill[:, 0].copy(),
        "saturated": ill[:, 1].copy(),
    }


def _histogram(values: NDArray[np.float32]) -> tuple[NDArray[np.int64], float, float]:
    """Count the finite values in bins; return counts and where the bins start and end."""
    finite = values[np.isfinite(values)]
    low, high = float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))
    if not finite.size:
        return np.zeros(BINS, np.int64), 0.0, 1.0
    high = high if high > low else low + 1.0
    seen = finite[:: max(1, finite.size // _MOST_COUNTED)]
    return np.histogram(seen, BINS, (low, high))[0], low, high


UNITS = Probe(
    name="units",
    sentence="The output of the units of one layer for one example, as images.",
    arrays={
        "values": "(units, rows, columns) in -1..1, divided by `largest`; maps bottom row first, "
        "of volumes the chosen slice, "
        f"series one row; thinned to {LARGEST_SIDE} a side",
        "mean": "(units,) activation, mean over positions and time",
        "largest": "(1,) largest absolute activation of the whole layer",
    },
    read=_units,
    options=(LAYER, _START, _COUNT, SLICE, SPLIT, EXAMPLE),
)

LAYER_MAPS = Probe(
    name="layer_maps",
    sentence="The first units of every layer on one example, as small images.",
    arrays={"values": "(tiles, side, side) layer by layer, in -1..1 by the layer's largest value"},
    read=_layer_maps,
    options=(
        Param("side", "Side", 20, "Side of a tile in pixels.", low=2, high=64, step=1),
        Param(
            "count", "Units", 16, "Largest number of units for each layer.", low=1, high=64, step=1
        ),
        SPLIT,
        EXAMPLE,
    ),
)

STATES = Probe(
    name="states",
    sentence="Which units of a layer are dead or saturated.",
    arrays={
        "state": f"(units,) {LIVING} alive, {DEAD} dead: the same value on every example, "
        f"{SATURATED} saturated: nearly always at a bound of its activation function"
    },
    read=_states,
    options=(LAYER, _START, _COUNT, SET),
)

DISTRIBUTIONS = Probe(
    name="distributions",
    sentence="How the activations of every layer are distributed over many examples.",
    arrays={
        "counts": f"(layers, {BINS}) histogram, 1 for the fullest bin",
        "low": "(layers,) where the first bin starts; NaN where a value is not finite",
        "high": "(layers,) where the last bin ends; NaN where a value is not finite",
        "dead": "(layers,) units that are dead",
        "saturated": "(layers,) units that are saturated",
    },
    read=_distributions,
    options=(SET,),
)
