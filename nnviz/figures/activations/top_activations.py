"""The top activations of one unit: images, or lines of words, with its activation."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.colour import coloured, colours, empty_colour_trace
from nnviz.figures.kit.marks import frame_words
from nnviz.figures.kit.pictures import sentence, shades
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.tiling import grid_axes, grid_trace, tile_grid

_WIDTH = 260.0
_PICTURES = 12
_LINES = 6
_LONGEST = 38
_NUMBER = 0.17
"""Share of a line that is for the activation."""


def top_activations(
    dataset: Dataset,
    theme: Theme,
    *,
    layer: str,
    unit: int = 0,
    split: str = "test",
    height: int = 200,
) -> go.Figure:
    """Draw the top activations of a unit, the strongest first; a click chooses an example.

    Images are shown; of others, activation and words (or their number) stand in a line each.

    Args:
        dataset: The data.
        theme: Colours.
        layer: Id of the layer.
        unit: Number of the unit.
        split: `train` or `test` examples.
        height: Pixels.
    """
    count = len(dataset.inputs(split))
    pictures = dataset.signature.view == "image"
    shown = min(_PICTURES if pictures else _LINES, count)
    alt = f"Top activations of unit {unit + 1} of layer {layer}: {shown} {split} examples."
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 2))
    if pictures:
        boxes = _add_pictures(figure, dataset, theme, shown, height)
    else:
        boxes = _add_lines(figure, dataset, theme, split, shown)
    bind(
        figure,
        {"op": "touch", "boxes": boxes, "array": "top_activations/activation", "digits": 3,
         "prefix": "activation ", "texts": [f"Rank {rank + 1}" for rank in range(shown)],
         "click": [{"kind": "example"}] * shown, "report": {"number": "top_activations/number"}},
    )  # fmt: skip
    options = {"layer": layer, "unit": unit, "split": split, "count": shown}
    want(figure, "top_activations", "top_activations", options)
    return figure


def _add_pictures(
    figure: go.Figure, dataset: Dataset, theme: Theme, shown: int, height: int
) -> list[list[float]]:
    """Add the trace of the pictures, in colour where the images are; return their places."""
    high, wide = dataset.signature.input_shape[:2]
    grid = tile_grid(shown, high, wide, width=_WIDTH, height=height)
    if coloured(dataset.signature.input_shape):
        figure.add_trace(empty_colour_trace(grid.rows, grid.columns))
        bind(figure, colours("top_activations/pictures", (grid.rows, grid.columns), grid.at))
    else:
        trace = grid_trace(grid, theme)
        figure.add_trace(trace.update(zmin=0, colorscale=shades(theme, lit=dataset.lit)))
        bind(
            figure,
            {"op": "atlas", "array": "top_activations/pictures", "trace": 0, "prop": "z",
             "rows": grid.rows, "columns": grid.columns, "at": [list(place) for place in grid.at]},
        )  # fmt: skip
    grid_axes(figure, grid)
    return grid.boxes


def _add_lines(
    figure: go.Figure, dataset: Dataset, theme: Theme, split: str, shown: int
) -> list[list[float]]:
    """Add a line for each example and return its place; trace 0 the activations, 1 the words."""
    rows = list(range(shown))
    for side, colour in (("left", theme.quiet), ("right", theme.text)):
        figure.add_trace(frame_words([_NUMBER] * shown, rows, side, 12, colour))
    line = {"op": "labels", "prop": "text", "count": shown}
    bind(
        figure,
        {
            **line,
            "array": "top_activations/activation",
            "trace": 0,
            "digits": 3,
            "suffix": "\u00a0 ",
        },
        {**line, "array": "top_activations/number", "trace": 1, **_words(dataset, split)},
    )
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(_LINES - 0.5, -0.5))
    return [[0.0, rank - 0.5, 1.0, rank + 0.5] for rank in rows]


def _words(dataset: Dataset, split: str) -> dict[str, object]:
    """Return how a `labels` binding makes words of an example's place."""
    if dataset.signature.tokens:
        inputs = dataset.inputs(split)
        return {"texts": [sentence(dataset, one, _LONGEST) for one in inputs]}
    name = "Training" if split == "train" else "Test"
    return {"prefix": f"{name} example ", "digits": 0, "offset": 1}
