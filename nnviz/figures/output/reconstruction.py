"""Images that a network reconstructs or segments: input, target and output."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.pictures import cells, pictures_of, shades
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

_WIDTH = 330.0
_WORDS = 15.0
"""Pixels above a row of pictures for what they are."""
_GAP = 0.12
"""Room between two pictures, as a share of a picture."""
_TALLEST = 90.0


@dataclass(frozen=True, slots=True)
class _Bands:
    """Rows of pictures, one above the other.

    Attributes:
        beside: Pictures in a row.
        side: Pixels of a side of a picture.
        pitch: Cells from one picture to the next, across and down.
    """

    beside: int
    side: float
    pitch: tuple[int, int]


def reconstruction(dataset: Dataset, theme: Theme, *, height: int = 292) -> go.Figure:
    """Draw test examples column by column: input, target where it is another picture, output.

    Traces: 0 what is known, 1 what the network gives, 2 words.

    Args:
        dataset: Pictures whose target is a picture.
        theme: Colours.
        height: Pixels.

    Raises:
        NnvizError: The target is no picture.
    """
    if not dataset.signature.copies or dataset.signature.view != "image":
        raise NnvizError("data whose target is a picture", dataset.name, "Look at another view.")
    rows = _rows(dataset)
    sets = 2 if len(rows) == 2 else 1
    stacked = len(rows) * sets
    high, wide = dataset.signature.places
    bands = _bands(height, stacked, (high, wide))
    count = min(bands.beside * sets, len(dataset.x_test))
    alt = f"{count} test images: {', then '.join(name for name, _ in rows)}, one above the other."
    figure = blank(theme, height=height, alt=alt, margins=(0, 0, 0, 0))
    total = stacked * bands.pitch[1], bands.beside * bands.pitch[0]
    known = np.full(total, np.nan, np.float32)
    outputs: list[list[int]] = []
    words: list[tuple[float, str]] = []
    for part in range(sets):
        for place, (name, pictures) in enumerate(rows):
            bottom = total[0] - (part * len(rows) + place + 1) * bands.pitch[1]
            words.append((bottom + high, name))
            first = part * bands.beside
            for column in range(min(bands.beside, count - first)):
                left = column * bands.pitch[0]
                if pictures is None:
                    outputs.append([bottom, left])
                else:
                    known[bottom : bottom + high, left : left + wide] = pictures[first + column]
    _draw(figure, theme, known, outputs, words)
    want(figure, "reconstruction", "reconstruction", {"count": count})
    return figure


def _rows(dataset: Dataset) -> list[tuple[str, np.ndarray | None]]:
    """Return name and pictures `(n, height, width)`, bottom row first, of each kind; None: live."""
    inputs = _grey(pictures_of(dataset, dataset.x_test[:60]))[:, ::-1]
    targets = np.asarray(dataset.y_test[:60], np.float32)
    if dataset.signature.task == "regression":
        targets = targets.mean(axis=-1)
    targets = targets[:, ::-1]
    shown: list[tuple[str, np.ndarray | None]] = [("input", inputs)]
    if not np.array_equal(targets, inputs):
        shown.append(("target", targets))
    return [*shown, ("output", None)]


def _grey(pictures: np.ndarray) -> np.ndarray:
    """Return pictures `(n, height, width)`, as the probe gives the output."""
    return pictures.mean(axis=-1) if pictures.ndim > 3 else pictures


def _bands(height: int, stacked: int, size: tuple[int, int]) -> _Bands:
    """Choose how many pictures stand beside one another."""
    high, wide = size
    side = min(_TALLEST, height / stacked - _WORDS)
    cell = side / high
    beside = max(1, int(_WIDTH / (side * wide / high * (1 + _GAP))))
    return _Bands(beside, side, (wide + max(1, round(_GAP * wide)), high + round(_WORDS / cell)))


def _draw(
    figure: go.Figure,
    theme: Theme,
    known: np.ndarray,
    outputs: list[list[int]],
    words: list[tuple[float, str]],
) -> None:
    rows, columns = known.shape
    for values in (known, np.full_like(known, np.nan)):
        figure.add_trace(cells(values, shades(theme, lit=False)))
    figure.add_trace(
        go.Scatter(
            x=[0.0] * len(words), y=[top for top, _ in words], text=[name for _, name in words],
            mode="text", textposition="top right", hoverinfo="skip", cliponaxis=False,
            textfont={"size": 11.5, "color": theme.quiet},
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "atlas", "array": "reconstruction/values", "trace": 1, "prop": "z", "rows": rows,
         "columns": columns, "at": outputs},
    )  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(0, columns, constrain="domain"),
        yaxis=bare_axis(0, rows, scaleanchor="x", constrain="domain"),
    )
