"""Activation functions in NumPy against Keras, their slopes against TensorFlow's gradient."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnviz.core.catalogue.rules.shared_params import ACTIVATIONS, FURTHER_ACTIVATIONS
from nnviz.core.worked.activation_values import activate, back_through, slope

SUMS = np.array([[-7.0, -3.0, -1.5, -0.3, 0.0, 0.2], [0.7, 1.0001, 2.5, 3.1, 5.0, 8.0]])


def keras_gradient(name: str, arriving: np.ndarray) -> np.ndarray:
    z = tf.constant(SUMS)
    with tf.GradientTape() as tape:
        tape.watch(z)
        total = tf.reduce_sum(keras.activations.get(name)(z) * arriving)
    return np.asarray(tape.gradient(total, z))


@pytest.mark.parametrize("name", [*ACTIVATIONS, *FURTHER_ACTIVATIONS])
def test_values_are_those_of_keras(name):
    expected = np.asarray(keras.activations.get(name)(tf.constant(SUMS)))
    assert activate(name, SUMS) == pytest.approx(expected, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_going_back_through_a_function_gives_keras_gradient(name):
    arriving = np.linspace(-1, 2, SUMS.size).reshape(SUMS.shape)
    found = back_through(name, SUMS, arriving)
    # At 0 exactly, Keras composes these two of pieces that meet there.
    inside = SUMS != 0 if name in ("selu", "celu") else np.ones_like(SUMS, bool)
    assert found[inside] == pytest.approx(keras_gradient(name, arriving)[inside], abs=1e-5)


def test_a_relu_is_flat_at_its_kink_as_in_keras():
    assert slope("relu", np.zeros(1))[0] == 0
    assert slope("relu", np.array([1e-3]))[0] == pytest.approx(1)
