"""Uploaded ZIP files: checked before anything is unpacked, and never unpacked to disk."""

import zipfile
from dataclasses import dataclass
from typing import IO

from nnviz.core.errors import NnvizError
from nnviz.core.files import zip_rules

MOST_UNPACKED = 200 << 20
"""Most bytes of all members together."""
MOST_RATIO = 200
"""How many times as large as packed a member may be, beyond its first megabyte."""
_LONGEST_NAME = 240
_BESIDE = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What operating systems put next to the files that were meant."""


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
        most_members: Most files in it.

    Raises:
        NnvizError: It is damaged, encrypted, too large, or has forbidden entries.
    """

    def __init__(self, data: bytes, most_members: int) -> None:
        bounds = zip_rules.Bounds(most_members, MOST_UNPACKED, MOST_RATIO)
        try:
            self._file = zip_rules.opened(data, bounds)
            infos = [
                info
                for info in self._file.infolist()
                if not (info.filename.endswith("/") or _is_beside(info.filename))
            ]
            for info in infos:
                zip_rules.require_plain(info, bounds)
            self.members = tuple(Member(_name(info), info.file_size, info) for info in infos)
            _check_names(self.members)
            zip_rules.require_bounds(infos, bounds)
        except zip_rules.ZipError as error:
            raise _refused(error) from error

    def read(self, member: Member) -> bytes:
        """Return what is in a member.

        Raises:
            NnvizError: It is damaged.
        """
        try:
            return zip_rules.content(self._file, member._info)
        except zip_rules.ZipError as error:
            raise _refused(error) from error

    def begins(self, member: Member, size: int) -> bytes:
        """Return the first bytes of a member, none of a damaged one."""
        try:
            with self._file.open(member._info) as stream:
                return stream.read(size)
        except zip_rules.DAMAGE:
            return b""

    def open(self, member: Member) -> IO[bytes]:
        """Return a member as a stream; its output is never more than its size.

        Raises:
            NnvizError: It is damaged.
        """
        try:
            return self._file.open(member._info)
        except zip_rules.DAMAGE as error:
            damaged = zip_rules.ZipError("all its entries intact", f"a damaged one ({member.name})")
            raise _refused(damaged) from error


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/")


def _check_names(members: tuple[Member, ...]) -> None:
    """Refuse names that lead elsewhere, hide something, or occur twice."""
    seen: set[str] = set()
    for member in members:
        odd = (
            member.name.startswith("/")
            or len(member.name) > _LONGEST_NAME
            or any(part in ("", ".", "..") or part.endswith(":") for part in member.parts)
            or not member.name.isprintable()
        )
        if odd:
            raise zip_rules.ZipError("plain names in plain folders", repr(member.name[:60]))
        if member.name in seen:
            raise zip_rules.ZipError("every file once", f"{member.name[:60]!r} twice")
        seen.add(member.name)


def _is_beside(name: str) -> bool:
    """Say whether an entry is not the visitor's but their system's."""
    parts = name.replace("\\", "/").split("/")
    return parts[-1].startswith(".") or any(part in _BESIDE for part in parts)


def _refused(error: zip_rules.ZipError) -> NnvizError:
    """Return the error of a ZIP file as a visitor reads it."""
    return NnvizError(
        f"a ZIP file with {error.expected}", error.received,
        error.advice or "Zip the files again and retry.",
    )  # fmt: skip
