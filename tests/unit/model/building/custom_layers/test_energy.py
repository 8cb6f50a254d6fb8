"""Hopfield network and Boltzmann machine: what they compute and learn, against NumPy."""

import numpy as np
import pytest

from nnviz.core.families import energy
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.building.builder import build

pytestmark = pytest.mark.backends
ROW = DataSignature((12,), "regression", 12, "table")


def built(kind, **params):
    network = NetworkSpec(layers=(LayerSpec(id="made", kind=kind, params=params),))
    model = build(network, ROW, 7)
    return model, model.get_layer("made")


def patterns(count, seed=0):
    rng = np.random.default_rng(seed)
    return rng.choice([-1.0, 1.0], size=(count, 12)).astype(np.float32)


def gradients(model, layer, x):
    """Return the derivative of what the layer adds to the loss, by each of its weights."""

    def added(rows):
        from keras import ops

        model(rows, training=True)
        return ops.sum(ops.stack(layer.losses))

    if get_backend().name == "JAX":
        import jax

        trainable = [variable.value for variable in model.trainable_variables]
        others = [variable.value for variable in model.non_trainable_variables]

        def total(values):
            _, _, losses = model.stateless_call(
                values, others, x, training=True, return_losses=True
            )
            return sum(losses)

        value, found = jax.value_and_grad(total)(trainable)
        return float(value), [np.asarray(one) for one in found]
    compiled = get_backend().gradient(added, [x], (), model.trainable_variables)
    return compiled(x)


def fitted(model, x, learning_rate, batch, epochs=1):
    import keras

    model.compile(keras.optimizers.SGD(learning_rate), "mse")
    model.fit(x, x, batch_size=batch, epochs=epochs, shuffle=False, verbose=0)


def test_one_pass_without_decay_leaves_hebbs_matrix_exactly():
    """A mean energy over batches of 3 has half the sum of products over 3 as its gradient."""
    stored = patterns(6)
    model, layer = built("hopfield", decay=0.0)
    fitted(model, stored, learning_rate=2 * 3 / 12, batch=3)
    outer = sum(np.outer(one, one) for one in stored) / 12
    assert layer.get_weights()[0] == pytest.approx(outer - np.diag(np.diag(outer)), abs=1e-6)


def test_one_step_with_the_usual_decay_leaves_mean_products():
    stored = patterns(6)
    model, layer = built("hopfield")
    fitted(model, stored, learning_rate=2.0, batch=6)
    assert layer.get_weights()[0] == pytest.approx(energy.hebbian(stored), abs=1e-6)
    fitted(model, stored, learning_rate=0.5, batch=6, epochs=5)
    assert layer.get_weights()[0] == pytest.approx(energy.hebbian(stored), abs=1e-6)


def test_what_is_added_to_the_loss_is_energy_and_decay():
    stored = patterns(5)
    model, layer = built("hopfield", decay=0.3)
    given = np.random.default_rng(2).normal(size=(12, 12)).astype(np.float32)
    layer.set_weights([given])
    weights = energy.mutual(given)
    value, (found,) = gradients(model, layer, stored)
    expected = energy.state_energy(stored, weights).mean() + 0.15 * np.square(weights).sum()
    assert value == pytest.approx(expected, rel=1e-5)
    slope = -0.5 * stored.T @ stored / 5 + 0.3 * weights
    assert found == pytest.approx(slope - np.diag(np.diag(slope)), abs=1e-5)


def test_a_recall_is_that_of_numpy_and_lowers_the_energy():
    model, layer = built("hopfield", sweeps=2)
    given = np.random.default_rng(3).normal(size=(12, 12)).astype(np.float32)
    layer.set_weights([given])
    weights = energy.mutual(given.astype(np.float64))
    starts = patterns(9, seed=4)
    found = np.asarray(model(starts))
    expected = [energy.recall(start, weights, 2).states[-1] for start in starts]
    np.testing.assert_array_equal(found, expected)
    after, before = (energy.state_energy(one, weights) for one in (found, starts))
    assert (after <= before + 1e-6).all()
    assert (after < before).any()


def test_an_untrained_network_and_a_training_one_hand_on_signs():
    x = np.linspace(-1, 1, 24).reshape(2, 12).astype(np.float32)
    model, layer = built("hopfield")
    np.testing.assert_array_equal(np.asarray(model(x)), energy.signs(x))
    layer.set_weights([np.ones((12, 12))])
    np.testing.assert_array_equal(np.asarray(model(x, training=True)), energy.signs(x))


def machine(layer):
    return energy.Machine(*(one.astype(np.float64) for one in layer.get_weights()))


def spread(layer, seed=1):
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.normal(size=one.shape) for one in layer.get_weights()])


def test_the_machine_gives_back_what_its_hidden_units_expect():
    x = np.random.default_rng(0).random((4, 12)).astype(np.float32)
    model, layer = built("boltzmann", units=5)
    spread(layer)
    made = machine(layer)
    assert np.asarray(model(x)) == pytest.approx(made.down(made.up(x)), abs=1e-5)
    assert np.asarray(model(2 * x - 0.5)) == pytest.approx(
        made.down(made.up(np.clip(2 * x - 0.5, 0, 1))), abs=1e-5
    )


@pytest.mark.parametrize("steps", [1, 3])
def test_its_gradient_is_contrastive_divergence(steps):
    x = np.random.default_rng(0).random((40, 12)).astype(np.float32)
    model, layer = built("boltzmann", units=5, steps=steps)
    spread(layer)
    made, state = machine(layer), layer.draws.state.numpy().copy()
    dreamt = np.asarray(layer.chain(x), np.float64)
    layer.draws.state.assign(state)
    value, found = gradients(model, layer, x)
    assert value == pytest.approx((made.free_energy(x) - made.free_energy(dreamt)).mean(), abs=1e-4)
    up, after = made.up(x), made.up(dreamt)
    expected = (
        (dreamt.T @ after - x.T @ up) / 40,
        (after - up).mean(axis=0),
        (dreamt - x).mean(axis=0),
    )
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_draws_are_as_likely_as_they_should_be():
    _, layer = built("boltzmann", units=5)
    chances = np.full((20_000, 2), (0.2, 0.9), np.float32)
    drawn = np.asarray(layer.drawn(chances))
    assert set(np.unique(drawn)) == {0.0, 1.0}
    assert drawn.mean(axis=0) == pytest.approx([0.2, 0.9], abs=0.01)


def test_no_gradient_of_the_output_reaches_the_machine():
    x = np.random.default_rng(0).random((4, 12)).astype(np.float32)
    for kind in ("hopfield", "boltzmann"):
        model, _ = built(kind)

        def total(rows, model=model):
            from keras import ops

            return ops.sum(model(rows, training=False))

        _, found = get_backend().gradient(total, [x], (), model.trainable_variables)(x)
        assert found
        assert all(not np.asarray(one).any() for one in found)
