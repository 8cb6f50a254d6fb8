"""The network as layers: one node a layer, with its position in a stack or a graph of any kind."""

from collections.abc import Mapping

import networkx as nx

from nnviz.core.shapes.shapes import LayerShape, NetworkShapes
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.graph.ranks import rank


def layer_graph(
    network: NetworkSpec,
    shapes: NetworkShapes,
    closed: Mapping[str, tuple[str, ...]] | None = None,
) -> nx.DiGraph:
    """Make the graph of layers and lay it out.

    Args:
        network: The network.
        shapes: Shapes of its layers.
        closed: Layers that are one node, by the name of that node. Layers between which others
            stand are not drawn as one, for then links would run in circles.

    Returns:
        A graph whose nodes are layer ids, names of closed blocks and `input`. Node data: what
        `nnviz.graph.ranks.rank` says of positions, `entry` the LayerShape (None for the input),
        `problem` the ShapeProblem or None, `block` the ids in a closed block, else empty. Edge
        data: `points`, and `link`, the layers that it links. Graph data: `network`, `shapes`,
        `levels`, `width`.
    """
    inside = _closable(network, closed or {})
    graph = nx.DiGraph(network=network, shapes=shapes)
    problems = {problem.layer: problem for problem in shapes.problems}
    graph.add_node(INPUT, entry=None, problem=None, block=())
    for index, (layer, entry) in enumerate(zip(network.layers, shapes.layers, strict=True)):
        name = inside.get(layer.id, layer.id)
        if name == layer.id:
            graph.add_node(name, entry=entry, problem=problems.get(layer.id), block=())
        else:
            _join(graph, name, entry, problems.get(layer.id))
        for source in network.sources(index):
            node = inside.get(source, source)
            if node != name and not graph.has_edge(node, name):
                graph.add_edge(node, name, link=(source, layer.id))
    rank(graph)
    return graph


def _closable(network: NetworkSpec, closed: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the node of every layer that is drawn as part of a block."""
    inside: dict[str, str] = {}
    for name, layers in closed.items():
        wished = {**inside, **dict.fromkeys(layers, name)}
        links: nx.DiGraph[str] = nx.DiGraph()
        for index, layer in enumerate(network.layers):
            target = wished.get(layer.id, layer.id)
            sources = (wished.get(source, source) for source in network.sources(index))
            links.add_edges_from((source, target) for source in sources if source != target)
        if nx.is_directed_acyclic_graph(links):
            inside = wished
    return inside


def _join(graph: nx.DiGraph, name: str, entry: LayerShape, problem: object) -> None:
    """Add a layer to the node of its block, whose sizes are the sums and whose shape the last's."""
    node = graph.nodes[name] if name in graph else {}
    known: LayerShape | None = node.get("entry")
    whole = LayerShape(
        name, "", entry.input_shape if known is None else known.input_shape, entry.shape,
        entry.parameters + (known.parameters if known else 0),
        entry.fixed + (known.fixed if known else 0), entry.macs + (known.macs if known else 0),
        known=entry.known and (known is None or known.known),
    )  # fmt: skip
    graph.add_node(
        name, entry=whole, problem=node.get("problem") or problem,
        block=(*node.get("block", ()), entry.id),
    )  # fmt: skip
