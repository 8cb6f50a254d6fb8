"""The files that the page loads from the app itself: Plotly's JavaScript and our own assets."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nnviz.core.files.places import ASSETS

_PLOTLY = ASSETS / "vendor" / "plotly-cartesian.min.js"
"""The part of Plotly's JavaScript that our figures use: a third of the whole."""
_SERVED = {".js", ".css", ".svg", ".png", ".woff2", ".json"}
_GZIP_LEVEL = 5


async def plotly(request: Request) -> Response:
    """Serve Plotly's JavaScript, of the version that the Python package writes figures for."""
    return _respond(request, _PLOTLY)


async def asset(request: Request) -> Response:
    """Serve a file of the assets folder; 404 for anything outside it or of another type."""
    name = request.path_params["path"]
    path = _found(name)
    if path is None:
        raise HTTPException(404)
    return _respond(request, path)


def _found(name: str) -> Path | None:
    """Return the file of the assets folder that is asked for, if there is one to be served."""
    try:
        path = (ASSETS / name).resolve()
        inside = path.is_relative_to(ASSETS.resolve())
        return path if inside and path.suffix in _SERVED and path.is_file() else None
    except (OSError, ValueError):
        # A name that no file can have: too long, or with a null in it.
        return None


def media_type(name: str) -> str:
    """Return what a file is, by its name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _respond(request: Request, path: Path) -> Response:
    """Answer with the file, compressed once for all, or with 304 when the browser has it.

    Browsers keep the file but ask each time whether it is still the same, so an upgrade shows
    at once.
    """
    data, packed, tag = _contents(path, path.stat().st_mtime_ns)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        data, headers["Content-Encoding"] = packed, "gzip"
    return Response(data, headers=headers, media_type=media_type(path.name))


@lru_cache(maxsize=64)
def _contents(path: Path, _modified: int) -> tuple[bytes, bytes, str]:
    """Return a file's bytes, the same compressed, and their tag."""
    data = path.read_bytes()
    tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    return data, gzip.compress(data, _GZIP_LEVEL, mtime=0), tag
