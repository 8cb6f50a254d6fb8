"""The live component's module, in a browser, fed with scripted frames by a small server."""

import asyncio
import json
import queue
import threading
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from nnviz.core.frames import Frame, Quantised
from nnviz.live.files import asset, plotly

HEADER = {
    "version": 1, "state": "running", "reason": "", "epoch": 1234, "step": 5, "seconds": 0.9,
    "steps_per_second": 0, "device": "CPU", "metrics": None, "notes": {},
}  # fmt: skip
STATUS = {
    "type": "status", "token": "run", "fields": "state epoch seconds rate accuracy",
    "metric": "accuracy", "percent": True, "alt": "Run", "run_state": "created",
    "header": json.dumps({"state": "created"}),
}  # fmt: skip
PAGE = """<!doctype html><title>component</title><link rel=icon href=data:,>
<link rel=stylesheet href=/nnviz/live.css><div id=root style="width:500px"></div>
<script type=module>
import mount from "/nnviz/live.js";
window.events = [];
const report = (name, value) => events.push([name, value]);
const functions = { setTriggerValue: report, setStateValue: report };
window.show = (id, data) => {
  const parent = document.getElementById(id) ?? document.createElement("div");
  if (!parent.id) { parent.id = id; document.getElementById("root").append(parent); }
  return mount({ parentElement: parent, data, ...functions });
};
window.ready = true;
</script>"""


class Script:
    """The other end of the WebSocket: what came in, and frames to send by hand."""

    def __init__(self):
        self.asked = queue.Queue()
        self.sockets = []
        self.close_code = None

    def __call__(self, wants, **header):
        """Make a frame from arrays by want key."""
        arrays = {f"{key}/{name}": value for key, found in wants for name, value in found.items()}
        return Frame({**HEADER, **header}, arrays).encode()

    def next(self):
        return self.asked.get(timeout=10)

    def send(self, frame):
        loop, socket = self.sockets[-1]
        asyncio.run_coroutine_threadsafe(socket.send_bytes(frame), loop).result(5)

    def drop(self):
        loop, socket = self.sockets[-1]
        asyncio.run_coroutine_threadsafe(socket.close(1012), loop).result(5)


@pytest.fixture(scope="module")
def scripted():
    """A server of the page, the assets and a WebSocket that only records; gives (url, holder)."""
    holder = {}

    async def live(socket):
        script = holder["script"]
        await socket.accept()
        if script.close_code:
            await socket.close(script.close_code)
            return
        script.sockets.append((asyncio.get_running_loop(), socket))
        try:
            while True:
                script.asked.put(json.loads(await socket.receive_text()))
        except WebSocketDisconnect:
            script.asked.put("left")

    app = Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse(PAGE)),
            WebSocketRoute("/live/{token}", live),
            Route("/nnviz/plotly.js", plotly),
            Route("/nnviz/{path:path}", asset),
            Route("/favicon.ico", lambda _: Response()),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/", holder
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def script(scripted):
    scripted[1]["script"] = Script()
    return scripted[1]["script"]


@pytest.fixture
def page(browser, scripted, script):  # noqa: ARG001 - the server needs the script before the page
    """The page with the module loaded; console errors fail the test."""
    context = browser.new_context(viewport={"width": 800, "height": 700})
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    page.goto(scripted[0])
    page.wait_for_function("window.ready")
    yield page
    context.close()
    assert problems == []


def figure(trace: Any, bindings, wants, height=200, **layout):
    built = go.Figure(trace, layout={"height": height, "margin": dict.fromkeys("lrtb", 0)})
    built.update_layout(meta={"alt": "Test", "bindings": bindings, "wants": wants}, **layout)
    return {
        "type": "figure", "token": "run", "figure": built.to_json(), "fingerprint": str(id(built)),
        "height": height,
    }  # fmt: skip


def floats(values):
    return np.array(values, np.float32)


def want(key, probe="probe", **options):
    return {"key": key, "probe": probe, "options": options}


def line(array="a/y", **options):
    bindings = [{"op": "set", "array": array, "trace": 0, "prop": "y"}]
    return figure(go.Scatter(y=[0, 0]), bindings, [want(array.split("/")[0], **options)])


def read(page, place, path):
    script = f"() => document.querySelector('#{place} .nnviz-plot').{path}"
    return page.evaluate(f"() => JSON.parse(JSON.stringify(({script})() ?? null))")


def show(page, place, data):
    page.evaluate("([id, data]) => { (window.left ??= {})[id] = show(id, data); }", [place, data])


def drawn(page, place):
    page.wait_for_selector(f"#{place} .nnviz-plot .main-svg")


def wait_for(page, place, path, value):
    page.wait_for_function(
        "([id, path, value]) => { const plot = document.querySelector(`#${id} .nnviz-plot`);"
        "try { const found = path.split('.').reduce((at, name) => at[name], plot);"
        "return JSON.stringify(ArrayBuffer.isView(found) ? [...found] : found) === value }"
        "catch { return false } }",
        arg=[place, path, json.dumps(value, separators=(",", ":"))],
    )


