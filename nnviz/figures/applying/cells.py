"""Arrays as cells of a picture: tiles of a heat map, pixels of an image, a window's patch."""

import math

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.applying.changes import Array, Changes, Lookup
from nnviz.figures.kit.bindings import Binding

_COLOURS = 3


def empty_cells(rows: int, columns: int) -> NDArray[np.float32]:
    """Return the cells of a heat map before anything is in them: `(rows, columns)` of NaN."""
    return np.full((rows, columns), np.nan, np.float32)


def empty_pixels(rows: int, columns: int) -> NDArray[np.uint8]:
    """Return the pixels of an image before anything is in them: `(rows, columns, 4)`, clear."""
    return np.zeros((rows, columns, 4), np.uint8)


def atlas(binding: Binding, array: Array, changes: Changes) -> None:
    """Put tiles `(tiles, height, width)` into one heat map."""
    tiles, height, width = array.shape
    if not binding.get("mean") and tiles != len(binding["at"]):
        return
    values = _averaged(array) if binding.get("mean") else array.ravel()
    cells = empty_cells(binding["rows"], binding["columns"])
    for tile, (row, column) in enumerate(binding["at"]):
        for y in range(height):
            start = (tile * height + y) * width
            line = values[start : start + width]
            if 0 <= row + y < len(cells):
                cells[row + y, column : column + len(line)] = line
    changes.target(binding, cells)


def _averaged(array: Array) -> NDArray[np.float32]:
    """Return the mean of all tiles, added up one after another in single precision."""
    mean = np.zeros(math.prod(array.shape[1:]), np.float32)
    for tile in array.reshape(len(array), -1):
        mean = (mean + tile.astype(np.float64) / len(array)).astype(np.float32)
    return mean


def colours(binding: Binding, array: Array, changes: Changes) -> None:
    """Put pictures in colour into one image: red, green, blue and opacity, each 0 to 255."""
    if array.ndim not in (3, 4):
        return
    pictures = np.moveaxis(array, 0, -1)[None] if array.ndim == 3 else array
    tiles, height, width, channels = pictures.shape
    if tiles != len(binding["at"]) or channels != _COLOURS:
        return
    pixels = empty_pixels(binding["rows"], binding["columns"])
    shown = np.nan_to_num(pictures.astype(np.float64), nan=0.0, posinf=1.0, neginf=0.0)
    levels = np.floor(255 * np.clip(shown, 0, 1) + 0.5)
    for tile, (row, column) in enumerate(binding["at"]):
        place = pixels[row : row + height, column : column + width]
        place[..., :_COLOURS] = levels[tile, : place.shape[0], : place.shape[1]]
        place[..., _COLOURS] = 255
    changes.target(binding, pixels)


def window(binding: Binding, array: Array, changes: Changes, lookup: Lookup) -> None:
    """Cut out the patch that a window covers when it stands at the cursor, row 0 on top."""
    factors = lookup(binding["times"]) if binding.get("times") else None
    if binding.get("times") and factors is None:
        return
    rows, columns = binding["size"]
    down, across = binding.get("from", (0, 0))
    down += binding.get("row", 0) * binding["stride"][0]
    across += binding.get("column", 0) * binding["stride"][1]
    values, width = array.ravel(), array.shape[1]
    patch = np.full((rows, columns), np.nan)
    for i in range(rows):
        for j in range(columns):
            y, x = down + i * binding["dilation"][0], across + j * binding["dilation"][1]
            factor = 1.0 if factors is None else _at(factors.ravel(), i * columns + j)
            patch[i, j] = _at(values, y * width + x) * factor
    changes.target(binding, patch)


def _at(values: Array, index: int) -> float:
    """Return a value, NaN where there is none."""
    return float(values[index]) if 0 <= index < values.size else math.nan
