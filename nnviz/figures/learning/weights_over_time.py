"""How the weights of a layer and their gradients are distributed, from the first step to now."""

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_PARTS = (("weights", "weight", "Weights"), ("gradients", "gradient", "Their gradients"))


def weights_over_time(theme: Theme, *, layer: str = "", height: int = 320) -> go.Figure:
    """Draw two heat maps: a column a checkpoint, darker where more of the values lie.

    Args:
        theme: Colours.
        layer: Id of the layer; empty for the first that learns.
        height: Pixels.
    """
    alt = f"Distribution of the weights of layer {layer or 'one'} and of their gradients over time."
    figure = blank(theme, height=height, alt=alt, margins=(56, 8, 28, 38))
    for index, (array, centres, title) in enumerate(_PARTS):
        left = index * 0.54
        suffix = "2" if index else ""
        figure.add_trace(
            go.Heatmap(
                x=[1, 2], y=[0, 1], z=[[None, None]] * 2, xaxis=f"x{suffix}", yaxis=f"y{suffix}",
                zmin=0, zmax=0.25, showscale=False,
                colorscale=[[0.0, theme.page], [0.15, theme.zero], [1.0, theme.positive]],
                hovertemplate="step %{x}<br>%{y:.3g}: %{z:.1%}<extra></extra>",
            )
        )  # fmt: skip
        bind(
            figure,
            set_trace("checkpoints/step", index, "x"),
            set_trace(f"checkpoints/{centres}", index, "y"),
            set_trace(f"checkpoints/{array}", index, "z"),
        )
        lay_out(
            figure,
            **{
                f"xaxis{suffix}": axis(
                    theme, "optimizer step", type="log", domain=[left, left + 0.46],
                    anchor=f"y{suffix}", exponentformat="power",
                ),
                f"yaxis{suffix}": axis(theme, "", anchor=f"x{suffix}", exponentformat="power"),
            }
        )  # fmt: skip
        figure.add_annotation(
            text=f"<b>{title}</b>", x=left, y=1, xref="paper", yref="paper", xanchor="left",
            yanchor="bottom", yshift=4, showarrow=False, font={"size": 12, "color": theme.text},
        )  # fmt: skip
    want(figure, "checkpoints", "weights_over_time", {"layer": layer})
    return figure
