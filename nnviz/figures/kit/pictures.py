"""Examples as pictures: images in grey or colour, strips over time, and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.colour import colour_trace, coloured
from nnviz.figures.kit.theme import Theme
from nnviz.figures.kit.wording import trimmed

_STRIPS_BESIDE = 2
_DARK, _BRIGHT = "#0b0e11", "#fbfbfb"
_GAP = 8.0
"""Pixels between two examples."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pictures laid out on one grid of cells.

    Attributes:
        values: `(rows, columns)` from 0 to 1, or `(rows, columns, 3)` in colour; NaN between the
            pictures; row 0 at the bottom.
        corners: Lower left `(x, y)` of every picture, in cells.
        across: Cells of a picture from left to right.
        down: Cells from top to bottom.
        cell_high: Pixels of a cell from top to bottom.
        lit: Whether larger values are brighter, as in photos.
    """

    values: NDArray[np.float32]
    corners: tuple[tuple[int, int], ...]
    across: int
    down: int
    cell_high: float
    lit: bool = False

    @property
    def rows(self) -> int:
        """Cells of the sheet from bottom to top."""
        return self.values.shape[0]

    @property
    def columns(self) -> int:
        """Cells of the sheet from left to right."""
        return self.values.shape[1]


def pictures_of(dataset: Dataset, inputs: NDArray[Any]) -> NDArray[np.float32]:
    """Return examples as pictures from 0 to 1, first row on top.

    Series `(n, time, features)` have a row a feature and a column a step.

    Returns:
        `(n, height, width)`; of images with red, green and blue `(n, height, width, 3)`. Other
        numbers of channels are averaged.
    """
    values = np.asarray(inputs, np.float32)
    if dataset.signature.view == "image":
        shown = values if coloured(values.shape) else values.mean(axis=-1)
        return np.clip(shown, 0, 1)
    low, high = float(values.min(initial=0)), float(values.max(initial=1))
    return ((values - low) / ((high - low) or 1.0)).transpose(0, 2, 1)


def grey(dataset: Dataset) -> DataSignature:
    """Return the signature of data that are pictures with one channel.

    Raises:
        NnvizError: They are something else.
    """
    found = dataset.signature
    if found.view != "image" or found.input_shape[-1] != 1:
        raise NnvizError("grey pictures", dataset.name, "Look at another view.")
    return found


def picture_sheet(
    dataset: Dataset, inputs: NDArray[Any], width: float, height: float, *, below: float
) -> Sheet:
    """Lay examples out in rows.

    Args:
        dataset: Images or a series.
        inputs: `(n, height, width, channels)` or `(n, time, features)`.
        width: Pixels there are from left to right.
        height: Pixels from top to bottom.
        below: Pixels kept free for words under each picture.
    """
    shown = pictures_of(dataset, inputs)
    count, down, across = shown.shape[:3]
    image = dataset.signature.view == "image"
    beside = _images_beside(count, width, height, below) if image else _STRIPS_BESIDE
    stacked = max(1, -(-count // beside))
    wide = width / beside - _GAP
    high = height / stacked - below - _GAP
    if image:
        cell = min(wide / across, high / down)
        cell_wide = cell_high = cell
    else:
        cell_wide, cell_high = wide / across, max(high, 4.0) / down
        factor = max(1, round(cell_high / 4))
        shown, down, cell_high = shown.repeat(factor, axis=1), down * factor, cell_high / factor
    gap_x = max(1, round(_GAP / cell_wide))
    gap_y = max(1, round((below + _GAP) / cell_high))
    sheet = _fill(shown, beside, stacked, (gap_x, gap_y), cell_high)
    return replace(sheet, lit=dataset.lit)


def _images_beside(count: int, width: float, height: float, below: float) -> int:
    """Find how many images a row shows them largest."""

    def size(beside: int) -> float:
        return min(width / beside, height / -(-count // beside) - below)

    return max(range(1, max(count, 1) + 1), key=size)


def _fill(
    shown: NDArray[np.float32], beside: int, stacked: int, gaps: tuple[int, int], high: float
) -> Sheet:
    count, down, across = shown.shape[:3]
    pitch_x, pitch_y = across + gaps[0], down + gaps[1]
    room = (stacked * pitch_y, beside * pitch_x - gaps[0], *shown.shape[3:])
    values = np.full(room, np.nan, np.float32)
    corners = []
    for number in range(count):
        x = (number % beside) * pitch_x
        y = (stacked - 1 - number // beside) * pitch_y + gaps[1]
        values[y : y + down, x : x + across] = shown[number, ::-1]
        corners.append((x, y))
    return Sheet(values, tuple(corners), across, down, high)


def picture_trace(sheet: Sheet, theme: Theme) -> go.Heatmap | go.Image:
    """Return the sheet as one heat map, or one image in colour, a cell one unit of both axes."""
    if sheet.values.ndim > 2:
        return colour_trace(sheet.values)
    return cells(sheet.values, shades(theme, lit=sheet.lit))


def cells(
    values: NDArray[np.float32],
    colours: Sequence[Sequence[float | str]],
    low: float = 0.0,
    **place: Any,  # noqa: ANN401 - passed through
) -> go.Heatmap:
    """Return a heat map of cells, from `low` to 1, without a scale and without hovering.

    Args:
        values: `(rows, columns)`, row 0 at the bottom; NaN is left free.
        colours: A Plotly colour scale.
        low: What the first colour stands for.
        **place: Plotly's axes, and where cells lie; without it, a cell is one unit of both axes.
    """
    lying = {"x0": 0.5, "dx": 1, "y0": 0.5, "dy": 1, **place}
    return go.Heatmap(
        z=values, zmin=low, zmax=1, colorscale=colours, showscale=False, hoverinfo="skip", **lying
    )


def free_cells(rows: int, columns: int) -> NDArray[np.float32]:
    """Return `(rows, columns)` cells without a value, for frames to fill."""
    return np.full((rows, columns), np.nan, np.float32)


def shades(theme: Theme, *, lit: bool) -> list[list[float | str]]:
    """Return the colours from 0 to 1: of ink on the page, or of light, alike in every theme."""
    if lit:
        return [[0.0, _DARK], [1.0, _BRIGHT]]
    return [[0.0, theme.faint], [1.0, theme.text]]


def sentence(dataset: Dataset, tokens: NDArray[Any], longest: int) -> str:
    """Write token numbers as words, padding (number 0) and what makes a tree of them left out."""
    shown = np.ravel(tokens)[: dataset.signature.leaves or None]
    words = [dataset.vocabulary[int(token)] for token in shown if int(token)]
    return trimmed(" ".join(words), longest)
