"""What every backend promises, each in its own process: see `conftest.OnJax`."""

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from nnviz.core.run.run import Set, SetWeight
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.session import Session

pytestmark = pytest.mark.backends


@pytest.fixture
def random(make_session, layers):
    """A network with moving statistics and dropout."""
    return lambda **training: make_session("circle", *layers["everything random"], **training)


def test_a_loop_makes_the_steps_asked_for_and_says_what_fits_into_a_call(family):
    session = Session(*family("dense", batch_size=7))
    loop, batches = session._trainer._race.current.loop, session._trainer.batches
    assert loop.capacity > 100
    assert loop.run(batches.take(1)).shape == (1,)
    assert loop.run(batches.take(loop.capacity)).shape == (loop.capacity,)
    assert loop.run(batches.take(3)).dtype == np.float32
    iterations: Any = session._trainer.optimizer.iterations
    assert int(iterations.numpy()) == loop.capacity + 4


def test_preparing_a_loop_changes_nothing(random):
    session = random()
    before = session._values()
    session.train(1, 1)
    session._assign(before)
    session._trainer.backend.loop(session._trainer.program).prepare()
    assert all(np.array_equal(a, b) for a, b in zip(before, session._values(), strict=True))


def test_shared_programs_train_the_same(family, train, tmp_path):
    experiment, dataset = family("dense", batch_size=9)
    expected = train(Session(experiment, dataset), 30)
    backend = get_backend()
    backend.share(tmp_path)
    for _ in range(2):
        assert np.array_equal(train(Session(experiment, dataset), 30), expected)
    assert bool(list(tmp_path.iterdir())) == (backend.name == "JAX")


def test_settings_and_weights_change_without_compiling_again(family):
    session = Session(*family("dense", regularization="l2", regularization_rate=0.1))
    program, traced = session._trainer.program, []

    def loss(targets, outputs):
        traced.append(1)
        return program.loss(targets, outputs)

    loop = session._trainer.backend.loop(replace(program, loss=loss))
    index = session._trainer.batches.take(4)
    loop.run(index)
    once = len(traced)
    assert once
    session.apply(Set(learning_rate=0.5, regularization_rate=0.2))
    session.apply(SetWeight("output", 1, (0,), 0.7))
    loop.run(index[:2])
    assert len(traced) == once


def test_batch_normalization_keeps_moving_statistics(make_session, layers):
    session = make_session(
        "circle", layers["layer"]("batch_normalization"), layers["output"](1), batch_size=64
    )
    x = session.dataset.x_train
    momentum = 0.99
    session.train(1, 1)
    norm = session.model.get_layer("batch_normalization")
    mean, variance = norm.moving_mean.numpy(), norm.moving_variance.numpy()
    np.testing.assert_allclose(mean, (1 - momentum) * x.mean(axis=0), atol=1e-6)
    expected = momentum + (1 - momentum) * x.var(axis=0)
    np.testing.assert_allclose(variance, expected, rtol=1e-5)


def test_dropout_draws_another_mask_every_step_and_the_same_ones_again(make_session, layers):
    dropout = layers["layer"]("dropout", rate=0.5)

    def losses():
        session = make_session("circle", dropout, layers["output"](1), batch_size=64)
        session.apply(Set(learning_rate=1e-30))
        return session.train(60, 6).losses

    found = losses()
    assert len(np.unique(found)) > 3
    assert np.array_equal(found, losses())


def test_a_reader_follows_the_model_for_any_number_of_rows(random):
    session = random()
    backend = session._trainer.backend
    names = ("dense", "output")
    read = backend.reader(session.model, names)
    inner = keras.Model(
        session.model.inputs, [session.model.get_layer(name).output for name in names]
    )
    for rows in (1, 2, 5, 64, 37):
        x = session.dataset.x_train[:rows]
        for ours, theirs in zip(read(backend.put(x)), inner.predict_on_batch(x), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-6)
        session.train(1, 3)


def test_what_a_reader_gives_belongs_to_the_caller(random):
    session = random()
    backend, x = session._trainer.backend, session.dataset.x_train[:4]
    read = backend.reader(session.model, ("output",))
    first = read(backend.put(x))[0]
    kept = first.copy()
    session.train(1, 50)
    assert np.array_equal(first, kept)
    assert not np.array_equal(read(backend.put(x))[0], kept)
    first[:] = 7


def test_a_scorer_gives_loss_and_outputs(random):
    session = random()
    backend = session._trainer.backend
    x, y = session.dataset.x_train, session._head.encode(session.dataset.y_train)
    score = backend.scorer(session.model, session._trainer.loss, backend.put(y))
    for rows in (64, 3):
        value, outputs = score(backend.put(x[:rows]), backend.put(y[:rows]))
        said = session.model.predict_on_batch(x[:rows])
        np.testing.assert_allclose(outputs, said, atol=1e-6)
        right = np.where(y[:rows].reshape(-1, 1) > 0.5, said, 1 - said)
        assert value == pytest.approx(-np.log(right).mean(), rel=1e-4)


def test_an_array_that_was_put_is_a_copy():
    given = np.arange(3, dtype=np.float32)
    there = get_backend().put(given)
    given[:] = -1
    assert np.asarray(there).tolist() == [0, 1, 2]


def test_a_gradient_is_that_of_the_variables_as_they_are_now():
    backend = get_backend()
    kernel: Any = keras.Variable(np.array([2.0, -1.0], np.float32))
    other: Any = keras.Variable(np.array(3.0, np.float32))
    x = np.array([[1.0, 5.0], [0.5, 0.0]], np.float32)

    def value(rows):
        return keras.ops.sum(keras.ops.square(keras.ops.matmul(rows, kernel))) * other

    compiled = backend.gradient(value, [backend.put(x)], by=(0,), variables=[kernel])
    for kernel_now, other_now in (([2.0, -1.0], 3.0), ([0.5, 0.25], -2.0)):
        kernel.assign(np.array(kernel_now, np.float32))
        other.assign(np.float32(other_now))
        result, (by_x, by_kernel) = compiled(backend.put(x))
        said = x @ np.array(kernel_now)
        assert result == pytest.approx(other_now * np.square(said).sum())
        np.testing.assert_allclose(by_x, 2 * other_now * np.outer(said, kernel_now), rtol=1e-5)
        np.testing.assert_allclose(by_kernel, 2 * other_now * said @ x, rtol=1e-5)


def test_numbers_drawn_all_at_once_are_those_that_keras_draws():
    def build():
        initial: Any = keras.initializers
        inputs = keras.Input((6, 3))
        x = keras.layers.GRU(
            4,
            kernel_initializer=initial.GlorotUniform(seed=4),
            recurrent_initializer=initial.Orthogonal(seed=5),
            seed=6,
        )(inputs)
        x = keras.layers.Dropout(0.5, seed=7)(keras.layers.BatchNormalization()(x))
        kernel = initial.HeNormal(seed=8)
        x = keras.layers.Dense(2, kernel_initializer=kernel, bias_initializer="ones")(x)
        return keras.Model(inputs, x)

    ours, theirs = get_backend().make(build), build()
    for one, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), atol=1e-6)
        assert (one.dtype, one.name) == (other.dtype, other.name)
