"""The network as layers: a row a layer with its sizes, and live how large and active it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.blocks.block import block_name, block_prefix
from nnviz.core.shapes.frozen import is_frozen
from nnviz.core.shapes.shapes import LayerShape, NetworkShapes, layer_kind
from nnviz.core.spec.kinds import shape_text
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.bindings import annotate, bind, set_trace, trace_count, want
from nnviz.figures.kit.marks import Box, Word, outlines, words
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import (
    compact_shape,
    count_text,
    folded_lines,
    layer_activation,
    size_text,
)

if TYPE_CHECKING:
    import networkx as nx

WIDTH = 640.0
_HEADER = 26.0
_TALLEST_ROW, _LOWEST_ROW = 34.0, 25.0
_BOX = (2.0, 212.0)
_SIGN = 6.1
"""Width of a character, roughly."""
_COLUMNS = ((294.0, "output"), (364.0, "parameters"), (434.0, "mult-adds"))
_BARS = ((462.0, "weight", "RMS weight"), (552.0, "activation", "RMS activation"))
_LANE = 0.08
"""Half the width of the place of a link that passes by, in widths of a layer's place."""
_WIDE = 440.0
"""Where boxes that share a row may end: numbers stand beside layers that have one alone."""
_ENOUGH = 140.0
"""Width with which a box that shares its row has room for its words."""
_GAP, _EDGE = 4.0, 8.0
"""Between boxes, and from the end of a box to its words and links at least."""
_PARTS = 22.0
"""Room to the left of the boxes for the names of blocks."""
_BAR = 52.0
"""Length of a bar for the value 1; twice the value is cut off there."""


def layers(graph: "nx.DiGraph", theme: Theme, *, height: int = 360) -> go.Figure:
    """Draw a network as layers, from the input at the top to the output at the bottom.

    Traces: 0 the lines between layers, 1 the boxes, 2 all words, 3 and 4 the bars of weights and
    activations.

    Args:
        graph: Placed layers, from `nnviz.graph.layers.layer_graph`.
        theme: Colours.
        height: Pixels at least; many layers take more.
    """
    levels = graph.graph["levels"]
    row = min(_TALLEST_ROW, max(_LOWEST_ROW, (height - _HEADER) / levels))
    tall = max(height, round(levels * row + _HEADER))
    figure = blank(theme, height=tall, alt=_alt(graph), margins=(0, 0, 0, 0))
    annotate(figure, network=graph.graph["network"].fingerprint)
    boxes = _boxes(graph, row)
    figure.add_trace(_lines(graph, boxes, row, theme))
    figure.add_trace(outlines(boxes.values(), theme.faint, theme.line))
    figure.add_trace(_words(graph, boxes, theme))
    _add_bars(figure, graph, row, theme)
    _add_problems(figure, graph, boxes, theme)
    bind(figure, _touch(graph, boxes))
    named = _add_parts(figure, boxes, theme)
    lay_out(
        figure,
        xaxis=bare_axis(-_PARTS if named else 0, WIDTH),
        yaxis=bare_axis(-(tall - _HEADER), _HEADER),
        barmode="overlay",
        bargap=0,
    )
    return figure


def _boxes(graph: "nx.DiGraph", row: float) -> dict[str, Box]:
    """Return left, bottom, right and top of every layer's box.

    A layer that has a row to itself takes what links that pass by leave of it.
    """
    slot, passing = _slot(graph), _passing(graph)
    boxes: dict[str, Box] = {}
    for name, node in graph.nodes(data=True):
        left = _BOX[0] + (node["x"] - 0.5) * slot
        right = left + slot - (_GAP if slot < _BOX[1] - _BOX[0] else 0)
        if node["beside"] == 1:
            passed = [_BOX[0] + x * slot for x in passing.get(node["level"], ())]
            lane = _LANE * slot + _GAP
            left = max([_BOX[0], *(x + lane for x in passed if x < left)])
            right = min([_BOX[1], *(x - lane for x in passed if x > left)])
        top = -node["level"] * row - row * 0.12
        boxes[name] = (left, top - row * 0.76, right, top)
    return boxes


def _passing(graph: "nx.DiGraph") -> dict[int, list[float]]:
    """Return where links pass each level without ending there, in widths of a place."""
    found: dict[int, list[float]] = {}
    for _, _, points in graph.edges(data="points"):
        for x, level in points[1:-1]:
            found.setdefault(level, []).append(x)
    return found


