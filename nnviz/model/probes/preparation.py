"""What is compiled when a page is opened, so that its views are there when they are chosen."""

import numpy as np

from nnviz.core.frames import Payload
from nnviz.core.network import INPUT
from nnviz.core.params import Param
from nnviz.model.layer_weights import copies
from nnviz.model.probes.explanations import GRAD_CAM, SALIENCY
from nnviz.model.probes.loss_surface import LOSS_SURFACE, flat
from nnviz.model.probes.probe import Live, Probe, Values
from nnviz.model.probes.trail import trail_of

NAME = "preparation"


def _prepare(live: Live, values: Values) -> dict[str, Payload]:
    done = live.memory.setdefault(NAME, set())
    if values["page"] not in done:
        done.add(values["page"])
        (_learning if values["page"] == "learning" else _pictures)(live)
    return {"ready": np.ones(1, np.float32)}


def _learning(live: Live) -> None:
    """Compile the derivative by the weights and the loss at other weights; take footprints."""
    if not live.learning.variables:
        return
    trail = trail_of(live)
    trail.now(0)
    trail.footprints()
    if LOSS_SURFACE.fits(live) is None:
        centre = flat(copies(live.learning.variables))
        trail.losses_along(centre, np.zeros((2, len(centre))), np.zeros((1, 2)))


def _pictures(live: Live) -> None:
    """Compile the derivatives of a class by the picture and by the last convolution."""
    if GRAD_CAM.fits(live) is not None:
        return
    which = {"label": -1, "part": "test", "example": 0}
    SALIENCY.read(live, {**which, "layer": INPUT})
    maps = [layer.id for layer in live.network.layers if layer.kind == "conv2d"]
    if maps:
        GRAD_CAM.read(live, {**which, "layer": maps[-1]})


PREPARATION = Probe(
    name=NAME,
    sentence="Nothing to see: it compiles what the views of a page will ask for.",
    arrays={"ready": "(1,) always 1"},
    read=_prepare,
    options=(
        Param("page", "Page", "learning", "Whose views.", choices=("learning", "convolution")),
    ),
)
