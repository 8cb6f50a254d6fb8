"""The network as units: one node a shown unit, one edge a link, both with their position.

Positions are in cells of the heat map that shows the units: a tile is `side` x `side` cells and
lies on whole cells, so that all tiles fit into one grid. `x` grows to the right and `y` upwards.
"""

from dataclasses import dataclass

import networkx as nx

from nnviz.core.families.unit_columns import Column, Columns

LARGEST_TILE = 46.0
SMALLEST_TILE = 8.0
WIDEST_PITCH = 168.0
GAP = 0.16
"""Space between two tiles of a column, in tiles."""
FOLD = 0.6
"""Space under a folded column for the count of units that are not drawn, in tiles."""
FEW_LINKS, MANY_LINKS = 80, 400
"""Up to the first number links are drawn as fine curves, above the second as straight lines."""
FINE, COARSE = 15, 7
"""Points of a curve."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The space there is for tiles, in pixels at the scale the figure is designed for.

    Attributes:
        width: From left to right.
        height: From top to bottom, without the labels above and below.
        label: Width that a column's label needs.
    """

    width: float = 640.0
    height: float = 290.0
    label: float = 68.0


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sizes in cells: tile, gap, whole canvas; `cell` is the size of one in pixels."""

    side: int
    gap: int
    width: int
    height: int
    cell: float


def neuron_graph(columns: Columns, canvas: Canvas | None = None) -> nx.DiGraph:
    """Make the graph of shown units and lay it out.

    Returns:
        A graph whose nodes are tile numbers, as in `columns.tiles`. Node data: `column` index,
        `layer` id, `unit`, `corner` `(x, y)` lower left cell. Edge data: `index` in
        `columns.links`, `path` `(xs, ys)` from tile to tile. Graph data: `columns` the record,
        `side`, `width`, `height` in cells, `cell` in pixels, `centres` (x of each column),
        `tops` and `bottoms` (y of the ends of each column).
    """
    canvas = canvas or Canvas()
    grid = _grid(columns, canvas)
    centres = _centres(len(columns.columns), grid, canvas)
    graph = nx.DiGraph(
        columns=columns,
        side=grid.side,
        width=grid.width,
        height=grid.height,
        cell=grid.cell,
        centres=centres,
    )
    _add_tiles(graph, columns, grid, centres)
    links = len(columns.links)
    points = FINE if links <= FEW_LINKS else COARSE if links <= MANY_LINKS else 2
    for index, (source, target) in enumerate(columns.links):
        graph.add_edge(source, target, index=index, path=_path(graph, source, target, points))
    return graph


def _grid(columns: Columns, canvas: Canvas) -> _Grid:
    """Find the largest tile with which every column fits, and its division into cells."""
    side = 20 if len(columns.tiles) <= 24 else 16 if len(columns.tiles) <= 96 else 12
    gap = max(2, round(GAP * side))
    tallest = max(_cells_high(column, side, gap) for column in columns.columns)
    pitch = _span(canvas) / max(len(columns.columns) - 1, 1)
    cell = min(LARGEST_TILE / side, canvas.height / tallest, 0.55 * pitch / side)
    cell = max(cell, SMALLEST_TILE / side)
    return _Grid(
        side,
        gap,
        round(canvas.width / cell),
        max(round(canvas.height / cell), tallest),
        cell,
    )


def _cells_high(column: Column, side: int, gap: int) -> int:
    """Return the height of a column, with the position for its count when it is folded."""
    count = len(column.shown)
    return count * side + (count - 1) * gap + (round(FOLD * side) if column.folded else 0)


def _span(canvas: Canvas) -> float:
    """Pixels from the centre of the first column to that of the last."""
    return canvas.width - canvas.label


def _centres(count: int, grid: _Grid, canvas: Canvas) -> list[float]:
    """Spread the columns evenly, but only up to a pleasant distance."""
    pitch = min(WIDEST_PITCH, _span(canvas) / max(count - 1, 1)) / grid.cell
    first = grid.width / 2 - pitch * (count - 1) / 2
    return [round(first + pitch * index - grid.side / 2) + grid.side / 2 for index in range(count)]


def _add_tiles(graph: nx.DiGraph, columns: Columns, grid: _Grid, centres: list[float]) -> None:
    tops: list[int] = []
    bottoms: list[int] = []
    tile = 0
    for index, column in enumerate(columns.columns):
        count = len(column.shown)
        tall = _cells_high(column, grid.side, grid.gap)
        fold = round(FOLD * grid.side) if column.folded else 0
        bottom = (grid.height - tall) // 2 + fold
        for row, unit in enumerate(column.shown):
            y = bottom + (count - 1 - row) * (grid.side + grid.gap)
            x = round(centres[index] - grid.side / 2)
            graph.add_node(tile, column=index, layer=column.layer, unit=unit, corner=(x, y))
            tile += 1
        tops.append(bottom - fold + tall)
        bottoms.append(bottom - fold)
    graph.graph |= {"tops": tops, "bottoms": bottoms}


def _path(
    graph: nx.DiGraph, source: int, target: int, points: int
) -> tuple[list[float], list[float]]:
    """Return the points of a link, from the right side of one tile to the left side of another."""
    side = graph.graph["side"]
    x0, y0 = graph.nodes[source]["corner"]
    x1, y1 = graph.nodes[target]["corner"]
    start, end = (x0 + side, y0 + side / 2), (x1, y1 + side / 2)
    points = 2 if start[1] == end[1] else points
    shares = [i / (points - 1) for i in range(points)]
    xs = [round(start[0] + (end[0] - start[0]) * t, 1) for t in shares]
    ys = [round(start[1] + (end[1] - start[1]) * t * t * (3 - 2 * t), 1) for t in shares]
    return xs, ys
