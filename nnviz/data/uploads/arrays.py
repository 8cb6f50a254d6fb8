"""Custom arrays (NPZ) as a dataset: vectors, images or sequences."""

import math
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.files.names import clean_name
from nnviz.core.spec.dataset import Dataset, DataSignature, View
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import task_of, whole
from nnviz.data.sets.split import Parts, cut, random_split, stratified_split
from nnviz.data.sets.tables.tables import standard
from nnviz.data.uploads.array_names import INPUTS, TARGETS, by_shape, kept_for_testing, usual
from nnviz.data.uploads.names import unique_names
from nnviz.data.uploads.npz import ArrayHeader, opened, read_rows

MOST_VALUES = 12_000_000
"""Most input values: 48 MB."""
MOST_INPUTS = 256
MOST_SIDE = 64
MOST_STEPS = 512
MOST_CLASSES = 40
FEWEST = 4
_LONGEST_TEXT = 256
_FEW_NUMBERS = 40
_LARGEST_CODE = 0x10FFFF


@dataclass(frozen=True, slots=True)
class ArraysLook:
    """What is known of the arrays before they become a dataset.

    Attributes:
        headers: All arrays that could be used, by name.
        inputs: Name of the array of inputs.
        targets: Name of the array to predict.
        test: Names of inputs and targets that are kept for testing; empty where there are none.
        view: How one example is read.
    """

    headers: dict[str, ArrayHeader]
    inputs: str
    targets: str
    test: tuple[str, ...]
    view: View


def look_at(spec: DataSpec) -> ArraysLook:
    """Read the headers of a visitor's arrays, and choose among them as the options say.

    Args:
        spec: Of the kind `own_arrays`, checked.

    Raises:
        NnvizError: They are not valid; the message says what to do.
    """
    _, headers = opened(str(spec.options["file"]))
    shaped = by_shape(headers)
    inputs = str(spec.options["inputs"]) or usual(headers, INPUTS) or shaped[0]
    targets = str(spec.options["targets"]) or usual(headers, TARGETS) or shaped[1]
    x = _usable(headers, inputs, "use as inputs, such as x")
    y = _usable(headers, targets, "predict, such as y")
    view = _view(x, str(spec.options["reading"]))
    _check_shapes(x, y, view)
    return ArraysLook(headers, inputs, targets, kept_for_testing(headers, (inputs, targets)), view)


def _usable(headers: dict[str, ArrayHeader], name: str, purpose: str) -> ArrayHeader:
    """Return the array of this name.

    Raises:
        NnvizError: There is none, or one that is never loaded.
    """
    if name not in headers:
        known = ", ".join(headers) or "none"
        raise NnvizError(
            f"an array to {purpose}", f"arrays named {known[:100]}",
            "Choose one, or save them with numpy.savez('data.npz', x=..., y=...).",
        )  # fmt: skip
    if not headers[name].usable:
        raise NnvizError(
            "arrays of numbers, or of texts as class names", f"{name!r} of {headers[name].dtype}",
            "Objects are never loaded: convert the array, for example with x.astype('float32').",
        )  # fmt: skip
    return headers[name]


def _view(inputs: ArrayHeader, reading: str) -> View:
    """Say how examples are read.

    Raises:
        NnvizError: Arrays of this shape cannot be read in that way.
    """
    axes = len(inputs.shape)
    fitting: dict[int, tuple[View, ...]] = {2: ("table",), 3: ("image", "series"), 4: ("image",)}
    views = fitting.get(axes, ())
    if axes == 2 and _side(inputs.shape[1]):
        # Whole images, row after row; a network reads so many values only as an image.
        views = ("table", "image") if inputs.shape[1] <= MOST_INPUTS else ("image",)
    if inputs.dtype.kind not in "biuf" or not views:
        raise NnvizError(
            "inputs of shape (examples, values), (examples, steps, values) or "
            "(examples, height, width, channels)",
            inputs.words, "Choose another array, or reshape it.",
        )  # fmt: skip
    if reading != "automatic" and reading not in views:
        raise NnvizError(
            f"examples that can be read as {reading}", inputs.words, "Choose another reading."
        )
    square = axes == 3 and inputs.shape[1] == inputs.shape[2]
    guessed = views[0] if square or axes == 2 else views[-1]
    return guessed if reading == "automatic" else cast("View", reading)


def _side(values: int) -> int:
    """Return the side of a square image of so many values, 0 where there is none."""
    side = math.isqrt(values)
    return side if side * side == values and 8 <= side <= MOST_SIDE else 0


