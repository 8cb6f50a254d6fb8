"""The picture that a unit would like best."""

import plotly.graph_objects as go

from nnviz.figures.bindings import bind, set_trace, trace_count, want
from nnviz.figures.theme import Theme, bare_axis, blank


def dream(
    theme: Theme, *, layer: str, unit: int = 0, size: tuple[int, int], height: int = 250
) -> go.Figure:
    """Draw the picture that gradient ascent found for a unit, and how far it got.

    Traces: 0 the picture, 1 and 2 the unit's activation before and after.

    Args:
        theme: Colours.
        layer: Id of the layer.
        unit: Number of the unit.
        size: Rows and columns of the pictures of the data.
        height: Pixels.
    """
    alt = f"A picture made to excite unit {unit + 1} of layer {layer} as much as possible."
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 26))
    figure.add_trace(
        go.Heatmap(
            z=[[None] * size[1]] * size[0], x0=0.5, dx=1, y0=0.5, dy=1, zmin=0, zmax=1,
            colorscale=[[0.0, theme.faint], [1.0, theme.text]], showscale=False, hoverinfo="skip",
        )
    )  # fmt: skip
    bind(figure, set_trace("dream/map", 0, "z"))
    for array, x, side, words in (
        ("before", 0.48, "middle left", "activation "),
        ("after", 0.52, "middle right", "\u2192 "),
    ):
        trace = trace_count(figure)
        figure.add_trace(
            go.Scatter(
                x=[x], y=[0], xaxis="x2", yaxis="y2", mode="text", text=[""], hoverinfo="skip",
                textposition=side, textfont={"size": 12, "color": theme.text},
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": f"dream/{array}", "trace": trace, "prop": "text",
             "digits": 3, "prefix": words},
        )  # fmt: skip
    want(figure, "dream", "dream", {"layer": layer, "unit": unit})
    figure.update_layout(
        xaxis=bare_axis(0, size[1], constrain="domain"),
        yaxis=bare_axis(0, size[0], scaleanchor="x", constrain="domain", domain=[0.1, 1]),
        xaxis2=bare_axis(0, 1, anchor="y2"),
        yaxis2=bare_axis(-1, 1, domain=[0, 0.08], anchor="x2"),
        margin={"b": 2},
    )
    return figure
