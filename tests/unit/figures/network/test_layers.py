"""A network as layers: how much room each box takes, what stands in it, where links meet it."""

from itertools import pairwise
from typing import Any

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.bindings import meta_of
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.network.layers import layers
from nnviz.graph.layers import layer_graph

TABLE = DataSignature((4,), "binary", 1, "table")
NUMBERS = 240.0
"""Where the numbers of a layer begin at the earliest."""


def dense(name, *inputs, units=4):
    return LayerSpec(id=name, kind="dense", params={"units": units}, inputs=inputs)


def merged(kind, name, *inputs):
    return LayerSpec(id=name, kind=kind, inputs=inputs)


EXPERTS = (
    dense("gate", units=2),
    *(dense(f"expert_{number}", "input", units=1) for number in (1, 2)),
    merged("mixture", "mixed", "gate", "expert_1", "expert_2"),
)
STACK = (dense("first", units=2), dense("last", units=1))
"""Rows 34 high: boxes from 2 to 212, 25.84 high, the first one 4.08 below the header."""
SKIP = (dense("first"), dense("inner"), merged("add", "sum", "inner", "first"), dense("last"))


def drawn(*found, theme=LIGHT, height=360):
    network = NetworkSpec(layers=found)
    figure: Any = layers(layer_graph(network, infer(network, TABLE)), theme, height=height)
    return figure, network


def bound(figure, op):
    return [entry for entry in meta_of(figure)["bindings"] if entry["op"] == op]


def written(figure):
    """Return place, text, side and colour of every word."""
    words = figure.data[2]
    places = zip(words.x, (round(y, 2) for y in words.y), strict=True)
    return list(zip(places, words.text, words.textposition, words.textfont.color, strict=True))


def greyed(title, more):
    return f'<b>{title}</b>  <span style="color:{LIGHT.quiet}">{more}</span>'


def boxes(figure, network):
    """Return left and right of every box by layer, the input's first."""
    outline = figure.data[1]
    sides = [(outline.x[i], outline.x[i + 1]) for i in range(0, len(outline.x), 6)]
    return dict(zip(("input", *(layer.id for layer in network.layers)), sides, strict=True))


def text_of(figure, name):
    return next(text for text in figure.data[2].text if name in text)


def test_layers_of_a_shared_row_have_room_for_their_names():
    figure, network = drawn(*EXPERTS)
    found = boxes(figure, network)
    row = [found[name] for name in ("gate", "expert_1", "expert_2")]
    for (_, right), (left, _) in pairwise(row):
        assert right < left
    assert all(right - left > 130 for left, right in row)
    assert row[-1][1] < 450
    assert found["input"] == found["mixed"] == (2, 212)
    assert "<b>Mixture of experts</b>" in text_of(figure, "Mixture")
    assert "expert_2" in text_of(figure, "expert_2")
    assert "\u2026" not in text_of(figure, "gate")


@pytest.mark.parametrize("network", [EXPERTS, SKIP])
def test_links_end_at_their_boxes(network):
    figure, known = drawn(*network)
    found, xs = boxes(figure, known), list(figure.data[0].x)
    graph = layer_graph(known, infer(known, TABLE))
    paths = " ".join("|" if x is None else str(x) for x in xs).split("|")
    for (source, target), path in zip(graph.edges, paths, strict=False):
        ends = [float(x) for x in path.split()]
        for name, x in ((source, ends[0]), (target, ends[-1])):
            left, right = found[name]
            assert left < x < right


def test_a_link_that_passes_leaves_less_room_and_stays_away_from_the_numbers():
    figure, network = drawn(*SKIP)
    found, xs = boxes(figure, network), list(figure.data[0].x)
    passing = max(x for x in xs if x is not None)
    assert found["inner"][1] < passing < NUMBERS
    assert found["first"][1] == found["sum"][1] == 212
    # Down beside what it passes: all of that link lies at one place across.
    assert xs.count(passing) == 4


