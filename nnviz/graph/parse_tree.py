"""A parse tree, placed: words one below another at the left, the root at the right.

`x` counts levels from the words, `y` words from the top; both begin at 0.
"""

import networkx as nx

from nnviz.core.spec.trees import Tree, nodes, words_of


def parse_tree_graph(tree: Tree) -> nx.DiGraph:
    """Make the graph of a tree and lay it out.

    A word lies on its own line, a phrase half way between its two parts and one level after the
    farther of them, so that no two nodes share a position.

    Returns:
        A graph whose nodes are numbered from 0: words, then phrases, each after its parts; the
        last one is the root. Node data: `tree` its subtree, `x`, `y`. Edges run from part
        to phrase. Graph data: `levels` and `lines`, how many there are.
    """
    count = len(words_of(tree))
    graph = nx.DiGraph(lines=count)
    place: dict[int, int] = {}
    for index, node in enumerate(nodes(tree, count)):
        place[node.number] = index
        if node.parts is None:
            graph.add_node(index, tree=node.tree, x=0, y=float(index))
            continue
        parts = [graph.nodes[place[part]] for part in node.parts]
        graph.add_node(
            index,
            tree=node.tree,
            x=1 + max(part["x"] for part in parts),
            y=sum(part["y"] for part in parts) / 2,
        )
        graph.add_edges_from((place[part], index) for part in node.parts)
    graph.graph["levels"] = 1 + max(data["x"] for _, data in graph.nodes(data=True))
    return graph
