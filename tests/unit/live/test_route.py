"""The WebSocket and the files, over a real server, on an engine that follows a script."""

import json
import logging
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from nnviz.core.errors import RunError
from nnviz.live import relay, route
from nnviz.live.files import ASSETS
from nnviz.live.messages import MAX_BYTES
from nnviz.live.pushing import push


class ScriptedEngine:
    """Keeps every question; the test answers."""

    def __init__(self):
        self.asked = []
        self.came = threading.Condition()
        self.gone = False
        self.touched = 0
        self.pages = 0
        self.hurried = 0
        self.gave_way = []

    @contextmanager
    def open_page(self, _token):
        self.pages += 1
        yield
        self.pages -= 1

    def touch(self, _token):
        if self.gone:
            raise RunError("an active run", "one that has ended")
        self.touched += 1

    def hurry(self):
        self.hurried += 1

    def give_way(self, token):
        self.gave_way.append(token)

    def exists(self, token):
        return token == "known"

    def ask_frame(self, _token, wants, seen):
        if self.gone:
            raise RunError("an active run", "one that has ended")
        future = Future()
        with self.came:
            self.asked.append((wants, seen, future))
            self.came.notify_all()
        return future

    def question(self, number):
        """Wait for a question and return it."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.asked) > number, 5)
            return self.asked[number]


@pytest.fixture
def engine(monkeypatch):
    engine = ScriptedEngine()
    monkeypatch.setattr(relay, "get_engine", lambda: engine)
    return engine


@pytest.fixture(scope="module")
def server():
    app = Starlette(routes=route.routes())
    config = uvicorn.Config(app, port=0, log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield server
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="module")
def host(server):
    return f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


@pytest.fixture
def socket(engine, host):
    assert engine.exists("known")
    with connect(f"ws://{host}/live/known", origin=Origin(f"http://{host}")) as socket:
        yield socket


def wish(*probes, seen=0):
    wants = [{"key": name, "probe": name, "options": {}} for name in probes]
    return json.dumps({"want": wants, "seen": seen})


def close_code(socket):
    with pytest.raises(ConnectionClosed) as caught:
        socket.recv(timeout=5)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


def assert_cancelled(future):
    deadline = time.monotonic() + 5
    while not future.cancelled() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert future.cancelled()


def test_an_open_page_that_asks_for_nothing_counts_as_watching(engine, socket, monkeypatch):
    monkeypatch.setattr(relay, "_TOUCH", 0.02)
    socket.send(wish("tiles"))
    engine.question(0)
    deadline = time.monotonic() + 5
    while engine.touched < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert engine.touched >= 4


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_a_foreign_page_is_refused(engine, host, origin):
    with connect(f"ws://{host}/live/known", origin=origin) as socket:
        assert close_code(socket) == (4403, "This page is not part of the app.")
    assert engine.asked == []


@pytest.mark.parametrize("form", ["http://evil-{}", "http://evil.example/{}", "http://{}.evil"])
def test_a_page_whose_origin_only_looks_like_ours_is_refused(engine, host, form):
    with connect(f"ws://{host}/live/known", origin=Origin(form.format(host))) as socket:
        assert close_code(socket)[0] == 4403
    assert engine.asked == []


def test_a_wrong_token_is_refused(engine, host):
    with connect(f"ws://{host}/live/guessed", origin=Origin(f"http://{host}")) as socket:
        assert close_code(socket) == (4404, "There is no such run.")
    assert engine.asked == []


def test_a_message_asks_for_one_frame_and_gets_its_bytes(engine, socket):
    socket.send(wish("surface"))
    wants, seen, future = engine.question(0)
    assert ([want.probe for want in wants], seen) == (["surface"], 0)
    future.set_result(b"\x00frame\xff")
    assert socket.recv(timeout=5) == b"\x00frame\xff"
    with pytest.raises(TimeoutError):
        socket.recv(timeout=0.05)


def test_a_press_is_passed_on_and_the_awaited_frame_still_comes(engine, socket):
    socket.send(wish("surface"))
    *_, future = engine.question(0)
    socket.send('{"pressed": true}')
    deadline = time.monotonic() + 5
    while not engine.gave_way and time.monotonic() < deadline:
        time.sleep(0.005)
    assert engine.gave_way == ["known"]
    future.set_result(b"frame")
    assert socket.recv(timeout=5) == b"frame"
    assert len(engine.asked) == 1


def test_what_was_seen_counts_only_for_the_same_wants(engine, socket):
    socket.send(wish("surface", seen=0))
    engine.question(0)[2].set_result(b"1")
    socket.recv(timeout=5)
    socket.send(wish("surface", seen=7))
    assert engine.question(1)[1] == 7
    engine.question(1)[2].set_result(b"2")
    socket.recv(timeout=5)
    socket.send(wish("surface", "tiles", seen=8))
    assert engine.question(2)[1] == 0


def test_what_was_seen_does_not_count_for_wants_that_no_frame_has_answered(engine, socket):
    socket.send(wish("surface"))
    engine.question(0)[2].set_result(b"1")
    # The page wishes for more before the first answer has reached it, and then acknowledges that.
    socket.send(wish("surface", "tiles"))
    engine.question(1)
    socket.recv(timeout=5)
    socket.send(wish("surface", "tiles", seen=7))
    assert engine.question(2)[1] == 0
    engine.question(2)[2].set_result(b"2")
    socket.recv(timeout=5)
    socket.send(wish("surface", "tiles", seen=8))
    assert engine.question(3)[1] == 8


def test_a_slow_viewer_has_one_frame_in_flight(engine, socket):
    socket.send(wish("surface"))
    engine.question(0)[2].set_result(b"1")
    time.sleep(0.1)
    assert len(engine.asked) == 1
    socket.recv(timeout=5)
    socket.send(wish("surface", seen=1))
    engine.question(1)


def test_a_newer_message_replaces_the_one_that_waits(engine, socket):
    socket.send(wish("surface"))
    first = engine.question(0)[2]
    socket.send(wish("tiles"))
    second = engine.question(1)[2]
    assert_cancelled(first)
    second.set_result(b"tiles")
    assert socket.recv(timeout=5) == b"tiles"


def test_a_viewer_who_leaves_withdraws_its_question(engine, host):
    with connect(f"ws://{host}/live/known", origin=Origin(f"http://{host}")) as socket:
        socket.send(wish("surface"))
        future = engine.question(0)[2]
    assert_cancelled(future)


@pytest.mark.parametrize(
    ("message", "code"),
    [("{", 4400), ('{"want": 1}', 4400), (b"bytes", 4400), ("x" * (MAX_BYTES + 1), 1009)],
)
def test_a_bad_message_closes_with_a_code_and_a_reason(engine, socket, message, code):
    socket.send(message)
    received, reason = close_code(socket)
    assert received == code
    assert reason.startswith("Expected ")
    assert engine.asked == []


def test_tokens_are_kept_out_of_the_log(engine, host):
    lines = []
    logger = logging.getLogger("uvicorn.error")
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        with connect(f"ws://{host}/live/known", origin=Origin(f"http://{host}")) as socket:
            socket.send(wish("surface"))
            engine.question(0)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert any("/live/..." in line for line in lines)
    assert not any("known" in line for line in lines)


def test_a_run_that_ends_closes_its_viewers(engine, socket):
    engine.gone = True
    socket.send(wish("surface"))
    assert close_code(socket) == (4404, "This run has ended.")


def fetch(host, path, **headers):
    try:
        with urlopen(Request(f"http://{host}{path}", headers=headers), timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        return error.code, dict(error.headers), b""


def test_keras_is_loaded_once_a_viewer_has_painted_its_first_frame(engine, socket):
    socket.send(wish("tiles"))
    engine.question(0)[2].set_result(b"first")
    assert socket.recv(timeout=5) == b"first"
    assert engine.hurried == 0
    socket.send(wish("tiles", seen=1))
    engine.question(1)
    assert engine.hurried == 1


def test_a_pushed_figure_goes_ahead_of_the_awaited_frame(engine, socket):
    socket.send(wish("tiles"))
    engine.question(0)
    push("other", "for another run")
    push("known", "figure")
    assert socket.recv(timeout=5) == "figure"
    engine.question(0)[2].set_result(b"frame")
    assert socket.recv(timeout=5) == b"frame"


def test_plotly_comes_compressed_and_is_not_sent_twice(host):
    status, headers, packed = fetch(host, "/nnviz/plotly.js", **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert headers["content-type"].startswith(("application/javascript", "text/javascript"))
    plain = fetch(host, "/nnviz/plotly.js")[2]
    assert b"* plotly.js (cartesian" in plain[:200]
    assert len(packed) < len(plain) / 2
    again = fetch(host, "/nnviz/plotly.js", **{"If-None-Match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/nnviz/none.js",
        "/nnviz/..%2fapp.py",
        "/nnviz/..%2f..%2f..%2fetc%2fpasswd",
        "/nnviz/%2fetc%2fpasswd",
        "/nnviz/live",
        "/nnviz/",
        "/nnviz/a%00.js",
        f"/nnviz/{'a' * 300}.js",
        f"/nnviz/{'a/' * 3000}b.js",
    ],
)
def test_nothing_outside_the_assets_is_served(host, path):
    assert fetch(host, path)[0] == 404


def test_an_asset_is_served_with_its_type(host):
    status, headers, data = fetch(host, "/nnviz/live.js")
    assert (status, headers["x-content-type-options"]) == (200, "nosniff")
    assert "javascript" in headers["content-type"]
    assert data == (ASSETS / "live.js").read_bytes()
