"""States and gates over time: which panel shows which array, and whose unit is chosen."""

from typing import Any

import pytest

from nnviz.core.spec.network import LayerSpec
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.recurrence.gates import gates

ROWS = ("hidden", "cell", "forget", "input", "candidate", "output")
LABELS = (
    "Hidden state", "Cell state", "Forget gate", "Input gate", "Candidate", "Output gate",
)  # fmt: skip


def drawn(kind="lstm", theme=LIGHT, units=3, length=5, **options) -> Any:
    params = {"units": units, **options.pop("params", {})}
    return gates(LayerSpec(id="r", kind=kind, params=params), theme, length=length, **options)


def test_every_panel_is_bound_to_its_array_and_named(binding):
    figure = drawn()
    assert [(one["trace"], one["array"], one["prop"]) for one in binding(figure, "set")] == [
        (number, f"recurrent/{array}", "z") for number, array in enumerate(ROWS)
    ]
    assert {one["count"] for one in binding(figure, "set")} == {3}
    assert [trace.name for trace in figure.data] == list(LABELS)
    titles = [title.text for title in figure.layout.annotations]
    assert [title.split("</b>")[0] for title in titles] == [f"<b>{label}" for label in LABELS]
    assert ["0 shut, 1 open" in title for title in titles] == [
        False, False, True, True, False, True,
    ]  # fmt: skip


def test_panels_stand_in_rows_of_three_the_first_at_the_upper_left():
    figure = drawn()
    wide, high = (1 - 0.09) / 3, (1 - 0.22) / 2
    for number, trace in enumerate(figure.data):
        suffix = str(number + 1) if number else ""
        assert (trace.xaxis, trace.yaxis) == (f"x{suffix}", f"y{suffix}")
        across, up = figure.layout[f"xaxis{suffix}"], figure.layout[f"yaxis{suffix}"]
        left, top = number % 3 * (wide + 0.045), 1 - number // 3 * (high + 0.22)
        assert across.domain == pytest.approx((left, left + wide))
        assert up.domain == pytest.approx((max(0, top - high), top))
        assert (across.anchor, up.anchor) == (f"y{suffix}", f"x{suffix}")
        assert across.title.text == ("step" if number > 2 else "")
        assert across.showticklabels is (number > 2)
        title = figure.layout.annotations[number]
        assert (title.x, title.y) == (across.domain[0], up.domain[1])


@pytest.mark.parametrize(
    ("kind", "options", "count"),
    [("gru", {}, 4), ("simple_rnn", {}, 1), ("lstm", {"form": "hidden"}, 1), ("lstm", {}, 6)],
)
def test_each_kind_has_its_own_panels(kind, options, count):
    figure = drawn(kind, **options)
    assert len(figure.data) == count
    assert figure.data[0].name == "Hidden state"
    if count == 4:
        assert figure.layout.xaxis2.domain[1] == 1
        assert figure.layout.yaxis3.domain[0] == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_gates_are_blue_when_open_and_states_orange_below_zero(theme):
    figure = drawn(theme=theme)
    signed = [theme.negative, theme.zero, theme.positive]
    hidden, cell, forget, given, candidate, output = figure.data
    for gate in (forget, given, output):
        assert [colour for _, colour in gate.colorscale] == [theme.zero, theme.positive]
        assert (gate.zmin, gate.zmax) == (0, 1)
    for state in (hidden, candidate):
        assert [colour for _, colour in state.colorscale] == signed
        assert (state.zmin, state.zmax) == (-1, 1)
    assert [colour for _, colour in cell.colorscale] == signed
    assert (cell.zmid, cell.zmin) == (0, None)


def test_states_without_bounds_have_none():
    hidden = drawn(params={"activation": "relu"}).data[0]
    assert (hidden.zmid, hidden.zmin) == (0, None)


