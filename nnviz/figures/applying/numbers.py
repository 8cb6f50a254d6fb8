"""Arrays as numbers of a trace: set, picked, sorted into steps, or as the end of an axis."""

import math
from typing import Any

import numpy as np

from nnviz.figures.applying.changes import Array, Changes, fits
from nnviz.figures.kit.bindings import Binding

_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def set_property(binding: Binding, array: Array, changes: Changes) -> None:
    """Let the array, or one row of it, become a property."""
    if not fits(binding, array.shape[0] if array.ndim else -1):
        return
    if array.ndim == 2 and "row" in binding:
        width, row = array.shape[1], binding["row"]
        array = array.ravel()[row * width : (row + 1) * width]
    elif array.ndim != 2:
        array = array.ravel()
    changes.target(binding, _rescaled(array, binding))


def _rescaled(array: Array, binding: Binding) -> Array:
    scale, offset = binding.get("scale", 1), binding.get("offset", 0)
    most = binding.get("most", math.inf)
    if (scale, offset, most) == (1, 0, math.inf):
        return array
    with np.errstate(invalid="ignore"):
        return np.minimum(array.astype(np.float64) * scale + offset, most)


def pick(binding: Binding, array: Array, changes: Changes) -> None:
    """Take one number, as the only entry of a property or, `alone`, as the property."""
    if binding["index"] >= array.size:
        return
    value = float(array.ravel()[binding["index"]]) * binding.get("scale", 1)
    changes.target(binding, value if binding.get("alone") else [value])


def place_among(value: float, edges: list[float]) -> int:
    """Return the number of ascending edges that are at or below a value; 0 for NaN."""
    index = 0
    while index < len(edges) and value >= edges[index]:
        index += 1
    return index


def steps(binding: Binding, array: Array, changes: Changes) -> None:
    """Let each value become the choice of its step."""
    if not fits(binding, array.size):
        return
    choices, edges = binding["choices"], binding["edges"]
    changes.target(binding, [choices[place_among(float(one), edges)] for one in array.ravel()])


def when(binding: Binding, array: Array, changes: Changes) -> None:
    """Set a value once so many entries are there."""
    if array.ndim and array.shape[0] == binding["count"]:
        changes.target(binding, binding["value"])


def where(binding: Binding, array: Array, changes: Changes) -> None:
    """Show the points whose entry equals a value, others as gaps."""
    if array.size != len(binding["x"]):
        return
    shown = [float(one) == binding["value"] for one in array.ravel()]
    for axis in ("x", "y"):
        places: list[Any] = [
            at if seen else None for at, seen in zip(binding[axis], shown, strict=False)
        ]
        changes.put(binding["trace"], axis, places)


def span(binding: Binding, array: Array, changes: Changes) -> None:
    """Let axes end at the next round number above every finite value."""
    finite = [float(one) for one in array.ravel() if math.isfinite(one)]
    most = max([float(binding["least"]), *finite])
    power = 10.0 ** math.floor(math.log10(most))
    end = power * next(step for step in _ROUND if step * power >= most)
    for name in binding["layouts"]:
        changes.layout[name] = [0, end]
