"""All kernels of a convolution, a column each filter and a row each input channel."""

import plotly.graph_objects as go

from nnviz.figures.bindings import bind, want
from nnviz.figures.theme import Theme, bare_axis, blank
from nnviz.figures.tiling import frame_of

_HEIGHT = 130


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
    high, wide = size
    alt = f"Kernels of {filters} filters of layer {layer}, for {channels} input channels."
    figure = blank(theme, height=_HEIGHT, alt=alt, margins=(4, 4, 18, 2))
    gap_y, gap_x = max(1, high // 3), max(1, wide // 3)
    rows = channels * (high + gap_y) - gap_y
    columns = filters * (wide + gap_x) - gap_x
    at = _corners(filters, channels, (high + gap_y, wide + gap_x))
    _add_tiles(figure, theme, rows, columns)
    pairs = [(start + n, c) for n in range(filters) for c in range(channels)]
    boxes = [[x, y, x + wide, y + high] for y, x in at]
    bind(
        figure,
        {"op": "atlas", "array": "kernels/values", "trace": 0, "prop": "z", "rows": rows,
         "columns": columns, "at": at},
        {"op": "touch", "boxes": boxes,
         "texts": [f"filter {f + 1}, {_channel_words(c, each)}" for f, c in pairs],
         "click": [{"kind": "kernel", "layer": layer, "unit": f, "channel": c} for f, c in pairs]},
    )  # fmt: skip
    if marked in pairs:
        figure.add_shape(frame_of(boxes[pairs.index(marked)], theme))
    _add_numbers(figure, theme, range(start, start + filters), wide + gap_x, rows)
    want(figure, "kernels", "kernels",
         {"layer": layer, "start": start, "count": filters, "channels": channels})  # fmt: skip
    figure.update_layout(
        xaxis=bare_axis(-0.5, columns + 0.5, constrain="domain"),
        yaxis=bare_axis(-0.5, rows + 0.5, scaleanchor="x", constrain="domain"),
    )
    return figure


def _channel_words(number: int, each: int) -> str:
    """Say what a kernel is laid upon."""
    if not each:
        return f"input channel {number + 1}"
    slice_, channel = divmod(number, each)
    return f"slice {slice_ + 1} of the window, input channel {channel + 1}"


def _add_tiles(figure: go.Figure, theme: Theme, rows: int, columns: int) -> None:
    """Add the heat map that the kernels are put into."""
    figure.add_trace(
        go.Heatmap(
            z=[[None] * columns] * rows, x0=0.5, dx=1, y0=0.5, dy=1, zmin=-1, zmax=1,
            colorscale=theme.diverging, showscale=False, hoverinfo="skip",
        )
    )  # fmt: skip


def _add_numbers(figure: go.Figure, theme: Theme, numbers: range, pitch: int, top: int) -> None:
    """Write the number of every filter above its column."""
    for place, number in enumerate(numbers):
        figure.add_annotation(
            text=str(number + 1), x=(place + 0.4) * pitch, y=top, showarrow=False,
            yanchor="bottom", font={"size": 10, "color": theme.quiet},
        )  # fmt: skip


def _corners(filters: int, channels: int, pitch: tuple[int, int]) -> list[list[int]]:
    """Return the lower left cell of every kernel, filter by filter, channel 1 on top."""
    return [
        [(channels - 1 - channel) * pitch[0], number * pitch[1]]
        for number in range(filters)
        for channel in range(channels)
    ]
