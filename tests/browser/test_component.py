"""The live component's module, in a browser, fed with scripted frames by a small server."""

import json
import queue
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from playwright.sync_api import expect

from nnviz.core.run.frames import Quantized
from tests.browser.scripted import (
    asked_for,
    drawn,
    figure,
    floats,
    line,
    read,
    show,
    wait_for,
    want,
)

STATUS = {
    "type": "status", "token": "run", "fields": "state epoch seconds rate accuracy",
    "metric": "accuracy", "percent": True, "alt": "Run",
    "header": json.dumps({"state": "created"}),
}  # fmt: skip


@pytest.fixture
def page(component):
    """The component's own page, in place of the app's."""
    return component


def test_a_frame_is_decoded_and_the_next_one_asked_for_once(page, script):
    show(page, "one", line())
    drawn(page, "one")
    asked = asked_for(script, 1)
    assert asked["seen"] == 0
    assert asked["want"][0] | {"key": ""} == want("")
    key = asked["want"][0]["key"]
    values = Quantized(np.array([-1.0, 1.0]), -1.0, 1.0)
    script.send(script([(key, {"y": values})], version=7))
    wait_for(page, "one", "data.0.y", [-1, 1])
    assert script.next() == {"want": asked["want"], "seen": 7}
    # One frame in flight: nothing more is asked until the next frame comes.
    with pytest.raises(queue.Empty):
        script.asked.get(timeout=0.3)


def test_instances_share_one_socket_and_equal_wants(page, script):
    show(page, "one", line("a/y"))
    show(page, "two", line("b/y"))
    show(page, "three", line("c/y", side=3))
    asked = asked_for(script, 2)
    assert len(script.sockets) == 1
    shared, own = asked["want"]
    assert own["options"] == {"side": 3}
    frame = script([(shared["key"], {"y": floats([1, 2])}),
                    (own["key"], {"y": floats([3, 4])})])  # fmt: skip
    for place in ("one", "two", "three"):
        drawn(page, place)
    script.send(frame)
    for place, values in (("one", [1, 2]), ("two", [1, 2]), ("three", [3, 4])):
        wait_for(page, place, "data.0.y", values)


def test_what_leaves_or_is_hidden_is_no_longer_wanted(page, script):
    show(page, "one", line("a/y"))
    show(page, "two", line("b/y", side=3))
    asked_for(script, 2)
    page.evaluate("() => { document.getElementById('two').style.display = 'none' }")
    assert asked_for(script, 1)["want"][0]["options"] == {}
    page.evaluate("() => left.one()")
    asked_for(script, 0)
    page.evaluate("() => left.two()")
    while script.next() != "left":
        pass


def test_tiles_go_to_their_places_and_gaps_stay_empty(page, script):
    bindings = [{"op": "atlas", "array": "t/values", "trace": 0, "prop": "z", "rows": 3,
                 "columns": 5, "at": [[1, 0], [0, 3]]}]  # fmt: skip
    show(page, "one", figure(go.Heatmap(z=[[None]]), bindings, [want("t")]))
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    tiles = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    script.send(script([(key, {"values": tiles})]))
    script.next()
    rows = page.evaluate("document.querySelector('#one .nnviz-plot').data[0].z.map(r => [...r])")
    empty = [[None if np.isnan(v) else v for v in row] for row in rows]
    assert empty == [
        [None, None, None, 4, 5],
        [0, 1, None, 6, 7],
        [2, 3, None, None, None],
    ]
    # Arrays of another network are left alone.
    script.send(script([(key, {"values": tiles[:1]})], version=2))
    script.next()
    assert page.evaluate("document.querySelector('#one .nnviz-plot').data[0].z[0][3]") == 4


