"""What the browser should fetch before it knows that it needs it.

Streamlit's HTML document names only Streamlit's own scripts; the chart library and the live
component would be asked for once the page is there, one after the other. Named in the document,
they are loaded and compiled while Streamlit connects. Measured: the first page's figures are drawn
a third earlier.
"""

import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nnviz.live.delivery.kept import PARTS
from nnviz.live.files import ASSETS

PLOTLY_ID = "nnviz-plotly"
"""Id of the script element, by which `assets/live/figure.js` finds it."""
_IMPORT = re.compile(r'^import .* from "\./(?:live/)?(\w+\.js)";', re.MULTILINE)
_HEAD = re.compile(r'(?:import[^;"]*"[^"]*";)*')
"""All imports of a bundle, which come first in it."""
_BUNDLED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
_PARTS = (
    "BidiComponent", "Button", "ButtonGroup", "Checkbox", "Html", "Selectbox", "Slider",
)  # fmt: skip
"""Parts of Streamlit's browser code that the first page uses and its document does not name."""

_log = logging.getLogger(__name__)


class EarlyScripts:
    """ASGI middleware that adds our scripts to the head of Streamlit's document.

    Args:
        app: The application around which it stands.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tags = _tags().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only documents are changed."""
        asks_for_document = scope["type"] == "http" and "text/html" in Headers(scope=scope).get(
            "accept", ""
        )
        if not asks_for_document:
            await self._app(scope, receive, send)
            return
        # Plain, so that there is a head to be found; the document has a few kilobytes.
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        document = _Document(send, self._tags)
        await self._app({**scope, "headers": plain}, receive, document.send)


class _Document:
    """Passes a response on, with the tags in it when it is a document.

    Args:
        send: Where the response goes.
        tags: What is added before the end of the head.
    """

    def __init__(self, send: Send, tags: bytes) -> None:
        self._send = send
        self._tags = tags
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Take one message of the response."""
        if message["type"] == "http.response.start" and _is_document(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = self._body.replace(b"</head>", self._tags + b"</head>", 1)
        headers = MutableHeaders(raw=start["headers"])
        # An answer to HEAD has a length and no body.
        if self._body:
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_document(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return start["status"] == 200 and headers.get("content-type", "").startswith("text/html")


def _closure(first: Iterable[str], imports: Callable[[str], Iterable[str]]) -> list[str]:
    """Return modules and all that they import, also through others."""
    found = list(first)
    for module in found:
        found += [each for each in imports(module) if each not in found]
    return found


def _own_imports(module: str) -> list[str]:
    text = (ASSETS / module).read_text(encoding="utf-8")
    return [f"live/{name}" for name in _IMPORT.findall(text)]


def _parts() -> list[str]:
    """Return the files of `_PARTS`, and those that they import.

    Where a Streamlit keeps its files otherwise, there are none, and the browser finds them itself.
    """
    try:
        return _named_parts(PARTS / "js")
    except OSError as error:
        _log.warning("Streamlit's own scripts are not named ahead: %s", error)
        return []


def _named_parts(folder: Path) -> list[str]:
    document = (PARTS.parent / "index.html").read_text(encoding="utf-8")
    first = sorted(path.name for part in _PARTS for path in folder.glob(f"{part}.*.js"))

    def imports(name: str) -> list[str]:
        head = _HEAD.match((folder / name).read_text(encoding="utf-8"))
        return _BUNDLED.findall(head[0] if head else "")

    return [name for name in _closure(first, imports) if name not in document]


def _tags() -> str:
    """Return the elements for the head: our scripts, then parts of Streamlit's."""
    ours = "".join(
        f'<link rel="modulepreload" href="/nnviz/{name}">'
        for name in _closure(["live.js"], _own_imports)
    )
    theirs = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in _parts()
    )
    return f'<script async id="{PLOTLY_ID}" src="/nnviz/plotly.js"></script>{ours}{theirs}'
