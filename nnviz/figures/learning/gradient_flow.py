"""The gradient of every layer on the graph of the network, now and over the whole run."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.bindings import annotate, bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out, mix
from nnviz.figures.kit.wording import layer_activation, layer_title, trimmed

if TYPE_CHECKING:
    import networkx as nx

_GRAPH = 0.36
"""Share of the width for the graph; the history has the rest."""
_ROW = 34.0
_BOX = (3.2, 8.6)
_HALF = 0.36
"""Half the height of a box, in rows."""
_RANGE = (-7.0, 0.0)
"""Powers of ten between which colours run: below, hardly anything is learned."""


def gradient_flow(graph: "nx.DiGraph", theme: Theme, *, height: int = 360) -> go.Figure:
    """Draw the layers that learn with the size of their gradients, and its history beside them.

    Traces: 0 the lines between layers, 1 boxes coloured by the gradient now, 2 names, 3 sizes,
    4 the history as a heat map.

    Args:
        graph: From `nnviz.graph.learning.learning_graph`.
        theme: Colours.
        height: Pixels at most.
    """
    network: NetworkSpec = graph.graph["network"]
    names = [name for name in graph.nodes if name != INPUT]
    row = min(_ROW, (height - 62) / (len(names) + 1))
    tall = max(130, round(row * (len(names) + 1) + 62))
    alt = f"Size of the gradient of {len(names)} layers, now and over the run, on a log scale."
    figure = blank(theme, height=tall, alt=alt, margins=(4, 8, 24, 38))
    annotate(figure, network=network.fingerprint)
    figure.add_trace(_lines(graph, theme))
    _add_boxes(figure, names, theme)
    figure.add_trace(_words(graph, network, theme))
    _add_history(figure, names, theme)
    want(figure, "flow", "gradient_flow", {})
    rows = len(names)
    lay_out(
        figure,
        xaxis=bare_axis(0, 10, domain=[0, _GRAPH]),
        yaxis=bare_axis(rows + 0.5, -0.5, domain=[0, 1]),
        xaxis2=axis(theme, "optimizer step", type="log", domain=[_GRAPH + 0.015, 0.93],
                    anchor="y2", exponentformat="power"),
        yaxis2=bare_axis(rows + 0.5, -0.5, domain=[0, 1], anchor="x2"),
        barmode="overlay", bargap=0,
    )  # fmt: skip
    _headings(figure, theme)
    return figure


def _scale(theme: Theme) -> list[list[object]]:
    """From nearly nothing (orange) over little (grey) to much (blue)."""
    faint = mix(theme.negative, theme.page, 0.25)
    return [[0.0, faint], [0.45, theme.zero], [1.0, mix(theme.positive, theme.page, 0.25)]]


def _lines(graph: "nx.DiGraph", theme: Theme) -> go.Scatter:
    """Lines between layers; those that go around others run at the left."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    middle = sum(_BOX) / 2
    for source, target in graph.edges:
        a, b = graph.nodes[source]["row"], graph.nodes[target]["row"]
        if b - a == 1:
            points = [(middle, a + _HALF), (middle, b - _HALF)]
        else:
            side = _BOX[0] - 0.35
            points = [(_BOX[0], a), (side, a), (side, b), (_BOX[0], b)]
        for x, y in (*points, (None, None)):
            xs.append(x)
            ys.append(y)
    return go.Scatter(
        x=xs, y=ys, mode="lines", hoverinfo="skip", line={"color": theme.quiet, "width": 1.4}
    )


def _add_boxes(figure: go.Figure, names: list[str], theme: Theme) -> None:
    rows = list(range(1, len(names) + 1))
    left, right = _BOX
    figure.add_trace(
        go.Bar(
            orientation="h", base=[left] * len(rows), x=[right - left] * len(rows), y=rows,
            width=2 * _HALF, hoverinfo="skip",
            marker={"color": [_RANGE[0]] * len(rows), "cmin": _RANGE[0], "cmax": _RANGE[1],
                    "colorscale": _scale(theme), "line": {"color": theme.line, "width": 1}},
        )
    )  # fmt: skip
    bind(figure, set_trace("flow/now", 1, "marker.color", count=len(rows)))


def _words(graph: "nx.DiGraph", network: NetworkSpec, theme: Theme) -> go.Scatter:
    texts = []
    for name in graph.nodes:
        more = layer_activation(network, name)
        title = trimmed(layer_title(network, name), 20)
        texts.append(f"<b>{title}</b> {more}" if more else f"<b>{title}</b>")
    middle = sum(_BOX) / 2
    return go.Scatter(
        x=[middle] * len(texts), y=list(range(len(texts))), text=texts, mode="text",
        hoverinfo="skip", textfont={"size": 11.5, "color": theme.text},
    )  # fmt: skip


def _add_history(figure: go.Figure, names: list[str], theme: Theme) -> None:
    """The sizes now as numbers at the left of the boxes, and all checkpoints as a heat map."""
    rows = list(range(1, len(names) + 1))
    figure.add_trace(
        go.Scatter(
            x=[2.6] * len(rows), y=rows, text=["\u00a0"] * len(rows), mode="text", hoverinfo="skip",
            textposition="middle left", textfont={"size": 11.5, "color": theme.text},
        )
    )  # fmt: skip
    size = {"count": len(rows)}
    bind(
        figure,
        {
            "op": "labels",
            "array": "flow/now",
            "trace": 3,
            "prop": "text",
            "digits": 1,
            "prefix": "10<sup>",
            "suffix": "</sup>",
            **size,
        },
    )
    figure.add_trace(
        go.Heatmap(
            x=[1, 2], y=rows, z=[[None, None]] * len(rows), xaxis="x2", yaxis="y2", ygap=3,
            zmin=_RANGE[0], zmax=_RANGE[1], colorscale=_scale(theme),
            colorbar={"thickness": 8, "len": 0.9, "x": 0.945, "xpad": 0,
                      "tickvals": [-6, -4, -2, 0],
                      "ticktext": ["10\u207b\u2076", "10\u207b\u2074", "0.01", "1"],
                      "tickfont": {"size": 10.5, "color": theme.quiet}, "outlinewidth": 0},
            hovertemplate="step %{x}<br>10^%{z:.1f}<extra></extra>",
        )
    )  # fmt: skip
    bind(figure, set_trace("flow/step", 4, "x"), set_trace("flow/history", 4, "z", **size))


def _headings(figure: go.Figure, theme: Theme) -> None:
    texts = ((0.0, "gradient now, by layer"), (_GRAPH + 0.015, "gradient over the run"))
    for x, text in texts:
        figure.add_annotation(
            text=text, x=x, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
            yshift=4, showarrow=False, font={"size": 12, "color": theme.quiet},
        )  # fmt: skip
