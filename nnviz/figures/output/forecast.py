"""Forecast: the true series and what the network expected one step ahead."""

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out


def forecast(dataset: Dataset, theme: Theme, *, height: int = 300) -> go.Figure:
    """Draw truth and one-step forecasts over time, the test split marked.

    Args:
        dataset: A series, with windows `(n, time, features)`.
        theme: Colours.
        height: Pixels.
    """
    window = dataset.signature.input_shape[0]
    count = len(dataset.x_train) + len(dataset.x_test)
    begin = window + len(dataset.x_train)
    alt = f"Series of {len(dataset.series)} steps with one-step forecasts; test from step {begin}."
    figure = blank(theme, height=height, alt=alt, margins=(46, 8, 22, 34))
    figure.add_trace(
        go.Scatter(
            x=np.arange(len(dataset.series)),
            y=dataset.series,
            mode="lines",
            name="true",
            line={"color": theme.quiet, "width": 1},
            hovertemplate="%{y:.3g}<extra>true</extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=np.arange(window, window + count),
            y=[None] * count,
            mode="lines",
            name="forecast",
            line={"color": theme.positive_ink, "width": 1.6},
            hovertemplate="%{y:.3g}<extra>forecast</extra>",
        )
    )
    bind(figure, set_trace("forecast/predicted", 1, "y", count=count))
    want(figure, "forecast", "forecast", {})
    _mark_test(figure, begin, window + count, theme)
    unit = f" ({dataset.target_unit})" if dataset.target_unit else ""
    low, high = float(dataset.series.min()), float(dataset.series.max())
    room = 0.15 * (high - low or 1.0)
    lay_out(
        figure,
        hovermode="x unified",
        xaxis=axis(theme, "step", range=[0, len(dataset.series)]),
        yaxis=axis(
            theme, f"{dataset.target_name or 'value'}{unit}", range=[low - room, high + room]
        ),
    )
    return figure


def _mark_test(figure: go.Figure, begin: int, end: int, theme: Theme) -> None:
    """Shade the test split, and say once which line is which."""
    figure.add_vrect(x0=begin, x1=end, fillcolor=theme.faint, line_width=0, layer="below")
    words = (
        (begin, "left", "test", theme.quiet),
        (0, "left", f'<span style="color:{theme.quiet}">\u2501 true</span>'
         f'  <span style="color:{theme.positive_ink}">\u2501 forecast</span>', theme.text),
    )  # fmt: skip
    for x, anchor, text, colour in words:
        figure.add_annotation(
            x=x, y=1, xref="x", yref="paper", xanchor=anchor, yanchor="bottom", text=text,
            showarrow=False, font={"size": 11, "color": colour},
        )  # fmt: skip
