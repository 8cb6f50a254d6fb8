"""The network as layers: one node a layer, with its place in a stack or a graph of any kind."""

import networkx as nx

from nnviz.core.network import INPUT, NetworkSpec
from nnviz.core.shapes import NetworkShapes
from nnviz.graph.ranks import rank


def layer_graph(network: NetworkSpec, shapes: NetworkShapes) -> nx.DiGraph:
    """Make the graph of layers and place it.

    Returns:
        A graph whose nodes are layer ids and `input`. Node data: what `nnviz.graph.ranks.rank`
        says of places, `entry` the LayerShape (None for the input), `problem` the ShapeProblem or
        None. Edge data: `points`. Graph data: `network`, `shapes`, `levels`, `width`.
    """
    graph = nx.DiGraph(network=network, shapes=shapes)
    problems = {problem.layer: problem for problem in shapes.problems}
    graph.add_node(INPUT, entry=None, problem=None)
    for index, (layer, entry) in enumerate(zip(network.layers, shapes.layers, strict=True)):
        graph.add_node(layer.id, entry=entry, problem=problems.get(layer.id))
        graph.add_edges_from((source, layer.id) for source in network.sources(index))
    rank(graph)
    return graph
