"""The network as a diagram to be edited: boxes to be chosen and dragged, and their links."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.shapes.shapes import NetworkShapes, layer_kind
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.bindings import annotate, bind, set_trace, trace_count, want
from nnviz.figures.kit.marks import Box, Word, outlines, words
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import compact_shape, count_text, layer_activation, trimmed

if TYPE_CHECKING:
    import networkx as nx

WIDTH = 580.0
"""Width of the diagram; one unit is about a pixel."""
ROW = 52.0
_TALL = 36.0
_WIDEST = 252.0
_GAP = 12.0
"""Between two boxes that stand side by side."""
_PORT = 5.0
_SIGN = 6.2
"""Width of a character, roughly."""

Path = tuple[list[float], list[float]]


def diagram(graph: "nx.DiGraph", theme: Theme, *, chosen: object = None) -> go.Figure:
    """Draw a network as boxes with links, from the input at the top to the output at the bottom.

    Traces: 0 the links, 1 what shows behind closed blocks, 2 the boxes, 3 the ports, 4 all words,
    5 live how active each layer is.
    A click reports `{"kind": "layer", "layer": id}`, `{"kind": "block", "block": name}` or
    `{"kind": "edge", "edge": [from, to]}`; what is dragged onto something else is reported as
    `{"kind": "drop", "what": ..., "onto": ...}`, where a box is `layer`, and the small circle under
    it is `port`.

    Args:
        graph: Placed layers, from `nnviz.graph.layers.layer_graph`.
        theme: Colours.
        chosen: Id of the layer or the pair of ids of the link that is marked.
    """
    tall = round(graph.graph["levels"] * ROW + 6)
    figure = blank(theme, height=tall, alt=_alt(graph), margins=(0, 0, 0, 0))
    annotate(figure, network=graph.graph["network"].fingerprint)
    boxes = {name: _box(node, graph) for name, node in graph.nodes(data=True)}
    figure.add_trace(_links(graph, boxes, theme))
    figure.add_trace(outlines(_behind(graph, boxes), theme.faint, theme.line))
    figure.add_trace(outlines(boxes.values(), theme.faint, theme.line))
    figure.add_trace(_ports(boxes, theme))
    figure.add_trace(words(_words(graph, boxes, theme), 12))
    _add_activity(figure, graph, boxes, theme)
    for name, node in graph.nodes(data=True):
        if node["problem"] is not None:
            _mark(figure, boxes[name], theme.alarm, "dash")
        if chosen == name or chosen in node["block"]:
            _mark(figure, boxes[name], theme.positive_ink, "solid")
    for source, target, link in graph.edges(data="link"):
        if link == chosen:
            _mark_link(figure, _path(graph, boxes, source, target), theme)
    bind(figure, *_touches(graph, boxes))
    lay_out(
        figure, xaxis=bare_axis(0, WIDTH), yaxis=bare_axis(-tall, 0), barmode="overlay", bargap=0
    )
    return figure


def _slot(graph: "nx.DiGraph") -> float:
    """Return the width of a layer's place."""
    return min(_WIDEST, WIDTH / max(graph.graph["width"], 1.0))


def _x(graph: "nx.DiGraph", place: float) -> float:
    """Return where a place stands; the whole diagram is in the middle."""
    slot = _slot(graph)
    return (WIDTH - slot * graph.graph["width"]) / 2 + place * slot


def _box(node: dict[str, Any], graph: "nx.DiGraph") -> Box:
    half = (_slot(graph) - _GAP) / 2
    middle, top = _x(graph, node["x"]), -node["level"] * ROW - 3
    return (middle - half, top - _TALL, middle + half, top)


def _behind(graph: "nx.DiGraph", boxes: dict[str, Box]) -> Iterator[Box]:
    """Yield a second box behind that of each closed block: it holds several layers."""
    for name, node in graph.nodes(data=True):
        if node["block"]:
            left, bottom, right, top = boxes[name]
            yield left + 4, bottom - 4, right + 4, top - 4


