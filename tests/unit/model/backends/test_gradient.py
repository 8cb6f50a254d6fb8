"""The backend's derivatives against finite differences, in float64."""

import keras
import numpy as np
import pytest

from nnviz.model.backends.current_backend import get_backend


def small_model() -> keras.Model:
    keras.utils.set_random_seed(1)
    inputs = keras.Input((4, 3), dtype="float64")
    hidden = keras.layers.GRU(3, dtype="float64")(inputs)
    return keras.Model(inputs, keras.layers.Dense(2, activation="tanh", dtype="float64")(hidden))


def number(tensor) -> float:
    return float(np.asarray(tensor))


def test_derivatives_by_inputs_and_by_weights_are_finite_differences():
    model, backend = small_model(), get_backend()
    x = np.random.default_rng(2).normal(0, 1, (5, 4, 3))

    def value(rows):
        return keras.ops.mean(keras.ops.square(model(rows)[:, 1]))

    compiled = backend.gradient(value, [backend.put(x)], by=(0,), variables=model.weights)
    result, found = compiled(backend.put(x))
    assert result == pytest.approx(number(value(x)))
    assert [one.shape for one in found] == [x.shape, *(w.shape for w in model.weights)]
    for place in ((0, 0, 0), (3, 2, 1), (4, 3, 2)):
        high, low = x.copy(), x.copy()
        high[place] += 1e-5
        low[place] -= 1e-5
        quotient = (number(value(high)) - number(value(low))) / 2e-5
        assert found[0][place] == pytest.approx(quotient, abs=1e-8)
    for variable, gradient in zip(model.weights, found[1:], strict=True):
        start, place = variable.numpy().copy(), tuple(np.array(variable.shape) - 1)
        results = []
        for move in (1e-5, -1e-5):
            moved = start.copy()
            moved[place] += move
            variable.assign(moved)
            results.append(number(value(x)))
        variable.assign(start)
        assert gradient[place] == pytest.approx((results[0] - results[1]) / 2e-5, abs=1e-8)


def test_fewer_rows_need_no_other_function_and_what_does_not_matter_has_no_gradient():
    model, backend = small_model(), get_backend()
    x = np.random.default_rng(2).normal(0, 1, (5, 4, 3))
    unread = keras.Variable(np.ones(2), dtype="float64")
    compiled = backend.gradient(
        lambda rows, _: keras.ops.sum(model(rows)),
        [backend.put(x), backend.put(np.ones((1, 2)))],
        by=(0, 1),
        variables=[unread],
    )
    _, whole = compiled(backend.put(x), backend.put(np.ones((1, 2))))
    _, first = compiled(backend.put(x[:1]), backend.put(np.ones((1, 2))))
    assert first[0] == pytest.approx(whole[0][:1])
    assert not whole[1].any()
    assert not whole[2].any()
