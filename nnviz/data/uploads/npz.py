"""Arrays in a ZIP file (NPZ): headers are read and checked before any array is made."""

import math
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.files import zip_rules
from nnviz.core.files.names import clean_name
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.archive import Archive, Member
from nnviz.data.uploads.elsewhere import elsewhere

MOST_ARRAYS = 32
_WHOLE_BYTES = 64 << 20
"""Most bytes of an array that cannot be read row by row."""
_CHUNK = 1 << 20
_HEADER_BYTES = 10_000
_NO_HEADER = (
    *zip_rules.DAMAGE, SyntaxError, TypeError, KeyError, AttributeError, RecursionError,
    MemoryError, tokenize.TokenError,
)  # fmt: skip
"""What reading the header of something else, or of something hostile, may raise."""


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """What the header of an array says.

    Attributes:
        name: Its name in the file.
        shape: Its shape.
        dtype: Kind and size of its values.
        fortran: Whether the first axis runs fastest, so that rows do not lie one after another.
    """

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    member: Member

    @property
    def usable(self) -> bool:
        """Whether it holds numbers or texts; objects and dates are passed over."""
        return not self.dtype.hasobject and self.dtype.kind in "biufUS" and self.dtype.itemsize > 0

    @property
    def words(self) -> str:
        """Name, shape and type as people read them."""
        shape = " \u00d7 ".join(map(str, self.shape)) or "one value"
        return f"{self.name}: {shape}, {self.dtype}"


@elsewhere
def headers_of(file: str) -> dict[str, ArrayHeader]:
    """Return the headers of the arrays in a file of the store, by name.

    Args:
        file: Its digest.

    Raises:
        NnvizError: As `opened`.
    """
    return opened(file)[1]


@lru_cache(maxsize=2)
def opened(file: str) -> tuple[Archive, dict[str, ArrayHeader]]:
    """Return a file of the store with the headers of its arrays, by name.

    Args:
        file: Its digest.

    Raises:
        NnvizError: An array is none, or is shorter than its header says.
    """
    archive = Archive(own_store.store().read(file), MOST_ARRAYS)
    headers = [_header(archive, m) for m in archive.members if m.name.endswith(".npy")]
    return archive, {header.name: header for header in headers}


def _header(archive: Archive, member: Member) -> ArrayHeader:
    """Read a header and check that what follows is as long as it says.

    Raises:
        NnvizError: It is none, or not true.
    """
    name = clean_name(member.name.removesuffix(".npy"), "?")
    with archive.open(member) as stream:
        try:
            shape, fortran, dtype = _read_header(stream)
        except (zipfile.BadZipFile, zlib.error) as error:
            raise _damaged(name) from error
        except _NO_HEADER as error:
            raise NnvizError(
                "arrays written by numpy.savez", f"{name!r}, which is not one",
                "Save the arrays with numpy.savez and try again.",
            ) from error  # fmt: skip
        start = stream.tell()
    header = ArrayHeader(name, shape, dtype, fortran, member)
    if not header.usable:
        return header
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize != member.size - start:
        raise NnvizError(
            f"as many values in {name!r} as its shape implies", "a different number",
            "Save the arrays with numpy.savez and try again.",
        )  # fmt: skip
    return header


def _read_header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, "np.dtype[Any]"]:
    version = npy.read_magic(stream)
    if version == (1, 0):
        return npy.read_array_header_1_0(stream, max_header_size=_HEADER_BYTES)
    if version == (2, 0):
        return npy.read_array_header_2_0(stream, max_header_size=_HEADER_BYTES)
    raise ValueError(f"version 1 or 2 of the format, received {version}")


def _damaged(name: str) -> NnvizError:
    return NnvizError(
        "a complete array", f"{name!r}, which is damaged",
        "Save the arrays with numpy.savez and try again.",
    )  # fmt: skip


def read_rows(archive: Archive, header: ArrayHeader, rows: NDArray[np.int64]) -> NDArray[Any]:
    """Return some rows of an array; of the others never more than 1 MB is in memory.

    Args:
        archive: The file.
        header: The array.
        rows: Numbers of the rows, ascending.

    Raises:
        NnvizError: It is damaged, or too large to be read whole where it has to be.
    """
    if header.fortran and len(header.shape) > 1:
        return _read_whole(archive, header)[rows]
    row_bytes = max(1, math.prod(header.shape[1:]) * header.dtype.itemsize)
    at_once = max(1, _CHUNK // row_bytes)
    total = header.shape[0] if header.shape else 0
    found: list[NDArray[Any]] = []
    with _content(archive, header) as stream:
        for first in range(0, total, at_once):
            count = min(at_once, total - first)
            data = stream.read(count * row_bytes)
            if len(data) < count * row_bytes:
                raise NnvizError("a complete array", f"{header.name!r}, which is cut off")
            chunk = np.frombuffer(data, header.dtype).reshape(count, *header.shape[1:])
            found.append(chunk[rows[(rows >= first) & (rows < first + count)] - first])
    return np.concatenate(found)


def _read_whole(archive: Archive, header: ArrayHeader) -> NDArray[Any]:
    if header.member.size > _WHOLE_BYTES:
        raise NnvizError(
            f"arrays in Fortran order of at most {_WHOLE_BYTES >> 20} MB", header.words,
            "Save numpy.ascontiguousarray(x) instead.",
        )  # fmt: skip
    with _content(archive, header) as stream:
        return np.frombuffer(stream.read(), header.dtype).reshape(header.shape, order="F")


@contextmanager
def _content(archive: Archive, header: ArrayHeader) -> Iterator[IO[bytes]]:
    """Give what follows the header of an array.

    Raises:
        NnvizError: It is damaged, which is found out while it is read.
    """
    try:
        with archive.open(header.member) as stream:
            _read_header(stream)
            yield stream
    except NnvizError:
        raise
    except zip_rules.DAMAGE as error:
        raise _damaged(header.name) from error
