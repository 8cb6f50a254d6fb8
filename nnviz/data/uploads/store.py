"""Uploaded files, kept by their content until the server ends or they are no longer needed.

A file is named by the SHA-256 of its bytes, so an experiment can refer to it, the same file is kept
once, and whoever has the file can open an experiment on it anywhere. Run processes read the same
folder (`use`).
"""

import atexit
import hashlib
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.files.homes import claim, left_behind

MOST_BYTES = 20 << 20
"""Most bytes of one file; Streamlit's `server.maxUploadSize` is the same."""
MOST_TOTAL = 400 << 20
"""Most bytes of all files together."""
UNUSED_S = 6 * 3600.0
"""A file that nobody used for this many seconds is removed."""
SPARE_S = 600.0
"""Likewise, when another one needs the room."""

_PREFIX = "nnviz-data-"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class MissingFileError(SpecError):
    """An experiment refers to an uploaded file that is not on this server."""

    def __init__(self) -> None:
        super().__init__(
            "the data file of this experiment to be on this server",
            "a link to a file that was opened elsewhere or is no longer kept",
            "Open the same file with the button Your data (or --data), or choose another dataset.",
        )


def too_large(size: int) -> NnvizError:
    """Return the error of a file of so many bytes, which is more than there may be."""
    return NnvizError(
        f"a file of at most {MOST_BYTES >> 20} MB ({MOST_BYTES:,} bytes)", f"{size:,} bytes",
        "Use fewer examples or smaller images.",
    )  # fmt: skip


class FileStore:
    """A folder of files named by their content.

    Args:
        folder: Where they lie; made when the first one comes.
        most_total: Bytes of all files together at most.
        clock: Seconds since 1970, as the file system has them.
    """

    def __init__(
        self,
        folder: Path,
        most_total: int = MOST_TOTAL,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self._most_total = most_total
        self._clock = clock
        self._lock = threading.Lock()

    def put(self, data: bytes) -> str:
        """Keep a file and return its digest, 64 hexadecimal digits.

        Raises:
            NnvizError: It is empty or too large, or there is no room for it.
        """
        if not data:
            raise NnvizError("a file with content", "an empty file", "Choose another file.")
        if len(data) > MOST_BYTES:
            raise too_large(len(data))
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self.folder / digest
            if not path.exists():
                self._make_room(len(data))
                part = self.folder / f"{digest}.{os.getpid()}.part"
                part.write_bytes(data)
                part.chmod(0o600)
                part.replace(path)
            self._mark(path)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the content of a file.

        Raises:
            MissingFileError: It is not here.
            SpecError: This is not a digest.
        """
        path = self._path(digest)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MissingFileError from error
        self._mark(path)
        return data

    def touch(self, digest: str) -> None:
        """Note that a file is still needed, if it is here."""
        self._mark(self._path(digest))

    def release(self, digest: str) -> None:
        """Note that whoever brought a file needs it no longer: it is the first to go for others."""
        path, before = self._path(digest), self._clock() - SPARE_S
        with suppress(OSError):
            os.utime(path, (before, min(before, path.stat().st_mtime)))

    def adopt(self, path: Path) -> None:
        """Take over a file of an earlier server, if it is one of ours and there is room for it."""
        with self._lock, suppress(OSError, NnvizError):
            if _DIGEST.fullmatch(path.name):
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._make_room(path.stat().st_size)
                path.replace(self.folder / path.name)

    def tidy(self) -> None:
        """Remove what nobody used for long."""
        with self._lock:
            self._remove(UNUSED_S, 0)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise SpecError("the SHA-256 of a file, 64 hexadecimal digits", repr(digest[:70]))
        return self.folder / digest

    def _mark(self, path: Path) -> None:
        now = self._clock()
        with suppress(OSError):
            os.utime(path, (now, now))

    def _make_room(self, size: int) -> None:
        """Remove what is no longer needed until there is room for this many bytes more.

        Raises:
            NnvizError: What is there is still in use.
        """
        self._remove(UNUSED_S, 0)
        if self._remove(SPARE_S, size) + size > self._most_total:
            raise NnvizError(
                f"free space in the {self._most_total >> 20} MB that this server keeps for files",
                "none: other files fill it", "Try again in a few minutes, or use a smaller file.",
            )  # fmt: skip

    def _remove(self, unused: float, wanted: int) -> int:
        """Remove files unused for so long, the oldest first, and return the bytes that remain.

        Args:
            unused: Seconds.
            wanted: Stop as soon as there is room for this many bytes; 0 removes all of them.
        """
        found = [(path, path.stat()) for path in self.folder.glob("[0-9a-f]*") if path.is_file()]
        total = sum(stat.st_size for _, stat in found)
        for path, stat in sorted(found, key=lambda entry: entry[1].st_mtime):
            enough = wanted and total + wanted <= self._most_total
            if enough or self._clock() - stat.st_mtime < unused:
                break
            path.unlink(missing_ok=True)
            total -= stat.st_size
        return total


_store: FileStore | None = None
_guard = threading.Lock()


def store() -> FileStore:
    """Return the store of this process; its folder goes with it, at the latest with the next."""
    global _store
    with _guard:
        if _store is None:
            home = claim(_PREFIX)
            atexit.register(home.remove)
            _store = FileStore(home.folder)
            _take_over(_store)
        return _store


def _take_over(store: FileStore) -> None:
    """Keep the files of servers that were killed, for those who come back, and tidy up."""
    for old in left_behind(_PREFIX):
        for path in old.folder.iterdir():
            store.adopt(path)
        old.remove()


def known_folder() -> Path | None:
    """Return the folder of the store; None when nothing was ever put into it."""
    return None if _store is None else _store.folder


def use(folder: Path) -> None:
    """Read the files of another process, which looks after them."""
    global _store
    with _guard:
        _store = FileStore(folder)


def tidy() -> None:
    """Remove what nobody used for long, if there is a store at all."""
    if _store is not None:
        _store.tidy()
