"""Input features of a plane: what a network may see of a point besides its coordinates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError


@dataclass(frozen=True, slots=True)
class Feature:
    """One number computed from a point of the plane.

    Attributes:
        name: Name in a DataSpec.
        label: How pages and axes call it.
        column: Computes it: `(n, 2)` points to `(n,)` values.
    """

    name: str
    label: str
    column: Callable[[NDArray[np.float64]], NDArray[np.float64]]


PLANE_FEATURES = (
    Feature("x1", "X₁", lambda p: p[:, 0]),
    Feature("x2", "X₂", lambda p: p[:, 1]),
    Feature("x1_squared", "X₁²", lambda p: p[:, 0] ** 2),
    Feature("x2_squared", "X₂²", lambda p: p[:, 1] ** 2),
    Feature("x1_x2", "X₁X₂", lambda p: p[:, 0] * p[:, 1]),
    Feature("sin_x1", "sin(X₁)", lambda p: np.sin(p[:, 0])),
    Feature("sin_x2", "sin(X₂)", lambda p: np.sin(p[:, 1])),
)
"""The seven features of TensorFlow Playground, in its order."""

DEFAULT_FEATURES = ("x1", "x2")

_BY_NAME = {feature.name: feature for feature in PLANE_FEATURES}


def check_features(names: Iterable[str], owner: str) -> tuple[str, ...]:
    """Return the names of features of a plane, or raise.

    Args:
        names: Feature names in the order of the network's inputs.
        owner: The dataset they were chosen for, for messages.

    Raises:
        SpecError: There is none, one is unknown, or one is given twice.
    """
    chosen = tuple(names)
    if not chosen:
        raise SpecError(f"at least one input feature of {owner}", "none", "Start with X₁ and X₂.")
    known = ", ".join(_BY_NAME)
    for index, name in enumerate(chosen):
        if name not in _BY_NAME:
            raise SpecError(f"input features of {owner} from {known}", repr(name))
        if name in chosen[:index]:
            raise SpecError(
                f"every input feature of {owner} at most once",
                f"'{name}' twice",
                "Remove one of them.",
            )
    return chosen


def plane_features(points: NDArray[np.generic], names: Iterable[str]) -> NDArray[np.float32]:
    """Compute the network's inputs at points of the plane.

    Nothing is standardized, as in TensorFlow Playground: the squares reach 36.

    Args:
        points: `(n, 2)` coordinates X₁ and X₂.
        names: Names of features, one a column.

    Returns:
        float32 `(n, len(names))`.

    Raises:
        SpecError: The points are not `(n, 2)`, or a name does not fit.
    """
    if points.ndim != 2 or points.shape[1] != 2:
        raise SpecError("points of shape (n, 2)", f"an array of shape {points.shape}")
    chosen = check_features(names, "the plane")
    exact = points.astype(np.float64)
    return np.stack([_BY_NAME[name].column(exact) for name in chosen], axis=1).astype(np.float32)
