"""Recurrent steps against Keras, gates against a loop over single units, gradients against
finite differences."""

import math

import keras
import numpy as np
import pytest

from nnviz.core.families.gates import GATES
from nnviz.model.inside.recurrent_steps import Cell, follow, trace_back

LAYERS = {"simple_rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}
UNITS, FEATURES, STEPS = 3, 2, 5


def cell_of(kind: str, activation: str = "tanh") -> tuple[Cell, keras.layers.Layer]:
    """A cell with random weights, biases included, and Keras's layer with the same."""
    layer = getattr(keras.layers, LAYERS[kind])(
        UNITS, activation=activation, return_sequences=True, dtype="float64"
    )
    layer.build((1, STEPS, FEATURES))
    rng = np.random.default_rng(3)
    layer.set_weights([rng.normal(0, 0.7, w.shape) for w in layer.get_weights()])
    return Cell(kind, activation, *layer.get_weights()), layer


def sequence(steps: int = STEPS) -> np.ndarray:
    return np.random.default_rng(5).normal(0, 1, (steps, FEATURES))


@pytest.mark.parametrize("activation", ["tanh", "relu", "softmax"])
@pytest.mark.parametrize("kind", LAYERS)
def test_hidden_states_are_those_of_keras(kind, activation):
    cell, layer = cell_of(kind, activation)
    found = follow(cell, sequence())
    assert found.hidden == pytest.approx(np.asarray(layer(sequence()[None]))[0], abs=1e-7)
    assert found.gates.shape == (STEPS, len(GATES[kind]), UNITS)


def test_the_gates_of_an_lstm_follow_its_definition_unit_by_unit():
    cell, _ = cell_of("lstm")
    found = follow(cell, sequence())
    hidden, memory = [0.0] * UNITS, [0.0] * UNITS
    for t, x in enumerate(sequence()):
        sums = [
            sum(x[i] * cell.kernel[i, at] for i in range(FEATURES))
            + sum(hidden[j] * cell.recurrent[j, at] for j in range(UNITS))
            + cell.bias[at]
            for at in range(4 * UNITS)
        ]
        parts = [sums[gate * UNITS : (gate + 1) * UNITS] for gate in range(4)]
        squash = [[1 / (1 + math.exp(-z)) for z in part] for part in parts]
        writes, keeps, shows = squash[0], squash[1], squash[3]
        candidate = [math.tanh(z) for z in parts[2]]
        memory = [keeps[u] * memory[u] + writes[u] * candidate[u] for u in range(UNITS)]
        hidden = [shows[u] * math.tanh(memory[u]) for u in range(UNITS)]
        expected = np.array([writes, keeps, candidate, shows])
        assert found.gates[t] == pytest.approx(expected, abs=1e-12)
        assert found.cell[t] == pytest.approx(np.array(memory), abs=1e-12)
        assert found.hidden[t] == pytest.approx(np.array(hidden), abs=1e-12)


def test_the_gates_of_a_gru_follow_its_definition_unit_by_unit():
    cell, _ = cell_of("gru")
    found = follow(cell, sequence())
    hidden = [0.0] * UNITS
    for t, x in enumerate(sequence()):

        def weighed(values, weights, bias, gate, unit):
            at = gate * UNITS + unit
            return sum(v * weights[i, at] for i, v in enumerate(values)) + bias[at]

        rows = []
        for unit in range(UNITS):
            by_x = [weighed(x, cell.kernel, cell.bias[0], gate, unit) for gate in range(3)]
            by_h = [weighed(hidden, cell.recurrent, cell.bias[1], gate, unit) for gate in range(3)]
            update, reset = (1 / (1 + math.exp(-by_x[g] - by_h[g])) for g in range(2))
            rows.append((update, reset, math.tanh(by_x[2] + reset * by_h[2])))
        hidden = [u * h + (1 - u) * c for (u, _, c), h in zip(rows, hidden, strict=True)]
        assert found.gates[t] == pytest.approx(np.array(rows).T, abs=1e-12)
        assert found.hidden[t] == pytest.approx(np.array(hidden), abs=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "softplus", "softmax"])
@pytest.mark.parametrize("kind", LAYERS)
def test_gradients_through_time_are_finite_differences(kind, activation):
    cell, _ = cell_of(kind, activation)
    x, arriving = sequence(), np.random.default_rng(7).normal(0, 1, (STEPS, UNITS))
    found = trace_back(cell, follow(cell, x), arriving)
    for t in range(STEPS):
        for i in range(FEATURES):
            moved = [x.copy(), x.copy()]
            moved[0][t, i] += 1e-5
            moved[1][t, i] -= 1e-5
            high, low = ((follow(cell, m).hidden * arriving).sum() for m in moved)
            assert found.inputs[t, i] == pytest.approx((high - low) / 2e-5, abs=1e-7)


def test_the_gradient_by_a_hidden_state_follows_all_paths():
    cell, _ = cell_of("simple_rnn")
    trajectory = follow(cell, sequence())
    last = np.array([1.0, 0.0, 0.0])
    arriving = np.zeros((STEPS, UNITS))
    arriving[-1] = last
    found = trace_back(cell, trajectory, arriving).hidden
    expected = last
    for t in range(STEPS - 1, -1, -1):
        assert found[t] == pytest.approx(expected, abs=1e-12)
        expected = cell.recurrent @ (expected * (1 - trajectory.hidden[t] ** 2))


def test_a_sequence_of_one_step_starts_from_nothing():
    cell, _ = cell_of("gru")
    found = follow(cell, sequence(1))
    assert found.before(found.hidden) == pytest.approx(np.zeros((1, UNITS)))
    assert found.from_state[0].reshape(-1) == pytest.approx(cell.bias[1])