def _check_shapes(inputs: ArrayHeader, targets: ArrayHeader, view: View) -> None:
    """Refuse arrays that do not match, or are too large to be shown.

    Raises:
        NnvizError: With what to do about it.
    """
    count = inputs.shape[0]
    single = targets.shape[1:] in ((), (1,)) or (len(targets.shape) == 2 and targets.shape[1] <= 40)
    if not targets.shape or not single or targets.dtype.itemsize > _LONGEST_TEXT:
        raise NnvizError(
            "one class or one value as the target of each example", targets.words,
            "Choose another array.",
        )  # fmt: skip
    if targets.shape[0] != count or count < FEWEST:
        raise NnvizError(
            f"as many targets as examples, at least {FEWEST}",
            f"{inputs.words} and {targets.words}", "Choose other arrays.",
        )  # fmt: skip
    size = math.prod(inputs.shape[1:])
    bounds = {2: MOST_INPUTS, 3: MOST_STEPS * 64, 4: MOST_SIDE * MOST_SIDE * 4}
    most = bounds[4 if view == "image" else len(inputs.shape)]
    if not 1 <= size <= most:
        raise NnvizError(
            f"examples of 1 to {most:,} values", f"{size:,}",
            "Make them smaller before you save them.",
        )  # fmt: skip


def _input_shape(inputs: ArrayHeader, view: View) -> tuple[int, ...]:
    """Return the shape of one example as a network reads it.

    Raises:
        NnvizError: It is too large or has the wrong number of channels.
    """
    shape = inputs.shape[1:]
    if view == "image":
        if len(shape) == 1:
            shape = (_side(shape[0]), _side(shape[0]))
        shape = (*shape, 1) if len(shape) == 2 else shape
        if max(shape[:2]) > MOST_SIDE or min(shape[:2]) < 4 or shape[2] not in (1, 3):
            raise NnvizError(
                f"images of 4 to {MOST_SIDE} pixels a side, with 1 or 3 channels last",
                inputs.words, "Make them smaller, or move the channel axis to the end.",
            )  # fmt: skip
    elif view == "series" and (shape[0] > MOST_STEPS or shape[1] > 64):
        raise NnvizError(
            f"sequences of at most {MOST_STEPS} steps with at most 64 values", inputs.words,
            "Cut them shorter.",
        )  # fmt: skip
    return shape