def test_a_figure_that_comes_ahead_is_drawn_and_an_older_one_ignored(page, script):
    def numbered(order, y):
        trace = go.Scatter(x=[0, 1], y=y)
        return figure(trace, [], [want("a")]) | {
            "place": "network", "order": order, "fingerprint": f"f{order}",
        }  # fmt: skip

    show(page, "one", numbered(1, [1, 1]))
    drawn(page, "one")
    asked_for(script, 1)
    script.tell(place="elsewhere", data=numbered(2, [2, 2]))
    script.tell(place="network", data=numbered(3, [3, 3]))
    wait_for(page, "one", "data.0.y", [3, 3])
    show(page, "one", numbered(2, [2, 2]))
    show(page, "one", numbered(3, [9, 9]))
    assert read(page, "one", "data[0].y") == [3, 3]
    show(page, "one", numbered(4, [4, 4]))
    wait_for(page, "one", "data.0.y", [4, 4])


def test_frames_are_not_painted_while_what_was_pressed_takes_effect(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    page.evaluate(
        """() => {
          window.painted = null;
          const plot = document.querySelector("#one .nnviz-plot");
          const look = () => {
            if (plot.data[0].y[1] === 5) window.painted = performance.now() - window.down;
            else requestAnimationFrame(look);
          };
          window.down = performance.now();
          document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
          look();
        }"""
    )
    script.send(script([(key, {"y": floats([1, 5])})]))
    page.wait_for_function("window.painted !== null")
    assert page.evaluate("window.painted") >= 200


def test_axes_grow_in_round_steps(page, script):
    bindings = [{"op": "span", "array": "a/x", "layouts": ["xaxis.range"], "least": 1}]
    show(page, "one", figure(go.Scatter(x=[0], y=[0]), bindings, [want("a")]))
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    for version, (most, end) in enumerate([(0, 1), (7, 8), (1100, 1200), (1.5, 1.5)], 1):
        script.send(script([(key, {"x": floats([0, most])})], version=version))
        wait_for(page, "one", "layout.xaxis.range", [0, end])


def test_links_are_dealt_out_by_sign_and_size(page, script):
    paths = [[[number, number + 1], [0, 1]] for number in range(4)]
    bindings = [{"op": "segments", "array": "l/values", "traces": [0, 1, 2, 3], "paths": paths,
                 "edges": [1.0], "scales": [1, 1, 1, 4]}]  # fmt: skip
    show(page, "one", figure([go.Scatter() for _ in range(4)], bindings, [want("l")]))
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"values": floats([-0.5, -2, 0.5, 0.5])})]))
    script.next()
    found = [read(page, "one", f"data[{number}].x") for number in range(4)]
    assert found == [[None, number, number + 1, None] for number in range(4)]


def test_words_steps_and_crosses_follow_the_values(page, script):
    shared = {"trace": 0, "count": 2}
    bindings = [
        {"op": "labels", "array": "s/predicted", "prop": "text", "texts": ["cat", "dog"], **shared},
        {"op": "steps", "array": "s/share", "prop": "marker.color", "edges": [0],
         "choices": ["#ff0000", "#0000ff"], **shared},
        {"op": "where", "array": "s/predicted", "trace": 1, "value": 0, "x": [5, 6], "y": [7, 8]},
        {"op": "set", "array": "s/share", "trace": 0, "prop": "y", "scale": 10, "most": 3},
    ]  # fmt: skip
    traces = [go.Scatter(y=[0, 0], mode="markers+text"), go.Scatter(x=[], y=[])]
    show(page, "one", figure(traces, bindings, [want("s")]))
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    answers = {"predicted": np.array([1, 0], np.int32), "share": floats([-0.5, 0.5])}
    script.send(script([(key, answers)]))
    script.next()
    assert read(page, "one", "data[0].text") == ["dog", "cat"]
    assert read(page, "one", "data[0].marker.color") == ["#ff0000", "#0000ff"]
    assert read(page, "one", "data[1].x") == [None, 6]
    assert read(page, "one", "data[0].y") == [-5, 3]


def test_a_redrawn_figure_keeps_the_newest_values(page, script):
    show(page, "one", line())
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"y": floats([4, 5])})]))
    script.next()
    show(page, "one", line() | {"fingerprint": "new"})
    page.evaluate("() => new Promise(requestAnimationFrame)")
    wait_for(page, "one", "data.0.y", [4, 5])


