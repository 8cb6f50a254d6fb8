"""Mixtures of experts: which layer is the gate, and how it distributes examples among experts.

Jacobs, Jordan, Nowlan, Hinton, "Adaptive mixtures of local experts", 1991.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.network import NetworkSpec

MOST_GROUPS = 12
"""Most classes whose gate values can be shown side by side."""


@dataclass(frozen=True, slots=True)
class Experts:
    """Gate and experts of a mixture.

    Attributes:
        gate: Id of the gate layer, or of the input.
        experts: Ids of the experts, in the order of the gate's values.
    """

    gate: str
    experts: tuple[str, ...]


def experts(network: NetworkSpec) -> Experts | None:
    """Return gate and experts of a network's last mixture; None when it has none."""
    for place in reversed(range(len(network.layers))):
        if network.layers[place].kind == "mixture":
            gate, *answers = network.sources(place)
            return Experts(gate, tuple(answers)) if answers else None
    return None


def shares(gate: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return how much each expert counts, as shares that add up to 1.

    Args:
        gate: `(n, experts)` what the gate gives. A softmax gives shares already; of other gates
            the size of a value counts. Equal shares where all are 0.
    """
    sizes = np.abs(gate.astype(np.float64))
    sums = sizes.sum(axis=1, keepdims=True)
    equal = np.full_like(sizes, 1 / sizes.shape[1])
    return np.divide(sizes, sums, out=equal, where=sums > 0).astype(np.float32)


def clearness(found: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how decided the gate is: 0 where all count equally, 1 where only one counts.

    Args:
        found: `(n, experts)` from `shares`.
    """
    count = found.shape[1]
    if count == 1:
        return np.ones(len(found), np.float32)
    return (found.max(axis=1) * count - 1) / (count - 1)


def groups(dataset: Dataset) -> tuple[str, ...]:
    """Return the classes, or known groups, whose gate values are shown; empty when too many."""
    names = dataset.known_names
    return names if len(names) <= MOST_GROUPS else ()
