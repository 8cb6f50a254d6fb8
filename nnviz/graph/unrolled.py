"""A recurrent network unrolled in time: one node for each layer at each step."""

from itertools import pairwise, product

import networkx as nx

from nnviz.core.families.unrolling import Unrolling

ANSWER = "answer"
"""The node for all that comes after the last recurrent layer."""

Node = tuple[str, str, int]


def unrolled_graph(found: Unrolling) -> nx.DiGraph:
    """Make the graph of a network unrolled in time and lay it out.

    Time runs from left to right, layers from the bottom to the top. A layer that reads backwards
    has arrows from right to left.

    Returns:
        A graph whose nodes are `(layer, direction, step)` and `answer`. Node data: `column` and
        `level` from 0, `shown` units drawn. Edges that carry a state from step to step have
        `memory`. Graph data: `unrolling`, `levels`, `columns`.
    """
    graph = nx.DiGraph(unrolling=found, levels=len(found.rows) + 1, columns=len(found.steps))
    for level, row in enumerate(found.rows):
        for column, step in enumerate(found.steps):
            graph.add_node(
                (row.layer, row.direction, step), column=column, level=level, shown=row.shown
            )
    graph.add_node(ANSWER, column=len(found.steps) - 1, level=len(found.rows), shown=0)
    for row in found.rows[1:]:
        _add_memory(graph, found, row.layer, row.direction)
    _add_reading(graph, found)
    return graph


def _add_memory(graph: nx.DiGraph, found: Unrolling, layer: str, direction: str) -> None:
    """Let the state of a layer pass from step to step in the direction in which it reads."""
    steps = found.steps if direction == "forward" else found.steps[::-1]
    for before, after in pairwise(steps):
        graph.add_edge((layer, direction, before), (layer, direction, after), memory=True)


def _add_reading(graph: nx.DiGraph, found: Unrolling) -> None:
    """Let every layer read the one below it at the same step, and the output the last one."""
    layers = list(dict.fromkeys(row.layer for row in found.rows))
    rows = {name: [row for row in found.rows if row.layer == name] for name in layers}
    for below, above in pairwise(layers):
        for source, target in product(rows[below], rows[above]):
            # The output of a layer that returns only its last state is not a sequence; a layer
            # above it reads something computed from it, which is not drawn.
            steps = found.steps if source.every_step else ()
            graph.add_edges_from(
                ((below, source.direction, step), (above, target.direction, step)) for step in steps
            )
    for row in rows[layers[-1]]:
        last = found.length - 1 if row.direction == "forward" else 0
        seen = [step for step in found.steps if row.every_step or step == last]
        graph.add_edges_from(((row.layer, row.direction, step), ANSWER) for step in seen)
