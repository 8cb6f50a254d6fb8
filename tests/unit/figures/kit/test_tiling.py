"""Tiles: none overlaps another, the first is at the upper left, boxes are where they lie."""

from typing import Any

import pytest

from nnviz.figures.kit.theme import LIGHT, blank
from nnviz.figures.kit.tiling import TileGrid, frame_of, grid_axes, grid_trace, tile_grid


def test_tiles_are_read_like_text():
    grid = tile_grid(4, 8, 8, width=100, height=100)
    assert grid == TileGrid(((9, 0), (9, 9), (0, 0), (0, 9)), 8, 8, 17, 17)
    assert grid.boxes == [[0, 9, 8, 17], [9, 9, 17, 17], [0, 0, 8, 8], [9, 0, 17, 8]]


@pytest.mark.parametrize(("size", "beside"), [((400, 100), 4), ((100, 400), 1), ((200, 200), 2)])
def test_tiles_fill_the_room_there_is(size, beside):
    grid = tile_grid(4, 10, 10, width=size[0], height=size[1])
    assert len({column for _, column in grid.at}) == beside
    assert (grid.rows, grid.columns) == (-(-4 // beside) * 11 - 1, beside * 11 - 1)


def test_gaps_grow_with_the_tiles():
    grid = tile_grid(2, 50, 25, width=1000, height=10)
    assert grid.at == ((0, 0), (0, 28))
    tall = tile_grid(2, 50, 25, width=10, height=1000)
    assert tall.at == ((56, 0), (0, 0))
    assert tall.rows == 106


@pytest.mark.parametrize(("count", "high", "gap"), [(3, 4, 1), (3, 1, 0), (32, 2, 1), (33, 2, 0)])
def test_strips_lie_one_above_the_other(count, high, gap):
    grid = tile_grid(count, high, 20, width=500, height=10, square=False)
    assert {column for _, column in grid.at} == {0}
    rows = [row for row, _ in grid.at]
    assert rows == [(count - 1 - number) * (high + gap) for number in range(count)]
    assert (grid.rows, grid.columns) == (count * (high + gap) - gap, 20)


def test_the_heat_map_runs_from_orange_to_blue_over_the_whole_grid():
    grid = tile_grid(2, 3, 4, width=100, height=10)
    trace: Any = grid_trace(grid, LIGHT)
    assert [list(stop) for stop in trace.colorscale] == LIGHT.diverging
    assert (trace.zmin, trace.zmid, trace.zmax) == (-1, 0, 1)
    assert trace.meta == {"rows": 3, "columns": 9}
    assert (trace.x0, trace.dx, trace.y0, trace.dy) == (0.5, 1, 0.5, 1)
    for square in (True, False):
        figure: Any = blank(LIGHT, height=10, alt="", margins=(0, 0, 0, 0))
        grid_axes(figure, grid, square=square)
        assert figure.layout.xaxis.range == (-0.5, 9.5)
        assert figure.layout.yaxis.range == (-0.5, 3.5)
        assert figure.layout.yaxis.scaleanchor == ("x" if square else None)


def test_a_frame_is_drawn_around_its_box():
    frame = frame_of([1, 2, 3, 4], LIGHT)
    assert [frame[side] for side in ("x0", "y0", "x1", "y1")] == [1, 2, 3, 4]
    assert frame["type"] == "rect"
