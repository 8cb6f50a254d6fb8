"""All kernels of a convolution, a column each filter and a row each input channel."""

import math

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.theme import Theme, blank
from nnviz.figures.kit.tiling import TileGrid, frame_of, grid_axes, grid_trace

_HEIGHT, _WIDTH = 130, 500
"""Pixels; the width as it is on a small screen."""
_NUMBER = 16
"""Pixels that the number above a filter takes."""


def kernels(  # noqa: PLR0913 - each argument is one plain fact of the picture
    theme: Theme,
    *,
    layer: str,
    size: tuple[int, int],
    filters: int,
    channels: int,
    each: int = 0,
    start: int = 0,
    marked: tuple[int, int] = (-1, -1),
) -> go.Figure:
    """Draw kernels as small pictures, blue for positive weights; a click chooses one.

    Args:
        theme: Colours.
        layer: Id of the layer.
        size: Rows and columns of a kernel.
        filters: How many filters are drawn.
        channels: How many of the input channels are drawn.
        start: Number of the first filter.
        marked: The chosen filter and channel.
        each: Over three axes, how many kernels a filter has for each slice; 0 for one of two axes.
    """
    alt = f"Kernels of {filters} filters of layer {layer}, for {channels} input channels."
    figure = blank(theme, height=_HEIGHT, alt=alt, margins=(4, 4, 4, 2))
    grid = _laid_out(size, filters, channels)
    figure.add_trace(grid_trace(grid, theme))
    pairs = [(start + n, c) for n in range(filters) for c in range(channels)]
    bind(
        figure,
        {"op": "atlas", "array": "kernels/values", "trace": 0, "prop": "z", "rows": grid.rows,
         "columns": grid.columns, "at": [list(place) for place in grid.at]},
        {"op": "touch", "boxes": grid.boxes,
         "texts": [f"filter {f + 1}, {_channel_words(c, each)}" for f, c in pairs],
         "click": [{"kind": "kernel", "layer": layer, "unit": f, "channel": c} for f, c in pairs]},
    )  # fmt: skip
    if marked in pairs:
        figure.add_shape(frame_of(grid.boxes[pairs.index(marked)], theme))
    for number, (x0, _, x1, top) in enumerate(grid.boxes[::channels]):
        figure.add_annotation(
            text=str(start + number + 1), x=(x0 + x1) / 2, y=top, showarrow=False,
            yanchor="bottom", font={"size": 10, "color": theme.quiet},
        )  # fmt: skip
    want(figure, "kernels", "kernels",
         {"layer": layer, "start": start, "count": filters, "channels": channels})  # fmt: skip
    grid_axes(figure, grid)
    return figure


def _laid_out(size: tuple[int, int], filters: int, channels: int) -> TileGrid:
    """Place kernels filter by filter, channel 1 on top, in as many bands as make them largest."""
    high, wide = size
    down, across = high + max(1, high // 3), wide + max(1, wide // 3)

    def cell(beside: int) -> float:
        """Return the pixels of a weight's side, with so many filters beside each other."""
        bands = math.ceil(filters / beside)
        return min(_WIDTH / (beside * across), (_HEIGHT / bands - _NUMBER) / (channels * down))

    beside = max(range(1, filters + 1), key=cell)
    # Each band has room for the numbers above it.
    above = max(1, math.ceil(_NUMBER / cell(beside)))
    band = channels * down + above
    rows = math.ceil(filters / beside) * band - (down - high)
    at = tuple(
        (
            rows - number // beside * band - above - channel * down - high,
            number % beside * across,
        )
        for number in range(filters)
        for channel in range(channels)
    )
    return TileGrid(at, high, wide, rows, min(filters, beside) * across - (across - wide))


def _channel_words(number: int, each: int) -> str:
    """Say what a kernel is laid upon."""
    if not each:
        return f"input channel {number + 1}"
    slice_, channel = divmod(number, each)
    return f"slice {slice_ + 1} of the window, input channel {channel + 1}"
