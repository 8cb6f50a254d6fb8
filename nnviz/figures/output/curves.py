"""Learning curves: how well the network does on training and on test data, over the epochs."""

from dataclasses import dataclass

import plotly.graph_objects as go

from nnviz.core.run.head import SHARES, TOLD_APART
from nnviz.figures.kit.bindings import annotate, bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_LEAST = 10
_EPOCHS = {
    "range": [0, _LEAST], "fixedrange": False, "nticks": 4, "tickformat": "~s",
    "hoverformat": ".4~g",
}  # fmt: skip
_TITLES = {"closed": "epoch, drag to zoom", "open": "epoch, double-click for all"}
"""Of the first epoch axis, while all epochs are shown and while a part of them is."""
_KEYS = "Keys zoom too: plus and minus, arrows to move, Escape for all epochs."


@dataclass(frozen=True, slots=True)
class _Curve:
    array: str
    name: str
    yaxis: str
    test: bool


def curves(
    theme: Theme,
    *,
    log_scale: bool = False,
    metric: str = "accuracy",
    height: int = 170,
) -> go.Figure:
    """Draw the loss, and beside it a second metric, for training (solid) and test (dotted) data.

    Args:
        theme: Colours.
        log_scale: Whether the loss axis is logarithmic.
        metric: What the arrays `accuracy` and `test_accuracy` hold: `accuracy`, or for regression
            `mean absolute error`; empty to show the loss alone. For what a discriminator tells
            apart, a line says where it is fooled.
        height: Pixels.
    """
    alt = (
        f"Loss{' and ' + metric if metric else ''} over epochs for training and test data. {_KEYS}"
    )
    figure = blank(theme, height=height, alt=alt, margins=(44, 8, 22, 34))
    entries = [
        _Curve("loss", "training", "y", test=False),
        _Curve("test_loss", "test", "y", test=True),
    ]
    if metric:
        entries.append(_Curve("accuracy", "training", "y2", test=False))
        entries.append(_Curve("test_accuracy", "test", "y2", test=True))
    for number, entry in enumerate(entries):
        figure.add_trace(_line(entry, theme, percent=metric in SHARES))
        bind(figure, set_trace("curves/epoch", number, "x"))
        bind(figure, set_trace(f"curves/{entry.array}", number, "y"))
    ranges = ["xaxis.range", "xaxis2.range"] if metric else ["xaxis.range"]
    bind(figure, {"op": "span", "array": "curves/epoch", "layouts": ranges, "least": _LEAST})
    want(figure, "curves", "curves", {})
    annotate(figure, zoom=_TITLES)
    _axes(figure, theme, log_scale, metric)
    _key(figure, theme, 0.44 if metric else 1.0)
    return figure


def _line(entry: _Curve, theme: Theme, *, percent: bool) -> go.Scatter:
    value = "%{y:.1%}" if percent and entry.yaxis == "y2" else "%{y:.4g}"
    return go.Scatter(
        x=[],
        y=[],
        xaxis=entry.yaxis.replace("y", "x"),
        yaxis=entry.yaxis,
        mode="lines",
        name=entry.name,
        line={
            "color": theme.quiet if entry.test else theme.text,
            "width": 1.6,
            "dash": "dot" if entry.test else "solid",
        },
        hovertemplate=f"{value}<extra>{entry.name}</extra>",
    )


def _axes(figure: go.Figure, theme: Theme, log_scale: bool, metric: str) -> None:
    ends = (0.0, 0.44) if metric else (0.0, 1.0)
    lay_out(
        figure,
        hovermode="x unified",
        dragmode="zoom",
        xaxis=axis(theme, _TITLES["closed"], domain=ends, **_EPOCHS),
        yaxis=axis(
            theme,
            type="log" if log_scale else "linear",
            rangemode="normal" if log_scale else "tozero",
            nticks=5,
            exponentformat="power",
        ),
    )
    _heading(figure, theme, "loss", 0.0)
    if not metric:
        return
    share = metric in SHARES
    span = {"range": [0, 1.02], "tickformat": "~%"} if share else {"rangemode": "tozero"}
    lay_out(
        figure,
        xaxis2=axis(theme, "epoch", domain=(0.56, 1.0), anchor="y2", **_EPOCHS),
        yaxis2=axis(theme, anchor="x2", nticks=5, **span),
    )
    _heading(figure, theme, metric, 0.56)
    if metric == TOLD_APART:
        _fooled(figure, theme)


def _fooled(figure: go.Figure, theme: Theme) -> None:
    """Mark one half: whoever guesses is right that often."""
    figure.add_shape(
        type="line",
        xref="x2 domain",
        x0=0,
        x1=1,
        yref="y2",
        y0=0.5,
        y1=0.5,
        line={"color": theme.line, "width": 1, "dash": "dash"},
    )
    figure.add_annotation(
        text="fooled at 50\u2009%",
        xref="x2 domain",
        x=1,
        yref="y2",
        y=0.5,
        xanchor="right",
        yanchor="top",
        showarrow=False,
        font={"size": 11, "color": theme.quiet},
    )


def _heading(figure: go.Figure, theme: Theme, text: str, left: float) -> None:
    """Name the value above its axis, which is quicker to read than turned text beside it."""
    figure.add_annotation(
        text=text, x=left, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        xshift=-4, yshift=4, showarrow=False, font={"size": 12, "color": theme.text},
    )  # fmt: skip


def _key(figure: go.Figure, theme: Theme, right: float) -> None:
    """Say once, above the loss, which line is which."""
    figure.add_annotation(
        text="\u2501 training  \u2508 test", x=right, y=1, xref="paper", yref="paper",
        xanchor="right", yanchor="bottom", yshift=4, showarrow=False,
        font={"size": 11, "color": theme.quiet},
    )  # fmt: skip
