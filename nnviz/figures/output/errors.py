"""How wrongly examples are given back: those that do not fit stand out."""

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, class_marks, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_MOST = 600
"""Examples that the `errors` probe answers at most."""
_LOW, _HIGH = -3.0, 2.0


def errors(dataset: Dataset, theme: Theme, *, height: int = 292) -> go.Figure:
    """Draw each test example at its error, in one lane for each group.

    Traces: 0 the examples, 1 the line that 99 % of the training examples are below, 2 and 3 words.

    Args:
        dataset: With two groups, the unusual examples second.
        theme: Colours.
        height: Pixels.
    """
    groups = dataset.group_test[:_MOST]
    names = dataset.group_names
    alt = f"Errors of {len(groups)} test examples, separately for {names[0]} and {names[1]}."
    figure = blank(theme, height=height, alt=alt, margins=(64, 8, 30, 36))
    spread = np.random.default_rng(0).uniform(-0.34, 0.34, len(groups))
    figure.add_trace(
        go.Scatter(
            x=[None] * len(groups), y=groups + spread, mode="markers",
            marker={"size": 6, "opacity": 0.7}, meta=class_marks(theme, groups),
            hovertemplate="error 10<sup>%{x:.2f}</sup><extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[None], y=[0.5], mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={"symbol": "line-ns", "size": 0.85 * (height - 66),
                    "line": {"width": 1.5, "color": theme.text}},
        )
    )  # fmt: skip
    bind(
        figure,
        set_trace("errors/error", 0, "x", count=len(groups), most=_HIGH),
        {"op": "pick", "array": "errors/threshold", "trace": 1, "prop": "x", "index": 0},
    )
    _say(figure, theme, 0, 1.46, "detects ", f"\u2009% of the {names[1]}")
    _say(figure, theme, 1, -0.58, "false alarms: ", f"\u2009% of the {names[0]}")
    want(figure, "errors", "errors", {})
    ticks = list(range(int(_LOW), int(_HIGH) + 1))
    lay_out(
        figure,
        xaxis=axis(theme, "squared error per example", range=[_LOW - 0.2, _HIGH + 0.1],
                   tickvals=ticks, ticktext=[f"{10.0**tick:g}" for tick in ticks]),
        yaxis=axis(theme, range=[-0.75, 1.6], tickvals=[0, 1], ticktext=list(names), ticks="",
                   showline=False),
    )  # fmt: skip
    return figure


def _say(
    figure: go.Figure, theme: Theme, index: int, height: float, before: str, after: str
) -> None:
    """Write one of the rates beside its lane."""
    trace = 2 + index
    figure.add_trace(
        go.Scatter(
            x=[_HIGH], y=[height], mode="text", text=["\u00a0"], textposition="middle left",
            textfont={"size": 12, "color": theme.text}, hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": "errors/rates", "index": index, "trace": trace, "prop": "text",
         "percent": True, "digits": 0, "prefix": before, "suffix": after},
    )  # fmt: skip
