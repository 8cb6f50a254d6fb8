"""Folders of a running server, told from those that a killed server has left behind.

Each holds a file that its server keeps locked. The system takes the lock away with the process,
however that ends, so a folder whose lock can be had is nobody's any more.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows; what is left behind stays until the system tidies up.
    fcntl = None

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder of this process.

    Attributes:
        folder: Where it is; nobody else may look into it.
        lock: The file that is locked as long as it is open.
    """

    folder: Path
    lock: IO[bytes]

    def remove(self) -> None:
        """Remove the folder and all that is in it."""
        self.lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def claim(prefix: str, parent: Path | None = None) -> Home:
    """Make a folder for this process.

    Args:
        prefix: What its name begins with.
        parent: Where it is made; where temporary files lie by default.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    # It has its name when it is locked: nobody finds it free in between.
    made = folder / f"{_LOCK}.new"
    lock = made.open("wb")
    if _locked(lock):
        made.replace(folder / _LOCK)
    return Home(folder, lock)


def left_behind(prefix: str, parent: Path | None = None) -> list[Home]:
    """Return the folders whose process has gone, the latest first; they are this process's now.

    Only folders that this user made count, and no links to somewhere else.

    Args:
        prefix: What their names begin with.
        parent: Where they lie; where temporary files lie by default.
    """
    place = Path(tempfile.gettempdir()) if parent is None else parent
    found = [home for path in place.glob(f"{prefix}*") if (home := _taken_over(path))]
    return sorted(found, key=lambda home: home.folder.stat().st_mtime, reverse=True)


def _taken_over(path: Path) -> Home | None:
    """Return a folder as this process's own; None when it is somebody's or not such a folder."""
    lock = path / _LOCK
    with suppress(OSError):
        if fcntl is None or path.is_symlink() or lock.is_symlink() or not lock.is_file():
            return None
        if path.stat().st_uid != os.getuid():
            return None
        file = lock.open("r+b")
        if _locked(file):
            return Home(path, file)
        file.close()
    return None


def _locked(file: IO[bytes]) -> bool:
    """Lock a file and say whether that worked; where there are no locks it is never said so."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
