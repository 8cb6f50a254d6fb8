"""Generator and discriminator of one network: generated points, their scores, the map of noise."""

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.adversarial import COORDINATES, row_length, shown_layer
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import SET, Live, Probe, ProbeMisfit, Values

NEAR = 0.3
"""Two points within this distance are near; a blob reaches about as far from its centre."""
_MOST = 400
_EDGE = 0.01
"""Share of the noise beyond each border of the bent grid."""
_LINES, _ALONG = 11, 41
"""Lines of the bent grid in each direction, an odd number, and positions along each."""
_STEP = 4
"""Places between two lines of the grid, where its path goes from one to the next."""
Numbers = NDArray[np.float32]


def _adversaries_only(live: Live) -> str | None:
    if not live.dataset.signature.noise:
        return "This dataset contains no noise from which a generator could make points."
    shown = shown_layer(live.network)
    if shown is None:
        return "No layer of this network chooses between real and generated points."
    shapes = {entry.id: entry.shape for entry in live.shapes.layers}
    if shapes[shown] != (COORDINATES,):
        return (
            f"A point in the plane has {COORDINATES} values; this generator's output has a "
            "different size."
        )
    return None


def _shown(live: Live) -> str:
    """Return the id of the layer that gives real or made points.

    Raises:
        ProbeMisfit: There is none.
    """
    if reason := _adversaries_only(live):
        raise ProbeMisfit(reason)
    return shown_layer(live.network) or ""


def _real_rows(points: Numbers, noise: int) -> Numbers:
    """Return rows that show the discriminator these points `(n, 2)`."""
    rows = np.zeros((len(points), row_length(noise)), np.float32)
    rows[:, 0] = 1
    rows[:, 1 : 1 + COORDINATES] = points
    return rows


def _noise_rows(noise: NDArray[np.floating[Any]]) -> Numbers:
    """Return rows from which the generator makes points, with noise `(n, values)`."""
    blank = np.zeros((len(noise), row_length(0)), np.float32)
    return np.concatenate([blank, noise.astype(np.float32)], axis=1)


def near(points: Numbers, others: Numbers) -> float:
    """Return the fraction of points `(n, 2)` with one of the others `(m, 2)` near; 0 of none."""
    if not len(points) or not len(others):
        return 0.0
    away = np.square(points[:, None] - others[None]).sum(axis=-1)
    return float((away.min(axis=1) <= NEAR**2).mean())


def _cloud(live: Live, values: Values) -> dict[str, Payload]:
    rows = np.asarray(live.split(values["split"])[0], np.float32)
    real = rows[rows[:, 0] == 1, 1 : 1 + COORDINATES][:_MOST]
    asked = rows[rows[:, 0] == 0][:_MOST]
    shown = _shown(live)
    made = live.readout.some((shown,), asked)[shown].astype(np.float32)
    found: dict[str, Payload] = {
        "verdict": _verdict(live, values["side"]),
        "x": made[:, 0].copy(),
        "y": made[:, 1].copy(),
        "near": np.array([near(made, real), near(real, made)], np.float32),
    }
    if values["arrows"]:
        found |= _pushes(live, made[: values["arrows"]], asked[: values["arrows"]])
    return found


def _verdict(live: Live, side: int) -> Quantized:
    """Return the discriminator's output at every position of the plane."""
    extent = live.dataset.plane_extent
    axis = np.linspace(-extent, extent, side, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, COORDINATES)
    outputs = live.readout.outputs(_real_rows(points, live.dataset.signature.noise))
    return Quantized(live.head.signed(outputs).reshape(side, side), -1.0, 1.0)


