"""Every layer kind of the catalogue against Keras, over random parameters and input shapes."""

import itertools

import numpy as np
import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.keras_calls import layer_call
from nnviz.core.kinds import Inference, LayerKind, Misfit, product
from nnviz.core.network import LayerSpec
from nnviz.core.params import Param
from nnviz.core.shapes import layer_values
from nnviz.model.builder import realise

CASES = 25
SIZES = {1: 24, 2: 12, 3: 9}
LARGEST = {"units": 7, "filters": 5, "kernel_size": 6, "strides": 4, "pool_size": 5}


def random_value(param: Param, shape: tuple[int, ...], rng: np.random.Generator):
    if param.name == "target_shape":
        return random_target(shape, rng)
    if param.choices:
        return str(rng.choice(param.choices))
    if isinstance(param.default, bool):
        return bool(rng.integers(2))
    assert param.low is not None
    assert param.high is not None
    if isinstance(param.default, int):
        return int(
            rng.integers(int(param.low), min(int(param.high), LARGEST.get(param.name, 20)) + 1)
        )
    return float(rng.uniform(param.low, param.high))


def random_target(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    """Return a shape of as many values, or now and then of others."""
    left = product(shape) + int(rng.integers(3) == 0)
    factors = []
    for _ in range(int(rng.integers(0, 3))):
        factors.append(int(rng.choice([n for n in range(1, left + 1) if left % n == 0])))
        left //= factors[-1]
    return (*factors, left)


def random_case(kind: LayerKind, rng: np.random.Generator):
    """Return an input shape of an accepted rank, and a layer with random parameters."""
    rank = int(rng.choice(kind.ranks))
    shape = tuple(int(size) for size in rng.integers(1, SIZES[rank], size=rank))
    values = {param.name: random_value(param, shape, rng) for param in kind.params}
    return shape, LayerSpec(id="swept", kind=kind.name, params=values)


def cases(kind: LayerKind):
    """Return the random cases of one kind, the same on every run."""
    rng = np.random.default_rng(list(kind.name.encode()))
    return [random_case(kind, rng) for _ in range(CASES)]


@pytest.mark.parametrize("name", CATALOGUE)
def test_shapes_and_parameters_are_those_of_keras(name):
    import keras

    kind = CATALOGUE[name]
    fitting = 0
    for shape, spec in cases(kind):
        said = kind.infer(shape, layer_values(spec))
        layer = realise(layer_call(spec, 0, 1))
        inputs = keras.Input(shape, dtype="int32" if kind.takes_tokens else "float32")
        context = f"{spec.params} on {shape}"
        if isinstance(said, Misfit):
            with pytest.raises(ValueError, match=r"."):
                layer(inputs)
            continue
        fitting += 1
        assert tuple(layer(inputs).shape[1:]) == said.shape, context
        assert layer.count_params() == said.parameters, context
        fixed = sum(int(np.prod(weight.shape)) for weight in layer.non_trainable_weights)
        assert fixed == said.fixed, context
    assert fitting > CASES / 4


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_layer_computes_values_of_that_shape(name):
    kind = CATALOGUE[name]
    shape, spec, said = next(
        (shape, spec, said)
        for shape, spec in cases(kind)
        if isinstance(said := kind.infer(shape, layer_values(spec)), Inference)
    )
    x = np.zeros((2, *shape), np.int32 if kind.takes_tokens else np.float32)
    output = realise(layer_call(spec, 0, 1))(x).numpy()
    assert (output.shape, output.dtype) == ((2, *said.shape), np.float32)


def counted_convolution(shape, values) -> int:
    """Count the multiplications of a convolution one by one, padding included."""
    kernel, stride, rank = values["kernel_size"], values["strides"], len(shape) - 1
    same = values["padding"] == "same"
    count = 0
    starts = [
        range(0, size, stride) if same else range(0, size - kernel + 1, stride)
        for size in shape[:-1]
    ]
    for _place in itertools.product(*starts):
        for _offset in itertools.product(range(kernel), repeat=rank):
            count += shape[-1] * values["filters"]
    return count


def counted_recurrence(shape, values, gates) -> int:
    """Count the multiplications of weights with inputs and states, step by step."""
    steps, features = shape
    one_way = 0
    for _step in range(steps):
        for _gate in range(gates):
            for _unit in range(values["units"]):
                one_way += features + values["units"]
    return one_way * (2 if values["bidirectional"] else 1)


def counted_dense(shape, values) -> int:
    return sum(shape[-1] for _ in range(product(shape[:-1])) for _ in range(values["units"]))


COUNTS = {
    "conv1d": counted_convolution,
    "conv2d": counted_convolution,
    "dense": counted_dense,
    "simple_rnn": lambda shape, values: counted_recurrence(shape, values, 1),
    "lstm": lambda shape, values: counted_recurrence(shape, values, 4),
    "gru": lambda shape, values: counted_recurrence(shape, values, 3),
}


@pytest.mark.parametrize("name", CATALOGUE)
def test_multiply_adds_are_those_counted_one_by_one(name):
    kind = CATALOGUE[name]
    for shape, spec in cases(kind):
        values = layer_values(spec)
        said = kind.infer(shape, values)
        if isinstance(said, Inference):
            expected = COUNTS[name](shape, values) if name in COUNTS else 0
            assert said.macs == expected, f"{values} on {shape}"
