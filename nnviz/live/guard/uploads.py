"""How many files and bytes visitors may leave with the server, looked at before anything is read.

Streamlit keeps every file that a page has uploaded until its visitor has been gone for two minutes,
however many there are. A page of ours reads a file as soon as it is there and keeps what it needs
in a store of its own (`data.uploads.store`), so the newest few of a visitor are enough.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, MutableMapping
from typing import Protocol

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MOST_FILES = 3
"""Files of one visitor that are kept, the newest ones."""
MOST_BYTES = 60 << 20
"""Bytes of them together."""
MOST_COMING = 2
"""Files of one visitor that may be on their way at the same time."""
MOST_TOTAL = 300 << 20
"""Bytes of all visitors' files together, those on their way included."""
READ_AFTER = 60.0
"""Seconds after which a page has certainly read a file, so that it may go for others."""
_PATH = re.compile(r".*/_stcore/upload_file/([^/]+)/([^/]+)/?")
_NO_LENGTH, _TOO_MANY, _FULL = 411, 429, 503


class Kept(Protocol):
    """A file as Streamlit keeps it."""

    @property
    def data(self) -> bytes:
        """Return its content."""
        ...


class Files(Protocol):
    """What is used of Streamlit's manager of uploaded files."""

    file_storage: MutableMapping[str, MutableMapping[str, Kept]]

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Forget a file."""


class BoundedUploads:
    """ASGI middleware that refuses files there is no room for, and lets earlier ones go.

    Args:
        app: The application around which it stands.
        files: Returns what Streamlit keeps; None where that is not to be had.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        app: ASGIApp,
        files: Callable[[], Files | None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._files = files or streamlits_files
        self._clock = clock
        self._coming: Counter[str] = Counter()
        self._bytes_coming = 0
        self._came: dict[tuple[str, str], float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse a file."""
        found = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] not in ("PUT", "POST"):
            await self._app(scope, receive, send)
            return
        session, file = found.groups()
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal() or len(length) > 12:
            refusal = PlainTextResponse("The request does not say how long it is.", _NO_LENGTH)
        else:
            refusal = self._refusal(session, int(length))
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._take(session, int(length), scope, receive, send)
        self._came[session, file] = self._clock()

    async def _take(
        self, session: str, length: int, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the file come, and count it meanwhile."""
        self._coming[session] += 1
        self._bytes_coming += length
        try:
            await self._app(scope, receive, send)
        finally:
            self._bytes_coming -= length
            self._coming[session] -= 1
            if not self._coming[session]:
                del self._coming[session]

    def _refusal(self, session: str, length: int) -> PlainTextResponse | None:
        """Make room for a file; return why there is none."""
        if self._coming[session] >= MOST_COMING:
            return PlainTextResponse("Too many files at once: wait for the others.", _TOO_MANY)
        kept = self._kept()
        self._drop_of(session, kept, length)
        room = MOST_TOTAL - self._bytes_coming - length
        for (owner, file), size in sorted(kept.items(), key=lambda one: self._came.get(one[0], 0)):
            if sum(kept.values()) <= room:
                break
            if size and self._clock() - self._came.get((owner, file), 0) >= READ_AFTER:
                self._drop(owner, file, kept)
        if sum(kept.values()) <= room:
            return None
        return PlainTextResponse("No room for files just now: try again in a minute.", _FULL)

    def _kept(self) -> dict[tuple[str, str], int]:
        """Return the bytes of every file that Streamlit keeps, by visitor and file."""
        files = self._files()
        if files is None:
            return {}
        found = {
            (session, file): len(one.data)
            for session, owned in list(files.file_storage.items())
            for file, one in list(owned.items())
        }
        self._came = {key: at for key, at in self._came.items() if key in found}
        return found

    def _drop_of(self, session: str, kept: dict[tuple[str, str], int], length: int) -> None:
        """Let the earliest files of a visitor go until one more is not too much."""
        own = [key for key in kept if key[0] == session]
        while own and (
            len(own) >= MOST_FILES or sum(kept[key] for key in own) + length > MOST_BYTES
        ):
            self._drop(*own.pop(0), kept)

    def _drop(self, session: str, file: str, kept: dict[tuple[str, str], int]) -> None:
        files = self._files()
        if files is not None:
            files.remove_file(session, file)
        kept.pop((session, file), None)
        self._came.pop((session, file), None)


def streamlits_files() -> Files | None:
    """Return what Streamlit keeps of uploads; None before its runtime is there, or without one."""
    from streamlit import runtime

    if not runtime.exists():
        return None
    found = getattr(runtime.get_instance(), "uploaded_file_mgr", None)
    return found if hasattr(found, "file_storage") else None
