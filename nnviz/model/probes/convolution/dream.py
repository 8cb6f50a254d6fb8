"""The image that excites a unit most: activation maximization."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import (
    UNFINISHED,
    Live,
    Probe,
    ProbeMisfit,
    Values,
    shown_channels,
    unfinished,
)
from nnviz.model.probes.responses import LAYER, UNIT

_SECONDS = 0.03
"""Seconds of ascent at a time; the rest follows in the next answer."""
_NOISE = 0.05
_TINY = 1e-12


@dataclass(slots=True)
class _Ascent:
    """An image on its way up.

    Attributes:
        x: `(1, *shape)` the image.
        before: The unit's activation on the initial noise.
        earlier: The result of the previous ascent, shown until this one is done.
        made: Steps so far.
        found: Its result, once it is done.
    """

    x: NDArray[np.float32]
    before: float
    earlier: dict[str, Payload] | None
    made: int = 0
    found: dict[str, Payload] | None = None


def _images_only(live: Live) -> str | None:
    if live.dataset.signature.view == "image":
        return None
    return "An image that excites a unit can be made only for networks that read images."


def _dream(live: Live, values: Values) -> dict[str, Payload]:
    name, unit = values["layer"], values["unit"]
    if name not in {layer.id for layer in live.network.layers}:
        raise ProbeMisfit("Choose a layer of the network, not its input.")
    units = (live.shapes.of(name).shape or (1,))[-1]
    if unit >= units:
        raise ProbeMisfit(f"Layer '{name}' has only {units} units.")
    chosen = np.eye(units, dtype=np.float32)[unit]
    key = ("dream", *sorted(values.items()))
    ascent: _Ascent | None = live.memory.get(key)
    if ascent is None or ascent.found is not None:
        ascent = _begun(live, name, chosen, ascent.found if ascent else None)
        live.memory[key] = ascent
    done = _climb(live, ascent, chosen, values)
    if ascent.earlier is not None and not done:
        return ascent.earlier | unfinished(True)
    found: dict[str, Payload] = {
        "map": Quantized(shown_channels(ascent.x)[:, ::-1], 0.0, 1.0),
        "before": np.array([ascent.before], np.float32),
        "after": np.array([_excited(live, name, ascent.x, chosen)[0]], np.float32),
        "steps": np.array([ascent.made], np.int32),
    }
    if done:
        ascent.found = found
    return found | unfinished(not done)


def _begun(
    live: Live, name: str, chosen: NDArray[np.float32], earlier: dict[str, Payload] | None
) -> _Ascent:
    """Return an ascent that starts from grey noise."""
    grey = np.float32(live.dataset.x_train[:200].mean())
    shape = (1, *live.dataset.signature.input_shape)
    noise = np.random.default_rng(0).normal(0, _NOISE, shape).astype(np.float32)
    x = np.clip(grey + noise, 0, 1)
    return _Ascent(x, _excited(live, name, x, chosen)[0], earlier)


def _climb(live: Live, ascent: _Ascent, chosen: NDArray[np.float32], values: Values) -> bool:
    """Make some steps; say whether none are left."""
    begin = time.perf_counter()
    while ascent.made < values["steps"]:
        _, slope = _excited(live, values["layer"], ascent.x, chosen)
        size = float(np.sqrt(np.square(slope).mean()))
        if size < _TINY:
            return True
        ascent.x = np.clip(ascent.x + values["rate"] * slope / size, 0, 1).astype(np.float32)
        ascent.made += 1
        if time.perf_counter() - begin > _SECONDS:
            break
    return ascent.made >= values["steps"]


def _excited(
    live: Live, name: str, x: NDArray[np.float32], chosen: NDArray[np.float32]
) -> tuple[float, NDArray[np.float32]]:
    """Return how excited a unit is, and the derivative by the image."""
    return live.readout.sensitivity.of_unit(name, x, chosen)


DREAM = Probe(
    name="dream",
    sentence="An image that maximizes the activation of one unit, found by gradient ascent.",
    arrays={
        "map": "(1, rows, columns) 0..1, last row first (Erhan et al. 2009); with an axis for red, "
        "green and blue where images have three channels",
        "before": "(1,) the unit's mean activation on the grey noise at the start",
        "after": "(1,) the same on the final image",
        "steps": "(1,) steps made; 0 where no change of the image excites the unit",
        **UNFINISHED,
    },
    read=_dream,
    options=(
        LAYER, UNIT,
        Param("steps", "Steps", 20, "Steps of gradient ascent.", low=1, high=200, step=1),
        Param("rate", "Step size", 0.1, "Size of each step.", low=0.001, high=1.0),
    ),
    fits=_images_only,
)  # fmt: skip
