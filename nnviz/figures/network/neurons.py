"""The network down to single units: every unit as a live map, every link by sign and size."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.families.unit_columns import Column, Columns
from nnviz.core.shapes.shapes import NetworkShapes, ShapeProblem, layer_kind
from nnviz.core.spec.kinds import shape_text
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.bindings import Binding, annotate, bind, trace_count, want
from nnviz.figures.kit.marks import outlines
from nnviz.figures.kit.theme import Theme, bare_axis, blank, channels, lay_out
from nnviz.figures.kit.wording import count_text, folded_lines, layer_title
from nnviz.figures.network.neuron_labels import (
    LINE,
    Caption,
    caption,
    full_text,
    name_width,
    text_trace,
)
from nnviz.figures.network.neuron_links import (
    bias_bindings,
    bias_trace,
    exact_weights,
    link_traces,
    segments,
)

if TYPE_CHECKING:
    import networkx as nx

_EDGE = 15
Names = Sequence[str]


def neurons(
    graph: "nx.DiGraph",
    network: NetworkSpec,
    shapes: NetworkShapes,
    theme: Theme,
    *,
    options: dict[str, Any] | None = None,
    names: tuple[Names, Names] = ((), ()),
) -> go.Figure:
    """Draw all shown units as tiles with the links between them; needs no run.

    Traces: 0 the tiles (one heat map), 1 their outlines, 2 to 7 negative and 8 to 13 positive
    links from thin to wide, 14 biases, 15 all words. A layer whose shape cannot work is framed
    with the reason on it, and then nothing is asked of a run.

    Args:
        graph: Placed units, from `nnviz.graph.neurons.neuron_graph`.
        network: The network the units belong to.
        shapes: Its inferred shapes, with problems.
        theme: Colours.
        options: Further options of the `tiles` probe (`example`, `split`); `limit` must be the one
            that the columns were made with.
        names: Names of the input's units and of the output's.
    """
    columns: Columns = graph.graph["columns"]
    pitch = _pitch(graph)
    captions = [caption(column, network, shapes, pitch) for column in columns.columns]
    figure = _frame(graph, captions, theme, names)
    annotate(figure, alt=_alt(columns, network, shapes), network=network.fingerprint)
    figure.add_trace(_tiles(theme))
    figure.add_trace(_outlines(graph, theme))
    figure.add_traces(link_traces(graph, theme))
    biases = trace_count(figure)
    figure.add_trace(bias_trace(graph, theme))
    figure.add_trace(text_trace(graph, captions, theme, names))
    _add_problems(figure, graph, shapes.problems, theme)
    bind(figure, *_atlas(graph), segments(graph, 2, shapes), *bias_bindings(graph, biases, theme))
    bind(figure, *_touches(graph, network, shapes, names))
    if shapes.problems:
        return figure
    asked = {"limit": 8, **(options or {})}
    want(figure, "tiles", "tiles", {"side": graph.graph["side"], **asked})
    want(figure, "links", "links", {"limit": asked["limit"]})
    return figure


def _pitch(graph: "nx.DiGraph") -> float:
    """Pixels from one column to the next."""
    centres = graph.graph["centres"]
    cells = centres[1] - centres[0] if len(centres) > 1 else graph.graph["width"]
    return cells * graph.graph["cell"]


def _frame(
    graph: "nx.DiGraph", captions: Sequence[Caption], theme: Theme, names: tuple[Names, Names]
) -> go.Figure:
    """An empty figure with room for captions and names; one cell is equally wide and high."""
    cell, side, width = (graph.graph[name] for name in ("cell", "side", "width"))
    above = LINE * max(len(entry.above) for entry in captions) + _EDGE
    below = LINE * max(len(entry.below) for entry in captions) + _EDGE
    height = round(graph.graph["height"] * cell + above + below)
    figure = blank(theme, height=height, alt="", margins=(0, 0, 0, 0))
    centres = graph.graph["centres"]
    left = min(0.0, centres[0] - side / 2 - name_width(names[0]) / cell)
    right = max(width, centres[-1] + side / 2 + name_width(names[1]) / cell)
    lay_out(
        figure,
        xaxis=bare_axis(left, right, constrain="domain"),
        yaxis=bare_axis(
            -below / cell,
            graph.graph["height"] + above / cell,
            scaleanchor="x",
            constrain="domain",
        ),
    )
    colours = [channels(colour) for colour in (theme.negative, theme.zero, theme.positive)]
    annotate(figure, colours=colours)
    return figure


def _tiles(theme: Theme) -> go.Heatmap:
    """The heat map that the atlas fills; a cell of it is one unit of both axes."""
    return go.Heatmap(
        z=[[None]],
        x0=0.5,
        dx=1,
        y0=0.5,
        dy=1,
        zmin=-1,
        zmax=1,
        colorscale=theme.diverging,
        showscale=False,
        hoverinfo="skip",
    )


def _atlas(graph: "nx.DiGraph") -> list[Binding]:
    """Put the maps of the units into the heat map, and take the filling out from above them."""
    corners = [graph.nodes[tile]["corner"] for tile in range(graph.number_of_nodes())]
    source = {"array": "tiles/values"}
    return [
        {
            "op": "atlas", **source, "trace": 0, "prop": "z", "at": [[y, x] for x, y in corners],
            "rows": graph.graph["height"], "columns": graph.graph["width"],
        },
        {
            "op": "when", **source, "trace": 1, "prop": "fillcolor", "value": "rgba(0,0,0,0)",
            "count": len(corners),
        },
    ]  # fmt: skip


def _outlines(graph: "nx.DiGraph", theme: Theme) -> go.Scatter:
    """The frames of all tiles as one path, filled until values arrive."""
    side = graph.graph["side"]
    corners = (node["corner"] for _, node in graph.nodes(data=True))
    return outlines(((x, y, x + side, y + side) for x, y in corners), theme.faint, theme.line)


def _add_problems(
    figure: go.Figure, graph: "nx.DiGraph", problems: Sequence[ShapeProblem], theme: Theme
) -> None:
    columns: Columns = graph.graph["columns"]
    for problem in problems:
        for index, column in enumerate(columns.columns):
            if problem.layer == column.layer or problem.layer in column.attached:
                _frame_problem(figure, graph, index, problem, theme)


def _frame_problem(
    figure: go.Figure, graph: "nx.DiGraph", index: int, problem: ShapeProblem, theme: Theme
) -> None:
    """Frame a column and put the reason beside it, on the side where there is more room."""
    places = graph.graph
    x, half = places["centres"][index], places["side"] * 0.72
    top, bottom = places["tops"][index], places["bottoms"][index]
    figure.add_shape(
        type="rect", x0=x - half, x1=x + half, y0=bottom - half / 4, y1=top + half / 4,
        line={"color": theme.alarm, "width": 2},
    )  # fmt: skip
    right = x < places["width"] / 2
    lines = folded_lines([str(problem)], 34, 5)
    figure.add_annotation(
        x=x + (1.15 if right else -1.15) * half, y=(top + bottom) / 2,
        xanchor="left" if right else "right", yanchor="middle", showarrow=False,
        text="<br>".join([f"<b>{problem.layer}</b> cannot work", *lines]), align="left",
        font={"size": 12, "color": theme.text}, bgcolor=theme.page, bordercolor=theme.alarm,
        borderwidth=1, borderpad=6,
    )  # fmt: skip


def _touches(
    graph: "nx.DiGraph", network: NetworkSpec, shapes: NetworkShapes, names: tuple[Names, Names]
) -> list[Binding]:
    """Places that answer to the pointer: biases first, then tiles, captions, and links."""
    columns: Columns = graph.graph["columns"]
    tiles = [_unit_name(columns, tile, network, names) for tile in range(len(columns.tiles))]
    return [
        _bias_touch(graph, network, tiles),
        _tile_touch(graph, tiles),
        _caption_touch(graph, network, shapes),
        _link_touch(graph, network, tiles),
    ]


def _unit_name(
    columns: Columns, tile: int, network: NetworkSpec, names: tuple[Names, Names]
) -> str:
    index, unit = columns.tiles[tile]
    column = columns.columns[index]
    if column.layer == INPUT:
        return names[0][unit] if unit < len(names[0]) else f"input {unit + 1}"
    if index == len(columns.columns) - 1 and unit < len(names[1]):
        return f"output '{names[1][unit]}'"
    word = layer_kind(network.layer(column.layer)).unit_word
    return f"{layer_title(network, column.layer)} '{column.layer}', {word} {unit + 1}"


def _tile_touch(graph: "nx.DiGraph", tiles: list[str]) -> Binding:
    columns: Columns = graph.graph["columns"]
    side = graph.graph["side"]
    corners = [graph.nodes[tile]["corner"] for tile in range(len(tiles))]
    return {
        "op": "touch",
        "boxes": [[x, y, x + side, y + side] for x, y in corners],
        "texts": tiles,
        "array": "tiles/scalars",
        "prefix": "activation ",
        "digits": 3,
        "picture": "tiles/values",
        "click": [
            {"kind": "unit", "layer": columns.columns[index].layer, "unit": unit}
            for index, unit in columns.tiles
        ],
    }


def _bias_touch(graph: "nx.DiGraph", network: NetworkSpec, tiles: list[str]) -> Binding:
    columns: Columns = graph.graph["columns"]
    reach = 4 / graph.graph["cell"]
    boxes, texts, click = [], [], []
    for tile in columns.biased:
        x, y = graph.nodes[tile]["corner"]
        index, unit = columns.tiles[tile]
        layer = columns.columns[index].layer
        boxes.append([x - reach, y - reach, x + reach, y + reach])
        texts.append(f"bias of {tiles[tile]}")
        single = network.layer(layer).kind in ("dense", "conv1d", "conv2d")
        place = {"array": 1, "position": [unit]} if single else {}
        click.append({"kind": "bias", "layer": layer, "unit": unit, **place})
    return {
        "op": "touch", "boxes": boxes, "texts": texts, "click": click,
        "array": "links/biases", "prefix": "bias ", "digits": 3,
    }  # fmt: skip


def _link_touch(graph: "nx.DiGraph", network: NetworkSpec, tiles: list[str]) -> Binding:
    columns: Columns = graph.graph["columns"]
    exact = [
        index > 0 and exact_weights(columns, index, network)
        for index in range(len(columns.columns))
    ]
    texts, click = [], []
    for source, target in columns.links:
        index, unit = columns.tiles[target]
        before = columns.tiles[source][1]
        mean = "" if exact[index] else "\n(mean of several weights)"
        texts.append(f"{tiles[source]} \u2192 {tiles[target]}{mean}")
        place = {"array": 0, "position": [before, unit]} if exact[index] else {}
        click.append(
            {"kind": "link", "layer": columns.columns[index].layer, "source": before,
             "target": unit, **place}
        )  # fmt: skip
    return {
        "op": "touch", "paths": "segments", "texts": texts, "click": click,
        "array": "links/values", "prefix": "weight ", "digits": 3,
    }  # fmt: skip


def _caption_touch(graph: "nx.DiGraph", network: NetworkSpec, shapes: NetworkShapes) -> Binding:
    """The captions above and below each column tell more and lead to the layer."""
    columns: Columns = graph.graph["columns"]
    half = min(_pitch(graph) / 2, 42) / graph.graph["cell"]
    deep = 4 * LINE / graph.graph["cell"]
    top = graph.graph["height"]
    boxes, texts, click = [], [], []
    for x, column in zip(graph.graph["centres"], columns.columns, strict=True):
        boxes += [[x - half, top, x + half, top + deep], [x - half, -deep, x + half, 0]]
        texts += [full_text(column, network, shapes)] * 2
        click += [{"kind": "layer", "layer": column.layer}] * 2
    return {"op": "touch", "boxes": boxes, "texts": texts, "click": click}


def _alt(columns: Columns, network: NetworkSpec, shapes: NetworkShapes) -> str:
    parts = [_column_words(column, network) for column in columns.columns]
    trouble = "".join(f" {problem.layer}: {problem}" for problem in shapes.problems)
    total = f"{count_text(shapes.parameters)} parameters"
    return f"Network of {len(network.layers)} layers, {total}: {', then '.join(parts)}.{trouble}"


def _column_words(column: Column, network: NetworkSpec) -> str:
    if column.layer == INPUT:
        return f"input {shape_text(column.shape or ())}"
    title = layer_title(network, column.layer)
    word = layer_kind(network.layer(column.layer)).unit_word
    return f"{title} with {column.units} {word}{'' if column.units == 1 else 's'}"
