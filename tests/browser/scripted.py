"""The live component on a page of its own, fed with scripted frames by a small server."""

import asyncio
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import plotly.graph_objects as go
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from nnviz.core.run.frames import Frame
from nnviz.live.files import asset, plotly

HEADER = {
    "version": 1, "state": "running", "reason": "", "epoch": 1234, "step": 5, "seconds": 0.9,
    "steps_per_second": 0, "device": "CPU", "metrics": None, "notes": {},
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
        self.keys = []
        self.presses = 0

    def __call__(self, wants, **header):
        """Make a frame from arrays by want key, in answer to the last wish."""
        arrays = {f"{key}/{name}": value for key, found in wants for name, value in found.items()}
        return Frame({**HEADER, "keys": self.keys, **header}, arrays).encode()

    def next(self):
        return self.asked.get(timeout=10)

    def send(self, frame):
        self._do(lambda socket: socket.send_bytes(frame))

    def tell(self, **message):
        """Send what comes ahead of Streamlit."""
        self._do(lambda socket: socket.send_text(json.dumps(message)))

    def drop(self):
        self._do(lambda socket: socket.close(1012))

    def _do(self, call):
        loop, socket = self.sockets[-1]
        asyncio.run_coroutine_threadsafe(call(socket), loop).result(5)


@contextmanager
def scripted_server() -> Iterator[tuple[str, dict[str, Any]]]:
    """Serve the page, the assets and a WebSocket that only records; gives (url, holder)."""
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
                wish = json.loads(await socket.receive_text())
                if "pressed" in wish:
                    script.presses += 1
                    continue
                script.keys = [want["key"] for want in wish["want"]]
                script.asked.put(wish)
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
    # Drawn by Plotly, of which tests read what is drawn.
    steps = go.Scatter(y=[0, 0], line={"shape": "hv"})
    return figure(steps, bindings, [want(array.split("/")[0], **options)])


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
