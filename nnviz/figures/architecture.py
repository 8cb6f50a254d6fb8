"""A large network, folded into blocks: boxes from top to bottom, and a table beside them."""

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.kinds import shape_text
from nnviz.figures.bindings import bind
from nnviz.figures.marks import Box, Word, outlines, words
from nnviz.figures.theme import Theme, bare_axis, blank, mix
from nnviz.figures.wording import compact_shape, count_text

if TYPE_CHECKING:
    import networkx as nx

WIDTH = 880.0
_HEADER = 26.0
_ROW = 27.0
_SHORTEST = 120
_LEFT, _RIGHT = 8.0, 440.0
_WIDEST = 300.0
"""Width of a box that stands alone."""
_SIGN = 6.4
"""Width of a character, roughly; widths count in pixels of a figure `WIDTH` wide."""
_COLUMNS = ((540.0, "output"), (622.0, "parameters"), (704.0, "mult-adds"),
            (784.0, "memory"), (868.0, "sees"))  # fmt: skip
_SHORT = (
    ("Depthwise convolution", "DwConv"), ("Separable convolution", "SepConv"),
    ("Convolution", "Conv"), ("Batch normalisation", "BatchNorm"), ("Activation ", ""),
    ("Global average pooling", "GlobalAvg"), ("Average pooling", "AvgPool"),
    ("Max pooling", "MaxPool"), ("Zero padding", "Pad"), ("Cropping", "Crop"),
    ("Concatenate", "Concat"), (" block", ""), (" normalisation", "Norm"),
)  # fmt: skip
"""Shorter words for narrow boxes."""
_COLOURS = {
    "convolution": 1, "pooling": 2, "core": 3, "attention": 3, "recurrent": 3, "merge": 8,
}  # fmt: skip
"""Number of the class colour by category; others are grey."""


def architecture(graph: "nx.DiGraph", theme: Theme, *, title: str = "") -> go.Figure:
    """Draw a folded network.

    Traces: 0 the links, then the boxes of each category, then all words. Boxes can be clicked: a
    closed block (`{"kind": "part", "part": name}`), a layer (`{"kind": "layer", "number": n}`).

    Args:
        graph: From `nnviz.graph.architecture.architecture_graph`.
        theme: Colours.
        title: What the network is called, for the text alternative.
    """
    tall = max(_SHORTEST, round(graph.graph["levels"] * _ROW + _HEADER + 4))
    figure = blank(theme, height=tall, alt=_alt(graph, title), margins=(0, 0, 0, 0))
    figure.add_trace(_links(graph, theme))
    for category in sorted({node["seen"].category for _, node in graph.nodes(data=True)}):
        figure.add_trace(_boxes(graph, category, theme))
    figure.add_trace(_words(graph, theme))
    for _, node in graph.nodes(data=True):
        if node["marked"]:
            left, bottom, right, top = _box(node, graph)
            figure.add_shape(
                type="rect", x0=left - 2, x1=right + 2, y0=bottom - 1.5, y1=top + 1.5,
                line={"color": theme.alarm, "width": 2.5},
            )  # fmt: skip
    bind(figure, _touch(graph))
    figure.update_layout(xaxis=bare_axis(0, WIDTH), yaxis=bare_axis(-(tall - _HEADER), _HEADER))
    return figure


def _slot(graph: "nx.DiGraph") -> float:
    return min(_WIDEST, (_RIGHT - _LEFT) / max(graph.graph["width"], 1.0))


def _box(node: dict[str, Any], graph: "nx.DiGraph") -> Box:
    """Return left, bottom, right and top of a node's box."""
    slot = _slot(graph)
    middle, top = _LEFT + node["x"] * slot, -node["level"] * _ROW - 2.5
    half = slot * 0.47
    return middle - half, top - _ROW + 6, middle + half, top


def _boxes(graph: "nx.DiGraph", category: str, theme: Theme) -> go.Scatter:
    nodes = [node for _, node in graph.nodes(data=True) if node["seen"].category == category]
    colour = theme.class_colour(_COLOURS[category]) if category in _COLOURS else theme.quiet
    block = category == "block"
    shade = theme.text if block else colour
    trace = outlines(
        (_box(node, graph) for node in nodes),
        mix(theme.page, shade, 0.17), mix(theme.page, shade, 0.6), 1.6 if block else 1,
    )  # fmt: skip
    return trace.update(name=category)


