"""Headers that bound what a browser does with our answers.

The content security policy lets a page load and connect to its own origin only, so that markup of
a stranger that got past everything else still brings nothing in and sends nothing out. Inline
styles are Streamlit's way (emotion) and Plotly's; inline scripts are those of Streamlit's own
document, told by their hash; `blob:` is how it loads the modules of components, and only a script
that runs already can make one.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DOCUMENT = Path(streamlit.__file__).parent / "static" / "index.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_log = logging.getLogger(__name__)


class SafeHeaders:
    """ASGI middleware that adds the headers to every answer.

    Args:
        app: The application around which it stands.
        frames: Origins besides our own whose pages may show the app in a frame.
    """

    def __init__(self, app: ASGIApp, frames: Sequence[str] = ()) -> None:
        self._app = app
        self._frames = tuple(frames)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        added = safe_headers(host, self._frames)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in added.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_headers)


@cache
def safe_headers(host: str, frames: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the headers.

    Args:
        host: Name and port under which the server was asked.
        frames: Origins besides our own whose pages may show the app in a frame.
    """
    # Safari before 15.4 does not count a WebSocket of the same origin as 'self'.
    sockets = f" ws://{host} wss://{host}" if re.fullmatch(r"[\w.:\[\]-]+", host) else ""
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", "blob:", *_inline_hashes())),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "connect-src": f"'self'{sockets}",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "frame-ancestors": " ".join(("'self'", *frames)),
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    if not frames:
        # The older rule can name no other origin.
        headers["X-Frame-Options"] = "SAMEORIGIN"
    return headers


@cache
def _inline_hashes() -> tuple[str, ...]:
    """Return the hashes of the scripts within Streamlit's document."""
    try:
        text = _DOCUMENT.read_text(encoding="utf-8")
    except OSError as error:
        _log.warning("Streamlit's document is elsewhere, its own script is not run: %s", error)
        return ()
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(text))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
