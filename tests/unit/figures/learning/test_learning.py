"""Gradients, the loss surface and weights over time: which array fills which map."""

from typing import Any

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import DARK, LIGHT, mix
from nnviz.figures.learning.gradient_flow import gradient_flow
from nnviz.figures.learning.loss_surface import loss_surface
from nnviz.figures.learning.weights_over_time import weights_over_time
from nnviz.graph.learning import learning_graph

NETWORK = NetworkSpec(
    layers=(
        LayerSpec(id="hidden", kind="dense", params={"units": 3, "activation": "tanh"}),
        LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
    )
)
SIGNATURE = DataSignature((2,), "binary", 1, "plane")


@pytest.fixture
def graph():
    return learning_graph(NETWORK, infer(NETWORK, SIGNATURE))


def stops(scale):
    return [list(stop) for stop in scale]


def test_the_gradient_now_colours_the_boxes_and_the_history_fills_the_map(graph, bound, binding):
    figure: Any = gradient_flow(graph, LIGHT)
    assert bound(figure) == {
        (1, "marker.color"): "flow/now", (4, "x"): "flow/step", (4, "z"): "flow/history",
    }  # fmt: skip
    (sizes,) = binding(figure, "labels")
    assert (sizes["array"], sizes["trace"], sizes["prop"]) == ("flow/now", 3, "text")
    assert (sizes["prefix"], sizes["suffix"], sizes["digits"]) == ("10<sup>", "</sup>", 1)
    counts = [each["count"] for each in figure.layout.meta["bindings"] if "count" in each]
    assert counts == [2, 2, 2]
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "flow", "probe": "gradient_flow", "options": {}}]
    assert meta["network"] == NETWORK.fingerprint
    assert "2 layers" in meta["alt"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_hardly_anything_is_orange_and_much_is_blue(graph, theme):
    figure: Any = gradient_flow(graph, theme)
    wanted = [
        [0, mix(theme.negative, theme.page, 0.25)], [0.45, theme.zero],
        [1, mix(theme.positive, theme.page, 0.25)],
    ]  # fmt: skip
    boxes, history = figure.data[1].marker, figure.data[4]
    assert stops(boxes.colorscale) == stops(history.colorscale) == wanted
    assert (boxes.cmin, boxes.cmax, history.zmin, history.zmax) == (-7, 0, -7, 0)
    assert list(history.colorbar.tickvals) == [-6, -4, -2, 0]
    assert list(history.colorbar.ticktext) == [
        "10\u207b\u2076", "10\u207b\u2074", "0.01", "1",
    ]  # fmt: skip


def test_layers_have_one_row_from_top_to_bottom_in_graph_and_history(graph):
    figure: Any = gradient_flow(graph, LIGHT)
    lines, boxes, names, sizes, history = figure.data
    assert [text.split("</b>")[0] for text in names.text] == ["<b>Input", "<b>Dense", "<b>Dense"]
    assert [text.split("</b>")[1].strip() for text in names.text] == ["", "tanh", "sigmoid"]
    assert list(names.y) == [0, 1, 2]
    assert list(boxes.y) == list(sizes.y) == list(history.y) == [1, 2]
    assert list(boxes.base) == [3.2, 3.2]
    assert list(boxes.x) == pytest.approx([5.4, 5.4])
    assert list(lines.x) == pytest.approx([5.9, 5.9, None, 5.9, 5.9, None])
    assert list(lines.y) == pytest.approx([0.36, 0.64, None, 1.36, 1.64, None])
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range == (2.5, -0.5)
    assert (history.xaxis, history.yaxis) == ("x2", "y2")
    assert figure.layout.xaxis2.type == "log"
    assert "step" in figure.layout.xaxis2.title.text
    now, over = figure.layout.annotations
    assert (now.x, over.x) == (0, 0.375)


def test_a_line_around_a_layer_runs_at_its_left():
    network = NetworkSpec(
        layers=(
            LayerSpec(id="a", kind="dense", params={"units": 3}),
            LayerSpec(id="b", kind="dense", params={"units": 3}),
            LayerSpec(id="sum", kind="add", inputs=("a", "b")),
            LayerSpec(id="c", kind="dense", params={"units": 1}),
        )
    )
    graph = learning_graph(network, infer(network, SIGNATURE))
    figure: Any = gradient_flow(graph, LIGHT)
    xs = [x for x in figure.data[0].x if x is not None]
    assert min(xs) == pytest.approx(2.85)
    around = list(figure.data[0].x).index(min(xs))
    rows = [graph.nodes[name]["row"] for name in ("a", "c")]
    assert [figure.data[0].x[around - 1], figure.data[0].x[around + 2]] == [3.2, 3.2]
    assert list(figure.data[0].y)[around - 1 : around + 3] == [rows[0]] * 2 + [rows[1]] * 2


def test_many_layers_keep_to_the_height():
    network = NetworkSpec(
        layers=tuple(LayerSpec(id=f"d{n}", kind="dense", params={"units": 1}) for n in range(20))
    )
    figure: Any = gradient_flow(learning_graph(network, infer(network, SIGNATURE)), LIGHT)
    assert figure.layout.height == 360
    small: Any = gradient_flow(learning_graph(NETWORK, infer(NETWORK, SIGNATURE)), LIGHT)
    assert small.layout.height == 34 * 3 + 62


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_loss_surface_is_blue_where_the_loss_is_low(theme, bound):
    figure: Any = loss_surface(theme, seed=4)
    assert bound(figure) == {
        (0, "x"): "surface/a", (0, "y"): "surface/b", (0, "z"): "surface/loss",
        (1, "x"): "surface/path_a", (1, "y"): "surface/path_b",
        (2, "x"): "surface/now_a", (2, "y"): "surface/now_b",
    }  # fmt: skip
    ground, path, now = figure.data
    assert stops(ground.colorscale) == [
        [0, theme.positive], [0.5, theme.zero], [1, theme.negative],
    ]  # fmt: skip
    assert ground.contours.coloring == "fill"
    assert "log" in ground.colorbar.title.text
    assert (path.mode, path.line.color) == ("lines+markers", theme.text)
    assert (list(now.text), list(now.x), list(now.y)) == (["now"], [0], [0])
    assert figure.layout.meta["wants"] == [
        {"key": "surface", "probe": "loss_surface", "options": {"along": "random", "seed": 4}}
    ]


def test_directions_are_called_what_they_are():
    drawn: Any = loss_surface(LIGHT)
    path: Any = loss_surface(LIGHT, along="path")
    for figure, words in ((drawn, "random"), (path, "path")):
        for axis, which in ((figure.layout.xaxis, "first"), (figure.layout.yaxis, "second")):
            assert which in axis.title.text
            assert words in axis.title.text
    assert (drawn.layout.xaxis.range, drawn.layout.yaxis.range) == ((-1, 1), (-1, 1))
    assert (path.layout.xaxis.range, path.layout.yaxis.range) == (None, None)
    assert path.layout.meta["wants"][0]["options"] == {"along": "path", "seed": 0}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_weights_are_at_the_left_and_their_gradients_at_the_right(theme, bound):
    figure: Any = weights_over_time(theme, layer="hidden")
    assert bound(figure) == {
        (0, "x"): "checkpoints/step", (0, "y"): "checkpoints/weight",
        (0, "z"): "checkpoints/weights", (1, "x"): "checkpoints/step",
        (1, "y"): "checkpoints/gradient", (1, "z"): "checkpoints/gradients",
    }  # fmt: skip
    left, right = figure.layout.annotations
    assert "Weights" in left.text
    assert "gradients" in right.text
    assert (left.x, right.x) == (0, 0.54)
    assert figure.layout.xaxis.domain == pytest.approx((0, 0.46))
    assert figure.layout.xaxis2.domain == pytest.approx((0.54, 1))
    assert (figure.layout.xaxis2.anchor, figure.layout.yaxis2.anchor) == ("y2", "x2")
    assert [(t.xaxis, t.yaxis) for t in figure.data] == [("x", "y"), ("x2", "y2")]
    for trace in figure.data:
        assert stops(trace.colorscale) == [
            [0, theme.page], [0.15, theme.zero], [1, theme.positive],
        ]  # fmt: skip
        assert (trace.zmin, trace.zmax) == (0, 0.25)
        assert "%{z:.1%}" in trace.hovertemplate
    assert (figure.layout.xaxis.type, figure.layout.xaxis2.type) == ("log", "log")
    meta = figure.layout.meta
    assert meta["wants"] == [
        {"key": "checkpoints", "probe": "weights_over_time", "options": {"layer": "hidden"}}
    ]
    assert "hidden" in meta["alt"]
