"""One unit of a recurrent layer at one step: its sums, its memory, and the products of a gate."""

from typing import Any

import pytest

from nnviz.core.spec.network import LayerSpec
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.recurrence.unit_step import unit_step


def drawn(kind="lstm", theme=LIGHT, units=2, **options) -> Any:
    params = {"units": units, **options.pop("params", {})}
    return unit_step(LayerSpec(id="r", kind=kind, params=params), theme, **options)


def written(figure):
    words = figure.data[0]
    places = zip(words.x, (round(y, 1) for y in words.y), strict=True)
    return dict(zip(places, words.text, strict=True))


def numbers(figure, trace):
    (found,) = [
        one for one in figure.layout.meta["bindings"]
        if one["op"] == "labels" and one["trace"] == trace
    ]  # fmt: skip
    return found


def test_each_gate_has_its_row_in_the_order_of_the_weights():
    said = written(drawn(gate=1))
    assert [said[x, -9.5] for x in (140, 194, 248, 302, 396)] == [
        "inputs", "+ state", "+ bias", "= sum", "value",
    ]  # fmt: skip
    names = [said[0, -19 * (row + 1.5)] for row in range(4)]
    assert names == ["Input gate", "<b>Forget gate</b>", "Candidate", "Output gate"]
    functions = [said[306, -19 * (row + 1.5)] for row in range(4)]
    assert functions == ["σ \u2192", "σ \u2192", "tanh \u2192", "σ \u2192"]


def test_names_and_equations_begin_where_they_stand_and_heads_end_there():
    words = drawn().data[0]
    for x, side, colour in zip(words.x, words.textposition, words.textfont.color, strict=True):
        assert side == ("middle right" if x in (0, 306) else "middle left")
        if x:
            assert colour == LIGHT.quiet


def test_numbers_of_the_gates_stand_row_by_row_under_their_heads():
    figure = drawn("gru")
    cells = figure.data[1]
    assert list(cells.x) == [140, 194, 248, 302, 396] * 3
    assert list(cells.y) == [-28.5] * 5 + [-47.5] * 5 + [-66.5] * 5
    assert cells.textposition == "middle left"
    found = numbers(figure, 1)
    assert (found["array"], found["prop"]) == ("unit/gates", "text")
    assert (found["count"], found["digits"]) == (15, 3)


@pytest.mark.parametrize(
    ("kind", "lines", "signs"),
    [
        ("lstm", ["cell = forget × old cell + input × candidate", "state = output × tanh(cell)"],
         ["  =", "  ×", "  +", "  ×", "  ", "  =", "  ×", "  "]),
        ("gru", ["state = update × old state + (1 \u2212 update) × candidate"],
         ["  =", "  ×", "  +", "  ×", "  "]),
        ("simple_rnn", [], []),
    ],
)  # fmt: skip
def test_the_memory_is_an_equation_in_words_and_below_it_in_numbers(kind, lines, signs):
    figure = drawn(kind)
    gates = {"lstm": 4, "gru": 3, "simple_rnn": 1}[kind]
    said = written(figure)
    heights = [round(-19 * (gates + 1.7 + 2 * number), 1) for number in range(len(lines))]
    assert [said[0, y] for y in heights] == lines
    found = numbers(figure, 2)
    assert (found["array"], found["prop"], found["digits"]) == ("unit/memory", "text", 3)
    assert (found["suffix"], found["count"]) == (signs, len(signs))
    cells = figure.data[2]
    assert list(cells.x)[:5] == [4, 80, 156, 232, 308][: len(signs)]
    assert list(cells.y)[:1] == pytest.approx([-19 * (gates + 2.6)][: len(signs)])
    if kind == "lstm":
        assert list(cells.x)[5:] == [4, 80, 156]
        assert cells.y[5] == pytest.approx(-19 * 8.6)


def test_the_activation_of_the_layer_stands_in_its_equations():
    said = written(drawn(params={"activation": "relu"})).values()
    assert "state = output × relu(cell)" in said
    assert "relu \u2192" in said


def test_products_are_listed_with_their_names_below_the_memory():
    figure = drawn("gru", inputs=("price", "volume"), gate=2)
    top = 19 * (3 + 2.2 + 2)
    assert written(figure)[0, round(-top + 7.6, 1)].startswith("<b>Candidate</b>")
    ys = [-top - 13.5 * (row + 0.5) for row in range(4)]
    columns = [
        (4, 0, "middle right", "term", {"texts": ["price", "volume", "state 1", "state 2"]}),
        (5, 128, "middle left", "given", {"suffix": " ×"}),
        (6, 134, "middle right", "weight", {"suffix": " ="}),
        (7, 400, "middle left", "product", {}),
    ]
    for trace, x, side, array, more in columns:
        cells, found = figure.data[trace], numbers(figure, trace)
        assert list(cells.x) == [x] * 4
        assert list(cells.y) == pytest.approx(ys)
        assert cells.textposition == side
        assert found == {
            "op": "labels", "array": f"unit/{array}", "trace": trace, "prop": "text",
            "digits": 3, "count": 4, **more,
        }  # fmt: skip
    assert list(figure.data[3].y) == pytest.approx(ys)
    assert figure.layout.height == round(top + 13.5 * 4.5)
    assert figure.layout.yaxis.range == (-figure.layout.height, 0)
    assert figure.layout.xaxis.range == (0, 400)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_bars_of_products_are_orange_below_zero_and_blue_above(theme, binding):
    bars = drawn(theme=theme).data[3]
    assert [colour for _, colour in bars.marker.colorscale] == [
        theme.negative, theme.zero, theme.positive,
    ]  # fmt: skip
    assert (bars.marker.cmin, bars.marker.cmax, bars.orientation) == (-0.6, 0.6, "h")
    assert list(bars.base) == [268] * 3
    length, colour = binding(drawn(theme=theme), "set", "unit/share")
    assert (length["trace"], length["prop"], length["scale"]) == (3, "x", 74)
    assert (colour["trace"], colour["prop"], "scale" in colour) == (3, "marker.color", False)
    assert length["count"] == colour["count"] == 3


@pytest.mark.parametrize(("units", "inputs", "terms"), [(14, 2, 16), (14, 3, 16), (1, 1, 2)])
def test_only_the_largest_products_are_listed(units, inputs, terms):
    figure = drawn(units=units, inputs=tuple("abc"[:inputs]))
    assert numbers(figure, 7)["count"] == terms
    assert len(numbers(figure, 4)["texts"]) == units + inputs


def test_it_asks_for_its_unit_step_and_gate_and_says_them():
    meta = drawn(unit=1, step=4, gate=2, options={"example": 3}).layout.meta
    options = {"layer": "r", "unit": 1, "step": 4, "gate": 2, "example": 3}
    assert meta["wants"] == [{"key": "unit", "probe": "recurrent_unit", "options": options}]
    assert "unit 2 of layer r at step 5" in meta["alt"]
