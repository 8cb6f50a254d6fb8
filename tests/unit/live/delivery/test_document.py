"""The scripts that the document names ahead, over plain ASGI."""

import asyncio
import re
from pathlib import Path

import plotly
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from nnviz.live.delivery.document import PLOTLY_ID, EarlyScripts
from nnviz.live.delivery.kept import PARTS
from nnviz.live.files import ASSETS

PAGE = "<html><head><title>t</title></head><body>b</body></html>"


def application():
    inner = Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse(PAGE)),
            Route("/missing", lambda _: HTMLResponse(PAGE, status_code=404)),
            Route("/text", lambda _: PlainTextResponse("</head>")),
        ]
    )
    return EarlyScripts(inner)


def get(path, accept="text/html,*/*"):
    """Return headers and text of the application's answer."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    headers = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
    asyncio.run(application()(scope, receive, send))
    text = b"".join(message.get("body", b"") for message in sent).decode()
    return Headers(raw=sent[0]["headers"]), text


def test_document_names_plotly_and_every_module_that_figures_need():
    headers, text = get("/")
    assert f'<script async id="{PLOTLY_ID}" src="/nnviz/plotly.js">' in text
    named = set(re.findall(r'modulepreload" href="/nnviz/([^"]+)"', text))
    needed = (
        "bindings", "direct", "drag", "figure", "frame", "hub", "hub_state", "mount", "status",
        "touch", "zoom",
    )  # fmt: skip
    assert named == {"live.js", *(f"live/{name}.js" for name in needed)}
    assert text.endswith("</head><body>b</body></html>")
    assert int(headers["content-length"]) == len(text)


def test_parts_of_streamlit_that_are_named_exist_with_all_that_they_import():
    named = set(re.findall(r'href="\./static/js/([^"]+)"', get("/")[1]))
    first = {name.split(".")[0] for name in named}
    assert {"BidiComponent", "Button", "ButtonGroup", "Checkbox", "Html", "Selectbox", "Slider"} < (
        first
    )
    document = (PARTS.parent / "index.html").read_text()
    for name in named:
        assert name not in document
        text = (PARTS / "js" / name).read_text()
        imported = re.findall(r'(?:^|;)import[^;"`]*"\./([^"]+)"', text)
        assert imported or "import{" not in text
        assert all(each in named or each in document for each in imported)


def test_a_streamlit_that_keeps_its_files_elsewhere_is_only_slower(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("nnviz.live.delivery.document.PARTS", tmp_path / "none")
    text = get("/")[1]
    assert '<link rel="modulepreload" href="/nnviz/live.js">' in text
    assert "./static/js/" not in text
    assert "not named ahead" in caplog.text


def test_the_module_that_loads_plotly_looks_for_the_element_of_the_document():
    assert f'getElementById("{PLOTLY_ID}")' in (ASSETS / "live" / "figure.js").read_text()


@pytest.mark.parametrize(("path", "text"), [("/missing", PAGE), ("/text", "</head>")])
def test_everything_else_is_left_alone(path, text):
    assert get(path)[1] == text


def test_what_does_not_ask_for_a_document_is_left_alone():
    assert get("/", accept="*/*")[1] == PAGE


def test_the_application_is_asked_for_plain_text_and_everything_else_as_the_browser_asked():
    asked = []

    async def inner(scope, receive, send):
        asked.append(scope["headers"])
        await HTMLResponse(PAGE)(scope, receive, send)

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        pass

    headers = [(b"accept", b"text/html"), (b"accept-encoding", b"gzip"), (b"x", b"accept-encoding")]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    asyncio.run(EarlyScripts(inner)(scope, receive, send))
    assert asked == [[(b"accept", b"text/html"), (b"x", b"accept-encoding")]]


def test_other_than_http_passes_through():
    seen = []

    async def inner(scope, _receive, _send):
        seen.append(scope["type"])

    asyncio.run(EarlyScripts(inner)({"type": "websocket"}, None, None))  # type: ignore[arg-type]
    assert seen == ["websocket"]


def test_plotly_in_assets_has_the_version_of_the_python_package():
    """The Python package writes figures for the JavaScript that it comes with."""
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with whole.open() as file:
        expected = re.search(r"plotly\.js v(\S+)", file.read(400))
    with (ASSETS / "vendor" / "plotly-cartesian.min.js").open() as file:
        ours = re.search(r"plotly\.js \(cartesian - minified\) v(\S+)", file.read(400))
    assert expected is not None
    assert ours is not None
    assert ours[1] == expected[1]


def test_plotly_is_compiled_while_it_is_loaded():
    """Browsers compile a function in parentheses ahead; the published file has none.

    Measured with Chromium: the page then stands still for three quarters of the time. After an
    update of the file, put the arrow function that is given to its first function in parentheses.
    """
    text = (ASSETS / "vendor" / "plotly-cartesian.min.js").read_text()
    assert ', (() => {\n"use strict";var Plotly=' in text[:600]
    assert text.rstrip().endswith("return Plotly;\n})));")