def _path(graph: "nx.DiGraph", boxes: dict[str, Box], source: str, target: str) -> Path:
    """Return a link from box to box, straight down beside the boxes it passes."""
    first, last = boxes[source], boxes[target]
    xs, ys = [(first[0] + first[2]) / 2], [first[1]]
    for place, level in graph.edges[source, target]["points"][1:-1]:
        xs += [_x(graph, place)] * 2
        ys += [-level * ROW - 3, -level * ROW - 3 - _TALL]
    return ([*xs, (last[0] + last[2]) / 2], [*ys, last[3]])


def _links(graph: "nx.DiGraph", boxes: dict[str, Box], theme: Theme) -> go.Scatter:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for source, target in graph.edges:
        path = _path(graph, boxes, source, target)
        xs += [*path[0], None]
        ys += [*path[1], None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", hoverinfo="skip", line={"color": theme.quiet, "width": 1.4}
    )


def _port(box: Box) -> tuple[float, float]:
    """Return the middle of the circle from which a new link is drawn."""
    return box[2] - 14, box[1]


def _ports(boxes: dict[str, Box], theme: Theme) -> go.Scatter:
    places = [_port(box) for box in boxes.values()]
    return go.Scatter(
        x=[x for x, _ in places], y=[y for _, y in places], mode="markers", hoverinfo="skip",
        marker={"size": 2 * _PORT, "color": theme.page,
                "line": {"color": theme.quiet, "width": 1.4}},
    )  # fmt: skip


def _words(graph: "nx.DiGraph", boxes: dict[str, Box], theme: Theme) -> Iterator[Word]:
    """Yield two lines for each box: what it is, and what it gives."""
    for name, node in graph.nodes(data=True):
        left, bottom, right, top = boxes[name]
        room = int((right - left - 18) / _SIGN)
        title, second = _lines(name, node, graph, room)
        ink = theme.alarm if node["problem"] is not None else theme.quiet
        yield left + 8, top - 11, f"<b>{trimmed(title, room)}</b>", "middle right", theme.text
        if second:
            yield left + 8, bottom + 10, trimmed(second, room - 2), "middle right", ink


def _lines(name: str, node: dict[str, Any], graph: "nx.DiGraph", room: int) -> tuple[str, str]:
    network: NetworkSpec = graph.graph["network"]
    shapes: NetworkShapes = graph.graph["shapes"]
    if name == INPUT:
        return "Input", compact_shape(shapes.input_shape)
    label = _label(name, node, network)
    title = f"{label}  {name}" if len(label) + len(name) + 2 <= room else label
    if node["problem"] is not None:
        return title, "\u26a0 does not fit"
    entry = node["entry"]
    if entry.shape is None:
        return title, "waits for its input"
    facts = [compact_shape(entry.shape)]
    if entry.parameters:
        what = "frozen" if entry.frozen else "parameters"
        facts.append(f"{count_text(entry.parameters)} {what}")
    if not node["block"] and (activation := layer_activation(network, name)):
        facts.append(activation)
    return title, " \u00b7 ".join(facts)


def _label(name: str, node: dict[str, Any], network: NetworkSpec) -> str:
    """Return what a layer is, or how many of them a closed block holds."""
    if node["block"]:
        return f"{len(node['block'])} layers"
    return layer_kind(network.layer(name)).label


def _add_activity(
    figure: go.Figure, graph: "nx.DiGraph", boxes: dict[str, Box], theme: Theme
) -> None:
    """Add a thin bar under the lower edge of every box: the RMS of what the layer gives.

    Not inside the box, because Plotly draws bars under everything that is filled.
    There is one bar a layer, as in the read-out; those of layers in closed blocks are not seen.
    """
    network: NetworkSpec = graph.graph["network"]
    own = [boxes.get(layer.id, (-WIDTH, -WIDTH, 0.0, 0.0)) for layer in network.layers]
    number, most, count = trace_count(figure), _slot(graph) - _GAP - 34, len(own)
    figure.add_trace(
        go.Bar(
            orientation="h", base=[box[0] + 1 for box in own], x=[0.0] * count,
            y=[box[1] - 2.5 for box in own], width=4.0, hoverinfo="skip",
            marker={"color": theme.positive, "line": {"width": 0}},
        )
    )  # fmt: skip
    if not graph.graph["shapes"].problems:
        size = {"scale": most / 2, "most": most, "count": count}
        bind(figure, set_trace("layers/activation", number, "x", **size))
        want(figure, "layers", "layers", {})


