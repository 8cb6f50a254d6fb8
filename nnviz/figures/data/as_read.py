"""One picture in colour as the network reads it."""

import plotly.graph_objects as go

from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT
from nnviz.figures.activations.units import thinned_cells
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.colour import CHANNELS, colours, empty_colour_trace
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out


def as_read(
    theme: Theme, shape: Shape, *, split: str = "own", example: int = 0, height: int = 100
) -> go.Figure:
    """Draw an example with red, green and blue, live; trace 0 is the picture.

    Args:
        theme: Colours.
        shape: Rows, columns and channels of the pictures of the data.
        split: `train`, `test` or `own`.
        example: Number of the example.
        height: Pixels.
    """
    figure = blank(
        theme, height=height, alt="The image as the network reads it.", margins=(2, 2, 2, 2)
    )
    size = thinned_cells(shape)
    figure.add_trace(empty_colour_trace(*size))
    bind(figure, colours("picture/values", size, [(0, 0)]))
    options = {"layer": INPUT, "count": CHANNELS, "split": split, "example": example}
    want(figure, "picture", "units", options)
    lay_out(
        figure,
        xaxis=bare_axis(0, size[1], constrain="domain"),
        yaxis=bare_axis(0, size[0], scaleanchor="x", constrain="domain"),
    )
    return figure
