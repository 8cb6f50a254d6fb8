"""The network's output at every point of the plane."""

import numpy as np

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import Live, Probe, Values, plane_only


def _surface(live: Live, values: Values) -> dict[str, Payload]:
    side, discretize = values["side"], values["discretize"]
    outputs = live.readout.outputs(live.grid(side))
    if live.head.task == "multiclass":
        sure = live.head.probabilities(outputs).max(axis=1)
        shown = np.ones_like(sure) if discretize else sure
        return {
            "z": live.head.classes(outputs).astype(np.uint8).reshape(side, side),
            "confidence": Quantized(shown.reshape(side, side), 0.0, 1.0),
        }
    signed = live.head.signed(outputs)
    if discretize:
        signed = np.where(signed > 0, 1.0, -1.0).astype(np.float32)
    return {"z": Quantized(signed.reshape(side, side), -1.0, 1.0)}


SURFACE = Probe(
    name="surface",
    sentence="The network's output at every point of the plane.",
    arrays={
        "z": "(side, side), lowest row first: -1..1, or the class number for several classes",
        "confidence": "(side, side) probability of that class, for several classes",
    },
    read=_surface,
    options=(
        Param("side", "Side", 50, "Side in pixels.", low=2, high=200, step=1),
        Param("discretize", "Discretize", False, "Whether to show only the decision."),
    ),
    fits=plane_only,
)