def test_the_first_unit_is_on_top_and_the_chosen_one_framed():
    figure = drawn(unit=1)
    trace = figure.data[0]
    assert (trace.x0, trace.y0, len(trace.z), len(trace.z[0])) == (1, 1, 3, 5)
    assert figure.layout.yaxis.range == (3.5, 0.5)
    assert list(figure.layout.yaxis.tickvals) == [1, 3]
    assert figure.layout.xaxis.range == (0.5, 5.5)
    frames = figure.layout.shapes
    assert [(one.xref, one.yref) for one in frames[:2]] == [("x", "y"), ("x2", "y2")]
    assert {(one.x0, one.x1, one.y0, one.y1) for one in frames} == {(0.5, 5.5, 1.5, 2.5)}
    assert len(frames) == 6
    assert trace.hovertemplate.startswith("unit %{y}, step %{x}<br>%{z:.3f}<extra>Hidden state")


def test_units_of_a_later_part_are_counted_on(binding):
    figure = drawn(units=70, unit=65)
    trace = figure.data[0]
    assert (trace.y0, len(trace.z)) == (65, 6)
    assert figure.layout.yaxis.range == (70.5, 64.5)
    assert list(figure.layout.yaxis.tickvals) == [65, 70]
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (65.5, 66.5)
    assert binding(figure, "set")[0]["count"] == 6
    assert figure.layout.meta["wants"][0]["options"]["first"] == 64
    assert drawn(units=70, unit=63).layout.meta["wants"][0]["options"]["first"] == 0
    assert len(drawn(units=70, unit=63).data[0].z) == 64


def test_a_unit_that_is_not_there_is_not_framed():
    assert drawn(unit=3).layout.shapes == ()
    assert list(drawn(units=1).layout.yaxis.tickvals) == [1]


def test_as_lines_all_units_are_grey_and_the_chosen_one_is_blue(binding):
    figure = drawn(form="lines", theme=DARK, unit=2)
    assert len(figure.data) == 12
    everyone, chosen = figure.data[2:4]
    # Steps of each unit in turn, and a gap behind them.
    assert list(everyone.x) == [1, 2, 3, 4, 5, None] * 3
    assert list(chosen.x) == [1, 2, 3, 4, 5]
    assert (everyone.line.color, chosen.line.color) == (DARK.quiet, DARK.positive_ink)
    assert chosen.line.width > everyone.line.width
    assert (everyone.xaxis, chosen.yaxis, chosen.name) == ("x2", "y2", "Cell state")
    found = binding(figure, "set")
    for number, array in enumerate(ROWS):
        every, one = found[2 * number : 2 * number + 2]
        assert (every["array"], every["trace"]) == (f"recurrent/{array}", 2 * number)
        assert (every["prop"], every["count"]) == ("y", 18)
        assert (one["array"], one["trace"]) == (f"rows/{array}", 2 * number + 1)
        assert (one["prop"], one["row"], one["count"]) == ("y", 2, 3)


def test_as_lines_gates_lie_between_shut_and_open():
    layout = drawn(form="lines").layout
    assert layout.yaxis3.range == (-0.03, 1.03)
    assert layout.yaxis.range is None
    assert layout.shapes == ()


def test_as_lines_a_later_unit_is_the_row_within_its_part(binding):
    one = binding(drawn(units=70, unit=65, form="lines"), "set", "rows/hidden")
    assert [(each["row"], each["count"]) for each in one] == [(1, 6)]
    assert binding(drawn(unit=3, form="lines"), "set", "rows/hidden") == []


@pytest.mark.parametrize(
    ("form", "asked"), [("map", ["map"]), ("lines", ["lines", "map"]), ("hidden", ["map"])]
)
def test_it_asks_for_the_form_in_which_it_is_drawn(form, asked):
    meta = drawn(form=form, options={"direction": "backward", "example": 2}).layout.meta
    options = {"layer": "r", "first": 0, "direction": "backward", "example": 2}
    assert [want["options"] for want in meta["wants"]] == [
        {**options, "form": each} for each in asked
    ]
    assert [want["key"] for want in meta["wants"]] == ["recurrent", "rows"][: len(asked)]
    assert {want["probe"] for want in meta["wants"]} == {"recurrent"}
    assert "layer r" in meta["alt"]
    assert ("cell state" in meta["alt"]) is (form != "hidden")
