"""Worked examples of layers with an energy."""

from typing import Any

import numpy as np

from nnviz.core.families import energy
from nnviz.core.worked.example import Example, Make

_STORED = np.array([[1, 1, 1, -1, -1, -1], [1, -1, 1, -1, 1, -1]], np.float64)
"""Two patterns of six units."""
_DAMAGED = np.array([1.0, 1.0, -1.0, -1.0, -1.0, -1.0])
_SEEN = np.array([1.0, 1.0, 0.0, 0.0])


def _hopfield(values: dict[str, Any]) -> Example:
    weights = energy.hebbian(_STORED)
    found = energy.recall(_DAMAGED, weights, values["sweeps"])
    begin, end = (f"{one:g}".replace("-", "\u2212") for one in found.energies[[0, -1]])
    note = (
        "Stored patterns: + + + \u2212 \u2212 \u2212 and + \u2212 + \u2212 + \u2212. The third "
        f"value is wrong: the energy falls from {begin} to {end}."
    )
    return Example((_DAMAGED,), found.states[-1], note, (("weights", weights),))


def _boltzmann(values: dict[str, Any]) -> Example:
    del values
    couplings, hidden = np.array([[3.0], [3.0], [-3.0], [-3.0]]), np.array([-1.0])
    visible = np.array([0.0, 0.0, 0.5, 0.5])
    machine = energy.Machine(couplings, hidden, visible)
    (on,) = machine.up(_SEEN[None])[0]
    output = machine.down(machine.up(_SEEN[None]))[0]
    note = (
        f"The hidden unit is on with probability {on:.3f} and then asks for the pattern it "
        "represents."
    )
    learned = (("weights", couplings), ("hidden biases", hidden), ("visible biases", visible))
    return Example((_SEEN,), output, note, learned)


ENERGY: dict[str, Make] = {"hopfield": _hopfield, "boltzmann": _boltzmann}
"""What makes the example of each kind."""
