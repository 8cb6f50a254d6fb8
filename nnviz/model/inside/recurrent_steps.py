"""SimpleRNN, LSTM and GRU step by step in plain NumPy, forwards and backwards.

Keras outputs only the hidden states. What happens inside a step - gates, candidate, cell - is
computed here from the same weights; tests compare it with Keras, and the gradients with finite
differences. LSTM: Hochreiter and Schmidhuber (1997) with the forget gate of Gers et al. (2000).
GRU: Cho et al. (2014), in the form of Keras's `reset_after`, where the reset gate acts on the
product with the recurrent weights. Gradients: backpropagation through time (Werbos 1990).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.gates import GATES
from nnviz.core.worked.activation_values import activate, back_through

Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One direction of a recurrent layer.

    Attributes:
        kind: `simple_rnn`, `lstm` or `gru`.
        activation: Name of the function of candidate and cell state.
        kernel: `(inputs, gates * units)`.
        recurrent: `(units, gates * units)`.
        bias: `(gates * units,)`; `(2, gates * units)` for a GRU: of inputs, of states.
    """

    kind: str
    activation: str
    kernel: Numbers
    recurrent: Numbers
    bias: Numbers

    @property
    def units(self) -> int:
        """Size of its state."""
        return len(self.recurrent)

    def function(self, gate: int) -> str:
        """Return the name of the activation function of a gate."""
        return "sigmoid" if GATES[self.kind][gate].squashed else self.activation


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Values of a cell along one sequence, in reading order.

    Attributes:
        inputs: `(time, inputs)`.
        from_input: `(time, gates, units)` inputs times weights, with their bias.
        from_state: `(time, gates, units)` states before the step times weights; of a GRU with
            their bias, and for its candidate before the reset gate.
        sums: `(time, gates, units)` what each gate's activation function receives.
        gates: `(time, gates, units)` its output.
        hidden: `(time, units)` states after each step.
        cell: `(time, units)` of an LSTM; the hidden states otherwise.
    """

    inputs: Numbers
    from_input: Numbers
    from_state: Numbers
    sums: Numbers
    gates: Numbers
    hidden: Numbers
    cell: Numbers

    def before(self, states: Numbers) -> Numbers:
        """Return the states before each step, `(time, units)`; all 0 before the first."""
        return np.concatenate([np.zeros_like(states[:1]), states[:-1]])


def follow(cell: Cell, inputs: NDArray[Any]) -> Trajectory:
    """Run a cell over a sequence, from the state 0.

    Args:
        cell: Its weights.
        inputs: `(time, inputs)`.
    """
    x = np.asarray(inputs, np.float64)
    kernel, recurrent, bias = (
        np.asarray(array, np.float64) for array in (cell.kernel, cell.recurrent, cell.bias)
    )
    first, second = bias if bias.ndim == 2 else (bias, np.zeros_like(bias))
    count, size = len(GATES[cell.kind]), cell.units
    from_input = (x @ kernel + first).reshape(len(x), count, size)
    from_state, sums, gates = (np.empty_like(from_input) for _ in range(3))
    hidden, inside = np.empty((len(x), size)), np.empty((len(x), size))
    state = memory = np.zeros(size)
    for t in range(len(x)):
        from_state[t] = (state @ recurrent + second).reshape(count, size)
        sums[t], gates[t] = _gates(cell, from_input[t], from_state[t])
        state, memory = _step(cell, gates[t], state, memory)
        hidden[t], inside[t] = state, memory
    return Trajectory(x, from_input, from_state, sums, gates, hidden, inside)


def _gates(cell: Cell, from_input: Numbers, from_state: Numbers) -> tuple[Numbers, Numbers]:
    """Return sums and values of the gates of one step, each `(gates, units)`."""
    sums = from_input + from_state
    values = np.empty_like(sums)
    if cell.kind == "gru":
        values[:2] = activate("sigmoid", sums[:2])
        sums[2] = from_input[2] + values[1] * from_state[2]
        values[2] = activate(cell.activation, sums[2])
        return sums, values
    for gate in range(len(sums)):
        values[gate] = activate(cell.function(gate), sums[gate])
    return sums, values


def _step(cell: Cell, gates: Numbers, state: Numbers, memory: Numbers) -> tuple[Numbers, Numbers]:
    """Return hidden and cell state after a step from those before it, each `(units,)`."""
    if cell.kind == "lstm":
        writes, keeps, candidate, shows = gates
        memory = keeps * memory + writes * candidate
        return shows * activate(cell.activation, memory), memory
    if cell.kind == "gru":
        stays, _, candidate = gates
        state = stays * state + (1 - stays) * candidate
        return state, state
    return gates[0], gates[0]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a chosen number depends on the inputs and states of a cell, step by step.

    Attributes:
        hidden: `(time, units)` its derivative by each hidden state, along all paths.
        inputs: `(time, inputs)` its derivative by each input.
    """

    hidden: Numbers
    inputs: Numbers


