"""An activation function and its slope over the inputs near 0."""

import plotly.graph_objects as go

from nnviz.core.worked.curves import Curve
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_HIGHEST = 4.2


def function_curve(curve: Curve, theme: Theme, *, name: str = "") -> go.Figure:
    """Draw a function (solid) and its slope (dashed).

    Traces: 0 the function, 1 its slope.

    Args:
        curve: Its values.
        theme: Colours.
        name: What it is called, for the text alternative.
    """
    first, last = curve.y[0], curve.y[-1]
    alt = (
        f"The function {name} over inputs from {curve.x[0]:g} to {curve.x[-1]:g}: from {first:.3g} "
        f"on the left to {last:.3g} on the right; its slope lies between {curve.slope.min():.3g} "
        f"and {curve.slope.max():.3g}."
    )
    figure = blank(theme, height=230, alt=alt, margins=(34, 84, 8, 34))
    lines = (("function", curve.y, theme.positive_ink, "solid"),
             ("slope", curve.slope, theme.negative_ink, "dash"))  # fmt: skip
    low = max(min(float(curve.y.min()), float(curve.slope.min()), -0.5), -_HIGHEST)
    high = min(max(float(curve.y.max()), float(curve.slope.max()), 1.0), _HIGHEST)
    for label, values, colour, dash in lines:
        figure.add_trace(
            go.Scatter(
                x=curve.x, y=values, mode="lines", name=label,
                line={"color": colour, "width": 2, "dash": dash},
                hovertemplate=f"{label} at %{{x:.2f}}: %{{y:.3f}}<extra></extra>",
            )
        )  # fmt: skip
    _labels(figure, lines, low, high)
    lay_out(
        figure,
        xaxis=axis(theme, "input", range=[curve.x[0], curve.x[-1]]),
        yaxis=axis(theme, "", range=[low - 0.15, high + 0.15]),
    )
    figure.add_hline(y=0, line={"color": theme.line, "width": 1})
    figure.add_vline(x=0, line={"color": theme.line, "width": 1})
    return figure


def _labels(
    figure: go.Figure, lines: tuple[tuple[str, object, str, str], ...], low: float, high: float
) -> None:
    """Write the name of each line at its right end; two that end together stand one above other."""
    ends = [min(max(float(values[-1]), low), high) for _, values, *_ in lines]  # pyright: ignore[reportIndexIssue]
    if abs(ends[0] - ends[1]) < (high - low) * 0.1:
        ends[1] -= (high - low) * 0.1
    for (label, _, colour, _), end in zip(lines, ends, strict=True):
        figure.add_annotation(
            x=1.0, xref="paper", y=end, text=label, showarrow=False, xanchor="left", xshift=6,
            font={"color": colour, "size": 12},
        )  # fmt: skip
