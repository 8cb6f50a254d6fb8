"""Recurrent layers from the inside: states and gates over time, one unit's sums, gradients."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.gates import DIRECTIONS, GATES
from nnviz.core.families.unrolling import unrolling
from nnviz.core.run.frames import Payload
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.core.spec.params import Param
from nnviz.core.worked.activation_values import activate
from nnviz.model.inside.recurrent_steps import Cell, Trajectory, follow, trace_back
from nnviz.model.probes.probe import (
    EXAMPLE,
    SPLIT,
    Live,
    Probe,
    ProbeMisfit,
    Values,
    one_answer_only,
)

MOST_UNITS = 64
"""Most units whose trajectories are sent at once; `first` pages through more."""
MOST_TERMS = 16
"""Products that are listed one by one; the largest ones where there are more."""
GATE_COLUMNS = ("inputs", "states", "bias", "sum", "value")
"""Columns of the table of one unit's gates."""

_LAYER = Param("layer", "Layer", "", "Id of the layer; empty for the first recurrent one.")
_DIRECTION = Param(
    "direction",
    "Direction",
    "forward",
    "Direction in which the sequence is read.",
    choices=DIRECTIONS,
)
_UNIT = Param("unit", "Unit", 0, "Number of the unit.", low=0, high=1_000_000, step=1)
_STEP = Param("step", "Step", 0, "Position in the sequence.", low=0, high=1_000_000, step=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One direction of a recurrent layer with what it did with an example.

    Attributes:
        layer: The layer.
        cell: Its weights.
        trajectory: What it did, in the order in which it reads.
        output: `(1, ...)` the output of the layer for the example.
        x: `(1, *shape)` the example.
        backward: Whether it reads from the end.
    """

    layer: LayerSpec
    cell: Cell
    trajectory: Trajectory
    output: NDArray[np.float32]
    x: NDArray[Any]
    backward: bool

    def in_time(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return rows in the order of time, whichever way they were read."""
        return values[::-1] if self.backward else values

    def place(self, step: int) -> int:
        """Return which step of reading the position in the sequence is; the last one at most."""
        last = len(self.trajectory.inputs) - 1
        return last - min(step, last) if self.backward else min(step, last)


def recurrent_only(live: Live) -> str | None:
    """Say why a probe of recurrent layers does not fit, if it does not."""
    if any(layer.kind in GATES for layer in live.network.layers):
        return None
    return "This network has no recurrent layer: it carries no state from step to step."


def read_layer(live: Live, values: Values) -> Reading:
    """Follow an example through a recurrent layer.

    Raises:
        ProbeMisfit: There is no such recurrent layer, or it reads in one direction only.
    """
    names = [layer.id for layer in live.network.layers if layer.kind in GATES]
    name = values["layer"] or names[0]
    if name not in names:
        raise ProbeMisfit(f"There is no recurrent layer '{name}' in this network.")
    x = live.example(values["split"], values["example"])
    outputs = live.readout.layers(x)
    layer = live.network.layer(name)
    if any(each.kind == "masking" for each in live.network.layers):
        raise ProbeMisfit(
            f"Layer '{name}' skips masked steps; this view does not show such layers."
        )
    backward = values["direction"] == "backward"
    cell = _cell(live, layer, backward)
    source = live.network.sources_of(layer)[0]
    inputs = (x if source == INPUT else outputs[source])[0]
    trajectory = follow(cell, inputs[::-1] if backward else inputs)
    return Reading(layer, cell, trajectory, outputs[name], x, backward)


def _cell(live: Live, layer: LayerSpec, backward: bool) -> Cell:
    arrays = live.weights()[layer.id]
    if backward and len(arrays) == 3:
        raise ProbeMisfit(f"Layer '{layer.id}' reads its sequence only forwards.")
    activation = str(layer_values(layer)["activation"])
    return Cell(layer.kind, activation, *(arrays[3:] if backward else arrays[:3]))


def _recurrent(live: Live, values: Values) -> dict[str, Payload]:
    reading = read_layer(live, values)
    trajectory = reading.trajectory
    shown = slice(values["first"], values["first"] + MOST_UNITS)
    if values["first"] >= reading.cell.units:
        raise ProbeMisfit(f"Layer '{reading.layer.id}' has only {reading.cell.units} units.")
    found = {"hidden": trajectory.hidden}
    if reading.layer.kind == "lstm":
        found["cell"] = trajectory.cell
    if reading.layer.kind != "simple_rnn":
        names = (gate.name for gate in GATES[reading.layer.kind])
        found |= {name: trajectory.gates[:, g] for g, name in enumerate(names)}
    rows = {name: reading.in_time(array)[:, shown].T for name, array in found.items()}
    rows["input_values"] = reading.in_time(trajectory.inputs)[:, :MOST_UNITS].T
    lines = values["form"] == "lines"
    return {name: (_gapped if lines else _plain)(array) for name, array in rows.items()}


def _plain(rows: NDArray[Any]) -> NDArray[np.float32]:
    return np.ascontiguousarray(rows, np.float32)


def _gapped(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Write rows one after another with a gap after each, so that one trace draws them all."""
    gaps = np.full((len(rows), 1), np.nan, np.float32)
    return np.concatenate([rows.astype(np.float32), gaps], axis=1).reshape(-1)


def _unit(live: Live, values: Values) -> dict[str, Payload]:
    reading = read_layer(live, values)
    cell, trajectory, unit = reading.cell, reading.trajectory, values["unit"]
    if unit >= cell.units:
        raise ProbeMisfit(f"Layer '{reading.layer.id}' has only {cell.units} units.")
    count = len(GATES[cell.kind])
    if values["gate"] >= count:
        raise ProbeMisfit(f"A unit of layer '{reading.layer.id}' computes only {count} sums.")
    t = reading.place(values["step"])
    state = trajectory.before(trajectory.hidden)[t]
    return {
        "gates": _table(cell, trajectory, t, unit),
        "memory": _memory(cell, trajectory, t, unit),
        **_terms(cell, trajectory, t, unit, values["gate"], state),
    }


def _table(cell: Cell, trajectory: Trajectory, t: int, unit: int) -> NDArray[np.float32]:
    """Return the terms of each gate's sum, `(gates, columns)`."""
    size, bias = cell.units, np.atleast_2d(np.asarray(cell.bias, np.float64))
    first = bias[0].reshape(-1, size)[:, unit]
    second = bias[1].reshape(-1, size)[:, unit] if len(bias) > 1 else np.zeros_like(first)
    inputs = trajectory.from_input[t, :, unit] - first
    states, total = trajectory.from_state[t, :, unit] - second, first + second
    if cell.kind == "gru":
        # The reset gate acts on the product with its bias, so that bias counts as the state's.
        states[2] = trajectory.gates[t, 1, unit] * trajectory.from_state[t, 2, unit]
        total[2] = first[2]
    columns = (inputs, states, total, trajectory.sums[t, :, unit], trajectory.gates[t, :, unit])
    return np.stack(columns, axis=1).astype(np.float32)


def _memory(cell: Cell, trajectory: Trajectory, t: int, unit: int) -> NDArray[np.float32]:
    """Return the numbers of the equations by which the memory changes, from left to right."""
    gates, now = trajectory.gates[t, :, unit], trajectory.hidden[t, unit]
    before, inside = (trajectory.before(a)[t, unit] for a in (trajectory.hidden, trajectory.cell))
    if cell.kind == "lstm":
        writes, keeps, candidate, shows = gates
        shown = activate(cell.activation, trajectory.cell[t])[unit]
        numbers = (trajectory.cell[t, unit], keeps, inside, writes, candidate, now, shows, shown)
    elif cell.kind == "gru":
        numbers = (now, gates[0], before, 1 - gates[0], gates[2])
    else:
        numbers = (now,)
    return np.array(numbers, np.float32)


def _terms(
    cell: Cell, trajectory: Trajectory, t: int, unit: int, gate: int, state: NDArray[Any]
) -> dict[str, Payload]:
    """Return the products that one gate sums: inputs first, then states."""
    at = gate * cell.units + unit
    given = np.concatenate([trajectory.inputs[t], state])
    weights = np.concatenate([cell.kernel[:, at], cell.recurrent[:, at]])
    products = given * weights
    largest = np.argsort(-np.abs(products), kind="stable")[:MOST_TERMS]
    shown = np.sort(largest)
    scale = max(float(np.abs(products[shown]).max()), 1e-12)
    return {
        "term": shown.astype(np.int32),
        "given": given[shown].astype(np.float32),
        "weight": weights[shown].astype(np.float32),
        "product": products[shown].astype(np.float32),
        "share": (products[shown] / scale).astype(np.float32),
    }


def _through_time(live: Live, values: Values) -> dict[str, Payload]:
    if reason := one_answer_only(live):
        raise ProbeMisfit(reason)
    reading = read_layer(live, values)
    output = values["output"]
    if output >= live.head.outputs:
        raise ProbeMisfit(f"The network has only {live.head.outputs} outputs.")
    if output < 0:
        output = _strongest(live, reading.x)
    chosen = np.zeros((1, live.head.outputs), np.float32)
    chosen[0, output] = 1
    name = reading.layer.id
    above = live.readout.sensitivity.by_layer(name, reading.output, reading.x, chosen)[0]
    size = reading.cell.units
    above = above[..., size:] if reading.backward else above[..., :size]
    arriving = np.zeros_like(reading.trajectory.hidden)
    if above.ndim == 2:
        arriving[:] = reading.in_time(above)
    else:
        arriving[-1] = above
    found = trace_back(reading.cell, reading.trajectory, arriving)
    return {
        "output": np.array([output], np.int32),
        "state": _lengths(reading.in_time(found.hidden)),
        "inputs": _lengths(reading.in_time(found.inputs)),
        "by_unit": _plain(reading.in_time(found.hidden)[:, :MOST_UNITS].T),
    }


def _unrolled(live: Live, values: Values) -> dict[str, Payload]:
    found = unrolling(live.network, live.dataset.signature, values["focus"], values["layer"])
    rows: list[NDArray[Any]] = []
    for row in found.rows if found else ():
        layer = found.rows[1].layer if found and row.layer == INPUT else row.layer
        reading = read_layer(live, {**values, "layer": layer, "direction": row.direction})
        trajectory = reading.trajectory
        states = trajectory.inputs if row.layer == INPUT else trajectory.hidden
        shown = reading.in_time(states)[list(found.steps if found else ()), : row.shown]
        rows.append(shown.reshape(-1) / max(1.0, np.abs(shown).max(initial=0.0)))
    return {"states": np.concatenate(rows).astype(np.float32)}


def _strongest(live: Live, x: NDArray[Any]) -> int:
    """Return the output of the predicted class; the only one where there is one."""
    outputs = live.readout.outputs(x)
    return int(live.head.classes(outputs)[0]) if live.head.task == "multiclass" else 0


def _lengths(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Return the Euclidean length of each row, at least what float32 can tell from 0."""
    return np.maximum(np.linalg.norm(rows, axis=1), 1e-30).astype(np.float32)


RECURRENT = Probe(
    name="recurrent",
    sentence="State and gates of every unit at every step of one sequence.",
    arrays={
        "hidden": "(units, time) hidden state; as lines (units * (time + 1),) with gaps",
        "cell": "(units, time) cell state of an LSTM",
        "input": "(units, time) input gate of an LSTM",
        "forget": "(units, time) forget gate of an LSTM",
        "output": "(units, time) output gate of an LSTM",
        "update": "(units, time) update gate of a GRU",
        "reset": "(units, time) reset gate of a GRU",
        "candidate": "(units, time) candidate of an LSTM or GRU",
        "input_values": "(features, time) the layer's input",
    },
    read=_recurrent,
    options=(
        _LAYER,
        _DIRECTION,
        Param("form", "Form", "map", "As rows, or as lines with gaps.", choices=("map", "lines")),
        Param("first", "First unit", 0, "Number of the first unit.", low=0, high=1_000_000, step=1),
        EXAMPLE,
        SPLIT,
    ),
    fits=recurrent_only,
)

RECURRENT_UNIT = Probe(
    name="recurrent_unit",
    sentence="The arithmetic of one unit at one step, with all its numbers.",
    arrays={
        "gates": "(gates, 5) from inputs, from states, bias, weighted sum, value of each gate",
        "memory": "(numbers,) of the equations of the new state, from left to right: LSTM cell = "
        "forget x cell before + input x candidate, state = output x f(cell); GRU state = update x "
        "state before + (1 - update) x candidate; SimpleRNN the new state",
        "term": "(terms,) which input (0 to inputs - 1) or state (from there on)",
        "given": "(terms,) its value",
        "weight": "(terms,) the weight it is multiplied by for the chosen gate",
        "product": "(terms,) both multiplied",
        "share": "(terms,) the product, -1..1, as a fraction of the largest one listed",
    },
    read=_unit,
    options=(
        _LAYER,
        _DIRECTION,
        _UNIT,
        _STEP,
        Param("gate", "Gate", 0, "The gate whose products are listed.", low=0, high=3, step=1),
        EXAMPLE,
        SPLIT,
    ),
    fits=recurrent_only,
)

UNROLLED = Probe(
    name="unrolled",
    sentence="The states of all recurrent layers at neighbouring steps.",
    arrays={
        "states": "(squares,) in the order of core.unrolling; -1..1, a row scaled where larger"
    },
    read=_unrolled,
    options=(
        _LAYER,
        Param("focus", "Step", 0, "A step to show.", low=0, high=1_000_000, step=1),
        EXAMPLE,
        SPLIT,
    ),
    fits=recurrent_only,
)

THROUGH_TIME = Probe(
    name="through_time",
    sentence="How much an output depends on each earlier step, by backpropagation through time.",
    arrays={
        "output": "(1,) number of the chosen output",
        "state": "(time,) norm of its derivative with respect to the hidden state of each step",
        "inputs": "(time,) norm of its derivative by the layer's input at each step",
        "by_unit": "(units, time) its derivative with respect to each unit's hidden state",
    },
    read=_through_time,
    options=(
        _LAYER,
        _DIRECTION,
        Param(
            "output",
            "Output",
            -1,
            "Number of the output; -1 for the predicted class.",
            low=-1,
            high=1e6,
            step=1,
        ),
        EXAMPLE,
        SPLIT,
    ),
    fits=recurrent_only,
)
