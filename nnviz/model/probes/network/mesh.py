"""A symmetrically connected network as a whole: its units, and the strongest links between them."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.energy import Numbers, mutual
from nnviz.core.families.mesh import STRONGEST, hidden_units, mesh_layer, places
from nnviz.core.run.frames import Payload, Quantized
from nnviz.model.probes.generative.energy import machine_of
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values


def _mesh(live: Live, values: Values) -> dict[str, Payload]:
    signature = live.dataset.signature
    layer = mesh_layer(live.network, signature)
    if layer is None:
        raise ProbeMisfit(
            "Only a single Hopfield network or Boltzmann machine on small grey images is drawn "
            "as fully connected units."
        )
    x = live.example(values["split"], values["example"])
    after = np.clip(np.asarray(live.readout.outputs(x), np.float64), 0, 1)
    visible, hidden = after.size, hidden_units(layer)
    if hidden:
        machine = machine_of(live, layer)
        on = machine.up(np.clip(x.reshape(1, -1), 0, 1))[0]
        weights, firsts, seconds = machine.couplings, *_pairs(visible, hidden)
    else:
        on = np.zeros(0)
        weights = mutual(live.weights()[layer.id][0].astype(np.float64))
        firsts, seconds = np.triu_indices(visible, 1)
    strengths = weights[firsts, seconds]
    at = places(visible, hidden)
    lines = _lines(strengths, at[firsts], at[seconds + (visible if hidden else 0)])
    side = signature.input_shape[:2]
    return {
        "before": Quantized(x.reshape(1, *side)[:, ::-1].astype(np.float32), 0.0, 1.0),
        "after": Quantized(after.reshape(1, *side)[:, ::-1].astype(np.float32), 0.0, 1.0),
        "state": np.concatenate([after.reshape(-1), on]).astype(np.float32),
        **lines,
    }


def _pairs(visible: int, hidden: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the numbers of both ends of all links between two sides."""
    firsts, seconds = np.indices((visible, hidden)).reshape(2, -1)
    return firsts, seconds


def _lines(strengths: Numbers, begins: Numbers, ends: Numbers) -> dict[str, Payload]:
    """Return the strongest links as lines with gaps between them, by sign."""
    strongest = np.argsort(-np.abs(strengths), kind="stable")[:STRONGEST]
    found: dict[str, Payload] = {}
    for name, sign in (("positive", 1), ("negative", -1)):
        chosen = strongest[strengths[strongest] * sign > 0]
        for axis, number in (("x", 0), ("y", 1)):
            # It begins with a gap: a line without any points would be taken out of the figure.
            line = np.full((len(chosen) + 1, 3), np.nan, np.float32)
            line[1:, 0], line[1:, 1] = begins[chosen, number], ends[chosen, number]
            found[f"{name}_{axis}"] = line.reshape(-1)
    return found


MESH = Probe(
    name="mesh",
    sentence="All units of a symmetrically connected network, and the strongest links between "
    "them.",
    arrays={
        "before": "(1, rows, columns) 0..1, last row first: the example",
        "after": "(1, rows, columns) the same for the network's output",
        "state": "(units,) 0..1 probability that each unit is on, visible ones first",
        "positive_x": "(3 + 3 * links,) a gap, then where positive links start and end, in a "
        f"square of side 1; the {STRONGEST} strongest links of both signs",
        "positive_y": "(as many,) the same upwards",
        "negative_x": "(3 + 3 * links,) negative ones",
        "negative_y": "(as many,) the same upwards",
    },
    read=_mesh,
    options=(EXAMPLE, SPLIT),
)
