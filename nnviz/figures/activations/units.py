"""Units of one layer on one example: feature maps, values over time, or single numbers."""

import math
from dataclasses import dataclass

import plotly.graph_objects as go

from nnviz.core.spec.kinds import Shape
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.theme import Theme, blank
from nnviz.figures.kit.tiling import TileGrid, frame_of, grid_axes, grid_trace, tile_grid

LARGEST_SIDE = 64
"""As the `units` probe thins pictures."""
_WIDTH = 620.0
_NUMBERED = 64
"""Single numbers of so many units are written out."""


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """The layer whose units are drawn.

    Attributes:
        name: Its id.
        shape: Its output shape for one example.
        start: Number of the first unit shown.
        count: Units shown at most.
        word: What a unit is called.
        slice: Which slice is shown of units that give volumes or films.
    """

    name: str
    shape: Shape
    start: int = 0
    count: int = 64
    word: str = "unit"
    slice: int = 0


def units(
    theme: Theme,
    layer: ShownLayer,
    *,
    marked: int = -1,
    split: str = "test",
    example: int = 0,
    height: int = 400,
) -> go.Figure:
    """Draw what units make of an example; a click chooses one, dead and saturated ones are marked.

    Traces: 0 the pictures, 1 crosses on dead units, 2 open squares on saturated ones, 3 the
    numbers of units that are single numbers, where there are not too many.

    Args:
        theme: Colours.
        layer: Which layer, and which of its units.
        marked: Number of the chosen unit.
        split: `train`, `test` or `own`.
        example: Number of the example.
        height: Pixels.
    """
    shape, start, word = layer.shape, layer.start, layer.word
    shown = min(layer.count, shape[-1] - start)
    high, wide, square = _cells(shape)
    grid = tile_grid(shown, high, wide, width=_WIDTH, height=height, square=square)
    what = {1: "values", 2: "values over time"}.get(len(shape), "feature maps")
    alt = f"Layer {layer.name}: {what} of {shown} {word}s on the chosen example."
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 2))
    figure.add_trace(grid_trace(grid, theme))
    _add_marks(figure, theme)
    _bind_pictures(figure, grid, layer)
    if len(shape) == 1 and shown <= _NUMBERED:
        _add_numbers(figure, theme, grid)
    span = {"layer": layer.name, "start": start, "count": shown}
    want(figure, "units", "units",
         {**span, "slice": layer.slice, "split": split, "example": example})  # fmt: skip
    want(figure, "states", "states", span)
    if start <= marked < start + shown:
        figure.add_shape(frame_of(grid.boxes[marked - start], theme))
    grid_axes(figure, grid, square=square)
    return figure


def _bind_pictures(figure: go.Figure, grid: TileGrid, layer: ShownLayer) -> None:
    """Let frames fill the pictures and mark them, and let them answer to the pointer."""
    numbers = range(layer.start, layer.start + len(grid.at))
    states = {"op": "where", "array": "states/state", **_corners(grid)}
    bind(
        figure,
        {"op": "atlas", "array": "units/values", "trace": 0, "prop": "z", "rows": grid.rows,
         "columns": grid.columns, "at": [list(place) for place in grid.at]},
        {**states, "trace": 1, "value": 1},
        {**states, "trace": 2, "value": 2},
        {"op": "touch", "boxes": grid.boxes, "array": "units/mean", "digits": 3,
         "prefix": "activation " if len(layer.shape) == 1 else "mean activation ",
         "texts": [f"{layer.word.capitalize()} {unit + 1}" for unit in numbers],
         "click": [{"kind": "unit", "layer": layer.name, "unit": unit} for unit in numbers]},
    )  # fmt: skip


def thinned_cells(shape: Shape) -> tuple[int, int]:
    """Return rows and columns of one unit's picture, of a layer of this output shape."""
    if len(shape) < 2:
        return 1, 1
    high, wide = (shape[-3], shape[-2]) if len(shape) > 2 else (1, shape[0])
    return math.ceil(high / -(-high // LARGEST_SIDE)), math.ceil(wide / -(-wide // LARGEST_SIDE))


def _cells(shape: Shape) -> tuple[int, int, bool]:
    """Return rows and columns of one unit's picture, and whether its cells are square."""
    return *thinned_cells(shape), len(shape) != 2


def _corners(grid: TileGrid) -> dict[str, list[float]]:
    """Return where marks lie: near the upper right corner of every picture."""
    return {
        "x": [x1 - 0.12 * grid.wide for _, _, x1, _ in grid.boxes],
        "y": [y1 - 0.12 * grid.high for *_, y1 in grid.boxes],
    }


def _add_numbers(figure: go.Figure, theme: Theme, grid: TileGrid) -> None:
    """Write the activation of every unit below its tile."""
    count = len(grid.boxes)
    figure.add_trace(
        go.Scatter(
            x=[(x0 + x1) / 2 for x0, _, x1, _ in grid.boxes], y=[y0 for _, y0, *_ in grid.boxes],
            mode="text", text=[""] * count, textposition="bottom center", hoverinfo="skip",
            textfont={"size": 11, "color": theme.text}, cliponaxis=False,
        )
    )  # fmt: skip
    bind(figure, {"op": "labels", "array": "units/mean", "trace": 3, "prop": "text",
                  "count": count, "digits": 2})  # fmt: skip


def _add_marks(figure: go.Figure, theme: Theme) -> None:
    """Add crosses for dead and squares for saturated units."""
    for symbol, colour in (("x", theme.alarm), ("square-open", theme.text)):
        figure.add_trace(
            go.Scatter(
                x=[], y=[], mode="markers", hoverinfo="skip",
                marker={"symbol": symbol, "size": 8, "color": colour, "line": {"width": 1.5}},
            )
        )  # fmt: skip