def _links(graph: "nx.DiGraph", theme: Theme) -> go.Scatter:
    """Draw every link from box to box, straight down beside the boxes it passes."""
    slot = _slot(graph)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for source, target, points in graph.edges(data="points"):
        first, last = _box(graph.nodes[source], graph), _box(graph.nodes[target], graph)
        xs.append(_LEFT + points[0][0] * slot)
        ys.append(first[1])
        for x, level in points[1:-1]:
            xs += [_LEFT + x * slot] * 2
            ys += [-level * _ROW - 2, -(level + 1) * _ROW + 2]
        xs += [_LEFT + points[-1][0] * slot, None]
        ys += [last[3], None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", hoverinfo="skip", line={"color": theme.quiet, "width": 1.3}
    )


def _words(graph: "nx.DiGraph", theme: Theme) -> go.Scatter:
    rows: list[Word] = [
        (x, _HEADER / 2, f"<b>{title}</b>", "middle left", theme.quiet) for x, title in _COLUMNS
    ]
    for _, node in graph.nodes(data=True):
        left, bottom, right, top = _box(node, graph)
        middle, seen = (bottom + top) / 2, node["seen"]
        text = _name(seen, int((right - left - 12) / _SIGN), theme)
        if text:
            rows.append((left + 4, middle, text, "middle right", theme.text))
        if node["beside"] == 1:
            rows += [
                (x, middle, cell, "middle left", theme.text)
                for (x, _), cell in zip(_COLUMNS, _cells(seen), strict=True)
                if cell
            ]
    return words(rows, 11.5)


def _name(seen: Any, room: int, theme: Theme) -> str:  # noqa: ANN401 - a record of nnviz.graph
    """Return title and note, as much as there is room for."""
    sign = "\u25b8 " if seen.opens else ""
    title = sign + seen.title
    for word, short in _SHORT if len(title) > room else ():
        title = title.replace(word, short)
    if len(title) > room:
        return f"{title[: room - 1]}\u2026" if room > 3 else title[:2] if room > 1 else ""
    bold = f"<b>{title}</b>"
    left = room - len(title) - 2
    if left < 5 or not seen.note:
        return bold
    note = seen.note
    if len(note) > left:
        # The end of a layer's name tells it from its neighbours, for a block it is the beginning.
        note = f"{note[: left - 1]}\u2026" if seen.opens else f"\u2026{note[1 - left :]}"
    return f'{bold}  <span style="color:{theme.quiet}">{note}</span>'


def _cells(seen: Any) -> tuple[str, ...]:  # noqa: ANN401 - a record of nnviz.graph
    """Return what stands in the table's columns for one row."""
    if seen.shape is None:
        return ("?", "", "", "", "")
    return (
        compact_shape(seen.shape),
        count_text(seen.parameters) if seen.parameters else "",
        count_text(seen.macs) if seen.macs else "",
        memory_text(seen.memory),
        field_text(seen.field),
    )


def memory_text(size: int) -> str:
    """Write bytes as kB or MB."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def field_text(sizes: tuple[float, ...] | None) -> str:
    """Write a receptive field: `7 x 7`, or that everything is seen; empty for the input."""
    if sizes is None:
        return ""
    return compact_shape(tuple(round(size) for size in sizes)) if sizes else "all"


def _touch(graph: "nx.DiGraph") -> dict[str, Any]:
    boxes, texts, click = [], [], []
    for name, node in graph.nodes(data=True):
        seen = node["seen"]
        if seen.first < 0:
            continue
        left, bottom, right, top = _box(node, graph)
        boxes.append([left, bottom, right, top])
        lines = [f"{seen.title} ({seen.note})", *_facts(seen)]
        texts.append("\n".join([*lines, "Click to open"] if seen.opens else lines))
        number = {"kind": "layer", "number": seen.first}
        click.append({"kind": "part", "part": name} if seen.opens else number)
    return {"op": "touch", "boxes": boxes, "texts": texts, "click": click}


def _facts(seen: Any) -> list[str]:  # noqa: ANN401 - a record of nnviz.graph
    if seen.shape is None:
        return []
    return [
        f"gives {shape_text(seen.shape)}",
        f"{seen.parameters:,} parameters, {count_text(seen.macs)} multiply-adds",
    ]


def _alt(graph: "nx.DiGraph", title: str) -> str:
    names = [node["seen"].title for _, node in graph.nodes(data=True)]
    listed = ", ".join(names[:30]) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
    return f"{title or 'The network'} from input to output: {listed}."
