"""Points of the plane that a generator learns to make, with the noise it makes them from."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError
from nnviz.core.families.adversarial import COORDINATES, row_length
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, whole
from nnviz.data.sets.split import cut, stratified_split

EXTENT = 3.0
"""The plane is shown from minus to plus this, on both axes."""
BLOBS = 8
RADIUS = 2.0
_SPREAD = 0.12
"""Standard deviation of a blob, and of the distance from a curve."""
_TURNS = 1.75
Points = NDArray[np.float64]


def _on_circle(angle: NDArray[np.float64]) -> Points:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _ring(count: int, rng: np.random.Generator) -> Points:
    """Return eight blobs on a ring, as Metz et al., "Unrolled GANs", 2017, tried theirs on."""
    return RADIUS * _on_circle(2 * np.pi * rng.integers(0, BLOBS, count) / BLOBS)


def _grid(count: int, rng: np.random.Generator) -> Points:
    """Return nine blobs in three rows of three."""
    places = rng.integers(0, 3, (count, COORDINATES)).astype(np.float64)
    return RADIUS * (places - 1.0)


def _moons(count: int, rng: np.random.Generator) -> Points:
    """Return two half circles, each turned half a turn against the other."""
    angle = rng.uniform(0, np.pi, count)
    sign = 2.0 * rng.integers(0, 2, (count, 1)) - 1.0
    middle = np.array([0.5, 0.25])
    return 1.6 * sign * (_on_circle(angle) - middle)


def _circle(count: int, rng: np.random.Generator) -> Points:
    return RADIUS * _on_circle(rng.uniform(0, 2 * np.pi, count))


def _spiral(count: int, rng: np.random.Generator) -> Points:
    """Return one arm, evenly filled: the square root compensates for its growing length."""
    share = np.sqrt(rng.uniform(0, 1, count))
    return 2.4 * share[:, None] * _on_circle(2 * np.pi * _TURNS * share)


def _square(count: int, rng: np.random.Generator) -> Points:
    return rng.uniform(-RADIUS, RADIUS, (count, COORDINATES))


SHAPES: dict[str, Callable[[int, np.random.Generator], Points]] = {
    "ring": _ring,
    "grid": _grid,
    "moons": _moons,
    "circle": _circle,
    "spiral": _spiral,
    "square": _square,
}
"""What real points may look like; each makes `(count, 2)` points without spread."""


def _shape(spec: DataSpec) -> str:
    """Return the chosen shape.

    Raises:
        SpecError: There is none of that name.
    """
    name = spec.options["shape"]
    if name not in SHAPES:
        raise SpecError(f"one of the patterns {', '.join(SHAPES)}", repr(name)[:80])
    return str(name)


def _signature(spec: DataSpec) -> DataSignature:
    noise = whole(spec, "noise")
    return DataSignature((row_length(noise),), "binary", 1, "table", noise=noise)


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return a row for every real point, and as many that hold noise only, in random order."""
    count, noise = whole(spec, "points"), whole(spec, "noise")
    points = SHAPES[_shape(spec)](count, rng) + rng.normal(0, _SPREAD, (count, COORDINATES))
    rows = np.zeros((2 * count, row_length(noise)), np.float32)
    rows[:count, 0] = 1
    rows[:count, 1 : 1 + COORDINATES] = points
    rows[count:, 1 + COORDINATES :] = rng.standard_normal((count, noise))
    real = rows[:, 0].astype(np.int32)
    parts = stratified_split(real, spec.train_share, rng)
    train, test = (rows[part] for part in parts)
    coordinates = slice(1, 1 + COORDINATES)
    return replace(
        cut(spec.name, _signature(spec), rows, real, parts),
        class_names=("generated", "real"),
        feature_names=(
            "real (0 or 1)", "X\u2081", "X\u2082", *(f"noise {n + 1}" for n in range(noise)),
        ),
        feature_mean=np.zeros(row_length(noise), np.float32),
        feature_scale=np.ones(row_length(noise), np.float32),
        plane_train=train[train[:, 0] == 1, coordinates],
        plane_test=test[test[:, 0] == 1, coordinates],
        plane_extent=EXTENT,
        note="An equal number of rows holds only noise, from which the generator makes points.",
    )  # fmt: skip


DISTRIBUTIONS = DatasetKind(
    name="distributions",
    label="Points to generate",
    category="2-D points",
    sentence="Real points in a pattern, and noise from which a generator learns to make such "
    "points.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "shape", "Pattern", "ring",
            "Where the real points lie: in blobs on a ring or a grid, or along a curve.",
            choices=tuple(SHAPES),
        ),
        Param(
            "points", "Real points", 2000,
            "How many real points there are, with an equal number of noise rows.",
            low=500, high=5000, step=500,
        ),
        Param(
            "noise", "Noise values", 2, "From how many random numbers the generator makes a point.",
            low=1, high=8, step=1,
        ),
    ),
)  # fmt: skip
