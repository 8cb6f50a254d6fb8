"""The six datasets of TensorFlow Playground, drawn from the same distributions.

Source of all figures: the data generators of TensorFlow Playground (Smilkov, Carter et al.,
"Direct-manipulation visualization of deep networks", 2017). Its labels -1 and +1 are the
classes 0 and 1 here. Noise is a fraction, 0 to 0.5.
"""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import noise_param, share
from nnviz.data.sets.plane.plane import EXTENT, Sample, plane_kind

CLASSIFICATION_POINTS = 500
REGRESSION_POINTS = 1200
RADIUS = 5.0
PADDING = 0.3
TURNS = 1.75
HILLS = np.array(
    [
        [-4.0, 2.5, 1.0],
        [0.0, 2.5, -1.0],
        [4.0, 2.5, 1.0],
        [-4.0, -2.5, -1.0],
        [0.0, -2.5, 1.0],
        [4.0, -2.5, -1.0],
    ]
)
"""Centre and sign of every hill and valley of the regression set "multi gauss"."""

Points = NDArray[np.float64]


def circle_labels(points: Points) -> NDArray[np.int32]:
    """Return 1 inside half the radius (2.5), otherwise 0, for `(n, 2)` points."""
    return (np.hypot(points[:, 0], points[:, 1]) < RADIUS * 0.5).astype(np.int32)


def xor_labels(points: Points) -> NDArray[np.int32]:
    """Return 1 where both coordinates have the same sign, otherwise 0, for `(n, 2)` points."""
    return (points[:, 0] * points[:, 1] >= 0).astype(np.int32)


def plane_values(points: Points) -> Points:
    """Return (X₁ + X₂) / 10, so that a sum of -10 to 10 becomes -1 to 1; `(n, 2)` to `(n,)`."""
    return points.sum(axis=1) / 10


def hill_values(points: Points) -> Points:
    """Return the height over six hills and valleys, `(n, 2)` to `(n,)`, within -1 to 1.

    Each falls linearly from 1 at its centre to 0 at distance 2; where two overlap, the one
    with the larger size counts.
    """
    distance = np.hypot(
        points[:, None, 0] - HILLS[None, :, 0], points[:, None, 1] - HILLS[None, :, 1]
    )
    size = np.clip(1 - distance / 2, 0, 1)
    strongest = size.argmax(axis=1)
    return size[np.arange(len(points)), strongest] * HILLS[strongest, 2]


def _shifted(points: Points, reach: float, noise: float, rng: np.random.Generator) -> Points:
    """Return where a point is when it gets its label; the point itself stays in its position."""
    return points + rng.uniform(-reach, reach, points.shape) * noise


def _circle(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return a disc of radius 2.5 and a ring from 3.5 to 5, 250 points each, even in radius."""
    half = CLASSIFICATION_POINTS // 2
    r = np.concatenate(
        [rng.uniform(0, RADIUS * 0.5, half), rng.uniform(RADIUS * 0.7, RADIUS, half)]
    )
    angle = rng.uniform(0, 2 * np.pi, len(r))
    points = np.stack([r * np.sin(angle), r * np.cos(angle)], axis=1)
    return Sample(points, circle_labels(_shifted(points, RADIUS, share(spec, "noise"), rng)))


def _xor(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return points of a square of half width 5, moved 0.3 away from both axes."""
    points = rng.uniform(-RADIUS, RADIUS, (CLASSIFICATION_POINTS, 2))
    points += np.where(points > 0, PADDING, -PADDING)
    return Sample(points, xor_labels(_shifted(points, RADIUS, share(spec, "noise"), rng)))


def _gauss(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return two clouds around (2, 2) and (-2, -2), variance 0.5 to 4 growing with noise."""
    half = CLASSIFICATION_POINTS // 2
    variance = 0.5 + share(spec, "noise") / 0.5 * 3.5
    labels = np.repeat([1, 0], half)
    centres = np.where(labels == 1, 2.0, -2.0)[:, None]
    return Sample(centres + rng.normal(0, np.sqrt(variance), (2 * half, 2)), labels)


def _spiral(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return two arms of 250 evenly spaced points, shifted by up to the noise on each axis."""
    half = CLASSIFICATION_POINTS // 2
    labels = np.repeat([1, 0], half)
    along = np.tile(np.arange(half) / half, 2)
    angle = TURNS * along * 2 * np.pi + np.where(labels == 1, 0.0, np.pi)
    points = (RADIUS * along)[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return Sample(points + rng.uniform(-1, 1, points.shape) * share(spec, "noise"), labels)


def _plane(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return points all over the plane and their `plane_values`."""
    points = rng.uniform(-EXTENT, EXTENT, (REGRESSION_POINTS, 2))
    return Sample(points, plane_values(_shifted(points, EXTENT, share(spec, "noise"), rng)))


def _hills(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return points all over the plane and their `hill_values`."""
    points = rng.uniform(-EXTENT, EXTENT, (REGRESSION_POINTS, 2))
    return Sample(points, hill_values(_shifted(points, EXTENT, share(spec, "noise"), rng)))


def _two_classes(_spec: DataSpec) -> tuple[str, ...]:
    return ("negative", "positive")


def _no_classes(_spec: DataSpec) -> tuple[str, ...]:
    return ()


_FLIPS = (noise_param("How far points may move before they are labelled."),)

PLAYGROUND = (
    plane_kind(
        "circle",
        "Circle",
        "A disc of one class inside a ring of the other.",
        "No straight line separates them: watch three or four units enclose the disc.",
        _circle,
        params=_FLIPS,
        classes=_two_classes,
    ),
    plane_kind(
        "xor",
        "Exclusive or",
        "Opposite quadrants belong to the same class.",
        "No single unit can solve this; with the feature X₁X₂ it works without a hidden layer.",
        _xor,
        params=_FLIPS,
        classes=_two_classes,
    ),
    plane_kind(
        "gauss",
        "Two Gaussians",
        "Two round clouds, one for each class.",
        "A network without hidden layers is enough: one straight line separates the clouds.",
        _gauss,
        params=(noise_param("How wide the clouds are: the variance grows from 0.5 to 4."),),
        classes=_two_classes,
    ),
    plane_kind(
        "spiral",
        "Spiral",
        "Two arms wound around each other, 1.75 turns each.",
        "The hardest of the six: it needs several hidden layers or more input features.",
        _spiral,
        params=(noise_param("How far points may stray from their arm."),),
        classes=_two_classes,
    ),
    plane_kind(
        "plane",
        "Plane",
        "The value rises linearly from the lower left corner to the upper right.",
        "One linear unit is enough: its two weights become equal.",
        _plane,
        params=_FLIPS,
        classes=_no_classes,
    ),
    plane_kind(
        "gauss_regression",
        "Hills and valleys",
        "Three hills and three valleys on flat ground.",
        "Watch the hills rise one after another; with too few units some are missing.",
        _hills,
        params=_FLIPS,
        classes=_no_classes,
    ),
)