def trace_back(cell: Cell, trajectory: Trajectory, arriving: Numbers) -> Sensitivity:
    """Carry a gradient back through time, from the last step to the first.

    Args:
        cell: Its weights.
        trajectory: Its values.
        arriving: `(time, units)` derivative of the chosen number by the layer's outputs, as it
            comes from the layers above; all but the last row are 0 when they see only the end.
    """
    kernel, recurrent = np.asarray(cell.kernel, np.float64), np.asarray(cell.recurrent, np.float64)
    states, cells = trajectory.before(trajectory.hidden), trajectory.before(trajectory.cell)
    hidden = np.zeros_like(trajectory.hidden)
    inputs = np.zeros_like(trajectory.inputs)
    later = inside = np.zeros(cell.units)
    for t in reversed(range(len(trajectory.inputs))):
        hidden[t] = arriving[t] + later
        by_input, by_state, direct, inside = _step_back(
            cell, trajectory, t, hidden[t], inside, states[t], cells[t]
        )
        later = recurrent @ by_state.reshape(-1) + direct
        inputs[t] = kernel @ by_input.reshape(-1)
    return Sensitivity(hidden, inputs)


def _step_back(
    cell: Cell, trajectory: Trajectory, t: int, hidden: Numbers, inside: Numbers, state: Numbers,
    memory: Numbers,
) -> tuple[Numbers, Numbers, Numbers, Numbers]:  # fmt: skip
    """Go back over one step.

    Returns:
        Derivatives by `from_input` and `from_state`, `(gates, units)` each, by the state before
        along the direct path, and by the cell state before, `(units,)` each.
    """
    sums, gates = trajectory.sums[t], trajectory.gates[t]
    none = np.zeros(cell.units)
    if cell.kind == "simple_rnn":
        found = back_through(cell.activation, sums, hidden[None])
        return found, found, none, none
    if cell.kind == "gru":
        return *_gru_back(cell, sums, gates, trajectory.from_state[t], hidden, state), none
    writes, keeps, candidate, shows = gates
    now = trajectory.cell[t]
    inside = inside + back_through(cell.activation, now, hidden * shows)
    shown = activate(cell.activation, now)
    by_gate = (inside * candidate, inside * memory, inside * writes, hidden * shown)
    found = np.stack(
        [back_through(cell.function(g), sums[g], by_gate[g]) for g in range(len(by_gate))]
    )
    return found, found, none, inside * keeps


def _gru_back(
    cell: Cell, sums: Numbers, gates: Numbers, from_state: Numbers, hidden: Numbers, state: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    stays, looks, candidate = gates
    at_candidate = back_through(cell.activation, sums[2], hidden * (1 - stays))
    at_update = back_through("sigmoid", sums[0], hidden * (state - candidate))
    at_reset = back_through("sigmoid", sums[1], at_candidate * from_state[2])
    by_input = np.stack([at_update, at_reset, at_candidate])
    by_state = np.stack([at_update, at_reset, at_candidate * looks])
    return by_input, by_state, hidden * stays
