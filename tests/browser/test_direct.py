"""What is drawn without Plotly looks as Plotly draws it."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.figures.kit.colour import colours, empty_colour_trace
from tests.browser.scripted import asked_for, drawn, figure, floats, show, wait_for, want

PIXELS = """async (place) => {
  const image = document.querySelector(`#${place} .hm image`);
  const picture = new Image();
  picture.src = image.getAttribute("href") ?? image.getAttribute("xlink:href");
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  return [...context.getImageData(0, 0, canvas.width, canvas.height).data];
}"""
CATCH_UP = "(place) => document.querySelector(`#${place} .nnviz-plot`)"
CATCH_UP += ".dispatchEvent(new Event('pointerenter'))"
COUNTED = """() => {
  window.calls = 0;
  for (const name of ["restyle", "update", "relayout"]) {
    const original = Plotly[name];
    Plotly[name] = (...values) => { window.calls += 1; return original(...values); };
  }
}"""


@pytest.fixture
def page(component):
    """The component's own page, in place of the app's."""
    return component


def send_and_wait(page, script, frame):
    """Send a frame and wait until it has been painted."""
    script.send(frame)
    script.next()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def as_plotly_draws_it(page, script, trace, values, **layout):
    """Draw values of a heat map directly, hold them against Plotly's, and return their pixels."""
    bindings = [{"op": "set", "array": "a/z", "trace": 0, "prop": "z"}]
    show(page, "one", figure(trace, bindings, [want("a")], **layout))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    send_and_wait(page, script, script([(key, {"z": values})]))
    assert page.evaluate("window.calls") == 0
    ours = np.array(page.evaluate(PIXELS, "one")).reshape(*values.shape, 4)
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    theirs = np.array(page.evaluate(PIXELS, "one")).reshape(*values.shape, 4)
    np.testing.assert_allclose(ours, theirs, atol=3)
    return ours


def test_a_heat_map_drawn_directly_has_the_pixels_that_plotly_draws(page, script):
    trace = go.Heatmap(
        z=np.zeros((5, 7)), zmin=-1, zmax=1, showscale=False,
        colorscale=[[0, "#e8710a"], [0.5, "rgba(250, 250, 250, 0.5)"], [1, "#0b6aa6"]],
    )  # fmt: skip
    values = np.linspace(-1.2, 1.2, 35, dtype=np.float32).reshape(5, 7)
    values[2, 3] = np.nan
    ours = as_plotly_draws_it(page, script, trace, values)
    assert ours[2, 3, 3] == 0
    assert ours[4, 0].tolist() == [232, 113, 10, 255]  # The first row, the lowest value, below.


def test_colours_that_follow_the_largest_value_are_those_that_plotly_draws(page, script):
    trace = go.Heatmap(
        z=np.zeros((4, 6)), zmid=0, showscale=False, colorscale=[[0, "#e8710a"], [1, "#0b6aa6"]]
    )
    values = np.linspace(-0.5, 2.0, 24, dtype=np.float32).reshape(4, 6)
    ours = as_plotly_draws_it(page, script, trace, values)
    assert ours[0, 5].tolist() == [11, 106, 166, 255]  # The last row, the highest value, on top.


@pytest.mark.parametrize(
    ("step", "ends", "top"), [(1, [-1, 4], 3), (-1, [-4, 1], 0), (1, [4, -1], 0)]
)
def test_rows_go_up_or_down_as_the_axis_says(page, script, step, ends, top):
    trace = go.Heatmap(
        z=np.zeros((4, 3)), x0=0, dx=1, y0=0, dy=step, zmin=0, zmax=3, showscale=False,
        colorscale=[[0, "#000000"], [1, "#ffffff"]],
    )  # fmt: skip
    values = np.repeat(np.arange(4, dtype=np.float32)[:, None], 3, axis=1)
    ours = as_plotly_draws_it(page, script, trace, values, yaxis={"range": ends})
    assert ours[0, 0, 0] == 85 * top


COLOURED = np.array(
    [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 1, 1], [0, 0, 0], [0.5, 0.25, 1.5]]], np.float32
)


