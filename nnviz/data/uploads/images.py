"""Custom images as a dataset: a ZIP file with one folder for each class."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import task_of, whole
from nnviz.data.sets.split import Parts, cut, stratified_split
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.archive import Archive, Member
from nnviz.data.uploads.elsewhere import elsewhere
from nnviz.data.uploads.picture_folders import Part, folders_of

if TYPE_CHECKING:
    from PIL import Image

MOST_PICTURES = 5_000
MOST_CLASSES = 40
MOST_PIXELS = 24_000_000
"""Most pixels of one image."""
MOST_PIXELS_TOGETHER = 300_000_000
MOST_VALUES = 12_000_000
"""Most values of all images together, as the network reads them: 48 MB."""
SUFFIXES = (
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp", ".webp", ".gif", ".bmp",
    ".dib",
)  # fmt: skip
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_BEGINNINGS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM")
"""How files of these formats begin, whatever they are called; WebP: RIFF, then its name."""
_SAMPLE = 24
_MOST_DAMAGED = 0.5
"""Share of the images from which on it is not the odd one that is damaged."""
_GREY_SPREAD = 12
"""Steps of 255 by which the channels of a grey pixel may differ, as JPEG blurs them."""


@dataclass(frozen=True, slots=True)
class PictureLook:
    """What is known of the images before they become a dataset.

    Attributes:
        classes: How many images there are of each class, by its name.
        largest: The longest side of any image in pixels.
        coloured: Whether the first images have colours.
        left_out: How many files are not images.
        damaged: How many images cannot be read by their header.
    """

    classes: Mapping[str, int]
    largest: int
    coloured: bool
    left_out: int
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class _Picture:
    """An image of the archive: its class, and the part it is for where folders say so."""

    member: Member
    label: str
    part: Part | None


@elsewhere
def look_at(file: str) -> PictureLook:
    """Read the headers of the images in a file.

    Args:
        file: Digest of a ZIP file in the store.

    Raises:
        NnvizError: It is not valid; the message says what to do.
    """
    return _opened(file)[0]


@lru_cache(maxsize=2)
def _opened(file: str) -> tuple[PictureLook, Archive, tuple[_Picture, ...]]:
    archive = Archive(own_store.store().read(file), MOST_PICTURES)
    members = [m for m in archive.members if is_picture(archive, m)]
    labels, parts = folders_of(members)
    found = [
        _Picture(member, label, parts[place] if parts else None)
        for place, (member, label) in enumerate(zip(members, labels, strict=True))
    ]
    _check_classes(_counts(found))
    largest, good = _check_headers(archive, found)
    counts = _counts(good)
    _check_classes(counts)
    sample = good[:: max(1, len(good) // _SAMPLE)][:_SAMPLE]
    coloured = any(_has_colour(archive, picture.member) for picture in sample)
    left_out = len(archive.members) - len(members)
    look = PictureLook(
        MappingProxyType(counts), largest, coloured, left_out, len(found) - len(good)
    )
    return look, archive, tuple(good)


def is_picture(archive: Archive, member: Member) -> bool:
    """Say whether a member is an image, by its name or by how it begins."""
    if member.name.lower().endswith(SUFFIXES):
        return True
    first = archive.begins(member, 12)
    return first.startswith(_BEGINNINGS) or (first[:4] == b"RIFF" and first[8:] == b"WEBP")


def _counts(pictures: Sequence[_Picture]) -> dict[str, int]:
    """Return how many images there are of each class, in the order of the alphabet."""
    counts = Counter(picture.label for picture in pictures)
    return {name: counts[name] for name in sorted(counts, key=str.casefold)}


def _check_classes(counts: Mapping[str, int]) -> None:
    """Refuse too few or too many classes, and classes of one image.

    Raises:
        NnvizError: With what to do about it.
    """
    if not 2 <= len(counts) <= MOST_CLASSES:
        received = f"{len(counts)} folder{'s' * (len(counts) != 1)} with images"
        raise NnvizError(
            f"2 to {MOST_CLASSES} folders of images, one for each class", received,
            "Zip one folder for each class, with PNG, JPEG, WebP, GIF or BMP files in it.",
        )  # fmt: skip
    for name, count in counts.items():
        if count < 2:
            raise NnvizError(
                "at least 2 images of each class, one for training and one for testing",
                f"one in {name}", "Add images to it, or leave it out.",
            )  # fmt: skip


def _check_headers(archive: Archive, pictures: Sequence[_Picture]) -> tuple[int, list[_Picture]]:
    """Read the size of every image before any is decoded.

    Returns:
        The longest side, and the images whose header can be read.

    Raises:
        NnvizError: Many are not images, or there are too many pixels.
    """
    total = largest = bad = 0
    good: list[_Picture] = []
    for picture in pictures:
        member = picture.member
        try:
            width, height = _picture(archive, member).size
        except NnvizError:
            bad += 1
            if bad > _MOST_DAMAGED * len(pictures):
                raise
            continue
        good.append(picture)
        total += width * height
        largest = max(largest, width, height)
        if width * height > MOST_PIXELS or min(width, height) < 1:
            raise NnvizError(
                f"images of at most {MOST_PIXELS // 10**6} million pixels",
                f"{width} \u00d7 {height} in {member.name[-60:]!r}", "Make it smaller.",
            )  # fmt: skip
    if total > MOST_PIXELS_TOGETHER:
        raise NnvizError(
            f"at most {MOST_PIXELS_TOGETHER // 10**6} million pixels in all images together",
            f"{total / 1e6:,.0f} million", "Make the images smaller, or use fewer.",
        )  # fmt: skip
    return largest, good


def _picture(archive: Archive, member: Member) -> "Image.Image":
    """Open a picture: its header is read, nothing is decoded.

    Raises:
        NnvizError: It is none.
    """
    from PIL import Image

    try:
        return Image.open(io.BytesIO(archive.read(member)), formats=_FORMATS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, NnvizError):
            raise
        raise _no_picture(member) from error


def _no_picture(member: Member) -> NnvizError:
    return NnvizError(
        "PNG, JPEG, WebP, GIF or BMP images",
        f"{member.name[-60:]!r}, which cannot be read as one",
        "Leave it out or save it again, then zip the folders again.",
    )


def _has_colour(archive: Archive, member: Member) -> bool:
    """Say whether an image has colours, not only shades of grey."""
    try:
        small = _decoded(archive, member, 16, colour=True)
    except NnvizError:
        return False  # It is left out when all are decoded.
    return bool(np.ptp(small, axis=-1).max() > _GREY_SPREAD)


def _decoded(archive: Archive, member: Member, side: int, *, colour: bool) -> NDArray[np.uint8]:
    """Return an image the right way up, cut square and made small, of animations the first one.

    Returns:
        uint8 `(side, side, 3)` in colour, `(side, side, 1)` in grey.

    Raises:
        NnvizError: It is damaged.
    """
    from PIL import Image, ImageOps

    picture = _picture(archive, member)
    mode = "RGB" if colour else "L"
    try:
        picture.draft(mode, (2 * side, 2 * side))  # JPEG: decode no finer than needed.
        upright = _eight_bits(ImageOps.exif_transpose(picture))
        square = ImageOps.fit(upright.convert(mode), (side, side), Image.Resampling.BOX)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _no_picture(member) from error
    return np.asarray(square, np.uint8).reshape(side, side, -1)


def _eight_bits(picture: "Image.Image") -> "Image.Image":
    """Return an image with more than 8 bits a pixel in 8, and transparent pixels as white."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture, np.float32)
        top = 65_535.0 if values.max(initial=0) > 255 else 255.0
        return Image.fromarray((np.clip(values / top, 0, 1) * 255).astype(np.uint8), mode="L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer)
    return picture


def largest_side(seen: PictureLook, *, most: int, colour: bool) -> int:
    """Return the longest side in steps of 4 that images and memory allow, 8 to `most`."""
    values = sum(seen.classes.values()) * (3 if colour else 1)
    allowed = min(most, seen.largest, int((MOST_VALUES / values) ** 0.5))
    return max(8, allowed // 4 * 4)


def images_signature(spec: DataSpec) -> DataSignature:
    """Return what a network must fit, after the headers of the images.

    Args:
        spec: Of the kind `own_images`, checked.

    Raises:
        NnvizError: The images are not what they should be, or too many for this size.
    """
    seen = look_at(str(spec.options["file"]))
    side, channels = whole(spec, "side"), 3 if spec.options["colour"] else 1
    count = sum(seen.classes.values())
    values = count * side * side * channels
    if values > MOST_VALUES:
        raise NnvizError(
            f"at most {MOST_VALUES // 10**6} million values in all images together",
            f"{values / 1e6:.1f} million ({count:,} of {side} \u00d7 {side} \u00d7 {channels})",
            "Choose a smaller side, or greyscale.",
        )  # fmt: skip
    task, outputs = task_of(len(seen.classes))
    return DataSignature((side, side, channels), task, outputs, "image")


def images_dataset(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Make the dataset of a visitor's images; values are 0 for black to 1 for white.

    Args:
        spec: Of the kind `own_images`, checked.
        rng: Draws which images are for testing.

    Raises:
        NnvizError: As `images_signature`, or an image is damaged.
    """
    signature = images_signature(spec)
    seen, archive, pictures = _opened(str(spec.options["file"]))
    side, colour = whole(spec, "side"), bool(spec.options["colour"])
    x = np.zeros((len(pictures), *signature.input_shape), np.float32)
    good: list[_Picture] = []
    bad = seen.damaged
    for picture in pictures:
        try:
            small = _decoded(archive, picture.member, side, colour=colour)
        except NnvizError:
            bad += 1
            if bad > _MOST_DAMAGED * len(pictures):
                raise
            continue
        x[len(good)] = small / np.float32(255)
        good.append(picture)
    counts = _counts(good)
    _check_classes({name: counts.get(name, 0) for name in seen.classes})
    names = list(counts)
    y = np.array([names.index(picture.label) for picture in good], np.int32)
    return replace(
        cut(spec.name, signature, x[: len(good)], y, _parts(good, y, spec, rng)),
        class_names=tuple(names),
        lit=True,
        note=_note(counts, bad),
    )


def _parts(
    pictures: Sequence[_Picture], y: NDArray[np.int32], spec: DataSpec, rng: np.random.Generator
) -> Parts:
    """Return which images are for training: as the folders say, or drawn."""
    tested = np.array([picture.part == "test" for picture in pictures])
    if tested.any() and not tested.all():
        return np.flatnonzero(~tested), np.flatnonzero(tested)
    return stratified_split(y, spec.train_share, rng)


def _note(counts: Mapping[str, int], damaged: int) -> str:
    """Say what no learning would give, and what is left out."""
    largest = max(counts.values()) / sum(counts.values())
    words = f"Always predicting the most frequent class gives {largest:.0%} accuracy."
    if damaged:
        left = "One damaged image is" if damaged == 1 else f"{damaged:,} damaged images are"
        words = f"{words} {left} left out."
    return words
