"""What every answer says about what a browser may do with it."""

import re

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from nnviz.live.guard import FRAMES, guards, listed
from nnviz.live.guard.headers import SafeHeaders, safe_headers
from tests.unit.live.guard.asking import ask


def missing(_request):
    raise HTTPException(404)


APP = SafeHeaders(
    Starlette(routes=[Route("/", lambda _: PlainTextResponse("here")), Route("/none", missing)])
)


@pytest.mark.parametrize("path", ["/", "/none", "/nowhere"])
def test_every_answer_has_them(path):
    _, headers = ask(APP, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["content-security-policy"].split("; ")


def test_nothing_outside_the_origin_is_allowed():
    policy = safe_headers("localhost:8501")["Content-Security-Policy"]
    assert set(re.findall(r"[\w-]+:[^\s;]*", policy)) == {
        "blob:", "data:", "ws://localhost:8501", "wss://localhost:8501",
    }  # fmt: skip
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'self'"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in policy
    assert rules["object-src"] == "'none'"
    assert len(re.findall(r"'sha256-", rules["script-src"])) == 1


def test_a_host_cannot_write_into_the_policy():
    policy = safe_headers("a; script-src *")["Content-Security-Policy"]
    assert "*" not in policy
    assert "ws:" not in policy


def test_frames_of_those_whom_the_operator_names(monkeypatch):
    headers = safe_headers("localhost", ("https://school.example",))
    assert "frame-ancestors 'self' https://school.example;" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    monkeypatch.setenv(FRAMES, "https://a.example, https://b.example,")
    assert listed(FRAMES) == ("https://a.example", "https://b.example")
    assert guards()[1].kwargs == {"frames": ("https://a.example", "https://b.example")}
