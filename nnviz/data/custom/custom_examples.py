"""Examples that a visitor makes: drawn, photographed or typed, turned into what a network reads."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.data.sets.features import plane_features
from nnviz.data.sets.text.corpus import encode_text, tokenize
from nnviz.data.sets.text.parsed_sentiment import tree_row
from nnviz.data.sets.text.parsing import parsed

MOST_BYTES = 5_000_000
MOST_PIXELS = 24_000_000
_FEW_VALUES = 4
_FULL = 255
_FINE = 8
_PHOTO_INK = 0.35
"""Share of the contrast by which a pixel of a photo must differ from paper to count as ink."""


def drawn_picture(ink: NDArray[np.uint8], dataset: Dataset) -> NDArray[np.float32]:
    """Turn a drawing into an image of the data.

    A digit is cut out, brought to the full height and put into the middle, as those of the data
    were; of a shape the inside of its outline is filled. Anything else is only made smaller.

    Args:
        ink: `(rows, columns)`, 255 where the pen was, several times as fine as the data.
        dataset: Images.

    Returns:
        float32 `(height, width, channels)`, 0 to 1.
    """
    height, width, channels = dataset.signature.input_shape
    picture = Image.fromarray(_FULL - ink if dataset.lit else ink, mode="L")
    if dataset.name == "digits":
        picture = _in_the_middle(picture)
    elif dataset.name == "shapes":
        picture = _filled(picture)
    # First to a whole number of cells for each pixel, so that all pixels weigh alike.
    fine = picture.resize((width * _FINE, height * _FINE), Image.Resampling.BILINEAR)
    small = np.asarray(fine.reduce(_FINE), np.float32)
    small /= np.float32(_FULL)
    return np.repeat(small[..., None], channels, axis=-1)


def _in_the_middle(picture: Image.Image) -> Image.Image:
    """Scale what is drawn to the full height, or width, of a square and centre it."""
    box = picture.getbbox()
    if box is None:
        return picture
    cut = picture.crop(box)
    side = max(cut.size)
    square = Image.new("L", (side, side))
    square.paste(cut, ((side - cut.width) // 2, (side - cut.height) // 2))
    return square


def _filled(picture: Image.Image) -> Image.Image:
    """Fill everything that the outside does not reach."""
    roomy = ImageOps.expand(_inked(picture), 1)
    outside = roomy.copy()
    ImageDraw.floodfill(outside, (0, 0), 128)
    inside = np.asarray(outside)[1:-1, 1:-1] != 128
    return Image.fromarray(np.where(inside, _FULL, np.asarray(picture)).astype(np.uint8), mode="L")


def _inked(picture: Image.Image) -> Image.Image:
    """Return the image in black and white."""
    ink = np.asarray(picture) > _FULL // 2
    return Image.fromarray((ink * _FULL).astype(np.uint8), mode="L")


def photographed_picture(data: bytes, dataset: Dataset) -> NDArray[np.float32]:
    """Turn an image file into an image of the data: cut square, made small, its colours fitted.

    For data of bright marks on a dark ground, paper becomes dark and ink bright.

    Args:
        data: PNG, JPEG, WebP, GIF or BMP.
        dataset: Images.

    Returns:
        float32 `(height, width, channels)`, 0 to 1.

    Raises:
        NnvizError: It is too large, or not an image.
    """
    if len(data) > MOST_BYTES:
        raise NnvizError(
            f"an image of at most {MOST_BYTES / 1e6:.0f} MB", f"{len(data) / 1e6:.1f} MB",
            "Make it smaller, or take a screenshot of it.",
        )  # fmt: skip
    picture = _opened(data)
    height, width, channels = dataset.signature.input_shape
    if dataset.lit and channels == 1:
        shaded = ImageOps.fit(picture.convert("L"), (width, height))
        return (np.asarray(shaded, np.float32) / np.float32(_FULL))[..., None]
    if channels > 1:
        coloured = ImageOps.fit(picture.convert("RGB"), (width, height))
        return (np.asarray(coloured, np.float32) / np.float32(_FULL))[..., :channels]
    grey = ImageOps.autocontrast(ImageOps.fit(picture.convert("L"), (width * 8, height * 8)))
    values = np.asarray(grey, np.float32) / _FULL
    border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    if np.median(border) > 0.5:
        values = 1 - values
    inked = np.clip((values - _PHOTO_INK) / (1 - _PHOTO_INK), 0, 1)
    return drawn_picture((inked * _FULL).astype(np.uint8), dataset)


def _opened(data: bytes) -> Image.Image:
    """Open an image file, the right way up.

    Raises:
        NnvizError: It has too many pixels, or is not an image.
    """
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP"))
        if picture.width * picture.height > MOST_PIXELS:
            raise NnvizError(
                f"at most {MOST_PIXELS / 1e6:.0f} million pixels",
                f"{picture.width} x {picture.height}", "Make the image smaller.",
            )  # fmt: skip
        return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, NnvizError):
            raise
        raise NnvizError(
            "a PNG, JPEG, WebP, GIF or BMP image", "a file that cannot be read as one",
            "Save it as PNG and try again.",
        ) from error  # fmt: skip


def series_range(dataset: Dataset, line: int = 0) -> tuple[float, float]:
    """Return the lowest and the highest value of one line of the sequences to train on."""
    values = dataset.x_train[..., line]
    return float(values.min()), float(values.max())


def drawn_series(
    heights: NDArray[np.floating[Any]], dataset: Dataset, line: int = 0
) -> NDArray[np.float32]:
    """Turn a drawn line into values of a sequence.

    Args:
        heights: `(time,)` from 0, the lowest value of the line in the data, to 1, the highest.
        dataset: Sequences; of a line with a few values only, such as bits, the nearest one is
            taken.
        line: Which of the values of a step it is.

    Returns:
        float32 `(time,)`.
    """
    low, high = series_range(dataset, line)
    values = low + np.clip(heights, 0, 1) * (high - low)
    known = np.unique(np.asarray(dataset.x_train[:100, :, line], np.float64))
    if len(known) <= _FEW_VALUES:
        values = known[np.abs(values[:, None] - known).argmin(axis=1)]
    return values.astype(np.float32)


def typed_text(text: str, dataset: Dataset) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Turn typed words into tokens.

    Returns:
        int32 `(time,)`, and the words that the data do not contain.

    Raises:
        SpecError: The data are parsed sentences, and this is none.
    """
    if dataset.signature.leaves:
        return tree_row(parsed(text)), ()
    known = set(dataset.vocabulary)
    unknown = tuple(dict.fromkeys(word for word in tokenize(text) if word not in known))
    (length,) = dataset.signature.input_shape
    return encode_text(text, dataset.vocabulary, length)[0], unknown


def chosen_point(x1: float, x2: float, features: tuple[str, ...]) -> NDArray[np.float32]:
    """Return the features `(features,)` of a point of the plane."""
    return plane_features(np.array([[x1, x2]], np.float32), features)[0]


def typed_row(values: list[float], dataset: Dataset) -> NDArray[np.float32]:
    """Return a row of a table, `(features,)`, standardized as the data are.

    Args:
        values: One for each column, in its own unit.
        dataset: A table.
    """
    count = len(values)
    means = np.resize(dataset.feature_mean, count) if len(dataset.feature_mean) else np.zeros(count)
    scales = np.resize(dataset.feature_scale, count)
    rows = zip(values, means.tolist(), scales.tolist(), strict=True)
    return np.array([(value - mean) / scale for value, mean, scale in rows], np.float32)
