"""A `.keras` file: a ZIP archive of which every member is checked before it is read."""

import zipfile
from dataclasses import dataclass

from nnviz.core.errors import OpenError
from nnviz.core.files import zip_rules

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_ASSETS = "assets/"
BOUNDS = zip_rules.Bounds(members=64, unpacked=100_000_000, ratio=100)
_MAX_SMALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of a `.keras` file, `weights` and `metadata` empty where there are none.

    Attributes:
        config: The description of the model.
        metadata: Who wrote it.
        weights: Its weights.
        assets: Whether there are further files, such as vocabularies, which are never read.
    """

    config: bytes
    metadata: bytes
    weights: bytes
    assets: bool = False


def read_archive(data: bytes) -> Archive:
    """Read the members of an archive.

    Raises:
        OpenError: It is not such an archive, or has a forbidden member.
    """
    try:
        with zip_rules.opened(data, BOUNDS) as archive:
            members = _checked(archive.infolist())
            known = {name: one for name, one in members.items() if not name.startswith(_ASSETS)}
            found = {name: zip_rules.content(archive, one) for name, one in known.items()}
    except zip_rules.ZipError as error:
        raise OpenError(
            f"a .keras file with {error.expected}", error.received, error.advice
        ) from error
    if CONFIG not in found:
        raise OpenError(f"a .keras file with {CONFIG}", "one without it")
    further = len(known) < len(members)
    return Archive(found[CONFIG], found.get(METADATA, b""), found.get(WEIGHTS, b""), further)


def _checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, after checking everything that the archive says about them."""
    zip_rules.require_bounds(members, BOUNDS)
    for member in members:
        _require_known(member)
        zip_rules.require_plain(member, BOUNDS)
    return {member.filename: member for member in members}


def _require_known(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    if name.startswith(_ASSETS) and name == member.filename and ".." not in name:
        return
    if name not in (CONFIG, METADATA, WEIGHTS) or name != member.filename:
        raise OpenError(
            f"only {CONFIG}, {METADATA} and {WEIGHTS} in a .keras file",
            ascii(name[:60]),
        )
    if name != WEIGHTS and member.file_size > _MAX_SMALL:
        raise OpenError(f"{name} of at most {_MAX_SMALL:,} bytes", f"{member.file_size:,}")