def test_where_something_does_not_fit_words_take_the_room_of_wider_boxes():
    wrong = (*EXPERTS[:3], merged("mixture", "mixed", "expert_1", "gate", "expert_2"))
    figure, network = drawn(*wrong)
    assert max(right for _, right in boxes(figure, network).values()) <= 212
    assert any(words.x == 224 for words in figure.layout.annotations)


def test_numbers_stand_in_the_columns_that_say_what_they_are():
    figure, _ = drawn(*STACK)
    side, quiet, text = "middle left", LIGHT.quiet, LIGHT.text
    head = written(figure)[:5]
    assert [word[1] for word in head] == [
        "output", "parameters", "mult-adds", "RMS weight", "RMS activation",
    ]  # fmt: skip
    assert {word[3] for word in head} == {quiet}
    assert [word[0] for word in head] == [(x, 13) for x in (294, 364, 434, 458, 548)]
    # The input has neither parameters nor multiply-adds.
    assert written(figure)[5:7] == [
        ((10, -17), "<b>Input</b>", "middle right", text),
        ((294, -17), "4", side, text),
    ]
    assert written(figure)[7:] == [
        ((10, -51), greyed("Dense", "linear, first"), "middle right", text),
        ((294, -51), "2", side, text), ((364, -51), "10", side, text),
        ((434, -51), "8", side, text),
        ((10, -85), greyed("Dense", "linear, last"), "middle right", text),
        ((294, -85), "1", side, text), ((364, -85), "3", side, text),
        ((434, -85), "2", side, text),
    ]  # fmt: skip


@pytest.mark.parametrize("network", [STACK, EXPERTS, SKIP])
def test_no_word_is_empty(network):
    assert all(drawn(*network)[0].data[2].text)


def test_zeros_step_back():
    figure, _ = drawn(*SKIP[:3], dense("last", units=1))
    zeros = [colour for _, text, _, colour in written(figure) if text == "0"]
    assert zeros == [LIGHT.quiet] * 2


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_learns_is_grey_and_what_is_active_is_blue(theme):
    figure, _ = drawn(*STACK, theme=theme)
    links, outline, _, weights, activations = figure.data
    assert links.line.color == weights.marker.color == theme.quiet
    assert activations.marker.color == theme.positive
    assert (outline.fillcolor, outline.line.color) == (theme.faint, theme.line)


def test_bars_begin_under_their_heads_and_say_their_numbers():
    figure, _ = drawn(*STACK)
    for trace, array, left in ((3, "weight", 462), (4, "activation", 552)):
        bars = figure.data[trace]
        assert (list(bars.base), list(bars.y)) == ([left, left], [-51, -85])
        lengths, words = (
            entry for op in ("set", "labels") for entry in bound(figure, op)
            if entry["trace"] == trace
        )  # fmt: skip
        assert lengths["array"] == words["array"] == f"layers/{array}"
        assert (lengths["prop"], lengths["scale"], lengths["most"]) == ("x", 26, 52)
        assert (words["prop"], words["digits"]) == ("text", 2)
        assert lengths["count"] == words["count"] == 2


def test_bars_of_layers_that_share_a_row_lie_one_below_another_in_their_order():
    figure, _ = drawn(*EXPERTS)
    assert list(figure.data[4].y) == pytest.approx([-40.8, -51, -61.2, -85])


def test_a_link_runs_straight_from_the_lower_edge_to_the_upper_edge():
    figure, _ = drawn(*STACK)
    assert list(figure.data[0].x) == [107, 107, None] * 2
    down = [-29.92, -38.08, None, -63.92, -72.08, None]
    assert [y and round(y, 2) for y in figure.data[0].y] == down
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 640), (-334, 26))


