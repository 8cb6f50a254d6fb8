"""Levels and places of layers."""

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.graph.layers import layer_graph

TABLE = DataSignature((4,), "multiclass", 3, "table")


def graph_of(*layers):
    network = NetworkSpec(layers=layers)
    return layer_graph(network, infer(network, TABLE))


def dense(layer_id, *inputs, units=3):
    return LayerSpec(id=layer_id, kind="dense", params={"units": units}, inputs=inputs)


def test_a_single_layer_stands_under_the_input():
    graph = graph_of(dense("out"))
    assert dict(graph.nodes(data="level")) == {"input": 0, "out": 1}
    assert graph.graph["levels"] == 2
    assert graph.nodes["out"]["entry"].parameters == 4 * 3 + 3
    assert graph.nodes["input"]["entry"] is None


def test_branches_stand_side_by_side_in_the_order_of_what_they_read():
    graph = graph_of(dense("a"), dense("b", "input"), dense("under_b", "b"), dense("under_a", "a"))
    places = {name: (d["level"], d["place"], d["beside"]) for name, d in graph.nodes(data=True)}
    assert places == {
        "input": (0, 0, 1),
        "a": (1, 0, 2),
        "b": (1, 1, 2),
        "under_a": (2, 0, 2),
        "under_b": (2, 1, 2),
    }


def test_a_problem_stands_at_its_layer():
    graph = graph_of(LayerSpec(id="conv", kind="conv2d"), dense("out"))
    assert graph.nodes["conv"]["problem"].layer == "conv"
    assert graph.nodes["out"]["problem"] is None


def test_a_closed_block_is_one_node_with_the_sums_of_its_layers():
    layers = (dense("a"), dense("b_1_x", units=5), dense("b_1_y"), dense("out"))
    network = NetworkSpec(layers=layers)
    graph = layer_graph(network, infer(network, TABLE), {"b_1": ("b_1_x", "b_1_y")})
    assert list(graph) == ["input", "a", "b_1", "out"]
    node = graph.nodes["b_1"]
    assert node["block"] == ("b_1_x", "b_1_y")
    assert node["entry"].shape == (3,)
    assert node["entry"].parameters == (3 * 5 + 5) + (5 * 3 + 3)
    assert dict(graph.edges)["b_1", "out"]["link"] == ("b_1_y", "out")


def test_a_block_around_another_layer_is_drawn_open():
    network = NetworkSpec(layers=(dense("a"), dense("b"), dense("c"), dense("out")))
    graph = layer_graph(network, infer(network, TABLE), {"x": ("a", "c"), "y": ("b", "c")})
    assert list(graph) == ["input", "a", "y", "out"]


def test_a_problem_inside_a_closed_block_stands_at_the_block():
    network = NetworkSpec(layers=(dense("a"), LayerSpec(id="b", kind="conv2d"), dense("out")))
    graph = layer_graph(network, infer(network, TABLE), {"x": ("a", "b")})
    assert graph.nodes["x"]["problem"].layer == "b"
