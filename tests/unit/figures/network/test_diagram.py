"""The diagram: every box, port and link can be touched, and says what it is."""

from typing import Any

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.bindings import meta_of
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.network.diagram import WIDTH, diagram
from nnviz.graph.layers import layer_graph

TABLE = DataSignature((4,), "multiclass", 3, "table")


def dense(layer_id, *inputs):
    return LayerSpec(id=layer_id, kind="dense", params={"units": 3}, inputs=inputs)


SKIP = (dense("a"), dense("b"), LayerSpec(id="sum", kind="add", inputs=("b", "a")), dense("out"))


def drawn(layers=SKIP, closed=None, chosen=None) -> Any:
    network = NetworkSpec(layers=layers)
    return diagram(layer_graph(network, infer(network, TABLE), closed), LIGHT, chosen=chosen)


def touches(figure):
    return [entry for entry in meta_of(figure)["bindings"] if entry["op"] == "touch"]


def test_every_box_port_and_link_is_touched_once():
    ports, boxes, links = touches(drawn())
    assert [one["layer"] for one in ports["drag"]] == ["input", "a", "b", "sum", "out"]
    assert [one["layer"] for one in boxes["click"]] == ["input", "a", "b", "sum", "out"]
    assert boxes["drag"][0] is None
    assert all(one is not None for one in boxes["drag"][1:])
    edges = [["input", "a"], ["a", "b"], ["b", "sum"], ["a", "sum"], ["sum", "out"]]
    assert sorted(one["edge"] for one in links["click"]) == sorted(edges)
    assert links["drop"] == links["click"]


def test_links_run_from_box_to_box_and_around_what_they_pass():
    figure = drawn()
    _, boxes, links = touches(figure)
    places = dict(zip((one["layer"] for one in boxes["click"]), boxes["boxes"], strict=True))
    for click, (xs, ys) in zip(links["click"], links["paths"], strict=True):
        source, target = click["edge"]
        assert ys[0] == places[source][1]
        assert ys[-1] == places[target][3]
        assert xs[0] == (places[source][0] + places[source][2]) / 2
    skip = next(p for c, p in zip(links["click"], links["paths"], strict=True)
                if c["edge"] == ["a", "sum"])  # fmt: skip
    left, _, right, _ = places["b"]
    assert all(not left <= x <= right for x in skip[0][1:-1])


def test_all_boxes_lie_inside_the_figure():
    many = tuple(dense(f"d{i}", "input") for i in range(7))
    merge = LayerSpec(id="sum", kind="add", inputs=tuple(f"d{i}" for i in range(7)))
    _, boxes, _ = touches(drawn((*many, merge, dense("out"))))
    assert all(0 <= left < right <= WIDTH for left, _, right, _ in boxes["boxes"])


@pytest.mark.parametrize(("chosen", "kind"), [("a", "rect"), (("a", "sum"), "path"), (None, None)])
def test_what_is_chosen_is_marked(chosen, kind):
    assert [shape.type for shape in drawn(chosen=chosen).layout.shapes] == ([kind] if kind else [])


def test_a_problem_stands_on_its_box_and_nothing_is_measured():
    figure = drawn((dense("a"), LayerSpec(id="conv", kind="conv2d"), dense("out")))
    assert [shape.line.dash for shape in figure.layout.shapes] == ["dash"]
    assert meta_of(figure)["wants"] == []
    texts = " ".join(figure.data[4].text)
    assert "does not fit" in texts
    assert "waits for its input" in texts


def test_a_closed_block_is_one_box_that_is_clicked_and_dragged_as_one():
    figure = drawn(closed={"x_1": ("b", "sum")}, chosen="sum")
    _, boxes, links = touches(figure)
    assert boxes["click"][2] == {"kind": "block", "block": "x_1", "layer": "sum"}
    assert boxes["drag"] == [None, *boxes["click"][1:]]
    assert ["sum", "out"] in [one["edge"] for one in links["click"]]
    assert len(figure.layout.shapes) == 1
    assert "2 layers" in " ".join(figure.data[4].text)


def test_activity_is_bound_for_every_layer_also_those_in_blocks():
    figure = drawn(closed={"x_1": ("b", "sum")})
    (bars,) = [entry for entry in meta_of(figure)["bindings"] if entry["op"] == "set"]
    assert bars["count"] == len(SKIP) == len(figure.data[bars["trace"]].x)


def test_the_text_alternative_says_what_reads_what():
    assert "Add sum reads b and a" in meta_of(drawn())["alt"]
