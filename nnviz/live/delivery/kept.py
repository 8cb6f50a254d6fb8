"""Streamlit's own scripts, styles and fonts, answered out of memory.

A page loads a hundred of them. Streamlit opens each anew, with several changes of thread: measured
2 ms of processor time per file, so that a class of thirty that opens the page at once would wait
for seven seconds of it. Out of memory it is a tenth.
"""

from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nnviz.live.files import media_type

PARTS = Path(streamlit.__file__).parent / "static" / "static"
"""Where Streamlit keeps what its document loads; every name carries a hash of the contents."""
_HEADERS = {"Cache-Control": "public, immutable, max-age=31536000"}


class KeptParts:
    """ASGI middleware that answers for the files of `PARTS`.

    Args:
        app: The application around which it stands; everything else is left to it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._paths = {
            f"/static/{path.relative_to(PARTS).as_posix()}": path
            for path in PARTS.rglob("*")
            if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = self._paths.get(scope["path"]) if scope["type"] == "http" else None
        if path is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        kind = media_type(path.name)
        response = Response(_contents(path), headers=_HEADERS, media_type=kind)
        await response(scope, receive, send)


@lru_cache(maxsize=256)
def _contents(path: Path) -> bytes:
    return path.read_bytes()
