"""The loss around the current weights along two directions, with the path that training took.

Li, Xu, Taylor, Studer and Goldstein (2018), "Visualizing the Loss Landscape of Neural Nets": random
directions are scaled filter by filter to the size of the weights, because a unit's weights can be
scaled without changing the output; or the two main directions of the path are used.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload
from nnviz.core.spec.params import Param
from nnviz.model.building.layer_weights import copies
from nnviz.model.probes.learning.trail import trail_of
from nnviz.model.probes.probe import (
    UNFINISHED,
    Live,
    Probe,
    ProbeMisfit,
    Values,
    unfinished,
)

SIDES = (5, 11, 21)
"""Places along each direction, of the first image and of those that follow it at once."""
SIDE = SIDES[-1]
_FEWEST_CHECKPOINTS = 3
_MOST_WEIGHTS = 300_000
_REST = 12.0
"""A surface that took a second stays for this many seconds, while the path goes on."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane through weight space with the loss on it.

    Attributes:
        centre: `(weights,)` all trained weights one after another.
        directions: `(2, weights)`.
        extent: How far it reaches to each side, in units of the directions.
        losses: `(side, side)`, the first direction along columns.
        until: When it may be measured again, on the monotonic clock.
        shown: Whether it was shown once more after that.
    """

    centre: Numbers
    directions: Numbers
    extent: tuple[float, float]
    losses: NDArray[np.float32]
    until: float
    shown: bool = False


def _small_enough(live: Live) -> str | None:
    if live.dataset.signature.noise:
        return "Two networks push this loss in opposite directions, so there is no descent to show."
    count = sum(int(np.prod(variable.shape)) for variable in live.learning.variables)
    if not count:
        return "This network has no weights, so its loss never changes."
    if count > _MOST_WEIGHTS:
        return (
            f"The loss surface can be computed for at most {_MOST_WEIGHTS:,} weights; this network "
            f"has {count:,}."
        )
    return None


def flat(arrays: list[NDArray[np.float32]]) -> Numbers:
    """Return all values of some arrays one after another, `(values,)`."""
    return np.concatenate([array.reshape(-1) for array in arrays]).astype(np.float64)


def _path(live: Live) -> Numbers:
    """Return the trained weights at every kept checkpoint and now, `(checkpoints + 1, weights)`.

    Checkpoints with infinite or NaN weights are left out.

    Raises:
        ProbeMisfit: They are so now.
    """
    now = flat(copies(live.learning.variables))
    if not np.isfinite(now).all():
        raise ProbeMisfit(
            "Some weights are infinite, so there is no loss around them. Go back to an earlier "
            "checkpoint, or reset the run and lower the learning rate."
        )
    model = live.learning.program.model
    places = {id(variable): at for at, variable in enumerate(model.variables)}
    chosen = [places[id(variable)] for variable in live.learning.variables]
    rows = [flat([checkpoint.values[at] for at in chosen]) for checkpoint in live.checkpoints.all]
    return np.stack([*(row for row in rows if np.isfinite(row).all()), now])


def random_directions(weights: Sequence[NDArray[Any]], seed: int) -> Numbers:
    """Return two random directions, scaled filter by filter to the weights, `(2, weights)`.

    Args:
        weights: The trained arrays. In those of two and more axes each index of the last one is a
            filter; biases and scales, which have one, are left as they are.
        seed: Draws the directions.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(2):
        parts = []
        for array in weights:
            drawn = rng.normal(0, 1, array.shape) if array.ndim > 1 else np.zeros(array.shape)
            axes = tuple(range(array.ndim - 1))
            length = np.sqrt(np.square(drawn).sum(axis=axes, keepdims=True))
            wanted = np.sqrt(np.square(array, dtype=np.float64).sum(axis=axes, keepdims=True))
            parts.append((drawn / np.maximum(length, 1e-12) * wanted).reshape(-1))
        found.append(np.concatenate(parts))
    return np.stack(found)


def path_directions(path: Numbers) -> Numbers:
    """Return the two main directions of a path around its end, each of length 1, `(2, weights)`.

    By the eigenvectors of the Gram matrix of the checkpoints, which are far fewer than the
    weights. Of a path along one line, or in one weight, the second direction is any other, or none
    (zeros).

    Args:
        path: `(checkpoints, weights)`.
    """
    ways = path - path[-1]
    ways /= np.abs(ways).max() or 1.0
    _, shares = np.linalg.eigh(ways @ ways.T)
    orthogonal, _ = np.linalg.qr((shares[:, :-3:-1].T @ ways).T)
    return np.pad(orthogonal.T, ((0, 2 - orthogonal.shape[1]), (0, 0)))


