"""Custom images as a dataset: a ZIP file with one folder for each class."""

import io
from collections.abc import Iterator, Mapping
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
from nnviz.data.sets.split import cut, stratified_split
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.archive import Archive, Member
from nnviz.data.uploads.names import clean_name

if TYPE_CHECKING:
    from PIL import Image

MOST_PICTURES = 5_000
MOST_CLASSES = 40
MOST_PIXELS = 24_000_000
"""Most pixels of one image."""
MOST_PIXELS_TOGETHER = 300_000_000
MOST_VALUES = 12_000_000
"""Most values of all images together, as the network reads them: 48 MB."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_SAMPLE = 24
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
    """

    classes: Mapping[str, int]
    largest: int
    coloured: bool
    left_out: int


def look_at(file: str) -> PictureLook:
    """Read the headers of the images in a file.

    Args:
        file: Digest of a ZIP file in the store.

    Raises:
        NnvizError: It is not valid; the message says what to do.
    """
    return _opened(file)[0]


@lru_cache(maxsize=2)
def _opened(file: str) -> tuple[PictureLook, Archive, tuple[tuple[Member, str], ...]]:
    archive = Archive(own_store.store().read(file), MOST_PICTURES)
    pictures = [m for m in archive.members if m.name.lower().endswith(SUFFIXES)]
    labelled = tuple((member, _class_of(member)) for member in pictures)
    names = sorted({name for _, name in labelled}, key=str.casefold)
    counts = {name: sum(label == name for _, label in labelled) for name in names}
    _check_classes(counts)
    largest = _check_headers(archive, pictures)
    sample = pictures[:: max(1, len(pictures) // _SAMPLE)][:_SAMPLE]
    coloured = any(_has_colour(archive, member) for member in sample)
    left_out = len(archive.members) - len(pictures)
    return PictureLook(MappingProxyType(counts), largest, coloured, left_out), archive, labelled


def _class_of(member: Member) -> str:
    """Return the folder that an image lies in.

    Raises:
        NnvizError: It lies in none.
    """
    if len(member.parts) < 2:
        raise NnvizError(
            "every image in the folder of its class, such as cats/1.png and dogs/1.png",
            f"{member.name[:60]!r} outside any folder",
            "Sort the images into folders and zip those.",
        )  # fmt: skip
    return clean_name(member.parts[-2], "?")


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


def _check_headers(archive: Archive, pictures: list[Member]) -> int:
    """Read the size of every image before any is decoded, and return the longest side.

    Raises:
        NnvizError: One is not an image, or there are too many pixels.
    """
    total = largest = 0
    for member in pictures:
        width, height = _picture(archive, member).size
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
    return largest


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
    small = _decoded(archive, member, 16, colour=True)
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
    seen, _, labelled = _opened(str(spec.options["file"]))
    names = list(seen.classes)
    y = np.array([names.index(name) for _, name in labelled], np.int32)
    x = np.zeros((len(y), *signature.input_shape), np.float32)
    for place, picture in enumerate(_all_decoded(spec)):
        x[place] = picture / np.float32(255)
    parts = stratified_split(y, spec.train_share, rng)
    largest = max(seen.classes.values()) / len(y)
    return replace(
        cut(spec.name, signature, x, y, parts),
        class_names=tuple(names),
        lit=True,
        note=f"Always predicting the most frequent class gives {largest:.0%} accuracy.",
    )


def _all_decoded(spec: DataSpec) -> Iterator[NDArray[np.uint8]]:
    """Yield every image as it is to be read, in the order of the file."""
    _, archive, labelled = _opened(str(spec.options["file"]))
    side, colour = whole(spec, "side"), bool(spec.options["colour"])
    for member, _ in labelled:
        yield _decoded(archive, member, side, colour=colour)
