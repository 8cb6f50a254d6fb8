"""Which arrays of a file are inputs, targets, and what is kept for testing, by their names."""

from collections.abc import Mapping
from typing import Literal

from nnviz.data.uploads.column_names import words_of
from nnviz.data.uploads.npz import ArrayHeader

Part = Literal["", "train", "val", "test"]
INPUTS = (
    "x", "data", "features", "feature", "inputs", "input", "images", "image", "imgs", "pictures",
    "samples", "xs", "arr0",
)  # fmt: skip
TARGETS = ("y", "target", "targets", "labels", "label", "classes", "class", "outputs", "ys", "arr1")
_PARTS: Mapping[str, Part] = {
    "train": "train", "training": "train", "tr": "train", "val": "val", "valid": "val",
    "validation": "val", "test": "test", "testing": "test", "te": "test",
}  # fmt: skip


def parted(name: str) -> tuple[Part, str]:
    """Return the part that an array is for, and what it is called without that.

    Example:
        >>> parted("train_images"), parted("Xtest"), parted("y")
        (('train', 'images'), ('test', 'x'), ('', 'y'))
    """
    words = words_of(name)
    for word in words:
        if word in _PARTS and len(words) > 1:
            return _PARTS[word], "".join(other for other in words if other != word)
    joined = "".join(words)
    for word, part in _PARTS.items():
        if len(word) > 2 and joined.startswith(word) and joined != word:
            return part, joined.removeprefix(word)
        if len(word) > 2 and joined.endswith(word) and joined != word:
            return part, joined.removesuffix(word)
    return "", joined


def usual(headers: Mapping[str, ArrayHeader], names: tuple[str, ...]) -> str:
    """Return the first array of a usual name, as it is or for training; empty if there is none."""
    known = {parted(name): name for name in reversed(list(headers))}
    for base in names:
        for part in ("", "train"):
            if found := known.get((part, base)):
                return found
    return ""


def kept_for_testing(headers: Mapping[str, ArrayHeader], pair: tuple[str, str]) -> tuple[str, ...]:
    """Return the inputs and targets for testing that belong to those for training.

    Args:
        headers: All arrays.
        pair: Names of the inputs and the targets.

    Returns:
        Two names, of validation where there is no test; none where there are neither.
    """
    (part, inputs), (_, targets) = map(parted, pair)
    if part != "train":
        return ()
    known = {parted(name): name for name, header in headers.items() if header.usable}
    for held in ("test", "val"):
        found = (known.get((held, inputs)), known.get((held, targets)))
        if found[0] is not None and found[1] is not None:
            return found[0], found[1]
    return ()


def by_shape(headers: Mapping[str, ArrayHeader]) -> tuple[str, str]:
    """Return inputs and targets by their shapes, where only two arrays can be meant.

    Returns:
        Two names; empty where that is not clear.
    """
    usable = [header for header in headers.values() if header.usable and header.shape]
    if len(usable) != 2 or usable[0].shape[0] != usable[1].shape[0]:
        return "", ""
    small, large = sorted(usable, key=lambda header: len(header.shape))
    if len(small.shape) > 1 or len(large.shape) < 2:
        return "", ""
    return large.name, small.name