def asked_for(script, count):
    """Messages until one wants `count` read-outs."""
    while len((message := script.next())["want"]) != count:
        pass
    return message


def test_a_frame_is_decoded_and_the_next_one_asked_for_once(page, script):
    show(page, "one", line())
    drawn(page, "one")
    asked = asked_for(script, 1)
    assert asked["seen"] == 0
    assert asked["want"][0] | {"key": ""} == want("")
    key = asked["want"][0]["key"]
    values = Quantised(np.array([-1.0, 1.0]), -1.0, 1.0)
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


def send_and_wait(page, script, frame):
    """Send a frame and wait until it has been painted."""
    script.send(frame)
    script.next()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def test_a_heat_map_drawn_directly_has_the_pixels_that_plotly_draws(page, script):
    trace = go.Heatmap(
        z=np.zeros((5, 7)), zmin=-1, zmax=1, showscale=False, hoverinfo="skip",
        colorscale=[[0, "#e8710a"], [0.5, "rgba(250, 250, 250, 0.5)"], [1, "#0b6aa6"]],
    )  # fmt: skip
    bindings = [{"op": "set", "array": "a/z", "trace": 0, "prop": "z"}]
    show(page, "one", figure(trace, bindings, [want("a")]))
    drawn(page, "one")
    page.evaluate(COUNTED)
    key = asked_for(script, 1)["want"][0]["key"]
    values = np.linspace(-1.2, 1.2, 35, dtype=np.float32).reshape(5, 7)
    values[2, 3] = np.nan
    send_and_wait(page, script, script([(key, {"z": values})]))
    assert page.evaluate("window.calls") == 0
    ours = np.array(page.evaluate(PIXELS, "one")).reshape(5, 7, 4)
    page.evaluate(CATCH_UP, "one")
    page.wait_for_function("window.calls === 1")
    theirs = np.array(page.evaluate(PIXELS, "one")).reshape(5, 7, 4)
    np.testing.assert_allclose(ours, theirs, atol=3)
    assert ours[2, 3, 3] == 0
    assert ours[4, 0].tolist() == [232, 113, 10, 255]  # The first row, the lowest value, below.


LINES = """(place) => [...document.querySelectorAll(`#${place} .lines path`)].map((path) => {
  const { left, top, width, height } = path.getBoundingClientRect();
  const { stroke, strokeWidth, strokeDasharray } = getComputedStyle(path);
  return [left, top, width, height, stroke, strokeWidth, strokeDasharray];
})"""


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_line_drawn_directly_lies_where_plotly_draws_it(page, script, scale):
    trace = go.Scatter(
        x=[0, 1], y=[1, 100], mode="lines", hoverinfo="skip",
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
        x=[0, 1], y=[0, 1], mode="markers", hoverinfo="skip",
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


def test_links_that_change_their_sign_are_drawn_without_plotly(page, script):
    bindings = [{"op": "segments", "array": "l/values", "traces": [0, 1], "edges": [],
                 "paths": [[[0, 1], [0, 1]], [[0, 1], [1, 0]]]}]  # fmt: skip
    axes = {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}
    traces = [go.Scatter(x=[None], y=[None], mode="lines", hoverinfo="skip") for _ in range(2)]
    show(page, "one", figure(traces, bindings, [want("l")], **axes))
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


def test_a_figure_that_comes_ahead_is_drawn_and_an_older_one_ignored(page, script):
    def numbered(order, y):
        trace = go.Scatter(x=[0, 1], y=y)
        return figure(trace, [], [want("a")]) | {
            "place": "network", "order": order, "fingerprint": f"f{order}",
        }  # fmt: skip

    show(page, "one", numbered(1, [1, 1]))
    drawn(page, "one")
    asked_for(script, 1)
    loop, socket = script.sockets[-1]

    def ahead(place, data):
        text = json.dumps({"place": place, "data": data})
        asyncio.run_coroutine_threadsafe(socket.send_text(text), loop).result(5)

    ahead("elsewhere", numbered(2, [2, 2]))
    ahead("network", numbered(3, [3, 3]))
    wait_for(page, "one", "data.0.y", [3, 3])
    show(page, "one", numbered(2, [2, 2]))
    show(page, "one", numbered(3, [9, 9]))
    assert read(page, "one", "data[0].y") == [3, 3]
    show(page, "one", numbered(4, [4, 4]))
    wait_for(page, "one", "data.0.y", [4, 4])


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
    assert page.evaluate("events") == [["run_state", "running"]]


def test_a_lost_connection_is_taken_up_again(page, script):
    show(page, "line", STATUS)
    script.next()
    script.drop()
    page.wait_for_selector("#line .nnviz-live.nnviz-stale, #line.nnviz-stale, #line .nnviz-stale")
    assert "trying again" in page.inner_text("#line .nnviz-note")
    while (message := script.next()) == "left":
        pass
    assert message["seen"] == 0
    script.send(script([]))
    script.next()
    assert page.locator("#line .nnviz-stale").count() == 0


@pytest.mark.parametrize(("code", "words"), [(4404, "not there any more"), (4403, "started it")])
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