def _slot(graph: "nx.DiGraph") -> float:
    """Return the width of a place; more where no link passes by the numbers of a layer.

    Words about a problem stand where wider boxes would.
    """
    width = max(graph.graph["width"], 1.0)
    slot = (_BOX[1] - _BOX[0]) / width
    alone = {node["level"] for _, node in graph.nodes(data=True) if node["beside"] == 1}
    if graph.graph["shapes"].problems or alone & _passing(graph).keys():
        return slot
    return max(slot, min(_ENOUGH, (_WIDE - _BOX[0]) / width))


def _lines(graph: "nx.DiGraph", boxes: Mapping[str, Box], row: float, theme: Theme) -> go.Scatter:
    """Draw every link, straight down beside the layers that it passes."""

    def end(name: str, toward: float) -> float:
        """Return where a link meets a box: of a wide one, straight above or below the rest."""
        left, _, right, _ = boxes[name]
        if graph.nodes[name]["beside"] > 1:
            return (left + right) / 2
        return min(max(toward, left + _EDGE), right - _EDGE)

    slot = _slot(graph)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for source, target, points in graph.edges(data="points"):
        between = [_BOX[0] + x * slot for x, _ in points[1:-1]]
        middle = _BOX[0] + points[-1][0] * slot
        start = end(source, between[0] if between else end(target, middle))
        xs.append(start)
        ys.append(boxes[source][1])
        for x, (_, level) in zip(between, points[1:-1], strict=True):
            xs += [x, x]
            ys += [-(level + 0.1) * row, -(level + 0.9) * row]
        xs += [end(target, between[-1] if between else start), None]
        ys += [boxes[target][3], None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", hoverinfo="skip", line={"color": theme.quiet, "width": 1.2}
    )


def _words(graph: "nx.DiGraph", boxes: Mapping[str, Box], theme: Theme) -> go.Scatter:
    network: NetworkSpec = graph.graph["network"]
    rows: list[Word] = [
        *((x, _HEADER / 2, title, "middle left", theme.quiet) for x, title in _COLUMNS),
        *((x - 4, _HEADER / 2, title, "middle right", theme.quiet) for x, _, title in _BARS),
    ]
    for name, node in graph.nodes(data=True):
        left, bottom, right, top = boxes[name]
        middle = (bottom + top) / 2
        room = int((right - left - 12) / _SIGN)
        text = _name(name, network, room, theme, shared=node["beside"] > 1)
        rows.append((left + _EDGE, middle, text, "middle right", theme.text))
        if node["beside"] == 1 and node["problem"] is None:
            cells = _cells(node["entry"], graph.graph["shapes"])
            rows += [
                (x, middle, cell, "middle left", theme.text if cell != "0" else theme.quiet)
                for (x, _), cell in zip(_COLUMNS, cells, strict=True)
                if cell
            ]
    return words(rows, 11.5)


def _add_parts(figure: go.Figure, boxes: Mapping[str, Box], theme: Theme) -> bool:
    """Name every block beside its layers; return whether there is one."""
    blocks: dict[str, list[Box]] = {}
    for name, box in boxes.items():
        if prefix := block_prefix(name):
            blocks.setdefault(prefix, []).append(box)
    for prefix, parts in blocks.items():
        bottom, top = min(box[1] for box in parts), max(box[3] for box in parts)
        figure.add_shape(
            type="line", x0=-3, x1=-3, y0=bottom, y1=top, line={"color": theme.quiet, "width": 2}
        )
        figure.add_annotation(
            text=block_name(prefix).replace("_", " "), x=-5, y=(bottom + top) / 2, textangle=-90,
            xanchor="right", yanchor="middle", showarrow=False,
            font={"size": 11.5, "color": theme.text},
        )  # fmt: skip
    return bool(blocks)


def _name(name: str, network: NetworkSpec, room: int, theme: Theme, *, shared: bool) -> str:
    """Return what stands in a box of so many characters; the name of its block stands beside it.

    Layers that share a row are told apart by their own names, so these come first there.
    """
    if name == INPUT:
        return f"<b>{'Input'[: max(room, 1)]}</b>"
    label = layer_kind(network.layer(name)).label
    frozen = "frozen" if is_frozen(network.layer(name)) else ""
    own = name.removeprefix(f"{block_prefix(name)}_")
    activation = layer_activation(network, name)
    said = (own, frozen, activation) if shared else (frozen, activation, own)
    extra = ", ".join(word for word in said if word)
    if shared and len(label) + 2 + len(extra) > room:
        extra = own
    if len(label) > room:
        return f"<b>{label[: max(room - 1, 1)]}\u2026</b>"
    if len(label) + 2 + len(extra) > room and len(label) + 6 > room:
        return f"<b>{label}</b>"
    left = room - len(label) - 2
    short = extra if len(extra) <= left else f"{extra[: left - 1]}\u2026"
    return f'<b>{label}</b>  <span style="color:{theme.quiet}">{short}</span>'


