"""Streamlit's own files out of memory, over plain ASGI."""

import asyncio

import pytest
from starlette.datastructures import Headers

from nnviz.live.delivery.kept import PARTS, KeptParts

SCRIPT = next((PARTS / "js").glob("index.*.js"))


def ask(path, method="GET", kind="http"):
    """Return headers and body of the answer; `None` when it was left to the application."""
    sent, left = [], []

    async def rest(scope, _receive, _send):
        left.append(scope["path"])

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "method": method, "path": path, "headers": []}
    asyncio.run(KeptParts(rest)(scope, receive, send))
    if left:
        assert (left, sent) == ([path], [])
        return None
    return Headers(raw=sent[0]["headers"]), b"".join(each.get("body", b"") for each in sent)


@pytest.mark.parametrize(
    ("folder", "suffix", "kind"),
    [
        ("js", ".js", "text/javascript; charset=utf-8"),
        ("css", ".css", "text/css; charset=utf-8"),
        ("media", ".woff2", "font/woff2"),
    ],
)
def test_a_file_is_answered_as_it_is_and_kept_by_the_browser(folder, suffix, kind):
    path = next(path for path in sorted((PARTS / folder).iterdir()) if path.suffix == suffix)
    answer = ask(f"/static/{folder}/{path.name}")
    assert answer is not None
    headers, body = answer
    assert body == path.read_bytes()
    assert headers["content-type"] == kind
    assert headers["cache-control"] == "public, immutable, max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/static/js/none.js", "/static/js/", "/", "/static/../index.html"]
)
def test_everything_else_is_left_to_the_application(path):
    assert ask(path) is None


@pytest.mark.parametrize("other", [{"method": "POST"}, {"kind": "websocket"}])
def test_other_requests_are_left_to_the_application(other):
    assert ask(f"/static/js/{SCRIPT.name}") is not None
    assert ask(f"/static/js/{SCRIPT.name}", **other) is None


def test_a_streamlit_that_keeps_its_files_elsewhere_answers_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("nnviz.live.delivery.kept.PARTS", tmp_path / "none")
    assert ask(f"/static/js/{SCRIPT.name}") is None
