"""A large network, folded into blocks: boxes from top to bottom, and a table beside them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.spec.kinds import shape_text
from nnviz.figures.kit.bindings import bind
from nnviz.figures.kit.marks import Box, Word, outlines, words
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out, mix
from nnviz.figures.kit.wording import compact_shape, count_text, trimmed

if TYPE_CHECKING:
    import networkx as nx

_HEADER = 26.0
_ROW = 27.0
_SHORTEST = 120
_LEFT = 8.0
_WIDEST = 300.0
"""Width of a box that stands alone."""
_SIGN = 6.4
"""Width of a character, roughly; widths count in pixels of the figure's own width."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the figure divides its width: boxes up to `right`, and the ends of the columns."""

    width: float
    right: float
    columns: tuple[tuple[float, str], ...]


_ALONE = _Frame(880, 440, ((540, "output"), (622, "parameters"), (704, "mult-adds"),
                           (784, "memory"), (868, "sees")))  # fmt: skip
_BESIDE = _Frame(600, 318, ((418, "output"), (496, "parameters"), (590, "compared")))
_MARKS = {
    "removed": ("\u2212", "negative_ink", "6px,3px", "Only in the left network"),
    "added": ("+", "positive_ink", "solid", "Only in the right network"),
    "changed": ("\u2260", "text", "2px,2px", "The other network has different settings here"),
}
"""Sign, colour of the theme, dash and sentence of what is not the same in both networks."""
_SHORT = (
    ("Depthwise convolution", "DwConv"), ("Separable convolution", "SepConv"),
    ("Convolution", "Conv"), ("Batch normalization", "BatchNorm"), ("Activation ", ""),
    ("Global average pooling", "GlobalAvg"), ("Average pooling", "AvgPool"),
    ("Max pooling", "MaxPool"), ("Zero padding", "Pad"), ("Cropping", "Crop"),
    ("Concatenate", "Concat"), (" block", ""), (" normalization", "Norm"),
)  # fmt: skip
"""Shorter words for narrow boxes."""
_COLOURS = {
    "convolution": 1, "pooling": 2, "core": 3, "attention": 3, "recurrent": 3, "merge": 8,
}  # fmt: skip
"""Number of the class colour by category; others are grey."""


def architecture(
    graph: "nx.DiGraph", theme: Theme, *, title: str = "", beside: bool = False
) -> go.Figure:
    """Draw a folded network.

    Traces: 0 the links, then the boxes of each category, then the outlines of boxes that differ
    from another network, for each way to differ, then all words. Boxes can be clicked: a
    closed block (`{"kind": "part", "part": name}`), a layer (`{"kind": "layer", "number": n}`).

    Args:
        graph: From `nnviz.graph.architecture.architecture_graph`.
        theme: Colours.
        title: What the network is called, for the text alternative.
        beside: Whether it stands beside the network that it is compared with: narrower, and
            how boxes compare is a column.
    """
    frame = _BESIDE if beside else _ALONE
    slot = min(_WIDEST, (frame.right - _LEFT) / max(graph.graph["width"], 1.0))
    boxes = {name: _box(node, slot) for name, node in graph.nodes(data=True)}
    tall = max(_SHORTEST, round(graph.graph["levels"] * _ROW + _HEADER + 4))
    figure = blank(theme, height=tall, alt=_alt(graph, title), margins=(0, 0, 0, 0))
    figure.add_trace(_links(graph, boxes, slot, theme))
    for category in sorted({node["seen"].category for _, node in graph.nodes(data=True)}):
        figure.add_trace(_boxes(graph, boxes, category, theme))
    for state in _MARKS:
        if any(node["state"] == state for _, node in graph.nodes(data=True)):
            figure.add_trace(_differing(graph, boxes, state, theme))
    heading = title if beside else ""
    figure.add_trace(_words(graph, boxes, frame, theme, heading))
    for name, node in graph.nodes(data=True):
        if node["marked"]:
            left, bottom, right, top = boxes[name]
            figure.add_shape(
                type="rect", x0=left - 2, x1=right + 2, y0=bottom - 1.5, y1=top + 1.5,
                line={"color": theme.alarm, "width": 2.5},
            )  # fmt: skip
    bind(figure, _touch(graph, boxes))
    lay_out(figure, xaxis=bare_axis(0, frame.width), yaxis=bare_axis(-(tall - _HEADER), _HEADER))
    return figure


def _box(node: dict[str, Any], slot: float) -> Box:
    """Return left, bottom, right and top of a node's box, with so much room for each."""
    middle, top = _LEFT + node["x"] * slot, -node["level"] * _ROW - 2.5
    half = slot * 0.47
    return middle - half, top - _ROW + 6, middle + half, top


def _boxes(graph: "nx.DiGraph", boxes: dict[str, Box], category: str, theme: Theme) -> go.Scatter:
    names = [name for name, node in graph.nodes(data=True) if node["seen"].category == category]
    colour = theme.class_colour(_COLOURS[category]) if category in _COLOURS else theme.quiet
    block = category == "block"
    shade = theme.text if block else colour
    trace = outlines(
        (boxes[name] for name in names),
        mix(theme.page, shade, 0.17), mix(theme.page, shade, 0.6), 1.6 if block else 1,
    )  # fmt: skip
    return trace.update(name=category)


