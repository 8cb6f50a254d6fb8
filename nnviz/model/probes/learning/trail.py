"""What the checkpoints of a run show: gradient of each layer, weights and gradients over time."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.catalogue.special.energy import SELF_TAUGHT
from nnviz.core.run.frames import Payload
from nnviz.core.spec.params import Param
from nnviz.model.inside.trail import Footprint, Trail
from nnviz.model.probes.probe import (
    UNFINISHED,
    Live,
    Probe,
    ProbeMisfit,
    Values,
    unfinished,
)
from nnviz.model.probes.tiles import only_finite

BINS = 41
SMALLEST = 1e-12
"""Gradients below this count as nothing."""


def trail_of(live: Live) -> Trail:
    """Return the run's trail, made when it is asked for first."""
    if "trail" not in live.memory:
        live.memory["trail"] = Trail(live.learning, live.checkpoints, live.dataset, live.network)
    return live.memory["trail"]


def _learns(live: Live) -> str | None:
    if live.learning.variables:
        return None
    return "This network has no weights, so it cannot learn."


def _footprints(trail: Trail) -> list[Footprint]:
    """Return those of the kept checkpoints, and at the end that of what is shown now."""
    found = trail.footprints()
    last = found[-1].step if found else 0
    return [*found, trail.now(last + 1)]


def _flow(live: Live, values: Values) -> dict[str, Payload]:
    del values
    trail = trail_of(live)
    found = _footprints(trail)
    sizes = np.array([one.sizes for one in found], np.float64).T
    bounded = np.log10(np.maximum(only_finite(sizes), SMALLEST))
    return {
        "step": np.array([one.step + 1 for one in found], np.float32),
        "history": bounded.astype(np.float32),
        "now": bounded[:, -1].astype(np.float32),
        "size": only_finite(sizes[:, -1]),
        **unfinished(not trail.complete),
    }


def _over_time(live: Live, values: Values) -> dict[str, Payload]:
    trail = trail_of(live)
    name = values["layer"] or trail.layers[0]
    if name not in trail.layers:
        raise ProbeMisfit(f"Layer '{name}' has no trainable weights.")
    at = trail.layers.index(name)
    found = _footprints(trail)
    weights, centres = _counts([one.weights[at] for one in found])
    gradients, slopes = _counts([one.gradients[at] for one in found])
    return {
        "step": np.array([one.step + 1 for one in found], np.float32),
        "weights": weights,
        "weight": centres,
        "gradients": gradients,
        "gradient": slopes,
        **unfinished(not trail.complete),
    }


def _counts(
    rows: list[NDArray[np.float32]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return shares `(bins, checkpoints)` of values in equal bins around 0, and the bins' centres.

    The bins reach as far as 99.5 % of all values.
    """
    values = np.stack(rows).astype(np.float64)
    finite = np.abs(values[np.isfinite(values)])
    reach = max(float(np.quantile(finite, 0.995)) if finite.size else 1.0, SMALLEST)
    known = np.isfinite(values)
    inside = np.clip(np.where(known, values, 0.0), -reach, reach)
    places = np.floor((inside / reach + 1) / 2 * BINS)
    bins = np.minimum(places, BINS - 1).astype(np.intp) + BINS * np.arange(len(rows))[:, None]
    counts = np.bincount(bins[known], minlength=BINS * len(rows)).reshape(len(rows), BINS)
    centres = (np.arange(BINS) * 2 + 1 - BINS) / BINS * reach
    return (counts.T / values.shape[1]).astype(np.float32), centres.astype(np.float32)


def _flows(live: Live) -> str | None:
    if reason := _learns(live):
        return reason
    if {live.network.layer(name).kind for name in trail_of(live).layers} <= SELF_TAUGHT:
        return (
            "The layers of this network learn from their own energy: no gradient comes from the "
            "output."
        )
    return None


GRADIENT_FLOW = Probe(
    name="gradient_flow",
    sentence="Size of the gradient of each layer, now and at all checkpoints of the run.",
    arrays={
        "step": "(checkpoints,) optimizer steps made, plus 1; the last one is now",
        "history": "(layers, checkpoints) log10 of the root mean square of dL/dw, if it learns",
        "now": "(layers,) the same for what is shown now",
        "size": "(layers,) that itself, not its logarithm",
        **UNFINISHED,
    },
    read=_flow,
    fits=_flows,
)

WEIGHTS_OVER_TIME = Probe(
    name="weights_over_time",
    sentence="How the weights of a layer and their gradients are distributed at each checkpoint.",
    arrays={
        "step": "(checkpoints,) optimizer steps made, plus 1; the last one is now",
        "weights": f"({BINS}, checkpoints) fraction of the weights in each bin",
        "weight": f"({BINS},) centres of these bins",
        "gradients": f"({BINS}, checkpoints) fraction of the derivatives in each bin",
        "gradient": f"({BINS},) centres of these bins",
        **UNFINISHED,
    },
    read=_over_time,
    options=(Param("layer", "Layer", "", "Id of the layer; empty for the first that learns."),),
    fits=_learns,
)
