"""Words of the neuron figure: titles above the columns, sizes below, names beside the ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from nnviz.core.families.unit_columns import Column, Columns
from nnviz.core.shapes.shapes import NetworkShapes, layer_kind
from nnviz.core.spec.kinds import shape_text
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.marks import Word, words
from nnviz.figures.kit.theme import Theme
from nnviz.figures.kit.wording import (
    cost_lines,
    count_text,
    folded_lines,
    layer_activation,
    layer_title,
    size_text,
    trimmed,
)

if TYPE_CHECKING:
    import networkx as nx

CHARACTER = 5.6
"""Pixels that a character of the labels takes on average."""
LINE = 13.0
"""Pixels from one line of a label to the next."""
_NAME = 12


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines above and below one column."""

    above: tuple[str, ...]
    below: tuple[str, ...]


def caption(column: Column, network: NetworkSpec, shapes: NetworkShapes, width: float) -> Caption:
    """Return what stands above and below a column that has `width` pixels for it."""
    characters = int(width / CHARACTER)
    activation = layer_activation(network, column.layer)
    last = column.layer == network.layers[-1].id or network.layers[-1].id in column.attached
    title = "Output" if last and column.layer != INPUT else layer_title(network, column.layer)
    title = title if len(title) <= characters - 2 else title.replace("Convolution", "Conv")
    above = [
        f"<b>{trimmed(title, max(characters, 4))}</b>",
        *(folded_lines([activation], characters, 1) or ["\u00a0"]),
    ]
    below = [size_text(column.shape, _unit_word(column, network))]
    if column.layer != INPUT and column.shape is not None:
        below += cost_lines(shapes.of(column.layer), characters)
    below += folded_lines(_attached(column, network), characters, 2)
    return Caption(tuple(above), tuple(below))


def _unit_word(column: Column, network: NetworkSpec) -> str:
    if column.layer == INPUT:
        return "input"
    return layer_kind(network.layer(column.layer)).unit_word


def _attached(column: Column, network: NetworkSpec) -> list[str]:
    """Name the layers without units that follow, the first one with a plus."""
    names = [layer_kind(network.layer(name)).label.lower() for name in column.attached]
    return [f"+ {names[0]}", *names[1:]] if names else []


def full_text(column: Column, network: NetworkSpec, shapes: NetworkShapes) -> str:
    """Return all there is to say about a column, for a tooltip; one fact a line."""
    if column.layer == INPUT:
        return f"Input\n{shape_text(shapes.input_shape)} values per example"
    lines = [f"{layer_title(network, column.layer)} '{column.layer}'"]
    for name in (column.layer, *column.attached):
        entry = shapes.of(name)
        if name != column.layer:
            lines.append(f"then {layer_kind(network.layer(name)).label} '{name}'")
        if entry.shape is not None:
            lines.append(f"output {shape_text(entry.shape)}")
        if entry.arithmetic:
            lines.append(entry.arithmetic)
        if entry.parameters:
            lines.append(f"{entry.parameters:,} parameters, {entry.macs:,} multiply-adds")
        if entry.frozen:
            lines.append("frozen: training does not change it")
    return "\n".join(lines)


def text_trace(
    graph: "nx.DiGraph",
    captions: Sequence[Caption],
    theme: Theme,
    names: tuple[Sequence[str], Sequence[str]],
) -> go.Scatter:
    """Return all words of the figure as one trace.

    Args:
        graph: Placed units.
        captions: One a column.
        theme: Colours.
        names: Names of the input's units and of the output's units; may be empty or shorter.
    """
    columns: Columns = graph.graph["columns"]
    gap, quiet, strong = 12 / graph.graph["cell"], theme.quiet, theme.text
    rows: list[Word] = []
    for index, column in enumerate(columns.columns):
        x = graph.graph["centres"][index]
        above = "<br>".join([captions[index].above[0],
                             *(_tinted(t, quiet) for t in captions[index].above[1:])])  # fmt: skip
        rows.append((x, graph.graph["height"] + gap, above, "top center", strong))
        below = "<br>".join(captions[index].below)
        rows.append((x, -gap, below, "bottom center", quiet))
        if column.folded:
            more = f"+{count_text(column.folded)} more"
            bottom = graph.graph["bottoms"][index]
            rows.append((x, bottom + graph.graph["side"] * 0.12, more, "middle center", quiet))
    rows += _side_names(graph, names, theme)
    return words(rows, 10.5)


def _tinted(text: str, colour: str) -> str:
    return f'<span style="color:{colour}">{text}</span>'


def _side_names(
    graph: "nx.DiGraph", names: tuple[Sequence[str], Sequence[str]], theme: Theme
) -> list[Word]:
    """Names left of the input's tiles and right of the output's."""
    side, gap = graph.graph["side"], 4 / graph.graph["cell"]
    last = len(graph.graph["columns"].columns) - 1
    rows = []
    for _, node in graph.nodes(data=True):
        x, y = node["corner"]
        for column, labels in ((0, list(names[0])), (last, list(names[1]))):
            if node["column"] == column and node["unit"] < len(labels):
                at, where = (x - gap, "left") if column == 0 else (x + side + gap, "right")
                text = short(labels[node["unit"]])
                rows.append((at, y + side / 2, text, f"middle {where}", theme.quiet))
    return rows


def short(name: str) -> str:
    """Leave out what stands in brackets, and cut the name to what fits beside a tile."""
    return trimmed(name.split(" (")[0].split(" [")[0], _NAME)


def name_width(names: Sequence[str]) -> float:
    """Pixels that names beside a column need; 0 without names."""
    return max((len(short(name)) * CHARACTER + 6 for name in names), default=0.0)
