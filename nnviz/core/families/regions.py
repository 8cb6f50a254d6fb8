"""Regions of a plane on a grid: where they meet, and a point well inside each.

A position belongs to the largest of several values there.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def borders(values: NDArray[np.floating]) -> Numbers:
    """Return the lines on which two values are equally large, larger than all others.

    As marching squares do it: a border crosses the link between two neighbours of the grid where
    a straight line through the differences is 0, and all crossings around a cell are joined to
    their mean, so that three regions meet in one point. Lorensen and Cline, "Marching cubes", 1987.

    Args:
        values: `(rows, columns, regions)`.

    Returns:
        `(3 * lines, 2)` column and row of both ends of each line, then a row of NaN.
    """
    across = _crossings(values)
    along = _crossings(values.transpose(1, 0, 2)).transpose(1, 0, 2)[..., ::-1]
    # Around a cell: below, above, left, right.
    around = np.stack([across[:-1], across[1:], along[:, :-1], along[:, 1:]])
    crossed = np.isfinite(around[..., 0])
    count = crossed.sum(axis=0)
    means = np.where(crossed[..., None], around, 0).sum(axis=0) / np.maximum(count, 1)[..., None]
    starts = around[crossed]
    ends = np.broadcast_to(means, around.shape)[crossed]
    return np.stack([starts, ends, np.full_like(starts, np.nan)], axis=1).reshape(-1, 2)


def _crossings(values: NDArray[np.floating]) -> Numbers:
    """Return where borders cross the links within rows.

    Args:
        values: `(rows, columns, regions)`.

    Returns:
        `(rows, columns - 1, 2)` column and row, NaN where both neighbours are of one region.
    """
    owner = values.argmax(axis=-1)[..., None]
    first, second = owner[:, :-1], owner[:, 1:]
    # By how much the region at the left is ahead of the one at the right, at both ends.
    left, right = (
        np.take_along_axis(part, first, -1)[..., 0] - np.take_along_axis(part, second, -1)[..., 0]
        for part in (values[:, :-1].astype(np.float64), values[:, 1:].astype(np.float64))
    )
    fall = left - right
    share = np.divide(left, fall, out=np.full_like(fall, 0.5), where=fall > 0)
    rows, columns = np.indices(fall.shape)
    found = np.stack([columns + share, rows.astype(np.float64)], axis=-1)
    return np.where(first == second, np.nan, found)


def innermost(owner: NDArray[np.integer], regions: int) -> Numbers:
    """Return for each region the position that is farthest from all positions outside of it.

    Regions are made smaller by one position on every side until nothing is left; what lasts longest
    is farthest inside. Of several such positions the one nearest to their mean is taken.

    Args:
        owner: `(rows, columns)` number of the region.
        regions: How many there are.

    Returns:
        `(regions, 2)` column and row, NaN for a region that has no position.
    """
    found = np.full((regions, 2), np.nan)
    for number, lasted in enumerate(_depths(owner, regions)):
        if deepest := lasted.max(initial=0):
            places = np.argwhere(lasted == deepest)
            away = ((places - places.mean(axis=0)) ** 2).sum(axis=1)
            found[number] = places[away.argmin()][::-1]
    return found


def _depths(owner: NDArray[np.integer], regions: int) -> NDArray[np.int64]:
    """Return how many steps each position is from all outside of a region, 0 where it is outside.

    Returns:
        `(regions, rows, columns)`.
    """
    rows, columns = owner.shape
    # A margin outside every region: the plane ends there.
    inside = np.zeros((regions, rows + 2, columns + 2), np.bool_)
    inside[:, 1:-1, 1:-1] = owner == np.arange(regions)[:, None, None]
    depths = np.zeros((regions, rows, columns), np.int64)
    core = inside[:, 1:-1, 1:-1]
    while core.any():
        depths += core
        across = inside[:, 1:-1, :-2] & inside[:, 1:-1, 2:]
        core &= across & inside[:, :-2, 1:-1] & inside[:, 2:, 1:-1]
    return depths