@pytest.mark.parametrize("planes", [False, True])
def test_a_picture_in_colour_drawn_directly_has_the_pixels_that_plotly_draws(page, script, planes):
    bindings = [colours("a/z", (3, 4), [(1, 1)])]
    show(page, "one", figure(empty_colour_trace(3, 4), bindings, [want("a")]))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    values = np.ascontiguousarray(COLOURED.transpose(2, 0, 1)) if planes else COLOURED[None]
    send_and_wait(page, script, script([(key, {"z": values})]))
    assert page.evaluate("window.calls") == 0
    pixels = PIXELS.replace(".hm", ".im")
    ours = np.array(page.evaluate(pixels, "one")).reshape(3, 4, 4)
    np.testing.assert_array_equal(ours[1::-1, 1:, :3], np.rint(COLOURED.clip(0, 1) * 255))
    assert ours[1::-1, 1:, 3].min() == 255
    assert ours[2, :, 3].max() == ours[:, 0, 3].max() == 0
    # What Plotly is told later are the same pixels, larger.
    place = "(place) => document.querySelector(`#${place} .nnviz-plot`)"
    page.evaluate(place + "._fullData[0].hoverinfo = 'all'", "one")
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    told = page.evaluate(place + ".data[0].z", "one")
    np.testing.assert_array_equal(np.array(told)[::-1], ours)


LINES = """(place) => [...document.querySelectorAll(`#${place} .lines path`)].map((path) => {
  const { left, top, width, height } = path.getBoundingClientRect();
  const { stroke, strokeWidth, strokeDasharray } = getComputedStyle(path);
  return [left, top, width, height, stroke, strokeWidth, strokeDasharray];
})"""


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_line_drawn_directly_lies_where_plotly_draws_it(page, script, scale):
    trace = go.Scatter(
        x=[0, 1], y=[1, 100], mode="lines",
        line={"color": "#0b6aa6", "width": 3, "dash": "8px,3px"},
    )  # fmt: skip
    bindings = [{"op": "set", "array": "a/y", "trace": 0, "prop": "y"}]
    show(page, "one", figure(trace, bindings, [want("a")], yaxis={"type": scale}))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    send_and_wait(page, script, script([(key, {"y": floats([50, 5])})]))
    assert page.evaluate("window.calls") == 0
    (ours,) = page.evaluate(LINES, "one")
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    (theirs,) = page.evaluate(LINES, "one")
    assert ours[4:] == theirs[4:]
    # Plotly widened the axis for its redraw only if it had to; the ends of the line tell.
    before = page.evaluate(
        "() => { const axis = document.querySelector('#one .nnviz-plot')._fullLayout.yaxis;"
        "return Math.abs(axis.d2p(50) - axis.d2p(5)) }"
    )
    assert ours[3] > 0
    assert theirs[3] == pytest.approx(before, abs=6)


def test_markers_drawn_directly_look_as_plotly_draws_them(page, script):
    trace = go.Scatter(
        x=[0, 1], y=[0, 1], mode="markers",
        marker={"size": 8, "color": ["red", "red"], "symbol": ["square", "square"]},
    )  # fmt: skip
    steps = {"op": "steps", "array": "a/v", "trace": 0, "edges": [0], "count": 2}
    bindings = [
        {**steps, "prop": "marker.symbol", "choices": ["diamond", "square"]},
        {**steps, "prop": "marker.color", "choices": ["rgb(200, 0, 0)", "rgb(0, 0, 200)"]},
    ]
    marks = """(place) => [...document.querySelectorAll(`#${place} .points > path`)].map((mark) => {
      const { x, y, width, height } = mark.getBBox();
      return [x, y, width, height, getComputedStyle(mark).fill];
    })"""
    show(page, "one", figure(trace, bindings, [want("a")]))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    send_and_wait(page, script, script([(key, {"v": floats([-1, 1])})]))
    assert page.evaluate("window.calls") == 0
    ours = page.evaluate(marks, "one")
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    theirs = page.evaluate(marks, "one")
    assert [mark[4] for mark in ours] == ["rgb(200, 0, 0)", "rgb(0, 0, 200)"]
    assert [mark[4] for mark in theirs] == [mark[4] for mark in ours]
    np.testing.assert_allclose(
        [mark[:4] for mark in ours], [mark[:4] for mark in theirs], atol=0.02
    )


BARS = """(place) => [...document.querySelectorAll(`#${place} .bars .point > path`)].map((bar) => {
  const { x, y, width, height } = bar.getBBox();
  const fill = getComputedStyle(bar).fill.match(/[0-9.]+/g).map(Number);
  return [x, y, width, height, ...fill.slice(0, 3)];
})"""


