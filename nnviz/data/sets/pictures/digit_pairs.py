"""Pairs of handwritten digits, side by side: are both the same digit?"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.bundled import bundled
from nnviz.data.sets.kind import DatasetKind, whole
from nnviz.data.sets.split import cut, stratified_split

_SIDE = 8
HELD_BACK = {"none": 0, "8 and 9": 2, "7 to 9": 3, "5 to 9": 5}
"""How many of the last digits are held back, by the name of the choice."""
_SIGNATURE = DataSignature((_SIDE, 2 * _SIDE, 1), "binary", 1, "image")


def _signature(_spec: DataSpec) -> DataSignature:
    return _SIGNATURE


def drawn_pairs(
    digits: NDArray[np.int32], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the numbers of images that make pairs, `(count, 2)`; every second is of one digit.

    Args:
        digits: `(n,)` the digit of every image, of two digits or more.
        count: Pairs.
        rng: Draws them.
    """
    kinds = np.unique(digits)
    first = rng.integers(len(kinds), size=count)
    other = (first + rng.integers(1, len(kinds), size=count)) % len(kinds)
    second = np.where(np.arange(count) % 2, first, other)
    members = [np.flatnonzero(digits == kind) for kind in kinds]
    wanted = np.stack([first, second], axis=1)
    return np.array([[rng.choice(members[kind]) for kind in pair] for pair in wanted])


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Draw training pairs of the digits that are not held out, and other pairs for testing.

    With held-out digits, every test pair uses only those, which no training pair contains. Without,
    test pairs use images that no training pair contains.
    """
    pixels, digits = bundled("digits")
    digits = digits.astype(np.int32)
    held = HELD_BACK[str(spec.options["held_back"])]
    if held:
        train, test = np.flatnonzero(digits < 10 - held), np.flatnonzero(digits >= 10 - held)
    else:
        train, test = stratified_split(digits, spec.train_share, rng)
    count = whole(spec, "count")
    learned = round(count * spec.train_share)
    numbers = np.concatenate(
        [
            train[drawn_pairs(digits[train], learned, rng)],
            test[drawn_pairs(digits[test], count - learned, rng)],
        ]
    )
    images = (pixels.reshape(-1, _SIDE, _SIDE, 1) / 16).astype(np.float32)
    pairs = np.concatenate([images[numbers[:, 0]], images[numbers[:, 1]]], axis=2)
    same = (digits[numbers[:, 0]] == digits[numbers[:, 1]]).astype(np.int32)
    parts = (rng.permutation(learned), learned + rng.permutation(count - learned))
    return replace(
        cut(spec.name, _SIGNATURE, pairs, same, parts),
        class_names=("different", "same"),
        note=_note(held),
    )


def _note(held: int) -> str:
    if not held:
        return "Each example asks whether two digits are the same."
    return f"The test pairs use only the digits {10 - held} to 9, which never occur in training."


DIGIT_PAIRS = DatasetKind(
    name="digit_pairs",
    label="Digit pairs",
    category="Images",
    sentence="Two handwritten digits: is it the same digit twice?",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "held_back", "Held-out digits", "none",
            "Which digits to keep for the test pairs only, so that the network never trains on "
            "them.",
            choices=tuple(HELD_BACK),
        ),
        Param(
            "count", "Pairs", 4000, "How many pairs to make, for training and test together.",
            low=500, high=8000, step=500,
        ),
    ),
)  # fmt: skip
