"""Pictures with red, green and blue: pixels of their own, where grey ones have a heat map."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnviz.figures.kit.bindings import Binding

CHANNELS = 3
_FULL = 255


def coloured(shape: Sequence[int]) -> bool:
    """Say whether pictures of this shape, channels last, are drawn in colour."""
    return shape[-1] == CHANNELS


def pixels(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return pixels `(rows, columns, 4)` with red, green, blue and opacity, each 0 to 255.

    Args:
        values: `(rows, columns, 3)` from 0 to 1; NaN is see-through.
    """
    there = np.isfinite(values).all(axis=-1, keepdims=True)
    shades = np.clip(np.nan_to_num(values), 0, 1)
    return np.rint(np.concatenate([shades, there], axis=-1) * _FULL).astype(np.uint8)


def colour_trace(values: NDArray[np.floating]) -> go.Image:
    """Return a picture `(rows, columns, 3)`, its bottom row first, a cell one unit of both axes."""
    return go.Image(
        z=pixels(values), colormodel="rgba256", x0=0.5, dx=1, y0=0.5, dy=1, hoverinfo="skip"
    )


def empty_colour_trace(rows: int, columns: int) -> go.Image:
    """Return what a `colours` binding fills; the browser makes its pixels, as `empty_cells`."""
    trace = colour_trace(np.full((1, 1, CHANNELS), np.nan, np.float32))
    return trace.update(meta={"rows": rows, "columns": columns})


def colours(array: str, size: tuple[int, int], at: Sequence[Sequence[int]]) -> Binding:
    """Return the binding that puts coloured pictures into trace 0.

    Args:
        array: Name of the array, as in all bindings.
        size: Rows and columns of the trace.
        at: Lower left `(row, column)` of every picture.
    """
    return {
        "op": "colours", "array": array, "trace": 0, "prop": "z", "rows": size[0],
        "columns": size[1], "at": [list(place) for place in at],
    }  # fmt: skip
