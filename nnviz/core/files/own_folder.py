"""A folder of temporary files that goes with its process, however that ends.

A process that ends removes its folder. One that is killed cannot; the next one of the same kind
does it. Which folders are still in use is told by a lock that the system gives back when its
process has gone.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:
    # Windows: a file that somebody has open cannot be removed, which tells the same.
    fcntl = None

LOCK = "in-use"
"""Name of the file in the folder that its process has locked."""
_held: list[IO[bytes]] = []


def own_folder(prefix: str, parent: Path | None = None) -> Path:
    """Make a folder for this process, and remove those of processes that are no more.

    Args:
        prefix: What its name begins with, the same for all processes of a kind.
        parent: Where it lies; the system's folder of temporary files by default.
    """
    place = Path(tempfile.gettempdir()) if parent is None else parent
    for left in abandoned(place, prefix):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    _held.append(_locked(folder / LOCK))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def abandoned(place: Path, prefix: str) -> Iterator[Path]:
    """Yield the folders that were made with a prefix and whose process is no more.

    A folder without the lock's file is somebody else's, or is being made just now.
    """
    for folder in place.glob(f"{prefix}*"):
        if folder.is_dir() and not folder.is_symlink() and _is_free(folder / LOCK):
            yield folder


def _locked(path: Path) -> IO[bytes]:
    """Make the file and hold it until this process ends."""
    if fcntl is None:
        return path.open("wb")
    # It has its name when it is locked: nobody finds it free in between.
    made = path.with_suffix(".new")
    file = made.open("wb")
    fcntl.flock(file, fcntl.LOCK_EX)
    made.replace(path)
    return file


def _is_free(path: Path) -> bool:
    """Say whether nobody holds a lock that there is."""
    with suppress(OSError):
        if fcntl is None:
            path.unlink()
            return True
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
