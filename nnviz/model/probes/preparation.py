"""What is compiled when a page opens, so that its views are ready when they are chosen."""

from collections.abc import Callable
from functools import partial

import numpy as np

from nnviz.core.run.frames import Payload
from nnviz.core.spec.network import INPUT
from nnviz.core.spec.params import Param
from nnviz.model.probes.convolution.dream import DREAM
from nnviz.model.probes.convolution.explanations import GRAD_CAM, SALIENCY
from nnviz.model.probes.learning.loss_surface import LOSS_SURFACE, measure_ahead
from nnviz.model.probes.learning.trail import trail_of
from nnviz.model.probes.probe import UNFINISHED, Live, Probe, Values, unfinished

NAME = "preparation"
_SECONDS = 0.1
"""Seconds for footprints of the checkpoints of the run."""


def _prepare(live: Live, values: Values) -> dict[str, Payload]:
    """Do one thing at a time, so that a visitor who chooses a view meanwhile waits for one only."""
    left = live.memory.get((NAME, values["page"]))
    if left is None:
        left = (_learning if values["page"] == "learning" else _pictures)(live)
        live.memory[NAME, values["page"]] = left
    if left:
        left.pop(0)()
    return {"ready": np.ones(1, np.float32), **unfinished(bool(left))}


def _learning(live: Live) -> list[Callable[[], object]]:
    """Compile the derivative by the weights; measure a first loss surface; take footprints."""
    if not live.learning.variables:
        return []
    trail = trail_of(live)
    surface = [partial(measure_ahead, live)] if LOSS_SURFACE.fits(live) is None else []
    return [lambda: trail.now(0), *surface, lambda: trail.footprints(_SECONDS)]


def _pictures(live: Live) -> list[Callable[[], object]]:
    """Compile the derivatives of a class by the image and a convolution, and of a unit there."""
    if GRAD_CAM.fits(live) is not None:
        return []
    which = {"label": -1, "split": "test", "example": 0}
    maps = [layer.id for layer in live.network.layers if layer.kind == "conv2d"]
    asked = [(SALIENCY, {**which, "layer": INPUT})]
    for name in maps[-1:]:
        asked.append((GRAD_CAM, {**which, "layer": name}))
        asked.append((DREAM, {"layer": name, "unit": 0, "steps": 1, "rate": 0.1}))
    return [partial(probe.read, live, options) for probe, options in asked]


PREPARATION = Probe(
    name=NAME,
    sentence="Shows nothing: it compiles what the views of a page will need.",
    arrays={"ready": "(1,) always 1", **UNFINISHED},
    read=_prepare,
    options=(
        Param(
            "page",
            "Page",
            "learning",
            "The page whose views to prepare.",
            choices=("learning", "convolution"),
        ),
    ),
)
