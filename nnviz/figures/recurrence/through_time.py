"""How much an output depends on each earlier step: gradients that fade or grow on the way back."""

from typing import Any

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_SHARED = (-8, 1)
"""Exponents of ten of the axis that figures side by side have in common."""


def through_time(
    theme: Theme,
    *,
    length: int,
    layer: str = "",
    outputs: tuple[str, ...] = (),
    options: dict[str, Any] | None = None,
    height: int = 214,
    labelled: bool = True,
) -> go.Figure:
    """Draw the length of the gradient at every step, by powers of ten.

    Traces: 0 by what the layer reads, 1 by its hidden state.

    Args:
        theme: Colours.
        length: Steps of the sequence.
        layer: Id of the recurrent layer.
        outputs: Names of the outputs, for the sentence above.
        options: Of the `through_time` probe: `output`, `direction`, `example`, `split`.
        height: Pixels.
        labelled: Whether words above say what is drawn. Without them figures stand side by side,
            to be compared, and have one axis; else it follows the values.
    """
    alt = f"Norm of the gradient of an output at each of {length} steps, on a log scale."
    figure = blank(theme, height=height, alt=alt, margins=(52, 10, 26, 36))
    steps = list(range(1, length + 1))
    parts = (
        ("inputs", "w.r.t. the input", theme.quiet, "dot"),
        ("state", "w.r.t. the hidden state", theme.positive_ink, "solid"),
    )
    for number, (array, label, colour, dash) in enumerate(parts):
        figure.add_trace(
            go.Scatter(
                x=steps, y=[None] * length, mode="lines+markers", name=label,
                line={"color": colour, "width": 2, "dash": dash}, marker={"size": 5},
                hovertemplate="step %{x}<br>%{y:.2e}<extra>" + label + "</extra>",
            )
        )  # fmt: skip
        bind(figure, set_trace(f"through_time/{array}", number, "y", count=length))
    if labelled:
        _headings(figure, theme, outputs)
    want(figure, "through_time", "through_time", {"layer": layer, **(options or {})})
    lay_out(
        figure,
        hovermode="x unified",
        xaxis=axis(theme, "step", range=[0.5, length + 0.5]),
        yaxis=_norms(theme, shared=not labelled),
    )
    return figure


def _norms(theme: Theme, *, shared: bool) -> dict[str, Any]:
    """Return the axis of the norms, by powers of ten."""
    reach = list(_SHARED) if shared else None
    return axis(theme, type="log", exponentformat="power", nticks=6, range=reach)


def _headings(figure: go.Figure, theme: Theme, outputs: tuple[str, ...]) -> None:
    """Say which output it is about, and once which line is which."""
    figure.add_annotation(
        text=f'<span style="color:{theme.positive_ink}">\u2501 w.r.t. hidden state</span>'
        f'   <span style="color:{theme.quiet}">\u2508 w.r.t. input</span>',
        x=1, y=1, xref="paper", yref="paper", xanchor="right", yanchor="bottom", yshift=5,
        showarrow=False, font={"size": 11, "color": theme.quiet},
    )  # fmt: skip
    figure.add_annotation(
        text="", x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        showarrow=False, yshift=5, font={"size": 12, "color": theme.text},
    )  # fmt: skip
    bind(
        figure,
        {
            "op": "labels", "array": "through_time/output", "index": 0,
            "layout": "annotations[1].text", "digits": 0,
            "prefix": "Gradient of output <b>", "suffix": "</b> at each step",
            **({"texts": list(outputs)} if outputs else {}),
        },
    )  # fmt: skip
