"""The bundled digits with only some classes, and only a few examples of each to train on."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.bundled import bundled
from nnviz.data.sets.kind import DatasetKind, noise_param, share, whole
from nnviz.data.sets.pictures.digits import with_noise
from nnviz.data.sets.split import cut, stratified_split

CHOICES: dict[str, tuple[int, ...]] = {
    "all": tuple(range(10)),
    "0 to 4": (0, 1, 2, 3, 4),
    "5 to 9": (5, 6, 7, 8, 9),
}
"""Which digits there are, by the name of the choice."""
MOST_LABELLED = 100
LABELLED_HELP = "How many examples of each class to train on; 0 means all."
_SIDE = 8


def _digits(spec: DataSpec) -> tuple[int, ...]:
    return CHOICES[str(spec.options["digits"])]


def _signature(spec: DataSpec) -> DataSignature:
    return DataSignature((_SIDE, _SIDE, 1), "multiclass", len(_digits(spec)), "image")


def first_of_each(classes: NDArray[np.int32], most: int) -> NDArray[np.int64]:
    """Return which examples are among the first `most` of their class, in their order.

    Args:
        classes: `(n,)` class of every example.
        most: Examples of each class; 0 for all.
    """
    if most == 0:
        return np.arange(len(classes))
    place = np.empty(len(classes), np.int64)
    for value in np.unique(classes):
        members = np.flatnonzero(classes == value)
        place[members] = np.arange(len(members))
    return np.flatnonzero(place < most)


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Split as `digits` and `digits_again` do, so that test images are new to networks of theirs.

    Only then are classes chosen and examples removed; the test set keeps all examples of its
    classes.
    """
    pixels, digits = bundled("digits")
    train, test = stratified_split(digits, spec.train_share, rng)
    chosen = _digits(spec)
    train, test = (part[np.isin(digits[part], chosen)] for part in (train, test))
    train = train[first_of_each(digits[train].astype(np.int32), whole(spec, "labelled"))]
    clean = (pixels.reshape(-1, _SIDE, _SIDE, 1) / 16).astype(np.float32)
    images = with_noise(clean, share(spec, "noise"), rng)
    classes = np.searchsorted(chosen, digits).clip(0, len(chosen) - 1).astype(np.int32)
    return replace(
        cut(spec.name, _signature(spec), images, classes, (train, test)),
        class_names=tuple(str(digit) for digit in chosen),
        note=f"{len(train)} labelled digits for training and {len(test)} others for testing.",
    )


SOME_DIGITS = DatasetKind(
    name="some_digits",
    label="Selected digits",
    category="Images",
    sentence="Handwritten digits: all or half of the classes, with as few examples of each as "
    "you like.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "digits", "Digits", "0 to 4", "Which digits the training and test sets contain.",
            choices=tuple(CHOICES),
        ),
        Param(
            "labelled", "Examples per class", 0,
            LABELLED_HELP,
            low=0, high=MOST_LABELLED, step=1,
        ),
        noise_param("Standard deviation of the noise on every pixel."),
    ),
)  # fmt: skip
