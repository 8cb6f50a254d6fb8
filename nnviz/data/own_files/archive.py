"""ZIP files of visitors: looked at before anything is unpacked, and never unpacked to disk."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from nnviz.core.errors import NnvizError

MOST_UNPACKED = 200 << 20
"""Bytes of all members together at most."""
MOST_RATIO = 200
"""How many times as large as packed a member of more than `SMALL` bytes may be."""
SMALL = 1 << 20
_HEADER = b"PK\x01\x02"
_LONGEST_NAME = 240
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BESIDE = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What operating systems put beside the files that were meant."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: Its path, with slashes.
        size: Bytes when unpacked, as declared; never more are read.
    """

    name: str
    size: int
    _info: zipfile.ZipInfo

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and name."""
        return tuple(self.name.split("/"))


class Archive:
    """A ZIP file whose table of contents has been checked.

    Args:
        data: The file.
        most_members: Files in it at most.

    Raises:
        NnvizError: It is damaged, encrypted, or larger or odder than it may be.
    """

    def __init__(self, data: bytes, most_members: int) -> None:
        # Counted in the bytes: reading the table of contents already takes memory for each entry.
        count = data.count(_HEADER)
        if count > 2 * most_members:
            raise _refused(f"at most {most_members:,} files", f"about {count:,}", "Take fewer.")
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
            infos = self._file.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _damaged() from error
        self.members = tuple(
            _member(info) for info in infos if not (info.is_dir() or _is_beside(info.filename))
        )
        _check_names(self.members)
        if len(self.members) > most_members:
            raise _refused(f"at most {most_members:,} files", f"{len(self.members):,}")
        total = sum(member.size for member in self.members)
        if total > MOST_UNPACKED:
            raise _refused(
                f"at most {MOST_UNPACKED >> 20} MB when unpacked", f"{total / (1 << 20):,.0f} MB",
                "Take fewer or smaller files.",
            )  # fmt: skip

    def read(self, member: Member) -> bytes:
        """Return what is in a member.

        Raises:
            NnvizError: It is damaged.
        """
        try:
            return self._file.read(member._info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise _damaged(member.name) from error

    def open(self, member: Member) -> IO[bytes]:
        """Return a member as a stream; what it gives is never more than its size.

        Raises:
            NnvizError: It is damaged.
        """
        try:
            return self._file.open(member._info)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise _damaged(member.name) from error


def _member(info: zipfile.ZipInfo) -> Member:
    """Check one entry of the table of contents.

    Raises:
        NnvizError: It is no plain file, or unpacks to far more than it takes.
    """
    name = info.filename.replace("\\", "/")
    shown = repr(name[:60])
    if info.flag_bits & 0x1:
        raise _refused("files without a password", f"{shown}, which is encrypted")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused("plain files", f"{shown}, which is a link")
    if info.compress_type not in _PACKINGS:
        raise _refused("a ZIP packed the usual way (deflate)", f"another one for {shown}")
    if info.file_size > max(SMALL, MOST_RATIO * info.compress_size):
        raise _refused(f"files that unpack to at most {MOST_RATIO} times their size", shown)
    return Member(name, info.file_size, info)


def _check_names(members: tuple[Member, ...]) -> None:
    """Refuse names that lead elsewhere, hide something, or stand twice."""
    seen: set[str] = set()
    for member in members:
        odd = (
            member.name.startswith("/")
            or len(member.name) > _LONGEST_NAME
            or any(part in ("", ".", "..") or part.endswith(":") for part in member.parts)
            or not member.name.isprintable()
        )
        if odd:
            raise _refused("plain names in plain folders", repr(member.name[:60]))
        if member.name in seen:
            raise _refused("every file once", f"{member.name[:60]!r} twice")
        seen.add(member.name)


def _is_beside(name: str) -> bool:
    """Say whether an entry is not the visitor's but their system's."""
    parts = name.replace("\\", "/").split("/")
    return parts[-1].startswith(".") or any(part in _BESIDE for part in parts)


def _refused(
    expected: str, received: str, advice: str = "Pack the files anew and try again."
) -> NnvizError:
    return NnvizError(f"a ZIP file with {expected}", received, advice)


def _damaged(name: str = "") -> NnvizError:
    where = f"a damaged one ({name[:60]!r})" if name else "a damaged one, or none"
    return NnvizError("a complete ZIP file", where, "Pack the files anew and try again.")
