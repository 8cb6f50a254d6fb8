"""What every unit responds to, as small images in the order of `core.families.unit_columns`."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.unit_columns import Columns, columns
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.network import INPUT
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values, places_mean

LIMIT = Param(
    "limit", "Units", 8, "Largest number of units drawn in one column.", low=1, high=128, step=1
)
_UNIT_SIDE = Param("side", "Side", 60, "Side of the plane in pixels.", low=2, high=200, step=1)


def picture(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return one example's activations of some units as images.

    Args:
        values: `(units,)`, `(time, units)` or `([..., depth,] height, width, units)`.

    Returns:
        `(units, rows, columns)`: a scalar is 1 x 1, a series 1 x time; of a feature map the
        first row is the bottom one, of a volume the slice in the middle is shown.
    """
    while values.ndim > 3:
        values = values[len(values) // 2]
    if values.ndim == 3:
        return values[::-1].transpose(2, 0, 1)
    return values.reshape(-1, 1, values.shape[-1]).transpose(2, 1, 0)


def resample(pictures: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Stretch images `(n, rows, columns)` to `(n, side, side)`, taking the nearest value."""
    rows, across = ((np.arange(side) + 0.5) * size // side for size in pictures.shape[1:])
    return pictures[:, rows.astype(int)[:, None], across.astype(int)[None, :]]


def on_plane(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Return responses on the grid, `(side * side, ..., units)`, as `(units, side, side)`."""
    return places_mean(values).T.reshape(-1, side, side)


def scaled(pictures: NDArray[np.float32], each: bool) -> NDArray[np.float32]:
    """Bring images `(n, rows, columns)` into -1..1, dividing only what exceeds it.

    Args:
        pictures: Values; those that are not finite become NaN, which is left blank.
        each: Whether every image has its own scale, or all one.
    """
    known = only_finite(pictures)
    largest = np.abs(np.nan_to_num(known)).max(axis=(1, 2) if each else None, keepdims=True)
    return known / np.maximum(largest, 1.0)


def only_finite(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the values with NaN for all that are not finite: what is infinite is no 0."""
    return np.where(np.isfinite(values), values, np.nan).astype(np.float32)


def drawn_columns(live: Live, limit: int) -> Columns:
    """Return the columns of units that are drawn, laid out once: a frame asks for them twice."""
    key = ("columns", limit)
    if key not in live.memory:
        live.memory[key] = columns(live.network, live.dataset.signature, limit)
    return live.memory[key]


def _tiles(live: Live, values: Values) -> dict[str, Payload]:
    side = values["side"]
    found = drawn_columns(live, values["limit"])
    plane = live.dataset.signature.view == "plane"
    responses = _responses(live, values, side)
    tiles, scalars = [], []
    for column in found.columns:
        drawn = responses[column.layer][..., list(column.shown)]
        scalars.append(places_mean(drawn[-1:])[0])
        if live.head.task == "binary" and column.layer == live.network.layers[-1].id:
            drawn = _sided(live, drawn)
        pictures = on_plane(drawn[:-1], side) if plane else resample(picture(drawn[0]), side)
        tiles.append(scaled(pictures, each=column.layer == INPUT))
    return {
        "values": Quantized(np.concatenate(tiles), -1.0, 1.0),
        "scalars": np.concatenate(scalars).astype(np.float32),
    }


def _sided(live: Live, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return outputs `(n, 1)` as -1 for the first class to 1 for the second, as in the surface."""
    return live.head.signed(outputs.reshape(-1, 1)).reshape(outputs.shape)


def _responses(live: Live, values: Values, side: int) -> dict[str, NDArray[np.float32]]:
    """Return every layer's values and the input's, `(n, ..., units)` by id.

    Rows are the grid's points, on a plane, and last of all the chosen example.
    """
    x = live.example(values["split"], values["example"])
    if live.dataset.signature.view == "plane":
        x = np.concatenate([live.grid(side), x])
    responses = live.readout.layers(x)
    # A token number is one unit over time.
    inputs = x[..., None] if live.dataset.signature.tokens else x
    return {INPUT: inputs.astype(np.float32), **responses}


def _unit(live: Live, values: Values) -> dict[str, Payload]:
    name, unit, side = values["layer"], values["unit"], values["side"]
    plane = live.dataset.signature.view == "plane"
    responses = _responses(live, values, side)
    if name not in responses:
        raise ProbeMisfit(f"There is no layer '{name}' in this network.")
    if unit >= responses[name].shape[-1]:
        raise ProbeMisfit(f"Layer '{name}' has only {responses[name].shape[-1]} units.")
    drawn = responses[name][..., unit : unit + 1]
    shown = on_plane(drawn[:-1], side) if plane else picture(drawn[0])
    return {
        "map": np.ascontiguousarray(shown[0], dtype=np.float32),
        "value": places_mean(drawn[-1:])[0].astype(np.float32),
    }


TILES = Probe(
    name="tiles",
    sentence="The response of every unit: over the plane, or to the chosen example.",
    arrays={
        "values": "(tiles, side, side) in -1..1, scaled layer by layer where it exceeds that; "
        "the output for two classes runs from the first to the second",
        "scalars": "(tiles,) activation on the chosen example, mean over positions and time",
    },
    read=_tiles,
    options=(
        Param("side", "Side", 20, "Side of a tile in pixels.", low=2, high=64, step=1),
        LIMIT,
        EXAMPLE,
        SPLIT,
    ),
)

UNIT = Probe(
    name="unit",
    sentence="One unit's response, large and unscaled.",
    arrays={
        "map": "(rows, columns) over the plane, or its feature map, values over time or value",
        "value": "(1,) activation on the chosen example, mean over positions and time",
    },
    read=_unit,
    options=(
        Param("layer", "Layer", INPUT, "Id of the layer."),
        Param("unit", "Unit", 0, "Number of the unit.", low=0, high=1_000_000, step=1),
        _UNIT_SIDE,
        EXAMPLE,
        SPLIT,
    ),
)
