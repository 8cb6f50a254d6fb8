"""Weights of layers in one form: wrappers and convolutional memories too."""

import numpy as np
import pytest

from nnviz.core.code.keras_calls import layer_call
from nnviz.core.spec.network import LayerSpec
from nnviz.model.building.builder import realize
from nnviz.model.probes.network.links import link_matrix, unit_weights


def weights_of(kind, shape, **params):
    import keras

    spec = LayerSpec(id="layer", kind=kind, params=params)
    layer = realize(layer_call(spec, 0, 1))
    layer(keras.Input(shape))
    rng = np.random.default_rng(0)
    arrays = tuple(rng.normal(size=w.shape).astype(np.float32) for w in layer.weights)
    return arrays, unit_weights(spec, arrays)


@pytest.mark.parametrize("kind", ["spectral_dense", "timed_dense", "dense"])
def test_a_wrapper_changes_nothing(kind):
    shape = (4, 3) if kind == "timed_dense" else (3,)
    arrays, found = weights_of(kind, shape, units=2)
    assert np.array_equal(found.kernel, arrays[0])
    assert np.array_equal(found.bias[0], arrays[-1])
    assert found.bias.shape == (1, 2)


def test_a_convolutional_memory_has_gates_of_maps():
    arrays, found = weights_of("conv_lstm2d", (5, 4, 4, 2), filters=3)
    kernel, recurrent, bias = arrays
    assert found.kernel.shape == (4, 9 * 2, 3)
    assert found.recurrent.shape == (4, 9 * 3, 3)
    assert found.bias.shape == (4, 3)
    # Gate 2, middle of the window, second channel, third map.
    assert found.kernel[2, 4 * 2 + 1, 2] == kernel[1, 1, 1, 2 * 3 + 2]
    assert found.recurrent[1, 0, 0] == recurrent[0, 0, 0, 3]
    assert found.bias[3, 1] == bias[3 * 3 + 1]
    assert link_matrix(found, 2).shape == (2, 3)