def test_a_run_that_waits_for_a_process_says_where_it_stands(page, script):
    show(page, "line", STATUS)
    script.next()
    script.send(script([], state="created", waiting=3))
    script.next()
    page.wait_for_function("document.querySelector('#line .nnviz-note').hidden === false")
    assert page.inner_text("#line .nnviz-note") == (
        "The server trains as many networks as it can. "
        "This run is number 3 in line and starts by itself."
    )
    assert page.text_content('#line [data-field="state"] dd') == "waiting"
    script.send(script([], version=2, state="running", waiting=0))
    script.next()
    page.wait_for_function("document.querySelector('#line .nnviz-note').hidden === true")
    assert page.text_content('#line [data-field="state"] dd') == "running"


def test_the_status_line_shows_numbers_and_reports_a_state_once(page, script):
    show(page, "line", STATUS)
    script.next()
    metrics = {"loss": 0.5, "test_loss": 0.5, "accuracy": 0.984, "test_accuracy": None}
    script.send(script([], metrics=metrics, reason="<b>said</b>"))
    script.next()
    script.send(script([], version=2, metrics=metrics, reason="<b>said</b>"))
    script.next()
    fields = dict(
        page.eval_on_selector_all(
            "#line [data-field]",
            "all => all.map(e => [e.dataset.field, e.querySelector('dd').textContent])",
        )
    )
    assert fields == {
        "state": "running",
        "epoch": "1,234",
        "seconds": "0.9 s",
        "rate": "\u2013",
        "accuracy": "98.4 %",
    }
    # The reason is for the page to say, once, not for every status line.
    assert page.inner_text("#line").count("said") == 0
    page.wait_for_function("events.length > 0")
    assert page.evaluate("events") == [["run_state", "running <b>said</b>"]]


def test_nothing_is_told_while_a_visitor_leaves_by_a_link(page, script):
    show(page, "line", STATUS)
    script.next()
    page.evaluate(
        """() => {
          const link = document.body.appendChild(document.createElement("a"));
          link.href = "#elsewhere";
          link.click();
        }"""
    )
    script.send(script([], metrics=None))
    script.next()
    expect(page.locator("#line [data-field=state] dd")).to_have_text("running")
    page.wait_for_timeout(1_000)
    assert page.evaluate("events") == []
    page.wait_for_function("events.length > 0")
    assert page.evaluate("events") == [["run_state", "running"]]


@pytest.mark.parametrize(
    ("markup", "gone"),
    [
        ('<div role="dialog"></div>', "all => all.remove()"),
        (
            '<div data-testid="stApp" data-test-script-state="running"></div>',
            "all => { all.dataset.testScriptState = 'notRunning' }",
        ),
    ],
    ids=["a dialog", "a rerun"],
)
def test_nothing_is_told_while_it_would_disturb_the_visitor(page, script, markup, gone):
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", markup)
    show(page, "line", STATUS)
    show(page, "numbers", STATUS | {"fields": "epoch rate"})
    script.next()
    script.send(script([], metrics=None))
    script.next()
    expect(page.locator("#line [data-field=state] dd")).to_have_text("running")
    page.wait_for_timeout(1_000)
    assert page.evaluate("events") == []
    page.eval_on_selector("body > :last-child", gone)
    page.wait_for_function("events.length > 0")
    page.wait_for_timeout(500)
    # Once: a line that does not show the state does not tell of it.
    assert page.evaluate("events") == [["run_state", "running"]]


@pytest.mark.parametrize(
    "attribute", ["", "data-test-state='running'", "data-test-script-state='resting'"]
)
def test_a_page_whose_state_is_unknown_counts_as_idle(page, script, attribute):
    """Another Streamlit may name the attribute or its values otherwise."""
    markup = f'<div data-testid="stApp" {attribute}></div>'
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", markup)
    show(page, "line", STATUS)
    script.next()
    script.send(script([], metrics=None))
    script.next()
    page.wait_for_function("events.length > 0")
    assert page.evaluate("events") == [["run_state", "running"]]


