"""A worked example: the numbers that go in, those that are learned, and those that come out."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnviz.core.worked.example import Example
from nnviz.figures.kit.marks import Word, words
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

_CELL = 24
"""Height of a cell in pixels."""
_HEAD = 24
_GAP = 1.3
"""Cells between two arrays."""
_MOST_ROWS, _MOST_COLUMNS, _MOST_SHEETS = 12, 8, 3


def worked_example(example: Example, theme: Theme, *, least: float = 15.0) -> go.Figure:
    """Draw every array as a block of cells with its numbers, from left to right.

    Traces: one heat map an array, then all words. Blue is positive and orange negative, as deep
    as the value is large within its array; the sign stands in the cell too.

    Args:
        example: Input and output.
        theme: Colours.
        least: Cells that the width is at least, so that few of them are not drawn too wide.
    """
    blocks = _blocks(example)
    rows = max(len(sheet) for _, _, sheet in blocks)
    width = sum(sheet.shape[1] + _GAP for _, _, sheet in blocks)
    figure = blank(theme, height=max(100, rows * _CELL + _HEAD + 4), alt=_alt(example),
                   margins=(0, 0, 0, 0))  # fmt: skip
    at, titles = 0.0, list[Word]()
    for sign, title, sheet in blocks:
        if sign:
            titles.append((at - _GAP / 2, -rows / 2, sign, "middle center", theme.quiet))
        figure.add_trace(_cells(sheet, at, theme))
        if title:
            titles.append((at, 0.5, title, "middle right", theme.quiet))
        at += sheet.shape[1] + _GAP
    figure.add_trace(words(titles, 12))
    top = _HEAD / _CELL
    lay_out(figure, xaxis=bare_axis(0, max(width, least)), yaxis=bare_axis(-rows - 4 / _CELL, top))
    return figure


def _blocks(example: Example) -> list[tuple[str, str, NDArray[np.floating]]]:
    """Return sign in front, title and numbers of each block of cells."""
    found: list[tuple[str, str, NDArray[np.floating]]] = []
    several = len(example.inputs) > 1
    for number, array in enumerate(example.inputs, 1):
        title = f"input {number}" if several else "in"
        found += [("", title if not i else "", s) for i, s in enumerate(_sheets(array))]
    for name, array in example.learned:
        found += [("", name if not i else "", s) for i, s in enumerate(_sheets(array))]
    sheets = enumerate(_sheets(example.output))
    return found + [("\u2192" if not i else "", "out" if not i else "", s) for i, s in sheets]


def _sheets(array: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    """Return what of an array is shown, as tables: a row of values stands upright."""
    plain = array if array.ndim <= 2 else array.reshape(*array.shape[:2], -1)
    if plain.ndim < 2:
        tables = [plain.reshape(-1, 1)]
    elif plain.ndim == 2:
        tables = [plain]
    else:
        tables = [plain[..., channel] for channel in range(min(plain.shape[-1], _MOST_SHEETS))]
    return [table[:_MOST_ROWS, :_MOST_COLUMNS] for table in tables]


def _cells(sheet: NDArray[np.floating], at: float, theme: Theme) -> go.Heatmap:
    rows, columns = sheet.shape
    most = float(np.abs(sheet).max()) or 1.0
    return go.Heatmap(
        z=sheet / most,
        x=[at + column + 0.5 for column in range(columns)],
        y=[-row - 0.5 for row in range(rows)],
        text=[[_number(value) for value in row] for row in sheet],
        texttemplate="%{text}",
        textfont={"size": 12},
        colorscale=theme.diverging,
        zmin=-1.6,
        zmax=1.6,
        showscale=False,
        xgap=1,
        ygap=1,
        hoverinfo="skip",
    )


def _number(value: float) -> str:
    """Write a number with two places at most, its minus as a minus."""
    # Adding 0 makes a negative zero, which would be written with a minus, a positive one.
    return f"{round(float(value), 2) + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", "\u2212")


def _alt(example: Example) -> str:
    def told(array: NDArray[np.floating]) -> str:
        return ", ".join(_number(value) for value in array.reshape(-1)[:12])

    given = " and ".join(told(array) for array in example.inputs)
    return f"Input {given}; output {told(example.output)}."
