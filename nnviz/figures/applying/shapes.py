"""Arrays as lines between places, and frames that stand where the cursor is."""

import math
from collections.abc import Sequence
from typing import Any

from nnviz.figures.applying.changes import Array, Changes
from nnviz.figures.applying.numbers import place_among
from nnviz.figures.kit.bindings import Binding

_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)


def segments(binding: Binding, array: Array, changes: Changes) -> None:
    """Deal paths out over line traces, by sign and size of their values."""
    paths, edges, traces = binding["paths"], binding["edges"], binding["traces"]
    if array.size != len(paths):
        return
    # A trace that begins with a gap is never empty: Plotly takes empty ones out of the figure.
    lines: list[tuple[list[Any], list[Any]]] = [([None], [None]) for _ in traces]
    scales = binding.get("scales")
    for number, value in enumerate(map(float, array.ravel())):
        if not math.isfinite(value):
            continue
        scale = 1.0 if scales is None else scales[number]
        size = place_among(abs(value) * scale, edges)
        xs, ys = lines[size if value < 0 else len(edges) + 1 + size]
        xs += [*paths[number][0], None]
        ys += [*paths[number][1], None]
    for trace, (xs, ys) in zip(traces, lines, strict=True):
        changes.put(trace, "x", xs)
        changes.put(trace, "y", ys)


def place(binding: Binding, _array: Array, changes: Changes) -> None:
    """Move a shape of the layout to where the cursor is."""
    left, right = _sides(binding["x"], binding.get("column", 0))
    top, bottom = _sides(binding["y"], binding.get("row", 0))
    x0, y0, x1, y1 = binding.get("within", _EVERYWHERE)
    ends = {
        "x0": min(max(left, x0), x1),
        "x1": min(max(right, x0), x1),
        "y0": min(max(top, y0), y1),
        "y1": min(max(bottom, y0), y1),
    }
    for name, value in ends.items():
        changes.layout[f"shapes[{binding['shape']}].{name}"] = value


def _sides(told: Sequence[Any], number: int) -> tuple[float, float]:
    """Return where a frame begins and ends: told place by place, or by first, step and size."""
    if isinstance(told[0], list | tuple):
        first, last = told[min(number, len(told) - 1)]
        return first, last
    start = told[0] + told[1] * number
    return start, start + told[2]
