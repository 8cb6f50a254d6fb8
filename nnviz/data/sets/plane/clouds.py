"""Moons and blobs: two more datasets of the plane, with a choice of points and classes."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import noise_param, share, whole
from nnviz.data.sets.plane.plane import EXTENT, Sample, plane_kind

MOON_RADIUS = 3.4
BLOB_DISTANCE = 3.8
POINTS = Param("points", "Points", 500, "How many points to generate.", low=50, high=2000, step=50)
CLASSES = Param("classes", "Classes", 3, "How many clouds to generate.", low=2, high=5, step=1)


def within_extent(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale `(n, 2)` points towards the centre when one lies outside -6 to 6."""
    reach = float(np.abs(points).max(initial=0.0))
    return points * (EXTENT / reach) if reach > EXTENT else points


def _moons(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return two half circles of radius 3.4, each turned half a turn against the other."""
    count = whole(spec, "points")
    labels = np.arange(count) % 2
    angle = rng.uniform(0, np.pi, count)
    sign = np.where(labels == 1, 1.0, -1.0)
    # The lower moon is the upper one turned about the middle; each reaches into the other.
    points = np.stack(
        [
            sign * (MOON_RADIUS * np.cos(angle) - MOON_RADIUS / 2),
            sign * (MOON_RADIUS * np.sin(angle) - MOON_RADIUS / 4),
        ],
        axis=1,
    )
    spread = rng.normal(0, share(spec, "noise") * MOON_RADIUS, points.shape)
    return Sample(within_extent(points + spread), labels)


def _blobs(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return clouds whose centres lie evenly on a ring of radius 3.8."""
    count, classes = whole(spec, "points"), whole(spec, "classes")
    labels = np.arange(count) % classes
    # The whole ring of centres is turned at random, so that a new seed is a new problem.
    angle = 2 * np.pi * (labels / classes + rng.uniform())
    centres = BLOB_DISTANCE * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    spread = rng.normal(0, 0.4 + 2 * share(spec, "noise"), centres.shape)
    return Sample(within_extent(centres + spread), labels)


def _moon_names(_spec: DataSpec) -> tuple[str, ...]:
    return ("lower moon", "upper moon")


def _blob_names(spec: DataSpec) -> tuple[str, ...]:
    return tuple("ABCDE"[: whole(spec, "classes")])


CLOUDS = (
    plane_kind(
        "moons",
        "Moons",
        "Two interlocking half moons.",
        "One hidden layer bends the boundary around the tips; without one it stays straight.",
        _moons,
        params=(POINTS, noise_param("How far points may stray from their moon.", 10)),
        classes=_moon_names,
    ),
    plane_kind(
        "blobs",
        "Blobs",
        "Two to five round clouds, one for each class.",
        "With three or more classes there is one output for each class, and the largest wins.",
        _blobs,
        params=(POINTS, CLASSES, noise_param("How wide the clouds are.", 20)),
        classes=_blob_names,
    ),
)
