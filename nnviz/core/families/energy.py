"""Networks with an energy, in plain NumPy: what a Hopfield network does, step by step.

Hopfield, "Neural networks and physical systems with emergent collective computational
abilities", 1982; Smolensky, "Information processing in dynamical systems", 1986, and Hinton,
"Training products of experts by minimizing contrastive divergence", 2002, for Boltzmann machines.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

SHOWN = 5
"""Number of images that show a recall."""
CHAINS = 5
"""Number of samples shown."""
STAGES = (0, 1, 3, 10, 30, 100, 300)
"""After how many Gibbs steps a sample is shown."""

TIE = 1e-5
"""A sum smaller than this fraction of the largest weight counts as 0: rounding has no say."""


@dataclass(frozen=True, slots=True)
class Recall:
    """The course of asynchronous updates from a starting state.

    Attributes:
        changed: `(changes,)` number of the update at which a unit changed, counted from 1.
        units: `(changes,)` which unit that was.
        states: `(changes + 1, units)` of -1 and +1: the start, then after every change.
        energies: `(changes + 1,)` the energy of each of these states.
        updates: Updates made in all.
    """

    changed: NDArray[np.int64]
    units: NDArray[np.int64]
    states: Numbers
    energies: Numbers
    updates: int


def stride(units: int) -> int:
    """Return the stride with which updates cycle through all units.

    About 0.618 of them and coprime to them, so that every unit is updated once in a
    sweep, and neighbours are far apart in time.
    """
    first = round(0.618 * units)
    return next((step for step in range(first, units) if step and math.gcd(step, units) == 1), 1)


def mutual(couplings: Numbers) -> Numbers:
    """Return weights made symmetric, with 0 on the diagonal, `(units, units)`."""
    both = (couplings + couplings.T) / 2
    return both - np.diag(np.diag(both))


def signs(values: Numbers) -> Numbers:
    """Return +1 where values are above 0, and -1 elsewhere."""
    return np.where(values > 0, 1.0, -1.0)


def state_energy(states: Numbers, weights: Numbers) -> Numbers:
    """Return the energy `-1/2 s W s` of states `(n, units)`, `(n,)`."""
    return -0.5 * np.einsum("ni,ij,nj->n", states, weights, states)


def hebbian(patterns: Numbers, decay: float = 0.5) -> Numbers:
    """Return the weights at which energy of patterns plus decay is least.

    Args:
        patterns: `(n, units)` of -1 and +1.
        decay: How much half the sum of all squared weights adds to the mean energy; above 0.

    Returns:
        `(units, units)`: the mean product of each pair of units, over `2 * decay`; 0 on the
        diagonal. With a decay of 1/2 that is 1 for pairs that always agree.
    """
    means = patterns.T @ patterns / (2 * decay * len(patterns))
    return means - np.diag(np.diag(means))


def recall(start: Numbers, weights: Numbers, sweeps: int) -> Recall:
    """Update one unit after another to the sign of its weighted sum.

    Args:
        start: `(units,)` of -1 and +1.
        weights: `(units, units)`, symmetric with 0 on the diagonal; so energy never rises.
        sweeps: How often every unit is updated.
    """
    count = len(start)
    step, state = stride(count), start.astype(np.float64)
    tie = TIE * float(np.abs(weights).max(initial=0.0))
    states, changed, units = [state.copy()], list[int](), list[int]()
    for update in range(sweeps * count):
        unit = update * step % count
        told = float(weights[unit] @ state)
        if abs(told) > tie and told * state[unit] < 0:
            state[unit] = -state[unit]
            states.append(state.copy())
            changed.append(update + 1)
            units.append(unit)
    found = np.stack(states)
    return Recall(
        np.array(changed, np.int64), np.array(units, np.int64), found,
        state_energy(found, weights), sweeps * count,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Machine:
    """The weights of a restricted Boltzmann machine.

    Attributes:
        couplings: `(visible, hidden)` between every visible and every hidden unit.
        hidden: `(hidden,)` biases.
        visible: `(visible,)` biases.
    """

    couplings: Numbers
    hidden: Numbers
    visible: Numbers

    def up(self, seen: Numbers) -> Numbers:
        """Return how likely each hidden unit is on, `(n, hidden)`, for `(n, visible)`."""
        return _sigmoid(seen @ self.couplings + self.hidden)

    def down(self, on: Numbers) -> Numbers:
        """Return how likely each visible unit is on, `(n, visible)`, for `(n, hidden)`."""
        return _sigmoid(on @ self.couplings.T + self.visible)

    def free_energy(self, seen: Numbers) -> Numbers:
        """Return the free energy of visible states, `(n,)`: the lower, the likelier."""
        sums = seen @ self.couplings + self.hidden
        return -seen @ self.visible - np.logaddexp(0.0, sums).sum(axis=1)

    def gibbs(self, seen: Numbers, steps: int, rng: np.random.Generator) -> Numbers:
        """Sample hidden and visible units alternately (Gibbs sampling).

        Args:
            seen: `(n, visible)` where the chains begin.
            steps: How often both are drawn.
            rng: Draws them.

        Returns:
            `(n, visible)` how likely each visible unit is on at the end; the start for no steps.
        """
        chances = seen
        for _ in range(steps):
            up = self.up(seen)
            on = (rng.random(up.shape) < up).astype(np.float64)
            chances = self.down(on)
            seen = (rng.random(chances.shape) < chances).astype(np.float64)
        return chances


def _sigmoid(values: Numbers) -> Numbers:
    return (1 + np.tanh(values / 2)) / 2