def _differing(graph: "nx.DiGraph", boxes: dict[str, Box], state: str, theme: Theme) -> go.Scatter:
    """Outline the boxes that compare in one way with the other network."""
    _, colour, dash, _ = _MARKS[state]
    names = [name for name, node in graph.nodes(data=True) if node["state"] == state]
    trace = outlines((boxes[name] for name in names), "rgba(0,0,0,0)", getattr(theme, colour), 2.4)
    return trace.update(name=state, line={"dash": dash})


def _links(graph: "nx.DiGraph", boxes: dict[str, Box], slot: float, theme: Theme) -> go.Scatter:
    """Draw every link from box to box, straight down beside the boxes it passes."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for source, target, points in graph.edges(data="points"):
        first, last = boxes[source], boxes[target]
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


def _words(
    graph: "nx.DiGraph", boxes: dict[str, Box], frame: _Frame, theme: Theme, heading: str
) -> go.Scatter:
    rows: list[Word] = [
        (x, _HEADER / 2, f"<b>{title}</b>", "middle left", theme.quiet)
        for x, title in frame.columns
    ]
    if heading:
        rows.append(
            (_LEFT, _HEADER / 2, f"<b>{trimmed(heading, 40)}</b>", "middle right", theme.text)
        )
    for name, node in graph.nodes(data=True):
        left, bottom, right, top = boxes[name]
        middle = (bottom + top) / 2
        text = _name(node, int((right - left - 12) / _SIGN), theme)
        if text:
            rows.append((left + 4, middle, text, "middle right", theme.text))
        if node["beside"] == 1:
            cells = _cells(node)
            rows += [
                (x, middle, cells[title], "middle left", theme.text)
                for x, title in frame.columns
                if cells.get(title)
            ]
    return words(rows, 11.5)


def _name(node: dict[str, Any], room: int, theme: Theme) -> str:
    """Return title and note, as much as there is room for."""
    seen = node["seen"]
    sign = f"{_MARKS[node['state']][0]} " if node["state"] in _MARKS else ""
    sign += "\u25b8 " if seen.opens else ""
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


def _cells(node: dict[str, Any]) -> dict[str, str]:
    """Return what stands in the table for one row, by the names of the columns."""
    seen = node["seen"]
    if seen.shape is None:
        return {"output": "?", "compared": _compared(node)}
    return {
        "output": compact_shape(seen.shape),
        "parameters": count_text(seen.parameters) if seen.parameters else "",
        "mult-adds": count_text(seen.macs) if seen.macs else "",
        "memory": memory_text(seen.memory),
        "sees": field_text(seen.field),
        "compared": _compared(node),
    }


def _compared(node: dict[str, Any]) -> str:
    """Say how a box compares with the other network: in a word, or in how many of its layers."""
    state, layers = node["state"], node["seen"].layers
    if state not in _MARKS:
        return ""
    some = state == "changed" and layers > 1
    return f"{_MARKS[state][0]} " + (f"{node['differing']} of {layers}" if some else state)


def memory_text(size: int) -> str:
    """Write bytes, as kB or MB where they are many."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def field_text(sizes: tuple[float, ...] | None) -> str:
    """Write a receptive field: `7 x 7`, or that everything is seen; empty for the input."""
    if sizes is None:
        return ""
    return compact_shape(tuple(round(size) for size in sizes)) if sizes else "all"


def _touch(graph: "nx.DiGraph", boxes: dict[str, Box]) -> dict[str, Any]:
    places, texts, click = [], [], []
    for name, node in graph.nodes(data=True):
        seen = node["seen"]
        if seen.first < 0:
            continue
        places.append(list(boxes[name]))
        lines = [f"{seen.title} ({seen.note})", *_facts(node)]
        texts.append("\n".join([*lines, "Click to open"] if seen.opens else lines))
        number = {"kind": "layer", "number": seen.first}
        click.append({"kind": "part", "part": name} if seen.opens else number)
    return {"op": "touch", "boxes": places, "texts": texts, "click": click}


def _facts(node: dict[str, Any]) -> list[str]:
    seen, state = node["seen"], node["state"]
    compared = [_MARKS[state][3]] if state in _MARKS else []
    if state == "changed" and seen.layers > 1:
        compared = [f"{node['differing']} of its {seen.layers} layers differ"]
    if seen.shape is None:
        return compared
    return [
        *compared,
        f"output {shape_text(seen.shape)}",
        f"{seen.parameters:,} parameters, {count_text(seen.macs)} multiply-adds",
    ]


def _alt(graph: "nx.DiGraph", title: str) -> str:
    names = [
        f"{node['seen'].title} ({node['state']})" if node["state"] in _MARKS else node["seen"].title
        for _, node in graph.nodes(data=True)
    ]
    listed = ", ".join(names[:30]) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
    return f"{title or 'The network'} from input to output: {listed}."
