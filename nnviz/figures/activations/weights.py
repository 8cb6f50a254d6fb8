"""All weights into one unit, as bars."""

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_TITLE = "the bias on the left, then input 1, 2, \u2026"


def weights(theme: Theme, *, layer: str, unit: int, height: int = 150) -> go.Figure:
    """Draw the incoming weights of one unit in the order of its inputs, then its bias.

    Blue bars go up and orange ones down. Traces: 0 the weights, 1 the bias, left of them.

    Args:
        theme: Colours.
        layer: Id of the layer.
        unit: Number of the unit.
        height: Pixels.
    """
    alt = f"Incoming weights of unit {unit + 1} of layer {layer}, and its bias."
    figure = blank(theme, height=height, alt=alt, margins=(46, 8, 10, 34))
    for number, (array, start, name) in enumerate(
        (("incoming", 1, "input %{x}"), ("bias", -0.5, "bias"))
    ):
        figure.add_trace(
            go.Bar(
                x0=start,
                dx=1,
                y=[],
                hovertemplate=f"{name}: %{{y:.4f}}<extra></extra>",
                marker={"color": theme.positive, "line": {"width": 0}},
            )
        )
        colours = [theme.negative, theme.positive]
        source = f"weights/{array}"
        bind(
            figure,
            set_trace(source, number, "y"),
            {"op": "steps", "array": source, "trace": number, "prop": "marker.color",
             "edges": [0], "choices": colours},
        )  # fmt: skip
    want(figure, "weights", "weights", {"layer": layer, "unit": unit})
    lay_out(
        figure,
        bargap=0.15,
        barmode="overlay",
        xaxis=axis(theme, _TITLE, showline=False, ticks="", showticklabels=False),
        yaxis=axis(theme, "weight", zeroline=True, zerolinecolor=theme.line, zerolinewidth=1),
    )
    return figure
