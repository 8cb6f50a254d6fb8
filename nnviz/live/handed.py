"""The file that the command line named, for the page that asks for it by its token.

A page's address holds only the token, which nobody can guess, and never a path: whoever reaches
the server reads no other file, and this one only with the address that the command opened.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from nnviz.core.errors import OpenError
from nnviz.core.files.file_forms import NETWORKS, TABLES

OPEN_PARAMETER = "open"
"""Name of the address's parameter that holds the token."""


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that was read before the server started.

    Attributes:
        name: Its name without folders.
        data: What is in it.
    """

    name: str
    data: bytes

    @property
    def holds_data(self) -> bool:
        """Whether it is data to learn from, and no network or experiment."""
        return Path(self.name).suffix.lower() in TABLES


_files: dict[str, HandedFile] = {}


def read(path: Path) -> HandedFile:
    """Read a file that the app can open; what is in it is looked at on the page.

    Raises:
        OSError: It cannot be read.
        OpenError: It is of no kind that can be opened, empty, or too large.
    """
    # Not with this module: what data are made of takes a while to load.
    from nnviz.data.uploads.store import MOST_BYTES

    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if path.suffix.lower() not in NETWORKS + TABLES:
        raise OpenError(
            f"a file that ends in {', '.join(NETWORKS + TABLES[:-1])} or {TABLES[-1]}",
            repr(path.name[:60]),
        )
    if not data:
        raise OpenError("a file with something in it", f"an empty one ({path.name[:60]!r})")
    if len(data) > MOST_BYTES:
        raise OpenError(
            f"a file of at most {MOST_BYTES >> 20} MB", f"a larger one ({path.name[:60]!r})"
        )
    return HandedFile(path.name, data)


def hand_over(file: HandedFile) -> str:
    """Keep a file for the page and return its token."""
    token = secrets.token_urlsafe(32)
    _files[token] = file
    return token


def handed(token: str) -> HandedFile | None:
    """Return the file with this token, if there is one."""
    return _files.get(token)


def addresses() -> dict[str, str]:
    """Return the query under which each file is opened, by its name."""
    return {file.name: urlencode({OPEN_PARAMETER: token}) for token, file in _files.items()}
