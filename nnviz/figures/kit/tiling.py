"""Pictures of units side by side in one heat map, each with a place that answers to the pointer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import empty_cells
from nnviz.figures.kit.theme import Theme, bare_axis, lay_out


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Where equally large pictures lie, in cells; row 0 at the bottom.

    Attributes:
        at: Lower left `(row, column)` of every picture.
        high: Cells of a picture from bottom to top.
        wide: Cells from left to right.
        rows: Cells of the whole grid.
        columns: Likewise.
    """

    at: tuple[tuple[int, int], ...]
    high: int
    wide: int
    rows: int
    columns: int

    @property
    def boxes(self) -> list[list[float]]:
        """Return `[x0, y0, x1, y1]` of every picture, as `touch` bindings want them."""
        return [[x, y, x + self.wide, y + self.high] for y, x in self.at]


def tile_grid(
    count: int, high: int, wide: int, *, width: float, height: float, square: bool = True
) -> TileGrid:
    """Place pictures so that they are as large as they can be.

    Args:
        count: Pictures.
        high: Cells of one from bottom to top.
        wide: Cells of one from left to right.
        width: Pixels there are.
        height: Pixels there are.
        square: Whether cells have to be square; otherwise pictures lie one above the other.
    """
    gap_y, gap_x = max(1, round(high * 0.12)), max(1, round(wide * 0.12))
    if not square:
        beside = 1
    else:
        beside = max(
            range(1, count + 1),
            key=lambda n: min(
                width / (n * (wide + gap_x)), height / (math.ceil(count / n) * (high + gap_y))
            ),
        )
    stacked = math.ceil(count / beside)
    if not square:
        gap_y = 1 if count <= 32 and high > 1 else 0
    at = tuple(
        ((stacked - 1 - number // beside) * (high + gap_y), number % beside * (wide + gap_x))
        for number in range(count)
    )
    rows, columns = stacked * (high + gap_y) - gap_y, beside * (wide + gap_x) - gap_x
    return TileGrid(at, high, wide, rows, columns)


def grid_trace(grid: TileGrid, theme: Theme) -> go.Heatmap:
    """Return the heat map that an `atlas` binding fills; a cell is one unit of both axes."""
    return go.Heatmap(
        **empty_cells(grid.rows, grid.columns),
        x0=0.5, dx=1, y0=0.5, dy=1, zmin=-1, zmax=1, zmid=0,
        colorscale=theme.diverging, showscale=False, hoverinfo="skip",
    )  # fmt: skip


def grid_axes(figure: go.Figure, grid: TileGrid, *, square: bool = True) -> None:
    """Fit the axes to the grid."""
    tied = {"scaleanchor": "x", "constrain": "domain"} if square else {}
    lay_out(
        figure,
        xaxis=bare_axis(-0.5, grid.columns + 0.5, constrain="domain"),
        yaxis=bare_axis(-0.5, grid.rows + 0.5, **tied),
    )


def frame_of(box: Sequence[float], theme: Theme) -> dict[str, object]:
    """Return the shape that frames what is chosen."""
    x0, y0, x1, y1 = box
    line = {"color": theme.text, "width": 2}
    return {"type": "rect", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line}
