"""How arrays of a frame drive a figure: the operations that browser and Python know.

`assets/live/bindings.js` carries them out in the browser and `nnviz.figures.applying` in Python;
`tests/vectors/bindings.json` holds both to the same cases.

A binding is a JSON object with an `op`. Arrays are named `key/array`, where `key` is the key of one
of the figure's wants. An operation whose array is missing, or has another length than the figure
was drawn for, leaves the figure as it is.

`set`
    `trace`, `prop`: the array becomes a property of a trace. `scale` and `offset` change its
    values (value * scale + offset), `most` cuts them off above; `row` takes one row of a
    two-dimensional array; `count` demands a length; `layout` names a property of the layout
    instead of a trace.
`atlas`
    Tiles `(tiles, side, side)` are put into one heat map of `rows` x `columns` cells, tile `i` with
    its lower left cell `at[i]` = `[row, column]`; what no tile covers is left empty. `mean` makes
    one tile of all that come, their mean.
`colours`
    Pictures in colour `(tiles, rows, columns, 3)`, or the three planes `(3, rows, columns)` of one,
    each 0 to 1, are put into an image trace of `rows` x `columns` pixels as an atlas is. What is
    not a number counts as 0.
`segments`
    Paths are dealt out over line traces by sign and size of their values: `paths[i]` is
    `[xs, ys]`, `edges` are ascending absolute sizes, `traces` are first the traces for negative
    values from smallest to largest, then those for positive ones. `scales[i]` multiplies the size.
    Paths whose value is not finite are left out.
`steps`
    Each value becomes `choices[j]`, with `j` the number of `edges` that are at or below it.
`labels`
    Each value becomes a text: `texts[value]` when there are `texts`, otherwise the number with
    `digits` decimals; `prefix` and `suffix` around it, one for all or one each; `percent` times
    100 first, `offset` added. `missing` stands for what is not a number. `count` demands a length;
    `index` takes one number out of the array and makes one text of it.
`span`
    Axes begin at 0 and end at the next round number above all finite values, at `least` at the end
    given; `layouts` names their ranges. Growing now and then, they let most frames pass without
    a new layout.
`when`
    Once the array is there, with `count` entries, the property becomes `value`.
`pick`
    The number at `index` of the array, times `scale`, as a property of one entry; `alone` makes
    it the property itself.
`where`
    `x` and `y` of the points whose value equals `value`, others as gaps.
`at`, `window`, `place`
    What follows the cursor of a figure that is shown by `live.cursor`, whose `layout.meta` has a
    `cursor` (`rows`, `columns`, `row`, `column`, `areas` in which it is moved, `label`, and `told`
    where the figure itself says in numbers where it is). `at` is
    the number at the cursor as text, written like `labels`. `window` is the patch of `size` that
    begins at cursor times `stride` (plus the cell `from`, where given) and takes every
    `dilation`-th cell, multiplied cell by cell with the array `times` where given. `place` moves
    shape number `shape` of the layout: its left edge is `x[0] + x[1] * column` and its width
    `x[2]`, its top `y[0] + y[1] * row`, its height `y[2]`; it is cut off at the box `within`,
    where one is given: `[x0, y0, x1, y1]`.
`touch`
    Places that answer to the pointer without being drawn: `boxes[i]` is `[x0, y0, x1, y1]`, or
    `paths[i]` is `[xs, ys]`, or `paths` is `"segments"`, meaning the paths of that binding;
    `texts[i]` is shown in a tooltip with the number from `array` (optional) under it, `click[i]`
    is what a click reports, with number `i` of each array named in `report`; `picture` draws tile
    `i` of another array large. A place with a `drag[i]` can be dragged onto places with a
    `drop[j]`, of any binding; that reports `{"kind": "drop", "what": drag[i], "onto": drop[j]}`.
    Arrow keys walk over the first boxes that do not say `"walk": false`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import plotly.graph_objects as go

from nnviz.figures.kit.theme import SYMBOLS, Theme

Binding = dict[str, Any]


def empty_cells(rows: int, columns: int) -> dict[str, Any]:
    """Return `z` and `meta` of a heat map that is empty until a frame fills it.

    The browser makes the cells: written out, they would be most of a figure.
    """
    return {"z": [[None]], "meta": {"rows": rows, "columns": columns}}


def class_marks(theme: Theme, classes: Iterable[int]) -> dict[str, Any]:
    """Return `meta` of marks that have the colours and symbols of their classes.

    The browser looks them up: Plotly checks them one by one, which for hundreds of marks is most of
    the time that a figure takes.
    """
    numbers = [int(number) for number in classes]
    return {"classes": numbers, "colours": list(theme.classes), "symbols": list(SYMBOLS)}


def bind(figure: go.Figure, *bindings: Binding) -> None:
    """Append bindings to a figure made by `theme.blank`."""
    _extend(figure, "bindings", bindings)


def want(figure: go.Figure, key: str, probe: str, options: Mapping[str, object]) -> None:
    """Ask for a probe: its arrays are `key/...` in the figure's bindings."""
    entry = {"key": key, "probe": probe, "options": dict(options)}
    _extend(figure, "wants", (entry,))


def _extend(figure: go.Figure, name: str, entries: tuple[Binding, ...]) -> None:
    annotate(figure, **{name: [*meta_of(figure)[name], *entries]})


def meta_of(figure: go.Figure) -> dict[str, Any]:
    """Return what `layout.meta` holds."""
    layout: Any = figure.layout
    return dict(layout.meta or {})


def annotate(figure: go.Figure, **values: object) -> None:
    """Put values into `layout.meta`.

    The component reads `alt`, `bindings`, `wants`, `colours` (of pictures in tooltips), `network`
    (fingerprint of the only network whose frames fit) and `zoom` (the figure can be zoomed along
    its horizontal axes; titles of the first one while it is `open` and while it is `closed`).
    """
    meta = {**meta_of(figure), **values}
    layout: Any = figure.layout
    # Emptied first: Plotly compares an old value with the new one number by number.
    layout.meta = None
    layout.meta = meta


def trace_count(figure: go.Figure) -> int:
    """Return how many traces a figure has, which is the number of the next one."""
    traces: Any = figure.data
    return len(traces)


def set_trace(array: str, trace: int, prop: str, **options: object) -> Binding:
    """Let an array become a property of a trace."""
    return {"op": "set", "array": array, "trace": trace, "prop": prop, **options}