def _mark(figure: go.Figure, box: Box, colour: str, dash: str) -> None:
    left, bottom, right, top = box
    figure.add_shape(
        type="rect", x0=left, x1=right, y0=bottom, y1=top,
        line={"color": colour, "width": 2, "dash": dash},
    )  # fmt: skip


def _mark_link(figure: go.Figure, path: Path, theme: Theme) -> None:
    xs, ys = path
    steps = " ".join(f"L {x:g} {y:g}" for x, y in zip(xs[1:], ys[1:], strict=True))
    figure.add_shape(
        type="path", path=f"M {xs[0]:g} {ys[0]:g} {steps}",
        line={"color": theme.positive_ink, "width": 3},
    )  # fmt: skip


def _touches(graph: "nx.DiGraph", boxes: dict[str, Box]) -> tuple[dict[str, Any], ...]:
    """Return what answers to the pointer: ports first, then boxes, then links."""
    nodes = dict(graph.nodes(data=True))
    ends = {name: node["block"][-1] if node["block"] else name for name, node in nodes.items()}
    layers = [{"kind": "layer", "layer": name} for name in ends.values()]
    own = [
        {"kind": "block", "block": name, "layer": ends[name]} if node["block"] else layer
        for (name, node), layer in zip(nodes.items(), layers, strict=True)
    ]
    places = [_port(box) for box in boxes.values()]
    links = [{"kind": "edge", "edge": list(link)} for *_, link in graph.edges(data="link")]
    return (
        {
            "op": "touch", "boxes": [[x - 8, y - 9, x + 8, y + 5] for x, y in places],
            "texts": [f"Drag to the layer that should read {name}" for name in nodes],
            "drag": [{"kind": "port", "layer": end} for end in ends.values()], "walk": False,
        },
        {
            "op": "touch", "boxes": [list(box) for box in boxes.values()],
            "texts": [_text(name, graph) for name in nodes], "click": own, "drop": own,
            "drag": [None if name == INPUT else one for name, one in zip(nodes, own, strict=True)],
        },
        {
            "op": "touch", "paths": [_path(graph, boxes, *edge) for edge in graph.edges],
            "texts": [" \u2192 ".join(link["edge"]) for link in links],
            "click": links, "drop": links,
        },
    )  # fmt: skip


def _text(name: str, graph: "nx.DiGraph") -> str:
    """Return what the tooltip of a box says."""
    if name == INPUT:
        return "Input\nThe examples, as the network reads them."
    node, network = graph.nodes[name], graph.graph["network"]
    trouble = str(node["problem"]) if node["problem"] else ""
    if node["block"]:
        inside = ", ".join(layer_kind(network.layer(layer)).label for layer in node["block"][:8])
        lines = (f"{name}: {inside}", trouble, "Click twice to open")
        return "\n".join(line for line in lines if line)
    kind = layer_kind(network.layer(name))
    lines = [f"{kind.label} ({name})", kind.sentence, trouble or node["entry"].arithmetic]
    return "\n".join(line for line in lines if line)


def _alt(graph: "nx.DiGraph") -> str:
    network: NetworkSpec = graph.graph["network"]
    parts = [
        f"{layer_kind(layer).label} {layer.id} reads {' and '.join(network.sources(index))}"
        for index, layer in enumerate(network.layers)
    ]
    return f"Diagram of the network: {'; '.join(parts)}."
