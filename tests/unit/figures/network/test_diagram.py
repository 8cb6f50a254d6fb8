"""The diagram: every box, port and link can be touched, and says what it is."""

from typing import Any

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.bindings import meta_of
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.network.diagram import WIDTH, diagram
from nnviz.graph.layers import layer_graph

TABLE = DataSignature((4,), "multiclass", 3, "table")


def dense(layer_id, *inputs):
    return LayerSpec(id=layer_id, kind="dense", params={"units": 3}, inputs=inputs)


SKIP = (dense("a"), dense("b"), LayerSpec(id="sum", kind="add", inputs=("b", "a")), dense("out"))


STACK = (dense("a"), dense("b"))
"""Drawn 252 units wide in the middle of 580: boxes of 240 x 36, 52 apart."""


def drawn(layers=SKIP, closed=None, chosen=None, theme=LIGHT) -> Any:
    network = NetworkSpec(layers=layers)
    return diagram(layer_graph(network, infer(network, TABLE), closed), theme, chosen=chosen)


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
    left, bottom, right, top = places["b"]
    assert skip[1] == [places["a"][1], top, bottom, places["sum"][3]]
    assert skip[0][1] == skip[0][2]
    assert not left <= skip[0][1] <= right


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


def test_boxes_stand_in_the_middle_from_the_input_at_the_top_downwards():
    figure = drawn(STACK)
    assert touches(figure)[1]["boxes"] == [
        [170, -39, 410, -3], [170, -91, 410, -55], [170, -143, 410, -107],
    ]  # fmt: skip
    assert list(figure.data[2].x)[:6] == [170, 410, 410, 170, 170, None]
    assert list(figure.data[2].y)[:6] == [-39, -39, -3, -3, -39, None]
    assert list(figure.data[0].x) == [290, 290, None] * 2
    assert list(figure.data[0].y) == [-39, -55, None, -91, -107, None]
    layout = figure.layout
    assert (layout.height, layout.xaxis.range, layout.yaxis.range) == (162, (0, 580), (-162, 0))
    assert list(figure.data[1].x) == []


def test_ports_hang_at_the_right_of_the_lower_edges_and_answer_around_themselves():
    figure = drawn(STACK)
    ports, _, _ = touches(figure)
    assert list(figure.data[3].x) == [396] * 3
    assert list(figure.data[3].y) == [-39, -91, -143]
    assert ports["boxes"][0] == [388, -48, 404, -34]
    assert ports["drag"] == [{"kind": "port", "layer": name} for name in ("input", "a", "b")]
    assert [text.split()[-1] for text in ports["texts"]] == ["input", "a", "b"]
    assert ports["walk"] is False


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_lines_and_ports_are_quiet_and_boxes_faint(theme):
    links, behind, boxes, ports, _, bars = drawn(STACK, theme=theme).data
    assert links.line.color == ports.marker.line.color == theme.quiet
    assert ports.marker.color == theme.page
    for trace in (behind, boxes):
        assert (trace.fillcolor, trace.line.color) == (theme.faint, theme.line)
    assert bars.marker.color == theme.positive


def test_a_box_says_in_two_lines_what_the_layer_is_and_what_it_gives():
    frozen = LayerSpec(
        id="b", kind="dense", params={"units": 2, "activation": "tanh", "trainable": False}
    )
    words = drawn((dense("a"), frozen, dense("out"))).data[4]
    assert list(words.text) == [
        "<b>Input</b>", "4",
        "<b>Dense  a</b>", "3 · 15 parameters · linear",
        "<b>Dense  b</b>", "2 · 8 frozen · tanh",
        "<b>Dense  out</b>", "3 · 9 parameters · linear",
    ]  # fmt: skip
    assert list(words.x) == [178] * 8
    assert list(words.y)[:4] == [-14, -29, -66, -81]
    assert set(words.textposition) == {"middle right"}
    assert list(words.textfont.color) == [LIGHT.text, LIGHT.quiet] * 4


def test_a_long_name_leaves_its_box_to_the_kind_and_never_becomes_markup():
    title = drawn((dense("a" * 29), dense("b"))).data[4].text[2]
    assert title == "<b>Dense</b>"
    fits = drawn((dense("a" * 28), dense("b"))).data[4].text[2]
    assert fits == f"<b>Dense  {'a' * 28}</b>"


