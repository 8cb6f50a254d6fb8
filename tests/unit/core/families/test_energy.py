"""Networks with an energy in NumPy: against definitions written out, and degenerate cases."""

import itertools
import math

import numpy as np
import pytest

from nnviz.core.families import energy


def patterns(count, units=64, seed=0):
    return np.random.default_rng(seed).choice([-1.0, 1.0], size=(count, units))


@pytest.mark.parametrize("units", [1, 2, 3, 4, 6, 12, 63, 64, 100, 784])
def test_every_unit_has_its_turn_once_in_a_sweep(units):
    step = energy.stride(units)
    assert sorted(k * step % units for k in range(units)) == list(range(units))


def test_the_energy_is_that_of_all_pairs():
    weights, state = energy.hebbian(patterns(3, 7)), patterns(1, 7, seed=5)[0]
    pairs = sum(weights[i, j] * state[i] * state[j] for i, j in itertools.combinations(range(7), 2))
    assert energy.state_energy(state[None], weights)[0] == pytest.approx(-pairs)


def test_hebbian_weights_are_mean_products_without_self():
    stored = patterns(4, 9)
    weights = energy.hebbian(stored)
    assert weights == pytest.approx(weights.T)
    assert np.diag(weights) == pytest.approx(np.zeros(9))
    assert weights[2, 5] == pytest.approx(np.mean([p[2] * p[5] for p in stored]))
    assert energy.hebbian(stored, decay=1.0) == pytest.approx(weights / 2)


def test_mutual_weights_have_no_direction_and_no_self():
    given = np.arange(9.0).reshape(3, 3)
    assert energy.mutual(given).tolist() == [[0, 2, 4], [2, 0, 6], [4, 6, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_the_energy_never_rises_and_falls_with_every_change(seed):
    rng = np.random.default_rng(seed)
    weights = energy.mutual(rng.normal(size=(20, 20)))
    found = energy.recall(rng.choice([-1.0, 1.0], 20), weights, sweeps=5)
    assert (np.diff(found.energies) < 0).all()
    assert len(found.changed)
    assert found.energies == pytest.approx(energy.state_energy(found.states, weights))
    assert len(found.states) == len(found.changed) + 1 == len(found.units) + 1


def test_a_recall_that_has_come_to_rest_changes_nothing_more():
    weights = energy.hebbian(patterns(3))
    rest = energy.recall(patterns(1, seed=9)[0], weights, sweeps=20).states[-1]
    again = energy.recall(rest, weights, sweeps=3)
    assert len(again.changed) == 0
    assert again.updates == 3 * 64
    np.testing.assert_array_equal(again.states, [rest])
    assert (rest * (weights @ rest) >= -1e-9).all()


def test_a_damaged_pattern_is_recalled_and_its_negative_too():
    stored = patterns(3)
    weights = energy.hebbian(stored)
    damaged = stored[1].copy()
    damaged[:10] *= -1
    np.testing.assert_array_equal(energy.recall(damaged, weights, 4).states[-1], stored[1])
    np.testing.assert_array_equal(energy.recall(-damaged, weights, 4).states[-1], -stored[1])


def test_without_weights_everything_stays():
    start = patterns(1, 5)[0]
    found = energy.recall(start, np.zeros((5, 5)), 2)
    np.testing.assert_array_equal(found.states, [start])
    assert found.energies.tolist() == [0.0]


def machine(visible=3, hidden=2, seed=0):
    rng = np.random.default_rng(seed)
    return energy.Machine(
        rng.normal(size=(visible, hidden)), rng.normal(size=hidden), rng.normal(size=visible)
    )


def joint(machine, seen, on):
    return -(seen @ machine.couplings @ on + machine.hidden @ on + machine.visible @ seen)


def test_the_free_energy_is_that_of_all_hidden_states_together():
    made = machine()
    for seen in itertools.product([0.0, 1.0], repeat=3):
        v = np.array(seen)
        states = [np.array(h) for h in itertools.product([0.0, 1.0], repeat=2)]
        expected = -math.log(sum(math.exp(-joint(made, v, h)) for h in states))
        assert made.free_energy(v[None])[0] == pytest.approx(expected)


def test_a_hidden_unit_is_on_as_often_as_its_states_weigh():
    made, v = machine(hidden=1), np.array([1.0, 0.0, 1.0])
    on, off = (math.exp(-joint(made, v, np.array([h]))) for h in (1.0, 0.0))
    assert made.up(v[None])[0, 0] == pytest.approx(on / (on + off))


def test_long_chains_reach_the_distribution_of_the_machine():
    made, rng = machine(visible=2, hidden=1), np.random.default_rng(1)
    states = np.array(list(itertools.product([0.0, 1.0], repeat=2)))
    shares = np.exp(-made.free_energy(states))
    expected = (shares / shares.sum()) @ states
    chances = made.gibbs(rng.integers(0, 2, (20_000, 2)).astype(float), 30, rng)
    assert chances.mean(axis=0) == pytest.approx(expected, abs=0.01)


def test_no_steps_leave_a_chain_where_it_is():
    seen = np.array([[0.0, 1.0, 1.0]])
    np.testing.assert_array_equal(machine().gibbs(seen, 0, np.random.default_rng(0)), seen)
