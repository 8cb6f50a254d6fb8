"""Classes and parts of images by the folders that they lie in."""

from collections.abc import Sequence
from typing import Literal

from nnviz.core.errors import NnvizError
from nnviz.core.files.names import clean_name
from nnviz.data.uploads.archive import Member

Part = Literal["", "train", "test"]
_TRAINING = frozenset(("train", "training", "train_set", "training_set"))
_VALIDATION = frozenset(("val", "valid", "validation", "dev"))
_TESTING = frozenset(("test", "testing", "test_set", "testing_set", "eval", "evaluation"))


def folders_of(members: Sequence[Member]) -> tuple[tuple[str, ...], tuple[Part, ...]]:
    """Return the class of each image, and which part it is for.

    The class is the innermost folder. Folders such as train and test, inside or around those of the
    classes, are parts: what lies in test is kept for testing, or in val where there is no test.

    Args:
        members: Images.

    Returns:
        Two entries for each image; the parts are empty where there are no such folders.

    Raises:
        NnvizError: An image lies in no folder.
    """
    folders = [member.parts[:-1] for member in members]
    for member, around in zip(members, folders, strict=True):
        if not around:
            raise NnvizError(
                "every image in the folder of its class, such as cats/1.png and dogs/1.png",
                f"{member.name[:60]!r} outside any folder",
                "Sort the images into folders and zip those.",
            )  # fmt: skip
    named = [[name for name in around if not _part(name)] for around in folders]
    parts = [next((part for name in around if (part := _part(name))), "") for around in folders]
    # Folders that are called train and test alone are the classes; so are those of a single part.
    if not all(named) or not all(parts) or len(set(parts)) < 2:
        return tuple(clean_name(around[-1], "?") for around in folders), ()
    held = "test" if "test" in parts else "val"
    return (
        tuple(clean_name(names[-1], "?") for names in named),
        tuple("test" if part == held else "train" for part in parts),
    )


def _part(folder: str) -> Literal["", "train", "val", "test"]:
    name = folder.lower().replace("-", "_")
    if name in _TRAINING:
        return "train"
    if name in _VALIDATION:
        return "val"
    return "test" if name in _TESTING else ""
