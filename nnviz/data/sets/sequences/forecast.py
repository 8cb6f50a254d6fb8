"""A noisy wave; a window of past values forecasts the next one."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, noise_param, share, whole
from nnviz.data.sets.split import cut, tail_split

SECOND_PERIOD = 0.37
"""Period of the faster sine as a fraction of the slower one's; no simple ratio, so that the
sum does not repeat soon."""


def wave(
    points: int, period: float, phases: tuple[float, float] = (0.0, 0.0)
) -> NDArray[np.float64]:
    """Return a sum of two sines that stays within -1 to 1.

    Args:
        points: Number of values, one a time step.
        period: Steps in one period of the slower sine.
        phases: Where the slower and the faster sine begin, in radians.

    Returns:
        `(points,)`.
    """
    angle = 2 * np.pi * np.arange(points) / period
    return 0.7 * np.sin(angle + phases[0]) + 0.3 * np.sin(angle / SECOND_PERIOD + phases[1])


def windows(
    series: NDArray[np.float32], length: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Cut a series into every window and the value that follows it.

    Args:
        series: `(steps,)` with more steps than the window is long.
        length: Steps in a window.

    Returns:
        Windows `(steps - length, length, 1)` and next values `(steps - length, 1)`: row i
        holds steps i to i + length - 1, and its next value is step i + length.
    """
    views = np.lib.stride_tricks.sliding_window_view(series, length)[:-1]
    return views[..., None].copy(), series[length:, None].copy()


def _signature(spec: DataSpec) -> DataSignature:
    return DataSignature((whole(spec, "window"), 1), "regression", 1, "series")


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    points = whole(spec, "points")
    first, second = rng.uniform(0, 2 * np.pi, 2)
    clean = wave(points, whole(spec, "period"), (first, second))
    series = (clean + rng.normal(0, share(spec, "noise"), points)).astype(np.float32)
    x, y = windows(series, whole(spec, "window"))
    return replace(
        cut(spec.name, _signature(spec), x, y, tail_split(len(x), spec.train_share)),
        feature_names=("value",),
        target_name="Next value",
        series=series,
        note="The forecast cannot be better than the noise; without noise it becomes exact.",
    )


WAVE = DatasetKind(
    name="wave",
    label="Noisy wave",
    category="Sequences",
    sentence="A sum of two sine waves with noise: forecast the next value.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "period",
            "Period",
            25,
            "Steps in one period of the slower sine wave.",
            low=8,
            high=100,
            step=1,
            unit="steps",
        ),
        noise_param("Standard deviation of the noise, as a fraction of the wave's amplitude.", 5),
        Param(
            "window",
            "Window",
            24,
            "How many past values the network sees.",
            low=8,
            high=64,
            step=4,
            unit="steps",
        ),
        Param(
            "points",
            "Length",
            600,
            "Length of the whole series.",
            low=200,
            high=3000,
            step=100,
            unit="steps",
        ),
    ),
)
