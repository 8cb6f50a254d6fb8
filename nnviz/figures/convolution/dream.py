"""The image that maximizes the activation of a unit."""

import plotly.graph_objects as go

from nnviz.figures.convolution.overlay import write_below
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.colour import colours, empty_colour_trace
from nnviz.figures.kit.pictures import cells, free_cells, shades
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out


def dream(
    theme: Theme,
    *,
    layer: str,
    unit: int = 0,
    size: tuple[int, int],
    colour: bool = False,
    height: int = 250,
) -> go.Figure:
    """Draw the picture that gradient ascent found for a unit, and how far it got.

    Trace 0 is the picture.

    Args:
        theme: Colours.
        layer: Id of the layer.
        unit: Number of the unit.
        size: Rows and columns of the pictures of the data.
        colour: Whether they have red, green and blue.
        height: Pixels.
    """
    alt = f"An image that maximizes the activation of unit {unit + 1} of layer {layer}."
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 24))
    if colour:
        figure.add_trace(empty_colour_trace(*size))
        bind(figure, colours("dream/map", size, [(0, 0)]))
    else:
        figure.add_trace(cells(free_cells(*size), shades(theme, lit=False)))
        bind(figure, {"op": "atlas", "array": "dream/map", "trace": 0, "prop": "z",
                      "rows": size[0], "columns": size[1], "at": [[0, 0]]})  # fmt: skip
    for number, (array, x, side, words) in enumerate(
        (("before", 0.5, "right", "activation "), ("after", 0.5, "left", "\u00a0\u2192 "))
    ):
        write_below(figure, theme, f"dream/{array}", number, words, (x, side))
    want(figure, "dream", "dream", {"layer": layer, "unit": unit})
    lay_out(
        figure,
        xaxis=bare_axis(0, size[1], constrain="domain"),
        yaxis=bare_axis(0, size[0], scaleanchor="x", constrain="domain"),
    )
    return figure
