"""Places of units and links, exactly, for networks small enough to work out by hand."""

import pytest

from nnviz.core.families.unit_columns import columns
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.graph.neurons import FOLD, LARGEST_TILE, WIDEST_PITCH, Canvas, neuron_graph

PLANE = DataSignature((2,), "binary", 1, "plane")


def stack(*units):
    return NetworkSpec(
        layers=tuple(
            LayerSpec(id=f"dense_{number}", kind="dense", params={"units": count})
            for number, count in enumerate(units)
        )
    )


def placed(*units, canvas=None, limit=8):
    return neuron_graph(columns(stack(*units), PLANE, limit), canvas)


def test_without_hidden_layers_two_inputs_stand_left_of_one_output():
    graph = placed(1, canvas=Canvas(width=640, height=200, label=68))
    side, cell = graph.graph["side"], graph.graph["cell"]
    assert (side, cell) == (20, LARGEST_TILE / 20)
    assert (graph.graph["width"], graph.graph["height"]) == (278, 87)
    # The pitch is held at its widest, 168 pixels = 73 cells, round the middle at 139.
    assert graph.graph["centres"] == [102, 176]
    assert graph.graph["centres"][1] - graph.graph["centres"][0] == round(WIDEST_PITCH / cell) + 1
    # Two tiles and a gap of 3 cells are 43 high: (87 - 43) / 2 = 22 below them.
    assert [graph.nodes[tile]["corner"] for tile in range(3)] == [(92, 45), (92, 22), (166, 33)]
    assert graph.graph["tops"] == [65, 53]
    assert graph.graph["bottoms"] == [22, 33]
    assert list(graph.edges) == [(0, 2), (1, 2)]


def test_a_link_runs_from_side_to_side_and_is_straight_on_one_level():
    graph = placed(2)
    straight, bent = graph.edges[0, 2]["path"], graph.edges[0, 3]["path"]
    (x0, y0), (x1, _) = graph.nodes[0]["corner"], graph.nodes[2]["corner"]
    assert straight == ([x0 + 20, x1], [y0 + 10, y0 + 10])
    assert (bent[0][0], bent[0][-1]) == (x0 + 20, x1)
    assert (bent[1][0], bent[1][-1]) == (y0 + 10, graph.nodes[3]["corner"][1] + 10)
    assert len(bent[0]) == len(bent[1]) == 15


@pytest.mark.parametrize(("units", "points"), [((4, 1), 15), ((8, 8, 8), 7), ((24, 24, 1), 2)])
def test_many_links_have_fewer_points(units, points):
    graph = placed(*units, limit=24)
    assert max(len(path[0]) for _, _, path in graph.edges(data="path")) == points


def test_nodes_and_edges_keep_the_order_of_the_probes():
    found = columns(stack(3, 1), PLANE)
    graph = neuron_graph(found)
    assert tuple((d["column"], d["unit"]) for _, d in graph.nodes(data=True)) == found.tiles
    ordered = sorted(graph.edges(data="index"), key=lambda edge: edge[2])
    assert tuple((source, target) for source, target, _ in ordered) == found.links


def test_the_largest_network_of_the_sliders_fits_without_overlap():
    canvas = Canvas(width=640, height=250)
    graph = placed(*[8] * 8, 1, canvas=canvas)
    side = graph.graph["side"]
    corners = [node["corner"] for _, node in graph.nodes(data=True)]
    assert min(x for x, _ in corners) >= 0
    assert min(y for _, y in corners) >= 0
    assert max(x for x, _ in corners) + side <= graph.graph["width"]
    assert max(y for _, y in corners) + side <= graph.graph["height"]
    cells = {(x + i, y + j) for x, y in corners for i in range(side) for j in range(side)}
    assert len(cells) == len(corners) * side**2
    gaps = [b - a for a, b in zip(graph.graph["centres"], graph.graph["centres"][1:], strict=False)]
    assert min(gaps) > 1.7 * side


def test_a_folded_column_leaves_room_for_its_count():
    graph = placed(20, 1)
    side = graph.graph["side"]
    lowest = min(d["corner"][1] for _, d in graph.nodes(data=True) if d["column"] == 1)
    assert lowest - graph.graph["bottoms"][1] == round(FOLD * side)


def test_tall_columns_get_small_tiles_but_never_none():
    graph = placed(100, limit=100, canvas=Canvas(height=100))
    assert graph.graph["cell"] * graph.graph["side"] == pytest.approx(8)