def test_a_layer_without_parameters_tells_only_its_shape():
    texts = list(drawn().data[4].text)
    assert texts[texts.index("<b>Add  sum</b>") + 1] == "3"


def test_bars_lie_under_the_boxes_and_twice_the_usual_activity_fills_them():
    figure = drawn(STACK)
    bars = figure.data[5]
    assert (list(bars.base), list(bars.y)) == ([171, 171], [-93.5, -145.5])
    (entry,) = [entry for entry in meta_of(figure)["bindings"] if entry["op"] == "set"]
    assert entry == {
        "op": "set", "array": "layers/activation", "trace": 5, "prop": "x",
        "scale": 103, "most": 206, "count": 2,
    }  # fmt: skip
    assert meta_of(figure)["wants"] == [{"key": "layers", "probe": "layers", "options": {}}]
    assert meta_of(figure)["network"] == NetworkSpec(layers=STACK).fingerprint


def test_bars_of_layers_in_a_closed_block_lie_outside_the_figure():
    bars = drawn(closed={"x_1": ("b", "sum")}).data[5]
    assert [base < -500 and y < -500 for base, y in zip(bars.base, bars.y, strict=True)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_mark_of_a_chosen_layer_frames_its_box():
    (shape,) = drawn(STACK, chosen="b").layout.shapes
    assert (shape.x0, shape.y0, shape.x1, shape.y1) == (170, -143, 410, -107)
    assert (shape.line.color, shape.line.dash) == (LIGHT.positive_ink, "solid")


def test_the_mark_of_a_chosen_link_follows_its_path():
    (shape,) = drawn(STACK, chosen=("a", "b")).layout.shapes
    assert shape.path == "M 290 -91 L 290 -107"
    assert shape.line.color == LIGHT.positive_ink


def test_the_frame_of_a_problem_is_on_its_layer_and_its_words_in_the_colour_of_alarm():
    figure = drawn((dense("a"), LayerSpec(id="conv", kind="conv2d"), dense("out")))
    (shape,) = figure.layout.shapes
    assert (shape.y0, shape.y1, shape.line.color) == (-143, -107, LIGHT.alarm)
    words = figure.data[4]
    coloured = dict(zip(words.text, words.textfont.color, strict=True))
    assert [text for text, colour in coloured.items() if colour == LIGHT.alarm] == [
        next(text for text in words.text if "does not fit" in text)
    ]
    _, boxes, _ = touches(figure)
    assert ["Needs" in text for text in boxes["texts"]] == [False, False, True, False]


def test_tooltips_say_kind_name_and_arithmetic_of_their_own_box():
    _, boxes, links = touches(drawn())
    assert boxes["texts"][0].startswith("Input\n")
    first = boxes["texts"][1].split("\n")
    assert (first[0], first[-1]) == ("Dense (a)", "4 inputs × 3 units + 3 biases")
    assert boxes["texts"][3].startswith("Add (sum)\n")
    for text, click in zip(links["texts"], links["click"], strict=True):
        assert text == " → ".join(click["edge"])
        assert click["kind"] == "edge"


def test_a_closed_block_has_a_second_box_behind_and_names_its_layers_in_the_tooltip():
    figure = drawn(closed={"x_1": ("b", "sum")})
    left, bottom, right, top = touches(figure)[1]["boxes"][2]
    behind = figure.data[1]
    assert list(behind.x) == [left + 4, right + 4, right + 4, left + 4, left + 4, None]
    assert list(behind.y) == [bottom - 4, bottom - 4, top - 4, top - 4, bottom - 4, None]
    assert list(figure.data[4].text)[4:6] == ["<b>2 layers  x_1</b>", "3 · 12 parameters"]
    assert touches(figure)[1]["texts"][2].startswith("x_1: Dense, Add\n")
    assert touches(figure)[0]["drag"][2] == {"kind": "port", "layer": "sum"}


def test_boxes_beside_each_other_share_the_width():
    merge = LayerSpec(id="sum", kind="add", inputs=("a", "b"))
    _, boxes, _ = touches(drawn((dense("a", "input"), dense("b", "input"), merge, dense("out"))))
    # Two places of 252 leave 38 at either side.
    assert boxes["boxes"][1] == [44, -91, 284, -55]
    assert boxes["boxes"][2] == [296, -91, 536, -55]
