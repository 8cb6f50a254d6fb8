"""A recurrent network unrolled in time: the same layers once for each step, states passed on."""

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from nnviz.core.families.unrolling import Row, Unrolling
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit import marks
from nnviz.figures.kit.bindings import annotate, bind, set_trace, want
from nnviz.figures.kit.marks import Box, Word, outlines
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import layer_title, trimmed

if TYPE_CHECKING:
    import networkx as nx

_COLUMN = 66.0
"""Pixels from one step to the next where there is room; the figure's width decides."""
_UNIT = 8.0
"""Pixels that a unit is high where there is room."""
_PAD = 5.0
_GAP, _NARROW = 20.0, 12.0
_ROOMY = 2
"""With more rows than this, gaps are narrow and units as low as they have to be."""
_MOST = 270.0
"""Pixels that the rows of many layers share."""
_LABELS = 116.0
_FOOT = 20.0
_ANSWER = 18.0


def unrolled(
    graph: "nx.DiGraph",
    network: NetworkSpec,
    theme: Theme,
    *,
    options: dict[str, Any] | None = None,
    words: tuple[str, ...] = (),
) -> go.Figure:
    """Draw the network once for each step, with the units of every state as squares.

    Traces: 0 the arrows, 1 those into the chosen step, 2 the boxes, 3 the squares, 4 all words.

    Args:
        graph: Placed nodes, from `nnviz.graph.unrolled.unrolled_graph`.
        network: The network.
        theme: Colours.
        options: Of the `unrolled` probe: `focus`, the chosen step, `example` and `split`.
        words: What stands at each place of the whole sequence, for tokens.
    """
    found: Unrolling = graph.graph["unrolling"]
    asked = {"focus": 0, **(options or {})}
    focus = min(int(asked["focus"]), found.length - 1)
    unit = _unit_height(found)
    heights = [row.shown * unit + 2 * _PAD for row in found.rows] + [_ANSWER]
    tops = _tops(heights)
    height = round(tops[-1] + _FOOT + 8)
    figure = blank(theme, height=max(height, 110), alt=_alt(found, network), margins=(0, 0, 0, 0))
    annotate(figure, network=network.fingerprint)
    boxes = {node: _box(node, data, tops, heights) for node, data in graph.nodes(data=True)}
    marked = [edge for edge in graph.edges if edge[1] != "answer" and edge[1][2] == focus]
    figure.add_trace(_arrows(boxes, [e for e in graph.edges if e not in marked], theme.line, 1.2))
    figure.add_trace(_arrows(boxes, marked, theme.text, 1.8))
    figure.add_trace(outlines(boxes.values(), theme.faint, theme.line))
    figure.add_trace(_squares(graph, boxes, theme, unit))
    figure.add_trace(_words(graph, boxes, network, theme, focus, words))
    size = len(found.squares)
    bind(figure, set_trace("unrolled/states", 3, "marker.color", count=size))
    bind(figure, _touch(graph, boxes))
    want(figure, "unrolled", "unrolled", asked)
    lay_out(
        figure,
        xaxis=bare_axis(0, _LABELS + found_width(found) + 8),
        yaxis=bare_axis(-_FOOT, max(height, 110) - _FOOT),
    )
    return figure


def found_width(found: Unrolling) -> float:
    """Return how wide all steps are, in the figure's own units."""
    return _COLUMN * len(found.steps)


def _unit_height(found: Unrolling) -> float:
    """Return how high a unit is drawn, so that what stands below the figure stays in sight."""
    if len(found.rows) <= _ROOMY:
        return _UNIT
    room = _MOST - len(found.rows) * (2 * _PAD + _NARROW) - _ANSWER
    return min(_UNIT, max(3.0, room / sum(row.shown for row in found.rows)))


def _tops(heights: list[float]) -> list[float]:
    """Return the upper end of every level, the lowest level first."""
    tops, at = [], 0.0
    for height in heights:
        at += height
        tops.append(at)
        at += _GAP if len(heights) <= _ROOMY + 1 else _NARROW
    return tops


def _box(
    node: Any,  # noqa: ANN401 - what the graph calls its nodes
    data: dict[str, Any],
    tops: list[float],
    heights: list[float],
) -> Box:
    """Return left, bottom, right and top of a node's box."""
    del node
    centre = _LABELS + (data["column"] + 0.5) * _COLUMN
    half = 13.0 if data["shown"] else 30.0
    top = tops[data["level"]]
    return centre - half, top - heights[data["level"]], centre + half, top