@pytest.mark.parametrize("gap", [0, None])
@pytest.mark.parametrize("lying", [True, False])
def test_bars_drawn_directly_look_as_plotly_draws_them(page, script, lying, gap):
    along, across = ("x", "y") if lying else ("y", "x")
    trace = go.Bar(
        {along: [0.0] * 3, across: [0, 1, 2]}, orientation="h" if lying else "v", base=[1, 1, 2],
        width=0.6, hoverinfo="skip",
        marker={"color": [0.0] * 3, "cmin": -1, "cmax": 1, "line": {"width": 0},
                "colorscale": [[0, "#e8710a"], [1, "#0b6aa6"]]},
    )  # fmt: skip
    bindings = [
        {"op": "set", "array": "a/v", "trace": 0, "prop": prop} for prop in (along, "marker.color")
    ]
    shape = {"barmode": "overlay", f"{along}axis": {"range": [0, 3.3]}}
    shape |= {} if gap is None else {"bargap": gap}
    show(page, "one", figure(trace, bindings, [want("a")], **shape))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    send_and_wait(page, script, script([(key, {"v": floats([1.23, -0.71, 0.4])})]))
    assert page.evaluate("window.calls") == 0
    ours = np.array(page.evaluate(BARS, "one"))
    assert np.ptp(ours[:, 2 if lying else 3]) > 10
    page.evaluate("() => document.querySelector('#one .nnviz-plot')._fullData[0].hoverinfo = 'x'")
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    theirs = np.array(page.evaluate(BARS, "one"))
    np.testing.assert_allclose(ours[:, :4], theirs[:, :4], atol=0.01)
    np.testing.assert_allclose(ours[:, 4:], theirs[:, 4:], atol=1.5)


def test_bars_with_words_at_their_ends_are_left_to_plotly(page, script):
    trace = go.Bar(x=[0, 0], y=[0, 1], orientation="h", text=["a", "b"], textposition="outside")
    bindings = [{"op": "set", "array": "a/v", "trace": 0, "prop": "x"}]
    show(page, "one", figure(trace, bindings, [want("a")], xaxis={"range": [0, 3]}))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"v": floats([1, 2])})]))
    page.wait_for_function("window.calls === 1")


def test_a_line_with_markers_is_drawn_directly(page, script):
    trace = go.Scatter(x=[0, 1, 2], y=[0, 0, 0], mode="lines+markers", hoverinfo="skip")
    bindings = [{"op": "set", "array": "a/v", "trace": 0, "prop": "y"}]
    ends = {"range": [-1, 3]}
    show(page, "one", figure(trace, bindings, [want("a")], xaxis=ends, yaxis=ends))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    send_and_wait(page, script, script([(key, {"v": floats([1, -1, 0.5])})]))
    assert page.evaluate("window.calls") == 0
    places = page.evaluate(PLACED, "one")
    course = page.locator("#one .nnviz-line").get_attribute("d")
    assert course.count("L") == 2
    page.evaluate("() => document.querySelector('#one .nnviz-plot')._fullData[0].hoverinfo = 'x'")
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    np.testing.assert_allclose(places, page.evaluate(PLACED, "one"), atol=0.1)


def test_a_pointer_that_reads_nothing_off_a_figure_costs_no_redraw(page, script):
    traces = [
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip"),
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip"),
    ]
    bindings = [{"op": "set", "array": "a/y", "trace": 0, "prop": "y"}]
    show(page, "one", figure(traces, bindings, [want("a")]))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    send_and_wait(page, script, script([(key, {"y": floats([0.5, 0.2])})]))
    page.evaluate(CATCH_UP, "one")
    page.locator("#one .nnviz-plot").hover()
    send_and_wait(page, script, script([(key, {"y": floats([0.7, 0.1])})], version=2))
    assert page.evaluate("window.calls") == 0


def test_links_that_change_their_sign_are_drawn_without_plotly(page, script):
    bindings = [{"op": "segments", "array": "l/values", "traces": [0, 1], "edges": [],
                 "paths": [[[0, 1], [0, 1]], [[0, 1], [1, 0]]]}]  # fmt: skip
    traces = [go.Scatter(x=[None], y=[None], mode="lines", hoverinfo="skip") for _ in range(2)]
    unit = {"range": [0, 1]}
    show(page, "one", figure(traces, bindings, [want("l")], xaxis=unit, yaxis=unit))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    lengths = (
        "() => [...document.querySelectorAll('#one .nnviz-line')].map(p => p.getTotalLength())"
    )
    send_and_wait(page, script, script([(key, {"values": floats([1, 1])})]))
    assert [length > 0 for length in page.evaluate(lengths)] == [False, True]
    send_and_wait(page, script, script([(key, {"values": floats([-1, -1])})], version=2))
    assert [length > 0 for length in page.evaluate(lengths)] == [True, False]
    assert page.evaluate("window.calls") == 0


