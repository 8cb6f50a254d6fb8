"""Regression on a table: predicted against true values."""

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_MOST = 400
"""Examples that the `predictions` probe answers at most."""


def predictions(
    dataset: Dataset, theme: Theme, *, split: str = "test", height: int = 300
) -> go.Figure:
    """Draw each example at its true value (across) and the predicted one (up).

    Args:
        dataset: Regression; values are shown in the target's own unit.
        theme: Colours.
        split: `train` or `test` examples.
        height: Pixels.
    """
    targets = dataset.y_test if split == "test" else dataset.y_train
    values = int(np.prod(targets.shape[1:]))
    scaled = np.asarray(targets, np.float32).reshape(len(targets), values)[:_MOST, 0]
    truth = scaled * dataset.target_scale + dataset.target_mean
    name = dataset.target_name or "value"
    unit = f" ({dataset.target_unit})" if dataset.target_unit else ""
    alt = f"Predicted against true values of {name} for {len(truth)} {split} examples."
    figure = blank(theme, height=height, alt=alt, margins=(50, 8, 8, 36))
    low, high = (float(truth.min()), float(truth.max())) if len(truth) else (0.0, 1.0)
    room = 0.06 * (high - low or 1.0)
    ends = [low - room, high + room]
    figure.add_trace(
        go.Scatter(
            x=ends, y=ends, mode="lines", hoverinfo="skip", line={"color": theme.line, "width": 1}
        )
    )
    figure.add_trace(
        go.Scatter(
            x=truth,
            y=[None] * len(truth),
            mode="markers",
            marker={"size": 6, "color": theme.positive_ink, "opacity": 0.65},
            hovertemplate="true %{x:.4g}<br>predicted %{y:.4g}<extra></extra>",
        )
    )
    bind(figure, set_trace("predictions/predicted", 1, "y", count=len(truth)))
    want(figure, "predictions", "predictions", {"split": split})
    lay_out(
        figure,
        xaxis=axis(theme, f"true{unit}", range=ends),
        yaxis=axis(theme, f"predicted{unit}", range=ends),
    )
    return figure