def _cells(entry: LayerShape | None, shapes: NetworkShapes) -> tuple[str, str, str]:
    if entry is None:
        return compact_shape(shapes.input_shape), "", ""
    if entry.shape is None:
        return "?", "", ""
    return compact_shape(entry.shape), f"{entry.parameters:,}", count_text(entry.macs)


def _add_bars(figure: go.Figure, graph: "nx.DiGraph", row: float, theme: Theme) -> None:
    """Add a bar a layer for weights and for activations; several of one level share its row."""
    network: NetworkSpec = graph.graph["network"]
    middles = [-(graph.nodes[layer.id]["level"] + 0.5) * row for layer in network.layers]
    places = [graph.nodes[layer.id] for layer in network.layers]
    shown = not graph.graph["shapes"].problems
    for left, array, _ in _BARS:
        number = trace_count(figure)
        figure.add_trace(
            go.Bar(
                orientation="h", base=[left] * len(middles), x=[0.0] * len(middles),
                y=[y - (node["place"] - (node["beside"] - 1) / 2) * row * 0.3
                   for y, node in zip(middles, places, strict=True)],
                width=row * 0.24, hoverinfo="skip", textposition="outside", constraintext="none",
                cliponaxis=False,
                text=[""] * len(middles), textfont={"size": 10.5, "color": theme.quiet},
                marker={"color": theme.positive if array == "activation" else theme.quiet,
                        "line": {"width": 0}},
            )
        )  # fmt: skip
        size = {"count": len(middles)}
        source = f"layers/{array}"
        bind(
            figure,
            set_trace(source, number, "x", scale=_BAR / 2, most=_BAR, **size),
            {"op": "labels", "array": source, "trace": number, "prop": "text", "digits": 2, **size},
        )
    if shown:
        want(figure, "layers", "layers", {})


def _add_problems(
    figure: go.Figure, graph: "nx.DiGraph", boxes: Mapping[str, Box], theme: Theme
) -> None:
    for name, node in graph.nodes(data=True):
        if node["problem"] is None:
            continue
        left, bottom, right, top = boxes[name]
        figure.add_shape(
            type="rect", x0=left, x1=right, y0=bottom, y1=top,
            line={"color": theme.alarm, "width": 2},
        )  # fmt: skip
        figure.add_annotation(
            x=_BOX[1] + 12, y=(bottom + top) / 2, xanchor="left", yanchor="middle",
            text="<br>".join(folded_lines([str(node["problem"])], 64, 2)), showarrow=False,
            align="left", font={"size": 11.5, "color": theme.alarm},
        )  # fmt: skip


def _touch(graph: "nx.DiGraph", places: Mapping[str, Box]) -> dict[str, Any]:
    network: NetworkSpec = graph.graph["network"]
    boxes, texts, click = [], [], []
    for name, node in graph.nodes(data=True):
        if name == INPUT:
            continue
        left, bottom, right, top = places[name]
        boxes.append([left, bottom, right if node["beside"] > 1 else WIDTH, top])
        entry = node["entry"]
        lines = [layer_kind(network.layer(name)).sentence, entry.arithmetic]
        if entry.shape is not None:
            lines.append(f"output {size_text(entry.shape)}")
        if entry.frozen:
            lines.append("frozen: training does not change it")
        texts.append("\n".join(line for line in lines if line))
        click.append({"kind": "layer", "layer": name})
    return {"op": "touch", "boxes": boxes, "texts": texts, "click": click}


def _alt(graph: "nx.DiGraph") -> str:
    network: NetworkSpec = graph.graph["network"]
    shapes: NetworkShapes = graph.graph["shapes"]
    names = ", ".join(
        f"{layer_kind(layer).label} {size_text(shapes.of(layer.id).shape)}"
        for layer in network.layers
    )
    return f"Network as layers: input {shape_text(shapes.input_shape)}, {names}."
