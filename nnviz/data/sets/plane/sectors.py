"""A plane in three sectors, each with a rule of its own, as suits a mixture of experts."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import noise_param, share
from nnviz.data.sets.plane.plane import Sample, plane_kind

POINTS = 600
RADIUS = 5.5
SECTORS = 3
_MIDDLE = 3.0
_TURN = np.deg2rad(60.0)
"""How far the border in a sector is turned against the ray through its middle."""

Points = NDArray[np.float64]


def sector_of(points: Points) -> NDArray[np.int64]:
    """Return which sector each of `(n, 2)` points lies in, 0 to 2, counted from the right."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    return np.rint(angle / (2 * np.pi / SECTORS)).astype(np.int64) % SECTORS


def sector_labels(points: Points) -> NDArray[np.int32]:
    """Return the class of `(n, 2)` points: on which side of the border of their sector they lie.

    The border of a sector goes through its middle, 3 from the origin; all three borders together
    are a pinwheel.
    """
    angle = 2 * np.pi / SECTORS * sector_of(points)
    middle = _MIDDLE * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    across = np.stack([-np.sin(angle + _TURN), np.cos(angle + _TURN)], axis=1)
    return (((points - middle) * across).sum(axis=1) > 0).astype(np.int32)


def _sectors(spec: DataSpec, rng: np.random.Generator) -> Sample:
    """Return points spread evenly over a disc of radius 5.5."""
    radius = RADIUS * np.sqrt(rng.uniform(0, 1, POINTS))
    angle = rng.uniform(0, 2 * np.pi, POINTS)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    strayed = points + rng.uniform(-1, 1, points.shape) * RADIUS * share(spec, "noise")
    return Sample(points, sector_labels(strayed))


def _names(_spec: DataSpec) -> tuple[str, ...]:
    return ("negative", "positive")


SECTORS_SET = plane_kind(
    "sectors",
    "Three sectors",
    "Three sectors of a disc, each divided in two in a different direction.",
    "One straight line is right in only a third of the plane: three experts can divide it.",
    _sectors,
    params=(noise_param("How far points may move before they are labelled."),),
    classes=_names,
)
