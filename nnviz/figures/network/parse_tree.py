"""The parse tree of a sentence, with what the network makes of every phrase of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.trees import Tree, words_of
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out, mix
from nnviz.figures.kit.wording import trimmed

if TYPE_CHECKING:
    import networkx as nx

SYMBOLS = ("\u2212\u2212", "\u2212", "0", "+", "++")
"""Signs of the five sentiments, the worst first."""
STRIP = 16
"""Cells of the strip of a node, one a unit."""
_PITCH = (STRIP + 7, 3)
"""Cells from level to level and from line to line; a strip is one cell high."""
_LEVELS, _LINES = 6, 8
"""Places that there are at least, so that a short sentence is not drawn huge."""
_LONGEST, _TOLD = 10, 60
"""Characters of a word beside its line, and of a phrase in its tooltip, at most."""


def parse_tree(
    graph: "nx.DiGraph",
    dataset: Dataset,
    theme: Theme,
    *,
    options: Mapping[str, str | int],
    height: int = 292,
) -> go.Figure:
    """Draw a tree with the words at the left and the root at the right.

    Every node has a strip of its units' values, orange for negative and blue for positive, and
    over it the sign of its predicted sentiment. Traces: 0 strips, 1 branches, 2 words, 3 signs,
    4 crosses at what is wrong, 5 and 6 the verdict on the whole and how sure it is.

    Args:
        graph: From `graph.parse_tree`.
        dataset: Parsed sentences with five classes.
        theme: Colours.
        options: Of the `tree` probe: which sentence it is.
        height: Pixels.
    """
    said = " ".join(words_of(graph.nodes[len(graph) - 1]["tree"]))
    alt = (
        f"The parse tree of \u201c{said}\u201d: at each of its {len(graph)} nodes, the values of "
        "the units and the predicted sentiment."
    )
    figure = blank(theme, height=height, alt=alt, margins=(66, 68, 8, 34))
    _draw_nodes(figure, graph, theme)
    _draw_verdict(figure, graph, theme, dataset)
    _bind(figure, graph, theme, dataset)
    want(figure, "tree", "tree", options)
    want(figure, "whole", "whole_sentences", {})
    return figure


def _size(graph: "nx.DiGraph") -> tuple[int, int]:
    """Return the cells of the heat map of strips: rows and columns."""
    levels, lines = max(graph.graph["levels"], _LEVELS), max(graph.graph["lines"], _LINES)
    return lines * _PITCH[1], levels * _PITCH[0] - (_PITCH[0] - STRIP)


def _corner(graph: "nx.DiGraph", node: int) -> tuple[int, int]:
    """Return row and column of the strip of a node; row 0 is the lowest."""
    data, (rows, _) = graph.nodes[node], _size(graph)
    above = (rows - graph.graph["lines"] * _PITCH[1]) // 2
    from_top = above + int(data["y"] * _PITCH[1] + _PITCH[1] / 2)
    return rows - 1 - from_top, data["x"] * _PITCH[0]


def _middle(graph: "nx.DiGraph", node: int) -> tuple[float, float]:
    row, column = _corner(graph, node)
    return column + STRIP / 2, row + 0.5


def _draw_nodes(figure: go.Figure, graph: "nx.DiGraph", theme: Theme) -> None:
    rows, columns = _size(graph)
    empty = np.full((rows, columns), np.nan, np.float32)
    for node in graph:
        row, column = _corner(graph, node)
        empty[row, column : column + STRIP] = 0
    figure.add_trace(
        go.Heatmap(
            z=empty, x0=0.5, dx=1, y0=0.5, dy=1, zmin=-1, zmax=1, showscale=False,
            colorscale=theme.diverging, hoverinfo="skip",
        )
    )  # fmt: skip
    xs: list[float | None] = []
    ys: list[float | None] = []
    for part, phrase in graph.edges:
        (x, y), (end, level) = _middle(graph, part), _middle(graph, phrase)
        bend = end - STRIP / 2 - (_PITCH[0] - STRIP) / 2
        xs += [x + STRIP / 2, bend, bend, end - STRIP / 2, None]
        ys += [y, y, level, level, None]
    figure.add_trace(
        go.Scatter(
            x=xs or [None], y=ys or [None], mode="lines", hoverinfo="skip",
            line={"color": theme.line, "width": 1.2},
        )
    )  # fmt: skip
    words = [node for node in graph if isinstance(graph.nodes[node]["tree"], str)]
    figure.add_trace(
        go.Scatter(
            x=[0] * len(words), y=[_middle(graph, word)[1] for word in words],
            text=[f"{trimmed(graph.nodes[word]['tree'], _LONGEST)}\u00a0" for word in words],
            mode="text",
            textposition="middle left", textfont={"size": 11.5, "color": theme.text},
            hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip
    lay_out(figure, xaxis=bare_axis(0, columns), yaxis=bare_axis(0, rows))


def _draw_verdict(figure: go.Figure, graph: "nx.DiGraph", theme: Theme, dataset: Dataset) -> None:
    """Add signs, crosses and words that the frames fill in, and what the signs mean."""
    places = [_middle(graph, node) for node in graph]
    blanks = ["\u00a0"] * len(places)
    figure.add_trace(
        go.Scatter(
            x=[x for x, _ in places], y=[y + 0.5 for _, y in places], text=blanks, mode="text",
            textposition="top center", hoverinfo="skip", cliponaxis=False,
            textfont={"size": 13, "weight": 700, "color": [theme.quiet] * len(places)},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[], y=[], mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={"symbol": "x", "size": 7, "color": theme.alarm,
                    "line": {"width": 1, "color": theme.page}},
        )
    )  # fmt: skip
    x, y = places[-1]
    for size, colour, where, away in (
        (13, theme.text, "top right", -0.2), (11, theme.quiet, "bottom right", 0.1),
    ):  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=[x + STRIP / 2], y=[y - away], text="\u00a0", mode="text", textposition=where,
                textfont={"size": size, "color": colour}, hoverinfo="skip", cliponaxis=False,
            )
        )  # fmt: skip
    first, last = dataset.class_names[0], dataset.class_names[-1]
    for line, words in ((-18, f"{' '.join(SYMBOLS)} from {first} to {last}, \u00d7 wrong"),
                        (-34, "\u00a0")):  # fmt: skip
        figure.add_annotation(
            text=words, x=0, y=0, xref="paper", yref="paper", xshift=-62, yshift=line,
            showarrow=False, xanchor="left", yanchor="bottom", align="left",
            font={"size": 11, "color": theme.quiet},
        )  # fmt: skip


def _bind(figure: go.Figure, graph: "nx.DiGraph", theme: Theme, dataset: Dataset) -> None:
    rows, columns = _size(graph)
    size = {"count": len(graph)}
    root = len(graph) - 1
    corners = [_corner(graph, node) for node in graph]
    # What is neutral stands back.
    neutral = mix(theme.quiet, theme.page, 0.3)
    colours = [theme.negative_ink] * 2 + [neutral] + [theme.positive_ink] * 2
    bind(
        figure,
        {"op": "atlas", "array": "tree/states", "trace": 0, "prop": "z", "rows": rows,
         "columns": columns, "at": [list(corner) for corner in corners]},
        {"op": "labels", "array": "tree/predicted", "trace": 3, "prop": "text",
         "texts": list(SYMBOLS), **size},
        {"op": "steps", "array": "tree/predicted", "trace": 3, "prop": "textfont.color",
         "edges": [1, 2, 3, 4], "choices": colours, **size},
        {"op": "where", "array": "tree/correct", "trace": 4, "value": 0,
         "x": [column + STRIP for _, column in corners], "y": [row + 0.5 for row, _ in corners]},
        {"op": "labels", "array": "tree/predicted", "trace": 5, "prop": "text",
         "texts": list(dataset.class_names), "prefix": "\u00a0", "index": root},
        {"op": "labels", "array": "tree/probability", "trace": 6, "prop": "text", "percent": True,
         "digits": 0, "prefix": "\u00a0", "suffix": "\u2009% sure", "index": root},
        {"op": "labels", "array": "whole/share", "layout": "annotations[1].text", "percent": True,
         "digits": 0, "suffix": "\u2009% of whole test sentences correct", "index": 0},
        {"op": "touch", "boxes": _boxes(graph),
         "texts": [f"\u201c{_phrase(graph.nodes[node]['tree'])}\u201d" for node in graph],
         "array": "tree/probability", "prefix": "The network is ", "percent": True,
         "digits": 0, "suffix": "\u2009% sure of its sign"},
    )  # fmt: skip


def _boxes(graph: "nx.DiGraph") -> list[list[float]]:
    """Return the place of each node with its sign, to point at."""
    corners = [_corner(graph, node) for node in graph]
    return [[x, y - 0.5, x + STRIP, y + 2] for y, x in corners]


def _phrase(tree: Tree) -> str:
    """Return a phrase for its tooltip, which shows signs of markup as they are."""
    said = " ".join(words_of(tree))
    return said if len(said) <= _TOLD else f"{said[: _TOLD - 1]}\u2026"
