"""What a ZIP file holds: images, arrays, a table, or something that is not read."""

from pathlib import PurePath

from nnviz.core.errors import NnvizError
from nnviz.data.uploads.archive import Archive, Member
from nnviz.data.uploads.elsewhere import elsewhere
from nnviz.data.uploads.images import MOST_PICTURES, is_picture

_TABLES = (".csv", ".tsv", ".txt", ".tab", ".dat")
_ABOUT = ("readme", "license", "licence", "copying", "notes", "changelog")
_SOUNDS = (".wav", ".mp3", ".flac", ".ogg", ".m4a", ".aac", ".aif", ".aiff", ".opus")
_OTHERS = {
    _SOUNDS: ("sounds", "Make an array of their samples or spectrograms and save it as NPZ."),
    (".mp4", ".avi", ".mov", ".mkv", ".webm"): ("videos", "Save single images of them."),
    (".json", ".xml", ".parquet"): ("data in another format", "Save them as CSV or NPZ."),
}
"""What people zip besides, by the endings of its names, with what to do about it."""


@elsewhere
def kind_in(name: str, data: bytes) -> str:
    """Return the kind of data that a ZIP file holds; empty for a single table.

    Args:
        name: What the file is called.
        data: What is in it.

    Raises:
        NnvizError: It holds something that is not read.
    """
    archive = Archive(data, MOST_PICTURES)
    names = [member.name.lower() for member in archive.members]
    if "[content_types].xml" in names or "mimetype" in names:
        raise NnvizError(
            "CSV, a ZIP file of images, or NPZ", f"a spreadsheet or document ({name[-40:]!r})",
            "In the spreadsheet, save the sheet as CSV.",
        )  # fmt: skip
    if any(name.endswith(".npy") for name in names):
        return "own_arrays"
    if any(is_picture(archive, member) for member in archive.members):
        return "own_images"
    if _tables(archive):
        return ""
    for endings, (what, advice) in _OTHERS.items():
        if any(name.endswith(endings) for name in names):
            raise NnvizError("images, a table or arrays in the ZIP file", what, advice)
    return "own_images"


@elsewhere
def only_table(data: bytes) -> tuple[str, bytes]:
    """Return name and content of the table in a ZIP file.

    Raises:
        NnvizError: There are several, or it is damaged.
    """
    archive = Archive(data, MOST_PICTURES)
    tables = _tables(archive)
    if len(tables) > 1:
        named = ", ".join(PurePath(member.name).name for member in tables[:5])
        raise NnvizError(
            "one table in the ZIP file", f"{len(tables)}: {named[:100]}",
            "Unpack it and open the table that you want.",
        )  # fmt: skip
    return PurePath(tables[0].name).name, archive.read(tables[0])


def _tables(archive: Archive) -> list[Member]:
    """Return the tables, of CSV beside text files only those, and no words about the rest."""
    paths = [(member, PurePath(member.name.lower())) for member in archive.members]
    found = [
        (member, path)
        for member, path in paths
        if path.suffix in _TABLES and not path.stem.startswith(_ABOUT)
    ]
    sure = [member for member, path in found if path.suffix != ".txt"]
    return sure or [member for member, _ in found]
