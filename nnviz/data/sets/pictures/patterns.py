"""Patterns to store: training on clean images, tested on damaged copies."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, share, whole
from nnviz.data.sets.pictures.small_pictures import NAMES, SIDE, drawn_pictures
from nnviz.data.sets.split import train_count

NAME = "patterns"
PIXELS = SIDE * SIDE
MOST_DRAWN = 4
"""Most custom patterns that the option can hold."""
_DIGITS = PIXELS // 4
_EXAMPLES = 480
"""Training and test rows: even of the smallest part every pattern has one."""
_SIGNATURE = DataSignature((SIDE, SIDE, 1), "regression", 1, "image", places=(SIDE, SIDE))
Pattern = NDArray[np.floating[Any]]


def as_hex(pattern: Pattern) -> str:
    """Write 64 values as 16 hexadecimal digits: a 1 for every value above 1/2, row after row."""
    return np.packbits(np.asarray(pattern).reshape(-1) > 0.5).tobytes().hex()


def from_hex(text: str) -> NDArray[np.float32]:
    """Read patterns that were written one after another.

    Returns:
        `(n, 64)` of 0 and 1, at most four.

    Raises:
        SpecError: It is no such text.
    """
    written = "".join(text.split()).lower()
    whole_ones = len(written) % _DIGITS == 0 and len(written) <= MOST_DRAWN * _DIGITS
    if not whole_ones or set(written) - set("0123456789abcdef"):
        raise SpecError(
            f"up to {MOST_DRAWN} patterns of {_DIGITS} hexadecimal digits each",
            repr(text[:40]), "Draw a pattern and store it; the text is then written for you.",
        )  # fmt: skip
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(written), np.uint8)).reshape(-1, PIXELS)
    return bits.astype(np.float32)


def damaged(pattern: Pattern, amount: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a pattern `(64,)` of 0 and 1 with this fraction of its values flipped at random."""
    flipped = np.array(pattern, np.float32)
    places = rng.permutation(len(flipped))[: round(amount * len(flipped))]
    flipped[places] = 1 - flipped[places]
    return flipped


def stored(spec: DataSpec) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Return the patterns of a checked spec, `(n, 64)` of 0 and 1, and their names.

    Raises:
        SpecError: What is said to be drawn cannot be read.
    """
    pictures, drawn_by_lot = whole(spec, "pictures"), whole(spec, "random")
    # Whatever else is drawn, these stay the same.
    lots = np.random.default_rng([spec.seed, 1]).integers(0, 2, (drawn_by_lot, PIXELS))
    own = from_hex(str(spec.options["drawn"]))
    names = (
        *NAMES[:pictures],
        *(f"random {number + 1}" for number in range(drawn_by_lot)),
        *(f"yours {number + 1}" for number in range(len(own))),
    )
    return np.concatenate([drawn_pictures(pictures), lots.astype(np.float32), own]), names


def _signature(spec: DataSpec) -> DataSignature:
    from_hex(str(spec.options["drawn"]))
    return _SIGNATURE


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return all patterns in turn, again and again: first clean ones, then damaged ones."""
    patterns, names = stored(spec)
    cut = train_count(_EXAMPLES, spec.train_share)
    rounds = [rng.permutation(len(patterns)) for _ in range(_EXAMPLES // len(patterns) + 1)]
    shown = np.concatenate(rounds)[:_EXAMPLES].astype(np.int32)
    clean = patterns[shown].reshape(-1, SIDE, SIDE, 1)
    amount = share(spec, "damage")
    test = np.stack([damaged(patterns[one], amount, rng) for one in shown[cut:]])
    return Dataset(
        spec.name,
        _SIGNATURE,
        x_train=clean[:cut],
        y_train=clean[:cut],
        x_test=test.reshape(-1, SIDE, SIDE, 1),
        y_test=clean[cut:],
        group_names=names,
        group_train=shown[:cut],
        group_test=shown[cut:],
        target_name="Pixel value",
        note="It trains on clean patterns and is tested on damaged ones.",
    )


PATTERNS = DatasetKind(
    name=NAME,
    label="Patterns to store",
    category="Images",
    sentence="Black-and-white patterns of 8×8 pixels to store, and to recall from damaged copies.",
    default_train_share=0.5,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "pictures", "Pictures", 5,
            "How many small images to store; the first ten are as different as possible.",
            low=1, high=len(NAMES), step=1,
        ),
        Param(
            "random", "Random patterns", 0,
            "How many patterns of random pixels to store too; 64 units can hold about 9 of them.",
            low=0, high=16, step=1,
        ),
        Param(
            "damage", "Damage", 20, "Fraction of the pixels that are flipped in the test patterns.",
            low=0, high=50, step=5, unit="%",
        ),
        Param(
            "drawn", "Your patterns", "",
            "The patterns you drew, as text, so that a link can hold them; clear it to forget "
            "them.",
        ),
    ),
)  # fmt: skip
"""What a Hopfield network stores."""
