"""Sequences in which the units of a chosen span do the same, one under the other."""

from typing import Any

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out

_ROWS = 9
"""The chosen sequence and the eight matches that the probe gives."""


def similar_spans(
    theme: Theme, *, length: int, span: tuple[int, int], options: dict[str, Any], height: int = 290
) -> go.Figure:
    """Draw how active the units of a span are in the chosen sequence and in those most alike.

    Traces: 0 the activity as a heat map, 1 the spans as bars, 2 what each row is, 3 how well it
    matches.

    Args:
        theme: Colours.
        length: Steps of a sequence.
        span: First and last step of the span, from 0.
        options: Of the `similar_spans` probe, without the span.
        height: Pixels.
    """
    first, last = sorted(span)
    wide = last - first
    alt = f"Sequences in which the units of steps {first + 1} to {last + 1} behave similarly."
    figure = blank(theme, height=height, alt=alt, margins=(104, 82, 26, 36))
    _add_rows(figure, theme, length, wide)
    figure.add_annotation(
        x=0.5, y=0, text="<b>this example</b>", showarrow=False, xanchor="right", xshift=-6,
        font={"size": 11.5, "color": theme.text},
    )  # fmt: skip
    _bind(figure)
    want(figure, "spans", "similar_spans", {**options, "first": first, "last": last})
    lay_out(
        figure,
        xaxis=axis(theme, "step", range=[0.5, length + 0.5]),
        yaxis=bare_axis(_ROWS - 0.4, -0.6),
    )
    return figure


def _add_rows(figure: go.Figure, theme: Theme, length: int, wide: int) -> None:
    """The activity of every sequence, the spans over it, and the words beside it."""
    rows = list(range(_ROWS))
    figure.add_trace(
        go.Heatmap(
            x0=1, dx=1, y0=0, dy=1, z=[[0.0] * length] * _ROWS, zmin=-1, zmax=1, ygap=5,
            colorscale=theme.diverging, showscale=False,
            hovertemplate="step %{x}: %{z:.2f}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[None] * _ROWS, y=[row + 0.42 for row in rows], mode="markers", hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 6, "line": {"width": 2, "color": theme.text}},
            error_x={"type": "constant", "value": wide, "valueminus": 0, "symmetric": False,
                     "color": theme.text, "thickness": 3, "width": 5},
        )
    )  # fmt: skip
    sides = ((0.5, "left"), (length + 0.5, "right"))
    for x, side in sides:
        figure.add_trace(
            go.Scatter(
                x=[x] * (_ROWS - 1), y=rows[1:], text=["\u00a0"] * (_ROWS - 1), mode="text",
                textposition=f"middle {side}", hoverinfo="skip", cliponaxis=False,
                textfont={"size": 11.5, "color": theme.text},
            )
        )  # fmt: skip


def _bind(figure: go.Figure) -> None:
    more = {"count": _ROWS - 1, "prop": "text"}
    figure.add_annotation(
        text="", x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        showarrow=False, yshift=6, font={"size": 12},
    )  # fmt: skip
    bind(
        figure,
        set_trace("spans/activity", 0, "z", count=_ROWS),
        set_trace("spans/start", 1, "x", count=_ROWS),
        {"op": "labels", "array": "spans/number", "trace": 2, "digits": 0,
         "prefix": "example ", "suffix": "\u00a0\u00a0", **more},
        {"op": "labels", "array": "spans/score", "trace": 3, "percent": True, "digits": 0,
         "prefix": "\u00a0", "suffix": "\u2009% match", **more},
        {"op": "labels", "array": "spans/units", "index": 0, "digits": 0,
         "layout": "annotations[1].text", "prefix": "units active throughout the span: <b>",
         "suffix": "</b>; their mean state:"},
    )  # fmt: skip