def test_a_link_that_passes_runs_beside_the_row_that_it_passes():
    figure, _ = drawn(*SKIP)
    passing = [round(y, 2) for x, y in zip(figure.data[0].x, figure.data[0].y, strict=True)
               if x and x > 190]  # fmt: skip
    # The row of the inner layer is from -68 to -102.
    assert passing == [-63.92, -71.4, -98.6, -106.08]


def test_a_row_answers_up_to_its_bars_but_not_where_boxes_share_it():
    figure, _ = drawn(*EXPERTS)
    (touch,) = bound(figure, "touch")
    names = ["gate", "expert_1", "expert_2", "mixed"]
    assert touch["click"] == [{"kind": "layer", "layer": name} for name in names]
    assert [(box[0], box[2]) for box in touch["boxes"]] == [
        (2, 138), (142, 278), (282, 418), (2, 640),
    ]  # fmt: skip
    assert [text.split("\n")[-1].split()[-2] for text in touch["texts"]] == ["2", "1", "1", "1"]


def test_tooltips_tell_arithmetic_size_and_that_a_layer_is_frozen():
    frozen = LayerSpec(id="f", kind="dense", params={"units": 2, "trainable": False})
    figure, _ = drawn(frozen, dense("last", units=1))
    (touch,) = bound(figure, "touch")
    lines = touch["texts"][0].split("\n")
    assert lines[1:3] == ["4 inputs × 2 units + 2 biases", "output 2 units"]
    assert lines[3].startswith("frozen")
    assert "frozen" not in touch["texts"][1]
    assert text_of(figure, "frozen") == greyed("Dense", "frozen, linear, f")


def test_a_problem_is_framed_with_its_reason_and_nothing_is_measured():
    figure, _ = drawn(*STACK[:1], dense("last", units=4))
    (shape,), (words,) = figure.layout.shapes, figure.layout.annotations
    frame = [round(side, 2) for side in (shape.x0, shape.y0, shape.x1, shape.y1)]
    assert frame == [2, -97.92, 212, -72.08]
    assert shape.line.color == words.font.color == LIGHT.alarm
    assert (words.x, round(words.y, 2), words.xanchor) == (224, -85, "left")
    assert words.text.startswith("Needs 1 output")
    assert meta_of(figure)["wants"] == []
    assert [text for _, text, *_ in written(figure)][-1] == greyed("Dense", "linear, last")


def test_a_layer_behind_a_problem_has_an_unknown_size():
    figure, _ = drawn(LayerSpec(id="c", kind="conv2d"), dense("last", units=1))
    assert [text for _, text, *_ in written(figure)][-2:] == [greyed("Dense", "linear, last"), "?"]


def test_a_block_has_its_name_and_a_line_along_its_layers():
    first, second = dense("residual_1_a"), dense("residual_1_b")
    figure, network = drawn(first, second, dense("last", units=1))
    (line,), (name,) = figure.layout.shapes, figure.layout.annotations
    assert (line.x0, line.x1, round(line.y0, 2), round(line.y1, 2)) == (-3, -3, -97.92, -38.08)
    assert (name.text, name.textangle, round(name.y, 2)) == ("residual", -90, -68)
    assert figure.layout.xaxis.range == (-22, 640)
    assert text_of(figure, "linear, a") == greyed("Dense", "linear, a")
    assert boxes(figure, network)["residual_1_a"] == (2, 212)


def test_many_layers_take_more_height_but_no_row_gets_too_low():
    figure, _ = drawn(*(dense(f"d{number}") for number in range(20)), dense("last", units=1))
    assert figure.layout.height == 22 * 25 + 26
    assert drawn(*STACK, height=100)[0].layout.height == 101


def test_it_asks_for_what_the_layers_are_and_says_what_they_are():
    figure, network = drawn(*STACK)
    assert meta_of(figure)["wants"] == [{"key": "layers", "probe": "layers", "options": {}}]
    assert meta_of(figure)["network"] == network.fingerprint
    assert "input 4, Dense 2 units, Dense 1 unit." in meta_of(figure)["alt"]
