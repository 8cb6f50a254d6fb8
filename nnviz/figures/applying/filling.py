"""A figure with its numbers: what the browser makes of a figure and a frame, as a Plotly figure."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.run.frames import Frame, Payload, Quantized
from nnviz.figures.applying.cells import empty_cells, empty_pixels
from nnviz.figures.applying.changes import Array, Changes
from nnviz.figures.applying.operations import changes_of
from nnviz.figures.applying.words import filled
from nnviz.figures.kit.bindings import Binding, meta_of

_MOVED = ("at", "window", "place")
"""Operations that follow the cursor."""


def fill(
    figure: go.Figure,
    arrays: Mapping[str, Payload] | Frame,
    *,
    cursor: tuple[int, int] | None = None,
) -> go.Figure:
    """Return a copy of a figure with the values that its bindings make of arrays.

    What the browser makes by itself is made too: empty cells, and marks by class.

    Args:
        figure: With bindings, as every function in `nnviz.figures` returns it.
        arrays: By `key/array`, or a frame that holds them; others than the figure's are ignored.
        cursor: Row and column of the place in a figure that has one; as it was drawn by default.

    Raises:
        NnvizError: None of the arrays is one that the figure shows, or one holds no numbers.

    Examples:
        >>> import numpy as np
        >>> import plotly.graph_objects as go
        >>> from nnviz.figures.applying.filling import fill
        >>> line = go.Figure(go.Scatter(y=[0, 0]))
        >>> line.layout.meta = {
        ...     "bindings": [{"op": "set", "array": "curve/loss", "trace": 0, "prop": "y"}]
        ... }
        >>> fill(line, {"curve/loss": np.array([0.5, 0.25])}).data[0].y.tolist()
        [0.5, 0.25]
    """
    meta = meta_of(figure)
    bindings = [_moved(binding, meta, cursor) for binding in meta.get("bindings", ())]
    sent = _sent(arrays, meta)
    named = {binding["array"] for binding in bindings if binding.get("array")}
    if sent and named and not named & set(sent):
        raise NnvizError(
            f"one of the arrays that this figure shows: {', '.join(sorted(named))[:200]}",
            f"{', '.join(sorted(sent))[:120]}",
        )
    copy = go.Figure(figure)
    _complete(copy)
    _apply(copy, changes_of(bindings, sent.get))
    return copy


def _moved(binding: Binding, meta: Mapping[str, Any], cursor: tuple[int, int] | None) -> Binding:
    """Return a binding that knows where the cursor of its figure is."""
    told = meta.get("cursor")
    if binding["op"] not in _MOVED or told is None:
        return binding
    row, column = cursor or (told.get("row", 0), told.get("column", 0))
    return {**binding, "row": row, "column": column}


def _sent(arrays: Mapping[str, Payload] | Frame, meta: Mapping[str, Any]) -> dict[str, Array]:
    """Return arrays as the browser gets them: in single precision, maps as one byte a value."""
    if isinstance(arrays, Frame):
        other = arrays.header.get("network")
        if meta.get("network") and other and meta["network"] != other:
            return {}
        arrays = arrays.arrays
    given: dict[str, Payload] = {
        name: value if isinstance(value, Quantized) else np.asarray(value)
        for name, value in arrays.items()
    }
    try:
        travelled = Frame.decode(Frame({}, given).encode())
    except TypeError as error:
        raise NnvizError("arrays of numbers", str(error).rstrip(".")) from error
    return {name: np.asarray(value) for name, value in travelled.arrays.items()}


def _complete(figure: go.Figure) -> None:
    """Make what figures leave to the browser, because written out it would be most of them."""
    traces: Any = figure.data
    for trace in traces:
        meta = trace.meta if isinstance(trace.meta, dict) else {}
        if isinstance(trace.text, list | tuple):
            trace.text = [filled(text) if isinstance(text, str) else text for text in trace.text]
        if "rows" in meta:
            empty = empty_pixels if trace.type == "image" else empty_cells
            trace.z = empty(meta["rows"], meta["columns"])
        if "classes" in meta:
            for name, values in (("color", meta["colours"]), ("symbol", meta["symbols"])):
                trace.marker[name] = [values[one % len(values)] for one in meta["classes"]]


def _apply(figure: go.Figure, changes: Changes) -> None:
    """Put changed values into a figure."""
    traces: Any = figure.data
    for number, values in changes.traces.items():
        for prop, value in values.items():
            traces[number][prop] = value
    layout: Any = figure.layout
    for prop, value in changes.layout.items():
        layout[prop] = value
