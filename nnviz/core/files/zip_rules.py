"""Rules for untrusted ZIP files, for model files and data alike.

The table of contents is checked before anything is unpacked, and nothing is unpacked to disk.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.errors import NnvizError

DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, OverflowError, IndexError,
)  # fmt: skip
"""What reading a damaged ZIP file may raise."""
_HEADER = b"PK\x01\x02"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipError(NnvizError):
    """A ZIP file that may not be opened."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a ZIP file may be.

    Attributes:
        members: Most files in it.
        unpacked: Most bytes of all of them together.
        ratio: How many times as large as packed a file may be, beyond its first `free` bytes.
        free: See `ratio`.
    """

    members: int
    unpacked: int
    ratio: int
    free: int = 1 << 20


def opened(data: bytes, bounds: Bounds) -> zipfile.ZipFile:
    """Read the table of contents, unless it is far too long.

    Raises:
        ZipError: There are far too many files, or it is damaged.
    """
    # Counted in the bytes: reading the table of contents already takes memory for each entry.
    count = data.count(_HEADER)
    if count > 2 * bounds.members:
        raise ZipError(f"at most {bounds.members:,} files", f"about {count:,}", "Use fewer.")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise ZipError("all its entries intact", "a damaged file, or not a ZIP file") from error


def require_plain(info: zipfile.ZipInfo, bounds: Bounds) -> None:
    """Check one entry of the table of contents.

    Raises:
        ZipError: It is not a plain file that anybody can read, or unpacks to far more than it
            takes.
    """
    shown = repr(info.filename[:60])
    if info.flag_bits & 0x1:
        raise ZipError("files without a password", f"{shown}, which is encrypted")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise ZipError("plain files", f"{shown}, which is a link or not a file")
    if info.compress_type not in _PACKINGS:
        raise ZipError("a ZIP compressed in the usual way (deflate)", f"another method for {shown}")
    if info.file_size - bounds.free > bounds.ratio * info.compress_size:
        raise ZipError(f"files that unpack to at most {bounds.ratio} times their size", shown)


def require_bounds(infos: Sequence[zipfile.ZipInfo], bounds: Bounds) -> None:
    """Check all entries together.

    Raises:
        ZipError: They are too many or too large, or one name occurs twice.
    """
    if len(infos) > bounds.members:
        raise ZipError(f"at most {bounds.members:,} files", f"{len(infos):,}")
    seen: set[str] = set()
    for info in infos:
        if info.filename in seen:
            raise ZipError("every file once", f"{info.filename[:60]!r} twice")
        seen.add(info.filename)
    total, mega = sum(info.file_size for info in infos), 1 << 20
    if total > bounds.unpacked:
        raise ZipError(
            f"at most {bounds.unpacked / mega:,.0f} MB when unpacked", f"{total / mega:,.0f} MB",
            "Use fewer or smaller files.",
        )  # fmt: skip


def content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return what is in a file, never more than it declares.

    Raises:
        ZipError: It is damaged, or not as large as it declares.
    """
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except DAMAGE as error:
        shown = repr(info.filename[:60])
        raise ZipError("all its entries intact", f"a damaged entry ({shown})") from error
    if len(data) != info.file_size:
        raise ZipError(f"{info.file_size:,} bytes in {info.filename[:60]!r}", "a different number")
    return data
