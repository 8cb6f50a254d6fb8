"""The layers that learn, and which of them receives its gradient through which."""

import networkx as nx

from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.network import INPUT, NetworkSpec


def learning_graph(network: NetworkSpec, shapes: NetworkShapes) -> nx.DiGraph:
    """Make the graph of the layers that learn; what lies between two of them is left out.

    Returns:
        A graph whose nodes are the ids of layers with weights that training changes, and `input`.
        Node data: `row`, 0 for the input, then in the order of the network. An edge whose ends are
        not in neighbouring rows goes around others, as skip connections do. Graph data: `network`,
        `rows`.
    """
    whole = nx.DiGraph()
    whole.add_node(INPUT)
    for index, layer in enumerate(network.layers):
        whole.add_edges_from((source, layer.id) for source in network.sources(index))
    learning = [
        layer.id
        for layer in network.layers
        if shapes.of(layer.id).parameters > shapes.of(layer.id).fixed
    ]
    for name in [node for node in whole if node != INPUT and node not in learning]:
        whole.add_edges_from(
            (before, after)
            for before in list(whole.predecessors(name))
            for after in list(whole.successors(name))
        )
        whole.remove_node(name)
    graph = nx.DiGraph(network=network, rows=len(learning) + 1)
    for row, name in enumerate([INPUT, *learning]):
        graph.add_node(name, row=row)
    graph.add_edges_from(whole.edges)
    return graph
