"""A `.keras` file: a ZIP archive of which every member is checked before it is read."""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass

from nnviz.core.errors import OpenError

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
MAX_MEMBERS = 64
MAX_DECLARED = 100_000_000
MAX_RATIO = 100
"""A member at most so many times as large as its compressed bytes, beyond the first megabyte."""
_FREE_BYTES = 1_000_000
_MAX_SMALL = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of a `.keras` file, `weights` and `metadata` empty where there are none."""

    config: bytes
    metadata: bytes
    weights: bytes


def read_archive(data: bytes) -> Archive:
    """Read the members of an archive.

    Raises:
        OpenError: It is no such archive, or a member is none that may be there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked(archive.infolist())
            found = {name: _read(archive, member) for name, member in members.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise OpenError("a complete .keras file", f"a damaged one ({error})") from error
    if CONFIG not in found:
        raise OpenError(f"a .keras file with {CONFIG}", "one without it")
    return Archive(found[CONFIG], found.get(METADATA, b""), found.get(WEIGHTS, b""))


def _checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, after looking at all that the archive says of them."""
    if len(members) > MAX_MEMBERS:
        raise OpenError(f"at most {MAX_MEMBERS} members", f"{len(members)}")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        _require_plain(member)
        if member.filename in found:
            raise OpenError("every member once", f"{member.filename} twice")
        found[member.filename] = member
    declared = sum(member.file_size for member in members)
    if declared > MAX_DECLARED:
        raise OpenError(f"at most {MAX_DECLARED:,} bytes unpacked", f"{declared:,}")
    return found


def _require_plain(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    if name not in (CONFIG, METADATA, WEIGHTS) or name != member.filename:
        raise OpenError(
            f"nothing but {CONFIG}, {METADATA} and {WEIGHTS} in a .keras file",
            ascii(name[:60]),
            "Vocabularies and other files are not read." if name.startswith("assets") else "",
        )
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise OpenError("plain files in the archive", f"{name}, which is a link or no file")
    if member.flag_bits & 0x1:
        raise OpenError("members that anybody can read", f"{name}, which is encrypted")
    if member.compress_type not in _METHODS:
        raise OpenError("members that are stored or deflated", f"{name}, packed in another way")
    beyond = member.file_size - _FREE_BYTES
    if beyond > MAX_RATIO * member.compress_size:
        raise OpenError(
            f"members packed at most {MAX_RATIO} times smaller",
            f"{name}: {member.compress_size:,} bytes for {member.file_size:,}",
        )
    if name != WEIGHTS and member.file_size > _MAX_SMALL:
        raise OpenError(f"{name} of at most {_MAX_SMALL:,} bytes", f"{member.file_size:,}")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read one member, never more than it declares."""
    with archive.open(member) as file:
        data = file.read(member.file_size + 1)
    if len(data) != member.file_size:
        raise OpenError(f"{member.file_size:,} bytes in {member.filename}", "another number")
    return data
