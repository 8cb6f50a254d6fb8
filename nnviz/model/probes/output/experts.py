"""Which expert of a mixture dominates where, and how much each of them is used."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.experts import Experts, clearness, experts, groups, shares
from nnviz.core.families.regions import borders, innermost
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.network import INPUT
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import Live, Probe, ProbeMisfit, Values
from nnviz.model.training.evaluator import MOST_ROWS


def _mixture(live: Live) -> Experts:
    """Return the mixture of the network.

    Raises:
        ProbeMisfit: There is none.
    """
    if found := experts(live.network):
        return found
    raise ProbeMisfit("This network has no mixture of experts, so there is no gate to show.")


def _shares(live: Live, gate: str, x: NDArray[np.generic]) -> NDArray[np.float32]:
    """Return how much each expert counts for inputs `(n, *shape)`, `(n, experts)`."""
    given = x if gate == INPUT else live.readout.some((gate,), x)[gate]
    return shares(np.asarray(given, np.float32))


def _experts(live: Live, values: Values) -> dict[str, Payload]:
    mixture = _mixture(live)
    used = _shares(live, mixture.gate, live.dataset.x_train[:MOST_ROWS])
    arrays: dict[str, Payload] = {
        "used": used.mean(axis=0),
        "by_group": _by_group(live, used),
    }
    if live.dataset.signature.view == "plane":
        arrays |= _regions(live, mixture.gate, values["side"])
    return arrays


def _by_group(live: Live, used: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return mean fractions of all examples and of each group, `(1 + groups, experts)`."""
    rows = [used.mean(axis=0)]
    known = live.dataset.known("train")
    for number in range(len(groups(live.dataset)) if known is not None else 0):
        chosen = used[np.asarray(known)[: len(used)] == number]
        rows.append(chosen.mean(axis=0) if len(chosen) else np.zeros_like(rows[0]))
    return np.stack(rows)


def _regions(live: Live, gate: str, side: int) -> dict[str, Payload]:
    """Return the dominant expert at every position of the plane."""
    found = _shares(live, gate, live.grid(side))
    owner = found.argmax(axis=1).reshape(side, side)
    extent = live.dataset.plane_extent
    step = 2 * extent / (side - 1)
    lines = borders(found.reshape(side, side, -1)) * step - extent
    middles = innermost(owner, found.shape[1]) * step - extent
    return {
        "expert": owner.astype(np.uint8),
        "clear": Quantized(clearness(found).reshape(side, side), 0.0, 1.0),
        "border_x": lines[:, 0].astype(np.float32),
        "border_y": lines[:, 1].astype(np.float32),
        "middle_x": middles[:, 0].astype(np.float32),
        "middle_y": middles[:, 1].astype(np.float32),
    }


EXPERTS = Probe(
    name="experts",
    sentence="Which expert of a mixture dominates where, and how much each is used.",
    arrays={
        "used": f"(experts,) mean gate value over at most {MOST_ROWS:,} training examples",
        "by_group": "(1 + groups, experts) the same, then for each class or known group alone",
        "expert": "(side, side), lowest row first: number of the dominant expert, on a plane",
        "clear": "(side, side) 0 where all experts count equally, 1 where one alone does",
        "border_x": "(places,) first coordinate of the lines between regions, NaN after each",
        "border_y": "(places,) second coordinate",
        "middle_x": "(experts,) first coordinate of a point well inside each region, NaN for an "
        "expert that dominates nowhere",
        "middle_y": "(experts,) second coordinate",
    },
    read=_experts,
    options=(Param("side", "Side", 50, "Grid points along each axis.", low=2, high=200, step=1),),
)