def _measure(live: Live, path: Numbers, along: str, seed: int, side: int) -> Plane:
    start = time.perf_counter()
    variables, centre = live.learning.variables, path[-1]
    if along == "path":
        directions = path_directions(path)
        places = (path - centre) @ directions.T
        extent = tuple(float(1.25 * max(np.abs(places[:, i]).max(), 1e-3)) for i in range(2))
    else:
        directions, extent = random_directions(copies(variables), seed), (1.0, 1.0)
    a, b = (np.linspace(-reach, reach, side) for reach in extent)
    offsets = np.stack(np.meshgrid(a, b), axis=-1).reshape(-1, 2)
    losses = trail_of(live).losses_along(centre, directions, offsets).reshape(side, side)
    took = time.perf_counter() - start
    return Plane(
        centre, directions, (extent[0], extent[1]), losses, time.monotonic() + _REST * took
    )


def _key(along: str, seed: int) -> tuple[str, str, int]:
    return "loss_surface", along, seed


def measure_ahead(live: Live) -> None:
    """Measure a first coarse surface, so that it is ready when it is requested."""
    try:
        path = _path(live)
    except ProbeMisfit:
        return
    along = "path" if len(path) >= _FEWEST_CHECKPOINTS else "random"
    plane = _measure(live, path, along, 0, SIDES[0])
    live.memory[_key(along, 0)] = replace(plane, until=-np.inf)


def _surface(live: Live, values: Values) -> dict[str, Payload]:
    path = _path(live)
    if values["along"] == "path" and len(path) < _FEWEST_CHECKPOINTS:
        raise ProbeMisfit("Train for a few steps first, so that there is a path to show.")
    key = _key(values["along"], values["seed"])
    plane: Plane | None = live.memory.get(key)
    stale = plane is not None and (
        time.monotonic() > plane.until and not np.array_equal(plane.centre, path[-1])
    )
    if plane is not None and stale and not plane.shown:
        # Whoever comes back to it sees the earlier one at once.
        plane = live.memory[key] = replace(plane, shown=True)
    elif plane is None or stale or len(plane.losses) < SIDE:
        known = 0 if plane is None else len(plane.losses)
        side = next((side for side in SIDES if side > known), SIDE)
        plane = _measure(live, path, values["along"], values["seed"], side)
        live.memory[key] = plane
    inverse = np.linalg.pinv(plane.directions.T)
    places = (path - plane.centre) @ inverse.T
    finite = np.nan_to_num(plane.losses.astype(np.float64), nan=1e6, posinf=1e6)
    side = len(plane.losses)
    a, b = (np.linspace(-reach, reach, side).astype(np.float32) for reach in plane.extent)
    return {
        "a": a,
        "b": b,
        "loss": np.log10(np.maximum(finite, 1e-6)).astype(np.float32),
        "path_a": places[:, 0].astype(np.float32),
        "path_b": places[:, 1].astype(np.float32),
        "now_a": places[-1:, 0].astype(np.float32),
        "now_b": places[-1:, 1].astype(np.float32),
        **unfinished(side < SIDE or plane.shown),
    }


LOSS_SURFACE = Probe(
    name="loss_surface",
    sentence="The loss around the current weights along two directions, and the path taken.",
    arrays={
        "a": f"({SIDE},) how far along the first direction; {SIDES[0]}, then {SIDES[1]} at first",
        "b": "(as many,) how far along the second",
        "loss": (
            "(as many, as many) log10 of the loss, one row for each position on the second "
            "direction"
        ),
        "path_a": "(checkpoints,) where they lie on the first direction, now at the end",
        "path_b": "(checkpoints,) the same on the second",
        "now_a": "(1,) where the weights are now, on the first direction",
        "now_b": "(1,) the same on the second",
        **UNFINISHED,
    },
    read=_surface,
    options=(
        Param(
            "along", "Directions", "random", "Random directions, or those of the path taken.",
            choices=("random", "path"),
        ),
        Param("seed", "Seed", 0, "Seed for the random directions.", low=0, high=10_000, step=1),
    ),
    fits=_small_enough,
)  # fmt: skip
