"""A network unrolled in time: which square is which unit, and which way the states go."""

from typing import Any

import pytest

from nnviz.core.families.unrolling import unrolling
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.network.unrolled import unrolled
from nnviz.graph.unrolled import unrolled_graph

OUT = LayerSpec(id="out", kind="dense", params={"units": 1})


def recurrent(units=2, **params):
    layer = LayerSpec(id="lstm", kind="lstm", params={"units": units, **params})
    return NetworkSpec(layers=(layer, OUT))


def drawn(network, length=3, theme=LIGHT, focus=0, features=1, **options) -> Any:
    signature = DataSignature((length, features), "regression", 1, "series")
    found = unrolling(network, signature, focus)
    assert found is not None
    asked = {"focus": focus, "example": 4}
    return unrolled(unrolled_graph(found), network, theme, options=asked, **options)


def arrows(trace):
    """Return start and end of each arrow; its head follows it."""
    lines, line = [], []
    for x, y in zip(trace.x, trace.y, strict=True):
        if x is None:
            lines.append(line)
            line = []
        else:
            line.append((x, y))
    return [tuple(one) for one in lines[::2]], lines[1::2]


def test_squares_stand_in_the_order_of_the_probe_the_first_unit_on_top(binding):
    figure = drawn(recurrent())
    squares = figure.data[3]
    # Columns are 66 wide, the first behind the names at 116; a unit is 8 high.
    assert list(squares.x) == [149, 215, 281, 149, 149, 215, 215, 281, 281]
    assert list(squares.y) == [9, 9, 9, 55, 47, 55, 47, 55, 47]
    assert (squares.marker.cmin, squares.marker.cmax) == (-1, 1)
    assert [colour for _, colour in squares.marker.colorscale] == [
        LIGHT.negative, LIGHT.zero, LIGHT.positive,
    ]  # fmt: skip
    (states,) = binding(figure, "set")
    assert states == {
        "op": "set", "array": "unrolled/states", "trace": 3, "prop": "marker.color", "count": 9,
    }  # fmt: skip


def test_states_pass_to_the_right_and_backwards_to_the_left():
    onward = ((228, 51), (268, 51))
    lines, heads = arrows(drawn(recurrent(), focus=1).data[0])
    assert heads[lines.index(onward)] == [(263, 48), (268, 51), (263, 54)]
    back = ((202, 81), (162, 81))
    lines, heads = arrows(drawn(recurrent(bidirectional=True), focus=1).data[0])
    assert heads[lines.index(back)] == [(167, 78), (162, 81), (167, 84)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_flows_into_the_chosen_step_stands_out(theme):
    figure = drawn(recurrent(), focus=1, theme=theme)
    others, marked, boxes = figure.data[:3]
    assert (others.line.color, marked.line.color) == (theme.line, theme.text)
    assert marked.line.width > others.line.width
    assert (boxes.fillcolor, boxes.line.color) == (theme.faint, theme.line)
    # Up from the input to the second step, and from the first step to it.
    assert arrows(marked)[0] == [((215, 18), (215, 38)), ((162, 51), (202, 51))]


def test_only_the_last_state_leads_to_the_answer_unless_every_step_is_seen():
    answer = ((281, 64), (281, 84))
    lines, heads = arrows(drawn(recurrent()).data[0])
    assert [line for line in lines if line[1][1] == 84] == [answer]
    assert heads[lines.index(answer)] == [(278, 79), (281, 84), (284, 79)]
    every, _ = arrows(drawn(recurrent(return_sequences=True)).data[0])
    assert len([line for line in every if line[1][1] == 84]) == 3


def test_layers_are_named_at_the_left_and_steps_below_the_chosen_one_bold():
    words = drawn(recurrent(bidirectional=True), focus=1, words=("a", "<b>")).data[4]
    grey = f'<span style="color:{LIGHT.quiet}">'
    assert list(words.text) == [
        f"<b>input</b><br>{grey}1 value</span>", f"<b>LSTM</b><br>{grey}2 units</span>",
        f"<b>LSTM \u2190</b><br>{grey}2 units</span>",
        "a", "<b>&lt;b&gt;</b>", "t = 3", "answer",
    ]  # fmt: skip
    assert list(words.x) == [0, 0, 0, 149, 215, 281, 281]
    assert list(words.y) == [9, 43, 81, -2, -2, -2, 115]
    assert words.textposition[3] == "bottom center"


def test_of_many_units_and_values_the_first_are_drawn_and_said_to_be():
    texts = drawn(recurrent(12), features=9).data[4].text
    assert "9 values, first 8" in texts[0]
    assert "12 units, first 8" in texts[1]
    assert len(drawn(recurrent(12), features=9).data[3].x) == 3 * 16


def test_steps_that_are_not_drawn_are_counted_at_both_ends():
    words = drawn(recurrent(), length=20, focus=10).data[4]
    said = dict(zip(words.text, words.textposition, strict=True))
    # Twelve are drawn, from the fifth on.
    assert said["\u2190 4 earlier steps"] == "middle right"
    assert words.x[list(words.text).index("\u2190 4 earlier steps")] == 110
    assert said["4 later steps \u2192"] == "middle left"
    assert "<b>t = 11</b>" in said
    assert not any("steps" in text for text in drawn(recurrent()).data[4].text)


def test_a_click_on_any_box_chooses_its_step(binding):
    figure = drawn(recurrent())
    (touch,) = binding(figure, "touch")
    assert touch["click"] == [
        {"kind": "step", "layer": layer, "step": step}
        for layer in ("input", "lstm") for step in range(3)
    ]  # fmt: skip
    assert touch["texts"] == [
        f"{layer}, step {step}" for layer in ("input", "lstm") for step in (1, 2, 3)
    ]
    assert touch["boxes"][:4] == [
        [136, 0, 162, 18], [202, 0, 228, 18], [268, 0, 294, 18], [136, 38, 162, 64],
    ]  # fmt: skip
    outline = figure.data[2]
    assert (list(outline.x)[:2], list(outline.x)[-6:-4]) == ([136, 162], [251, 311])


def test_units_get_lower_where_many_layers_share_the_height():
    layers = [
        LayerSpec(id=f"r{number}", kind="gru", params={"units": 8, "return_sequences": True})
        for number in range(4)
    ]
    figure = drawn(NetworkSpec(layers=(*layers, OUT)))
    # 270, less five paddings and gaps and the answer, for 33 squares.
    assert figure.data[3].marker.size == pytest.approx((270 - 5 * 22 - 18) / 33)


def test_it_asks_for_the_chosen_step_and_says_what_is_drawn():
    figure = drawn(recurrent(bidirectional=True), length=20, focus=10)
    meta = figure.layout.meta
    assert meta["wants"] == [
        {"key": "unrolled", "probe": "unrolled", "options": {"focus": 10, "example": 4}}
    ]
    assert meta["network"] == recurrent(bidirectional=True).fingerprint
    assert "steps 5 to 16 of 20: Bi-LSTM (forward), Bi-LSTM (backward)." in meta["alt"]


def test_axes_hold_names_steps_and_answer():
    layout = drawn(recurrent()).layout
    assert layout.height == 130
    assert (layout.xaxis.range, layout.yaxis.range) == ((0, 322), (-20, 110))
