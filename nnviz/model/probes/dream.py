"""The picture that a unit would like best: activation maximisation."""

import time

import numpy as np

from nnviz.core.frames import Payload, Quantised
from nnviz.core.params import Param
from nnviz.model.probes.probe import Live, Probe, ProbeMisfit, Values, shown_channels
from nnviz.model.probes.responses import LAYER, UNIT, responses

_BUDGET = 0.12
"""Seconds that may be spent on one read-out; a large network gets fewer steps."""
_FEWEST = 6
_NOISE = 0.05
_TINY = 1e-12


def _images_only(live: Live) -> str | None:
    if live.dataset.signature.view == "image":
        return None
    return "A picture that a unit likes can be made for networks that read pictures only."


def _dream(live: Live, values: Values) -> dict[str, Payload]:
    name, unit = values["layer"], values["unit"]
    if name not in {layer.id for layer in live.network.layers}:
        raise ProbeMisfit("Choose a layer of the network, not its input.")
    shape = live.dataset.signature.input_shape
    start = np.float32(live.dataset.x_train[:200].mean())
    noise = np.random.default_rng(0).normal(0, _NOISE, (1, *shape)).astype(np.float32)
    x = np.clip(start + noise, 0, 1)
    units = responses(live, name, x).shape[-1]
    if unit >= units:
        raise ProbeMisfit(f"Layer '{name}' has only {units} units.")
    chosen = np.eye(units, dtype=np.float32)[unit]
    begin, made = time.perf_counter(), 0
    first = last = live.readout.sensitivity.of_unit(name, x, chosen)[0]
    while made < values["steps"]:
        last, slope = live.readout.sensitivity.of_unit(name, x, chosen)
        size = float(np.sqrt(np.square(slope).mean()))
        if size < _TINY:
            break
        x = np.clip(x + values["rate"] * slope / size, 0, 1).astype(np.float32)
        made += 1
        if made >= _FEWEST and time.perf_counter() - begin > _BUDGET:
            break
    last = live.readout.sensitivity.of_unit(name, x, chosen)[0]
    return {
        "map": Quantised(shown_channels(x)[:, ::-1], 0.0, 1.0),
        "before": np.array([first], np.float32),
        "after": np.array([last], np.float32),
        "steps": np.array([made], np.int32),
    }


DREAM = Probe(
    name="dream",
    sentence="A picture that excites one unit as much as possible, found by gradient ascent.",
    arrays={
        "map": "(1, rows, columns) 0..1, last row first (Erhan et al. 2009); with an axis of red, "
        "green and blue where pictures have three channels",
        "before": "(1,) the unit's mean activation on the grey noise that it began from",
        "after": "(1,) the same on the picture",
        "steps": "(1,) steps made; 0 where no change of the picture excites the unit",
    },
    read=_dream,
    options=(
        LAYER, UNIT,
        Param("steps", "Steps", 20, "Steps of gradient ascent.", low=1, high=200, step=1),
        Param("rate", "Step size", 0.1, "How far each step goes.", low=0.001, high=1.0),
    ),
    fits=_images_only,
)  # fmt: skip
