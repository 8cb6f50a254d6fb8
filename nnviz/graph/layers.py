"""The network as layers: one node a layer, with its place in a stack or a small graph.

A layer stands one level below the lowest of those it reads. Layers of one level stand side by side,
in the order of the mean place of what they read (Sugiyama, Tagawa and Toda 1981, the barycentre
step), which keeps most lines from crossing.
"""

import networkx as nx

from nnviz.core.network import INPUT, NetworkSpec
from nnviz.core.shapes import NetworkShapes


def layer_graph(network: NetworkSpec, shapes: NetworkShapes) -> nx.DiGraph:
    """Make the graph of layers and place it.

    Returns:
        A graph whose nodes are layer ids and `input`. Node data: `level` (0 for the input),
        `place` (0 for the leftmost of its level), `beside` how many share the level, `entry` the
        LayerShape (None for the input), `problem` the ShapeProblem or None. Graph data:
        `network`, `shapes`, `levels`.
    """
    graph = nx.DiGraph(network=network, shapes=shapes)
    problems = {problem.layer: problem for problem in shapes.problems}
    graph.add_node(INPUT, entry=None, problem=None, level=0)
    for index, layer in enumerate(network.layers):
        sources = network.sources(index)
        level = 1 + max(graph.nodes[source]["level"] for source in sources)
        graph.add_node(
            layer.id, entry=shapes.of(layer.id), problem=problems.get(layer.id), level=level
        )
        graph.add_edges_from((source, layer.id) for source in sources)
    _place(graph)
    return graph


def _place(graph: nx.DiGraph) -> None:
    """Give every node its place among those of its level."""
    levels: dict[int, list[str]] = {}
    for name, node in graph.nodes(data=True):
        levels.setdefault(node["level"], []).append(name)
    for level in sorted(levels):
        names = sorted(levels[level], key=lambda name: _barycentre(graph, name))
        for place, name in enumerate(names):
            graph.nodes[name].update(place=place, beside=len(names))
    graph.graph["levels"] = len(levels)


def _barycentre(graph: nx.DiGraph, name: str) -> float:
    """Return the mean place, 0 to 1, of what a layer reads."""
    sources = [graph.nodes[source] for source in graph.predecessors(name)]
    places = [(node["place"] + 0.5) / node["beside"] for node in sources]
    return sum(places) / len(places) if places else 0.0