def _pushes(live: Live, made: Numbers, rows: Numbers) -> dict[str, Payload]:
    """Return in which direction each generated point would look more real, and how steeply."""
    weights = np.ones((len(made), 1), np.float32)
    slope = live.readout.sensitivity.by_layer(_shown(live), made, rows, weights, scores=True)
    size = np.hypot(slope[:, 0], slope[:, 1])
    # Plotly counts angles clockwise from straight up.
    angle = np.degrees(np.arctan2(slope[:, 0], slope[:, 1]))
    largest = max(float(size.max(initial=0.0)), 1e-9)
    return {
        "angle": angle.astype(np.float32),
        "push": (size / largest).astype(np.float32),
        "push_x": made[:, 0].copy(),
        "push_y": made[:, 1].copy(),
    }


def grid_path(dimensions: int) -> Numbers:
    """Return a path over a grid of noise, `(places, 2)`, that goes along every line once.

    Lines lie where the normal distribution has gone up by a tenth, so that every mesh holds as
    much noise as any other; the outermost ones at 1 and 99 %. The path turns at the border, along
    which it walks to the next line: first all lines of one direction, then those of the other. For
    one value of noise it is the way from one end to the other.

    Args:
        dimensions: Values of noise; only the first two are moved.
    """
    normal = NormalDist()
    shares = [_EDGE, *(n / (_LINES - 1) for n in range(1, _LINES - 1)), 1 - _EDGE]
    lines = np.array([normal.inv_cdf(share) for share in shares])
    along = np.linspace(lines[0], lines[-1], _ALONG)
    if dimensions == 1:
        return np.stack([along, np.zeros(_ALONG)], axis=1).astype(np.float32)
    rows: list[NDArray[np.float64]] = []
    for number, height in enumerate(lines):
        walked = along if number % 2 == 0 else along[::-1]
        rows.append(np.stack([walked, np.full(_ALONG, height)], axis=1))
        if number + 1 < len(lines):
            up = np.linspace(height, lines[number + 1], _STEP + 2)[1:-1]
            rows.append(np.stack([np.full(_STEP, walked[-1]), up], axis=1))
    across = np.concatenate(rows)
    # It ends in the corner opposite to its beginning; back the same way with the axes exchanged.
    return np.concatenate([across, across[::-1, ::-1]]).astype(np.float32)


def _bent(live: Live, values: Values) -> dict[str, Payload]:
    del values
    shown, width = _shown(live), live.dataset.signature.noise
    path = grid_path(width)
    noise = np.zeros((len(path), width), np.float32)
    noise[:, : min(width, COORDINATES)] = path[:, : min(width, COORDINATES)]
    made = live.readout.some((shown,), _noise_rows(noise))[shown].astype(np.float32)
    return {"x": made[:, 0].copy(), "y": made[:, 1].copy()}


ADVERSARIES = Probe(
    name="adversaries",
    sentence="The generator's points, and the discriminator's output over the plane.",
    arrays={
        "verdict": "(side, side), lowest row first: -1 judged generated, 1 judged real",
        "x": "(points,) first coordinate of the points generated from the noise in the rows",
        "y": "(points,) second coordinate",
        "near": f"(2,) fraction of generated points within {NEAR} of a real one, and of real ones "
        "within the same distance of a generated one",
        "angle": "(arrows,) degrees clockwise from up: the way a generated point would look "
        "more real",
        "push": "(arrows,) how steep that is, as a fraction of the steepest",
        "push_x": "(arrows,) first coordinate of the arrow",
        "push_y": "(arrows,) second coordinate",
    },
    read=_cloud,
    options=(
        Param("side", "Side", 40, "Grid points along each axis.", low=2, high=100, step=1),
        Param(
            "arrows",
            "Arrows",
            0,
            "How many generated points get an arrow.",
            low=0,
            high=200,
            step=1,
        ),
        SET,
    ),
    fits=_adversaries_only,
)

BENT_NOISE = Probe(
    name="bent_noise",
    sentence="Where the generator maps the lines of a grid of noise.",
    arrays={
        "x": "(places,) first coordinate along a path over all lines",
        "y": "(places,) second coordinate",
    },
    read=_bent,
    fits=_adversaries_only,
)