def test_a_value_outside_the_axis_is_left_to_plotly(page, script):
    trace = go.Scatter(x=[0, 1], y=[1, 2], mode="lines", hoverinfo="skip")
    bindings = [{"op": "set", "array": "a/y", "trace": 0, "prop": "y"}]
    show(page, "one", figure(trace, bindings, [want("a")]))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"y": floats([1, 9])})]))
    page.wait_for_function("window.calls === 1")
    wait_for(page, "one", "data.0.y", [1, 9])


PLACED = """(place) => [...document.querySelectorAll(`#${place} :is(.points > path, .text text)`)]
  .map((mark) => {
    const { left, top, width, height } = mark.getBoundingClientRect();
    return [left, top, width, height];
  })"""


def test_markers_and_words_are_moved_to_where_plotly_puts_them(page, script):
    unit = {"range": [0, 1]}
    marks = go.Scatter(x=[0.2, 0.4], y=[0.3, 0.5], mode="markers", hoverinfo="skip")
    words = go.Scatter(x=[0.5, 0.5], y=[0.7, 0.9], mode="text", text=["one", "two"],
                       textposition="middle right", hoverinfo="skip")  # fmt: skip
    bindings = [
        {"op": "set", "array": "a/x", "trace": 0, "prop": "x"},
        {"op": "set", "array": "a/y", "trace": 0, "prop": "y"},
        {"op": "labels", "array": "a/x", "trace": 1, "prop": "text", "digits": 3},
    ]
    show(page, "one", figure([marks, words], bindings, [want("a")], xaxis=unit, yaxis=unit))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    before = np.array(page.evaluate(PLACED, "one"))
    values = {"x": floats([0.9, 0.1]), "y": floats([0.6, 0.8])}
    send_and_wait(page, script, script([(key, values)]))
    assert page.evaluate("window.calls") == 0
    ours = np.array(page.evaluate(PLACED, "one"))
    assert page.locator("#one .text text").all_text_contents() == ["0.900", "0.100"]
    assert np.abs(ours[:2, :2] - before[:2, :2]).min() > 5
    page.evaluate("() => document.querySelector('#one .nnviz-plot')._fullData[0].hoverinfo = 'x'")
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    np.testing.assert_allclose(ours, np.array(page.evaluate(PLACED, "one")), atol=0.1)


def test_words_of_several_lines_are_left_to_plotly(page, script):
    trace = go.Scatter(x=[0.5], y=[0.5], mode="text", text=["one"], hoverinfo="skip")
    bindings = [{"op": "labels", "array": "a/x", "trace": 0, "prop": "text", "suffix": "<br>two"}]
    show(page, "one", figure(trace, bindings, [want("a")]))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"x": floats([1])})]))
    page.wait_for_function("window.calls === 1")
    assert page.locator("#one .text tspan").count() == 2


@pytest.mark.parametrize(
    "change",
    [
        "plot._fullLayout = undefined",
        "plot._fullData = undefined",
        "plot.calcdata = undefined",
        "plot.calcdata[0][0].node3 = undefined",
        "plot.calcdata[0][0].node3 = { node: 'renamed' }",
        "plot._fullLayout.xaxis.d2p = undefined",
        "plot._fullLayout.yaxis = undefined",
    ],
)
def test_a_plotly_that_is_built_otherwise_draws_by_itself(page, script, change):
    """Names that are gone cost time: the figure follows its run all the same."""
    line = go.Scatter(x=[0, 1, 2], y=[0, 0, 0], mode="lines")
    bindings = [{"op": "set", "array": "a/y", "trace": 0, "prop": "y"}]
    axes: dict[str, Any] = {"xaxis": {"range": [0, 2]}, "yaxis": {"range": [0, 9]}}
    show(page, "one", figure(line, bindings, [want("a")], **axes))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    page.evaluate(f"() => {{ const plot = document.querySelector('#one .nnviz-plot'); {change}; }}")
    # Plotly itself needs what it keeps, so it is only asked here, not let draw.
    page.evaluate("() => { Plotly.restyle = async (_, values) => { window.asked = values; }; }")
    script.send(script([(key, {"y": floats([1, 5, 3])})]))
    page.wait_for_function("window.asked")
    assert page.evaluate("[...window.asked.y[0]]") == [1, 5, 3]
    assert script.next()["seen"] == 1