def test_a_lost_connection_is_taken_up_again(page, script):
    show(page, "line", STATUS)
    script.next()
    script.drop()
    page.wait_for_selector("#line .nnviz-live.nnviz-stale, #line.nnviz-stale, #line .nnviz-stale")
    assert "trying again" in page.inner_text("#line .nnviz-note")
    assert page.text_content('#line [data-field="state"] dd') == "not connected"
    while (message := script.next()) == "left":
        pass
    assert message["seen"] == 0
    script.send(script([]))
    script.next()
    assert page.locator("#line .nnviz-stale").count() == 0
    assert page.text_content('#line [data-field="state"] dd') == "running"


def test_a_server_that_does_not_know_the_run_has_the_page_made_again(page, script):
    script.close_code = 4404
    show(page, "line", STATUS)
    page.wait_for_function("events.length > 0")
    assert page.evaluate("events") == [["run_state", "gone"]]
    assert page.text_content('#line [data-field="state"] dd') == "not connected"


@pytest.mark.parametrize(
    ("code", "words"), [(4404, "does not know this run"), (4403, "started it")]
)
def test_a_run_that_cannot_be_watched_is_explained(page, script, code, words):
    script.close_code = code
    show(page, "one", line())
    page.wait_for_selector("#one .nnviz-note:not([hidden])")
    assert words in page.inner_text("#one .nnviz-note")


def test_a_probe_that_does_not_fit_says_why(page, script):
    show(page, "one", line())
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([], notes={key: "Needs a plane."}))
    page.wait_for_selector("#one .nnviz-note:not([hidden])")
    assert page.inner_text("#one .nnviz-note") == "Needs a plane."


def test_pointer_and_keyboard_reach_the_places_of_a_figure(page, script):
    bindings = [{"op": "touch", "boxes": [[0, 0, 5, 10], [5, 0, 10, 10]], "texts": ["<i>A", "B"],
                 "array": "a/y", "prefix": "value ", "digits": 1,
                 "click": [{"unit": 0}, {"unit": 1}]}]  # fmt: skip
    axes: dict[str, Any] = {
        name: {"range": [0, 10], "visible": False} for name in ("xaxis", "yaxis")
    }
    show(page, "one", figure(go.Scatter(x=[1], y=[1]), bindings, [want("a")], **axes))
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"y": floats([-0.25, 2])})]))
    script.next()
    plot = page.locator("#one .nnviz-plot")
    plot.hover(position={"x": 100, "y": 100})
    assert page.inner_text("#one .nnviz-tip span") == "<i>A"
    assert page.inner_text("#one .nnviz-tip b") == "value \u22120.3"
    plot.click(position={"x": 400, "y": 100})
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("events") == [["clicked", {"unit": 1}], ["clicked", {"unit": 0}]]
    assert plot.get_attribute("aria-label") == "Test"


def test_a_click_reports_numbers_of_a_frame_once_there_are_some(page, script):
    bindings = [
        {"op": "touch", "boxes": [[0, 0, 10, 5], [0, 5, 10, 10]], "texts": ["A", "B"],
         "click": [{"kind": "example"}] * 2, "report": {"number": "a/number"}},
        {"op": "labels", "array": "a/number", "trace": 0, "prop": "text", "prefix": "Example ",
         "digits": 0, "offset": 1},
    ]  # fmt: skip
    axes: dict[str, Any] = {
        name: {"range": [0, 10], "visible": False} for name in ("xaxis", "yaxis")
    }
    lines = go.Scatter(x=[5, 5], y=[2, 8], mode="text", text=["", ""])
    show(page, "one", figure(lines, bindings, [want("a")], **axes))
    drawn(page, "one")
    plot = page.locator("#one .nnviz-plot")
    plot.click(position={"x": 250, "y": 20})
    key = asked_for(script, 1)["want"][0]["key"]
    script.send(script([(key, {"number": np.array([41, 7], np.int32)})]))
    script.next()
    assert read(page, "one", "data[0].text") == ["Example 42", "Example 8"]
    plot.click(position={"x": 250, "y": 20})
    assert page.evaluate("events") == [["clicked", {"kind": "example", "number": 7}]]
