"""Images with several drawn shapes, in which one kind is to be marked pixel by pixel."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, noise_param, share, whole
from nnviz.data.sets.pictures.digits import with_noise
from nnviz.data.sets.pictures.shapes import NAMES, SIZE, draw
from nnviz.data.sets.split import cut, random_split

_SOUGHT = "circle"
_OTHERS = tuple(name for name in NAMES if name != _SOUGHT)
_RADIUS = (4.0, 6.5)
_APART = 0.95
"""How near two shapes may come, as a fraction of the sum of their radii."""
_TRIES = 40
_SIGNATURE = DataSignature((SIZE, SIZE, 1), "binary", 1, "image", places=(SIZE, SIZE))


def _places(count: int, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Draw `(column, row, radius)` of up to this many shapes that do not cover one another."""
    found: list[tuple[float, float, float]] = []
    for _ in range(_TRIES):
        radius = float(rng.uniform(*_RADIUS))
        x, y = rng.uniform(radius, SIZE - radius, 2)
        if all(np.hypot(x - a, y - b) > _APART * (radius + r) for a, b, r in found):
            found.append((float(x), float(y), radius))
        if len(found) == count:
            break
    return found


def scene(shapes: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Draw an image and what is to be marked in it.

    Returns:
        float32 `(28, 28)` from 0 to 1, and int32 `(28, 28)`: 1 inside circles, otherwise 0. About
        half of the shapes are circles.
    """
    picture = np.zeros((SIZE, SIZE), np.float32)
    mask = np.zeros((SIZE, SIZE), np.int32)
    for x, y, radius in _places(shapes, rng):
        sought = bool(rng.random() < 0.5)
        name = _SOUGHT if sought else _OTHERS[rng.integers(len(_OTHERS))]
        # A circle as large as a star looks larger: it fills its outline.
        drawn = draw(name, (x, y), radius * (0.85 if sought else 1.0), rng.uniform(0, 2 * np.pi))
        picture = np.maximum(picture, drawn * np.float32(min(1.0, rng.uniform(0.6, 1.2))))
        if sought:
            mask[drawn > 0.5] = 1
    return picture, mask


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    count, shapes = whole(spec, "count"), whole(spec, "shapes")
    parts = random_split(count, spec.train_share, rng)
    scenes = [scene(shapes, rng) for _ in range(count)]
    x = np.stack([picture for picture, _ in scenes])[..., None]
    y = np.stack([mask for _, mask in scenes])
    return replace(
        cut(spec.name, _SIGNATURE, with_noise(x, share(spec, "noise"), rng), y, parts),
        class_names=("background", _SOUGHT),
        note="Only circles count, so brightness alone is not enough.",
    )


def _signature(_spec: DataSpec) -> DataSignature:
    return _SIGNATURE


FIND_CIRCLES = DatasetKind(
    name="find_circles",
    label="Find the circles",
    category="Images",
    sentence="Several shapes on 28×28 pixels: mark every pixel that belongs to a circle.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param("count", "Images", 800, "How many images to generate.", low=200, high=2000, step=100),
        Param("shapes", "Shapes", 3, "How many shapes each image has.", low=1, high=4, step=1),
        noise_param("Standard deviation of the noise on every pixel.", 10),
    ),
)