def arrays_dataset(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Make the dataset of a visitor's arrays.

    Of more examples than the options allow, evenly spaced ones are taken. Examples with values
    that are not finite are left out.

    Args:
        spec: Of the kind `own_arrays`, checked.
        rng: Draws which examples are for testing, where the file does not say.

    Raises:
        NnvizError: Nothing can be learned from them in this way.
    """
    seen = look_at(spec)
    shape = _input_shape(seen.headers[seen.inputs], seen.view)
    most = min(whole(spec, "examples"), MOST_VALUES // math.prod(shape))
    share = spec.train_share if seen.test else 1.0
    x, y = _pair(spec, (seen.inputs, seen.targets), max(2, int(most * share)))
    trained = len(x)
    if seen.test:
        more = _pair(spec, seen.test, max(2, most - int(most * share)))
        if more[0].shape[1:] != x.shape[1:] or more[1].shape[1:] != y.shape[1:]:
            raise NnvizError(
                f"{seen.test[0]} and {seen.test[1]} with the shapes of the training arrays",
                "other shapes",
                "Save arrays of equal shapes.",
            )  # fmt: skip
        x, y = np.concatenate([x, more[0]]), np.concatenate([y, more[1]])
    good = np.isfinite(x.reshape(len(x), -1)).all(axis=1) & _known(y)
    trained, x, y = int(good[:trained].sum()), x[good].reshape(-1, *shape), y[good]
    if len(x) < FEWEST or trained < 2:
        raise NnvizError(
            f"at least {FEWEST} examples without missing values", str(len(x)),
            "Look for NaN and infinity in the arrays.",
        )  # fmt: skip
    y, classes = _targets(y, str(spec.options["task"]), seen)
    parts = _parts(y, classes, spec, rng, trained if seen.test else 0)
    left_out = int((~good).sum())
    note = f"{left_out:,} examples with missing values left out." if left_out else ""
    return _made(spec, seen, (x, y, parts), classes, note)


def _made(
    spec: DataSpec,
    seen: ArraysLook,
    arrays: tuple[NDArray[np.float32], NDArray[Any], Parts],
    classes: tuple[str, ...],
    note: str,
) -> Dataset:
    """Scale inputs and targets, and name everything."""
    x, y, parts = arrays
    task, outputs = task_of(len(classes))
    signature = DataSignature(x.shape[1:], task, outputs, seen.view)
    mean = scale = np.zeros(0)
    if seen.view == "image":
        x = _brightness(x, seen.headers[seen.inputs].dtype)
    elif spec.options["standardize"]:
        flat = x[parts[0]].reshape(-1, x.shape[-1]).astype(np.float64)
        mean, scale = standard(flat, np.arange(len(flat)))
        x = ((x - mean) / scale).astype(np.float32)
    centre, spread = 0.0, 1.0
    if not classes:
        middle, width = standard(y[:, None].astype(np.float64), parts[0])
        centre, spread = float(middle[0]), float(width[0])
        y = ((y[:, None] - centre) / spread).astype(np.float32)
    kept = f"Sampled at even intervals from {seen.headers[seen.inputs].shape[0]:,} examples."
    fewer = len(x) < seen.headers[seen.inputs].shape[0] and not note
    return replace(
        cut(spec.name, signature, x, y, parts),
        class_names=classes,
        feature_names=()
        if seen.view == "image"
        else tuple(f"value {number}" for number in range(1, x.shape[-1] + 1)),
        target_name="" if classes else seen.targets,
        target_mean=centre,
        target_scale=spread,
        feature_mean=mean.astype(np.float32),
        feature_scale=(scale if len(scale) else np.ones(0)).astype(np.float32),
        lit=seen.view == "image" and x.shape[-1] == 3,
        note=note or (kept if fewer else f"Predicts {seen.targets} from {seen.inputs}."),
    )


def _pair(
    spec: DataSpec, names: tuple[str, ...], most: int
) -> tuple[NDArray[np.float32], NDArray[Any]]:
    """Read at most this many examples and their targets."""
    archive, headers = opened(str(spec.options["file"]))
    inputs, targets = headers[names[0]], headers[names[1]]
    if not inputs.shape or not targets.shape or inputs.shape[0] != targets.shape[0]:
        raise NnvizError(
            "as many targets as examples", f"{inputs.words} and {targets.words}",
            "Save arrays of equal length.",
        )  # fmt: skip
    count = min(most, inputs.shape[0])
    rows = np.linspace(0, inputs.shape[0] - 1, count).round().astype(np.int64)
    y = read_rows(archive, targets, rows)
    if y.dtype.kind == "U" and len(y):
        codes = np.ascontiguousarray(y).view(
            np.uint32 if y.dtype.isnative else y.dtype.str[0] + "u4"
        )
        if codes.max() > _LARGEST_CODE:
            raise NnvizError("texts as class names", f"{targets.name}, which is damaged")
    return read_rows(archive, inputs, rows).astype(np.float32), y


def _known(y: NDArray[Any]) -> NDArray[np.bool_]:
    """Return for which examples there is a target."""
    if y.dtype.kind != "f":
        return np.ones(len(y), np.bool_)
    return np.array(np.isfinite(y.reshape(len(y), -1)).all(axis=1), np.bool_)


def _targets(y: NDArray[Any], task: str, seen: ArraysLook) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return class numbers with the names of the classes, or values and no names.

    Raises:
        NnvizError: There are too few or too many classes, or several values.
    """
    y = _one_column(y, seen)
    text = y.dtype.kind in "US"
    different, numbers = np.unique(y, return_inverse=True)
    whole_numbers = text or y.dtype.kind in "bui" or bool(np.all(different % 1 == 0))
    few = len(different) <= _FEW_NUMBERS and len(y) >= 3 * len(different)
    classes = task == "classes" or (task == "automatic" and (text or (whole_numbers and few)))
    if len(different) < 2 or (text and not classes):
        raise NnvizError(
            "at least 2 different classes or values to predict, and numbers for values",
            f"{len(different)} in {seen.targets}", "Choose another array, or predict classes.",
        )  # fmt: skip
    if not classes:
        return y.astype(np.float64), ()
    if len(different) > MOST_CLASSES:
        raise NnvizError(
            f"at most {MOST_CLASSES} classes to predict", f"{len(different)} in {seen.targets}",
            "If the target is a number, predict its value.",
        )  # fmt: skip
    names = [f"{value:g}" if y.dtype.kind == "f" else _text(value) for value in different]
    return numbers.astype(np.int32), unique_names(clean_name(name, "?") for name in names)


def _text(value: Any) -> str:  # noqa: ANN401 - one value of any array
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _one_column(y: NDArray[Any], seen: ArraysLook) -> NDArray[Any]:
    """Return `(n,)` targets from `(n,)`, `(n, 1)` or rows with a single 1 among zeros.

    Raises:
        NnvizError: There are several values for one example.
    """
    if y.ndim == 1 or y.shape[1] == 1:
        return y.reshape(len(y))
    if y.dtype.kind in "US" or not (((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all()):
        raise NnvizError(
            "one class or one value as the target of each example",
            f"{y.shape[1]} in {seen.targets}", "Save one column of the targets.",
        )  # fmt: skip
    return y.argmax(axis=1)


def _parts(
    y: NDArray[Any], classes: tuple[str, ...], spec: DataSpec, rng: np.random.Generator, first: int
) -> Parts:
    """Return which examples are for training; as many first ones, where the file says so."""
    if first:
        return np.arange(first), np.arange(first, len(y))
    if classes:
        return stratified_split(y, spec.train_share, rng)
    return random_split(len(y), spec.train_share, rng)


def _brightness(x: NDArray[np.float32], dtype: "np.dtype[Any]") -> NDArray[np.float32]:
    """Bring images to 0 to 1: bytes by 255, anything else beyond that by its extremes."""
    if dtype == np.uint8:
        return x / np.float32(255)
    low, high = float(x.min()), float(x.max())
    if low >= 0 and high <= 1:
        return x
    low = min(low, 0.0)
    return ((x - low) / ((high - low) or 1.0)).astype(np.float32)
