"""The loss around the current weights as a map, with the path that training took."""

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out


def loss_surface(
    theme: Theme, *, along: str = "random", seed: int = 0, height: int = 380
) -> go.Figure:
    """Draw the loss by powers of ten with lines of equal loss, the path, and where it is now.

    Traces: 0 the map, 1 the path, 2 the weights now.

    Args:
        theme: Colours.
        along: `random` directions, scaled filter by filter, or the two main ones of the `path`.
        seed: Draws the random directions.
        height: Pixels.
    """
    alt = "Map of the loss around the present weights, with the path of training."
    figure = blank(theme, height=height, alt=alt, margins=(58, 70, 14, 38))
    _add_traces(figure, theme)
    bind(
        figure,
        set_trace("surface/a", 0, "x"),
        set_trace("surface/b", 0, "y"),
        set_trace("surface/loss", 0, "z"),
        set_trace("surface/path_a", 1, "x"),
        set_trace("surface/path_b", 1, "y"),
        set_trace("surface/now_a", 2, "x"),
        set_trace("surface/now_b", 2, "y"),
    )
    want(figure, "surface", "loss_surface", {"along": along, "seed": seed})
    words = "along the path" if along == "path" else "at random"
    bounds = {"range": [-1, 1]} if along == "random" else {}
    lay_out(
        figure,
        xaxis=axis(theme, f"first direction {words}", **bounds),
        yaxis=axis(theme, f"second direction {words}", **bounds),
    )
    return figure


def _add_traces(figure: go.Figure, theme: Theme) -> None:
    """The map, the path over it, and the place where the weights are now."""
    figure.add_trace(
        go.Contour(
            x=[0, 1], y=[0, 1], z=[[0, 0], [0, 0]], ncontours=18, hoverinfo="skip",
            colorscale=[[0.0, theme.positive], [0.5, theme.zero], [1.0, theme.negative]],
            line={"width": 0.6, "color": theme.line}, contours={"coloring": "fill"},
            colorbar={"thickness": 8, "len": 1, "x": 1.01, "xpad": 0, "outlinewidth": 0,
                      "title": {"text": "log\u2081\u2080 loss", "side": "right",
                                "font": {"size": 11, "color": theme.quiet}},
                      "tickfont": {"size": 10.5, "color": theme.quiet}},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[],
            y=[],
            mode="lines+markers",
            hoverinfo="skip",
            line={"color": theme.text, "width": 1.6},
            marker={"size": 4, "color": theme.text},
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[0], y=[0], mode="markers+text", text=["now"], textposition="top right",
            hoverinfo="skip", textfont={"size": 12, "color": theme.text},
            marker={"size": 11, "symbol": "circle", "color": theme.page,
                    "line": {"color": theme.text, "width": 2}},
        )
    )  # fmt: skip
