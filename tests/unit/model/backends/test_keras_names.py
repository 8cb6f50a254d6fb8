"""Names that Keras documents nowhere and nnviz uses (docs/INNER_NAMES.md) are still there."""

from typing import Any

import pytest

from nnviz.model.backends.tensorflow_updates import _KEPT


def inner(of: Any, name: str) -> Any:
    """What Keras keeps under a name of its own."""
    return getattr(of, name)


@pytest.mark.parametrize(
    ("name", "options"), [("Adam", {}), ("SGD", {"momentum": 0.9}), ("SGD", {"momentum": 0.0})]
)
def test_optimizers_still_keep_their_averages(name, options):
    import keras

    variables = [keras.Variable([1.0, 2.0]), keras.Variable([3.0])]
    optimizer = getattr(keras.optimizers, name)(**options)
    optimizer.build(variables)
    for kept in _KEPT[name]:
        found = getattr(optimizer, kept)
        assert [each.shape for each in found] in ([(2,), (1,)], [])
        assert bool(found) == (options != {"momentum": 0.0})


def test_a_variable_that_waits_keeps_its_initializer():
    import keras

    layer = keras.layers.Dense(3, kernel_initializer="ones")
    with keras.StatelessScope():
        layer.build((None, 2))
        (kernel, _) = layer.variables
        assert type(inner(kernel, "_initializer")).__name__ == "Ones"
    assert inner(kernel, "_initializer") is None


def test_operations_still_come_from_one_package():
    import keras

    given: Any = keras.Input((2,))
    sums = keras.Model(given, given + 1.0).operations[-1]
    assert type(sums).__module__.startswith("keras.src.ops")


def test_a_stack_still_holds_a_functional_model():
    import keras

    stack = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    assert isinstance(inner(stack, "_functional"), keras.Model)


def test_the_layer_that_makes_a_branch_smaller_is_still_called_so():
    from keras.src.applications import inception_resnet_v2

    assert inception_resnet_v2.CustomScaleLayer(0.5).scale == 0.5