def _arrows(boxes: dict[Any, Any], edges: list[Any], colour: str, width: float) -> go.Scatter:
    """Lines from box to box, each with a small head."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for source, target in edges:
        a, b = boxes[source], boxes[target]
        if a[3] <= b[1]:
            start, end = ((a[0] + a[2]) / 2, a[3]), ((b[0] + b[2]) / 2, b[1])
            head = [(end[0] - 3, end[1] - 5), end, (end[0] + 3, end[1] - 5)]
        else:
            right = b[0] > a[0]
            y = (a[1] + a[3]) / 2
            start, end = (a[2] if right else a[0], y), (b[0] if right else b[2], y)
            back = -5 if right else 5
            head = [(end[0] + back, y - 3), end, (end[0] + back, y + 3)]
        for x, y in (start, end, (None, None), *head, (None, None)):
            xs.append(x)
            ys.append(y)
    return go.Scatter(
        x=xs, y=ys, mode="lines", hoverinfo="skip", line={"color": colour, "width": width}
    )


def _squares(graph: "nx.DiGraph", boxes: dict[Any, Any], theme: Theme, high: float) -> go.Scatter:
    """One square a unit and step, coloured by its value, in the order of the probe."""
    found: Unrolling = graph.graph["unrolling"]
    xs, ys = [], []
    for index, step, unit in found.squares:
        row = found.rows[index]
        left, _, right, top = boxes[(row.layer, row.direction, step)]
        xs.append((left + right) / 2)
        ys.append(top - _PAD - (unit + 0.5) * high)
    return go.Scatter(
        x=xs, y=ys, mode="markers", hoverinfo="skip",
        marker={"symbol": "square", "size": high, "color": [0.0] * len(xs), "cmin": -1,
                "cmax": 1, "colorscale": theme.diverging, "line": {"width": 0}},
    )  # fmt: skip


def _words(
    graph: "nx.DiGraph",
    boxes: dict[Any, Any],
    network: NetworkSpec,
    theme: Theme,
    focus: int,
    words: tuple[str, ...],
) -> go.Scatter:
    """The names of the layers at the left, of the steps below, and what the answer is."""
    found: Unrolling = graph.graph["unrolling"]
    rows: list[Word] = []
    for row in found.rows:
        _, bottom, _, top = boxes[(row.layer, row.direction, found.steps[0])]
        rows.append((0, (bottom + top) / 2, _name(row, network, theme), "middle right", theme.text))
    for step in found.steps:
        left, bottom, right, _ = boxes[(INPUT, "forward", step)]
        name = trimmed(words[step], 9) if step < len(words) else f"t = {step + 1}"
        shown = f"<b>{name}</b>" if step == focus else name
        rows.append(((left + right) / 2, bottom - 2, shown, "bottom center", theme.text))
    left, bottom, right, top = boxes["answer"]
    rows.append(((left + right) / 2, (bottom + top) / 2, "answer", "middle center", theme.text))
    first, last = found.steps[0], found.steps[-1]
    middle = (bottom + top) / 2
    if first:
        rows.append(
            (_LABELS - 6, middle, f"\u2190 {first} earlier steps", "middle right", theme.text)
        )
    if last < found.length - 1:
        more = found.length - 1 - last
        rows.append((left - 8, middle, f"{more} later steps \u2192", "middle left", theme.text))
    return marks.words(rows, 11.5)


def _name(row: Row, network: NetworkSpec, theme: Theme) -> str:
    more = f", first {row.shown}" if row.shown < row.units else ""
    if row.layer == INPUT:
        unit = "value" if row.units == 1 else "values"
        return f'<b>input</b><br><span style="color:{theme.quiet}">{row.units} {unit}{more}</span>'
    title = layer_title(network, row.layer).removeprefix("Bi-")
    way = " \u2190" if row.direction == "backward" else ""
    return (
        f'<b>{title}{way}</b><br><span style="color:{theme.quiet}">{row.units} units{more}</span>'
    )


def _touch(graph: "nx.DiGraph", boxes: dict[Any, Any]) -> dict[str, Any]:
    """A click on any box of a step chooses the step."""
    nodes = [node for node in graph.nodes if node != "answer"]
    return {
        "op": "touch",
        "boxes": [list(boxes[node]) for node in nodes],
        "texts": [f"{node[0]}, step {node[2] + 1}" for node in nodes],
        "click": [{"kind": "step", "layer": node[0], "step": node[2]} for node in nodes],
    }


def _alt(found: Unrolling, network: NetworkSpec) -> str:
    names = ", ".join(
        f"{layer_title(network, row.layer)} ({row.direction})" for row in found.rows[1:]
    )
    first, last = found.steps[0] + 1, found.steps[-1] + 1
    return f"Network unrolled in time, steps {first} to {last} of {found.length}: {names}."
