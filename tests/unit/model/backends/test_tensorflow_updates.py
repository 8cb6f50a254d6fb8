"""TensorFlow's own updates of a variable do what Keras does; Keras does what they cannot."""

import numpy as np
import pytest

from nnviz.model.backends import tensorflow_updates
from nnviz.model.backends.tensorflow_updates import updating

GRADIENTS = ([0.5, -1.0, 2.0], [0.25, 3.0, -0.125], [0.0, 1.0, 1.0])


def values_after(change):
    """The values of a variable after three updates by Adam; `change` makes the update."""
    import keras
    import tensorflow as tf

    variable = keras.Variable(np.array([1.0, 2.0, 3.0], np.float32))
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.build([variable])
    update = change(optimizer, [variable])
    for gradient in GRADIENTS:
        update([tf.constant(gradient)])
    return variable.numpy()


def as_keras_does(optimizer, variables):
    return lambda gradients: optimizer.apply(gradients, variables)


@pytest.fixture
def ours(monkeypatch):
    """How often TensorFlow's own update was used."""
    calls = []
    original = tensorflow_updates._adam
    noting = lambda *values: calls.append(1) or original(*values)  # noqa: E731
    monkeypatch.setattr(tensorflow_updates, "_adam", noting)
    return calls


def test_one_operation_does_what_keras_does_in_many(ours):
    np.testing.assert_allclose(values_after(updating), values_after(as_keras_does), rtol=1e-5)
    assert len(ours) == len(GRADIENTS)


def test_a_keras_that_keeps_its_averages_elsewhere_makes_the_updates_itself(ours, monkeypatch):
    monkeypatch.setitem(tensorflow_updates._KEPT, "Adam", ("_momentums", "_renamed"))
    np.testing.assert_array_equal(values_after(updating), values_after(as_keras_does))
    assert ours == []
