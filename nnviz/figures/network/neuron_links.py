"""Links and biases of the neuron figure: sign by colour and dash or symbol, size by width."""

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.families.unit_columns import Column, Columns
from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.kit.bindings import Binding
from nnviz.figures.kit.theme import Theme

if TYPE_CHECKING:
    import networkx as nx

EDGES = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Sizes of weights between two widths of line."""
_WIDTHS = (0.6, 1.0, 1.6, 2.4, 3.5, 5.0)
_ALPHAS = (0.3, 0.45, 0.6, 0.75, 0.85, 0.95)
_CROWDED = 60


def link_traces(graph: "nx.DiGraph", theme: Theme) -> list[go.Scatter]:
    """Return six line traces for negative links and six for positive ones, thinnest first.

    Until values arrive all links lie in the first trace of the positive ones, faint.
    """
    share = min(1.0, (_CROWDED / max(graph.number_of_edges(), 1)) ** 0.4)
    traces = []
    for colour, dash in ((theme.negative_ink, "8px,3px"), (theme.positive_ink, "solid")):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        for width, alpha in zip(_WIDTHS, _ALPHAS, strict=True):
            line = {
                "color": f"rgba({red},{green},{blue},{round(alpha * share**0.5, 2)})",
                "width": round(width * share, 2),
            }
            traces.append(
                go.Scatter(
                    x=[None], y=[None], mode="lines", hoverinfo="skip", line={**line, "dash": dash}
                )
            )
    traces[len(_WIDTHS)].update(x=_joined(graph, 0), y=_joined(graph, 1))
    return traces


def link_paths(graph: "nx.DiGraph") -> list[list[list[float]]]:
    """Return the path of every link, in the order of the `links` probe."""
    edges = sorted(graph.edges(data=True), key=lambda edge: edge[2]["index"])
    return [[list(axis) for axis in data["path"]] for _, _, data in edges]


def _joined(graph: "nx.DiGraph", axis: int) -> list[float | None]:
    values: list[float | None] = []
    for path in link_paths(graph):
        values += [*path[axis], None]
    return values


def segments(graph: "nx.DiGraph", first: int, shapes: NetworkShapes) -> Binding:
    """Bind the links to the traces from number `first` on.

    Weights of layers with many inputs are small by nature, so widths are relative to the usual
    size `1 / sqrt(inputs)`; layers with up to four inputs are drawn at their true size.
    """
    columns: Columns = graph.graph["columns"]
    scales = [_relative(columns.columns[columns.tiles[target][0]], shapes)
              for _, target in columns.links]  # fmt: skip
    return {
        "op": "segments",
        "array": "links/values",
        "traces": list(range(first, first + 2 * len(_WIDTHS))),
        "paths": link_paths(graph),
        "edges": list(EDGES),
        "scales": scales,
    }


def _relative(column: Column, shapes: NetworkShapes) -> float:
    parameters = shapes.of(column.layer).parameters
    return round(max(1.0, (parameters / max(column.units, 1) / 4) ** 0.5), 3)


def bias_trace(graph: "nx.DiGraph", theme: Theme) -> go.Scatter:
    """Return a small mark at the lower left corner of every tile that has a bias."""
    corners = [graph.nodes[tile]["corner"] for tile in graph.graph["columns"].biased]
    return go.Scatter(
        x=[x for x, _ in corners],
        y=[y for _, y in corners],
        mode="markers",
        hoverinfo="skip",
        cliponaxis=False,
        marker={
            "symbol": "square",
            "size": 6.5,
            "color": theme.faint,
            "line": {"width": 1, "color": theme.quiet},
        },
    )


def bias_bindings(graph: "nx.DiGraph", trace: int, theme: Theme) -> list[Binding]:
    """Bind the biases: orange diamond for negative, blue square for positive, paler near zero."""
    shared: dict[str, Any] = {
        "op": "steps",
        "array": "links/biases",
        "trace": trace,
        "count": len(graph.graph["columns"].biased),
    }
    colours = [theme.negative_ink, theme.negative, theme.faint, theme.positive, theme.positive_ink]
    return [
        {**shared, "prop": "marker.color", "edges": [-0.5, -0.02, 0.02, 0.5], "choices": colours},
        {**shared, "prop": "marker.symbol", "edges": [0], "choices": ["diamond", "square"]},
    ]


def exact_weights(columns: Columns, index: int, network: NetworkSpec) -> bool:
    """Say whether each link into this column is one weight, not the mean of many.

    True for a dense layer that reads the units of the column before it directly.
    """
    column, before = columns.columns[index], columns.columns[index - 1]
    layer = network.layer(column.layer)
    return (
        layer.kind == "dense"
        and before.shape is not None
        and len(before.shape) == 1
        and column.shape is not None
        and len(column.shape) == 1
    )
