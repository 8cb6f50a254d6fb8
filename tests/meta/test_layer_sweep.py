"""Every layer kind of the catalogue against Keras, over random parameters and input shapes."""

import itertools
import json
import re
from functools import cache

import numpy as np
import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.dataset import DataSignature
from nnviz.core.fitting import fit
from nnviz.core.keras_calls import layer_call, layer_use
from nnviz.core.kinds import Inference, LayerKind, Misfit, per_axis, product
from nnviz.core.network import LayerSpec
from nnviz.core.params import Param
from nnviz.core.shapes import layer_values
from nnviz.model.builder import realise

CASES = 25
SIZES = {1: 24, 2: 12, 3: 9, 4: 7}
LARGEST = {
    "units": 7, "filters": 5, "kernel_size": 6, "strides": 4, "pool_size": 5, "size": 3,
    "depth_multiplier": 3, "output_size": 5, "key_dim": 5,
    "head_dim": 5, "num_heads": 4, "num_query_heads": 4, "num_key_value_heads": 2,
    "height": 5, "width": 5, "n": 6,
}  # fmt: skip
"""Small enough to be quick, and for most of the cases to fit."""


def random_value(param: Param, shape: tuple[int, ...], rng: np.random.Generator):
    if param.name in TUPLES:
        return TUPLES[param.name](shape, rng)
    if param.choices:
        return str(rng.choice(param.choices))
    if isinstance(param.default, bool):
        return bool(rng.integers(2))
    assert param.low is not None
    assert param.high is not None
    if param.name in ("dilation_rate", "groups"):
        return int(rng.choice([1, 1, 1, 2]))
    if isinstance(param.default, int):
        high = min(int(param.high), LARGEST.get(param.name, 20)) + 1
        axes = len(shape) - 1 if param.per_axis and rng.integers(4) == 0 else 1
        numbers = [int(number) for number in rng.integers(int(param.low), high, size=axes)]
        return numbers[0] if axes == 1 else tuple(numbers)
    return float(rng.uniform(param.low, min(param.high, 1.0)))


def random_target(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    """Return a shape of as many values, or now and then of others."""
    left = product(shape) + int(rng.integers(3) == 0)
    factors = []
    for _ in range(int(rng.integers(0, 3))):
        factors.append(int(rng.choice([n for n in range(1, left + 1) if left % n == 0])))
        left //= factors[-1]
    return (*factors, left)


def random_edges(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(size) for size in rng.integers(0, 3, size=2 * (len(shape) - 1)))


def random_numbers(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[float, ...]:
    """Return one number, or one for each feature."""
    return tuple(float(n) for n in rng.uniform(-2, 2, size=rng.choice([1, shape[-1]])))


TUPLES = {
    "target_shape": random_target,
    "cropping": random_edges,
    "dims": lambda shape, rng: tuple(int(i) for i in rng.permutation(len(shape)) + 1),
    "shared_axes": lambda shape, rng: tuple(range(1, int(rng.integers(1, len(shape) + 1)))),
    "offset": random_numbers,
}


def parameter_values(kind: LayerKind, shape: tuple[int, ...], rng: np.random.Generator) -> dict:
    values = {}
    for param in kind.params:
        if isinstance(param.default, tuple) and param.name in ("padding", "scale"):
            several = random_edges if param.name == "padding" else random_numbers
            values[param.name] = several(shape, rng)
        else:
            values[param.name] = random_value(param, shape, rng)
    return values


def random_inputs(kind: LayerKind, rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """Return shapes of an accepted rank: alike where a kind reads several, mostly."""
    rank = int(rng.choice(kind.ranks))
    first = tuple(int(size) for size in rng.integers(1, SIZES[rank], size=rank))
    fewest, most = kind.inputs
    shapes = [first]
    while len(shapes) < int(rng.integers(fewest, min(most, 4) + 1)):
        other = [*first]
        if rng.integers(2):
            axis = int(rng.integers(rank))
            other[axis] = int(rng.choice([1, int(rng.integers(1, SIZES[rank]))]))
        shapes.append(tuple(other))
    return tuple(shapes)


def random_case(kind: LayerKind, rng: np.random.Generator):
    """Return input shapes of an accepted rank, and a layer with random parameters."""
    shapes = random_inputs(kind, rng)
    values = parameter_values(kind, shapes[0], rng)
    return shapes, LayerSpec(id="swept", kind=kind.name, params=values)


@cache
def cases(name: str):
    """Return the random cases of one kind with what is said of them, the same on every run."""
    kind = CATALOGUE[name]
    rng = np.random.default_rng(list(name.encode()))
    found = []
    for _ in range(CASES):
        shapes, spec = random_case(kind, rng)
        said = fit(kind, layer_values(spec), sources(kind, shapes), shapes, signature(kind))
        found.append((shapes, spec, said))
    return found


def sources(kind, shapes):
    return tuple("input" if kind.takes_tokens else f"a{i}" for i in range(len(shapes)))


def signature(kind):
    return DataSignature((1,), "binary", 1, "tokens", 1 if kind.takes_tokens else 0)


def called(spec: LayerSpec, inputs):
    """Make the layer and call it as a network does."""
    layer = realise(layer_call(spec, 0, 1))
    given, keywords = layer_use(spec, inputs)
    return layer, layer(*given, **keywords)


@pytest.mark.parametrize("name", CATALOGUE)
def test_shapes_and_parameters_are_those_of_keras(name):
    import keras

    kind = CATALOGUE[name]
    fitting = 0
    for shapes, spec, said in cases(name):
        dtype = "int32" if kind.takes_tokens else "float32"
        inputs = [keras.Input(shape, dtype=dtype) for shape in shapes]
        context = f"{spec.params} on {shapes}"
        if isinstance(said, Misfit):
            if name not in STRICTER:
                with pytest.raises((ValueError, IndexError, ZeroDivisionError), match=r"."):
                    called(spec, inputs)
            continue
        fitting += 1
        layer, output = called(spec, inputs)
        assert tuple(output.shape[1:]) == said.shape, context
        assert layer.count_params() == said.parameters, context
        fixed = sum(int(np.prod(weight.shape)) for weight in layer.non_trainable_weights)
        assert fixed == said.fixed, context
    assert fitting >= CASES / 5


STRICTER = {
    "concatenate", "dot", "attention", "additive_attention", "group_normalization", "softmax",
    "separable_conv1d", "separable_conv2d", "depthwise_conv1d", "depthwise_conv2d",
    "random_crop", "center_crop", *(name for name in CATALOGUE if "adaptive" in name),
}  # fmt: skip
"""Kinds that refuse what Keras refuses only later, or takes without making sense of it."""


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_layer_computes_values_of_that_shape(name):
    kind = CATALOGUE[name]
    shapes, spec, said = next(case for case in cases(name) if isinstance(case[2], Inference))
    dtype = np.int32 if kind.takes_tokens else np.float32
    _, output = called(spec, [np.zeros((2, *shape), dtype) for shape in shapes])
    assert (output.numpy().shape, output.numpy().dtype) == ((2, *said.shape), np.float32)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_layer_survives_being_written_down(name):
    for _, spec, _ in cases(name):
        assert LayerSpec.model_validate_json(spec.model_dump_json()) == spec


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_generated_code_makes_the_same_layer(name):
    import keras

    from nnviz.model import own_layers

    _, spec, _ = next(case for case in cases(name) if isinstance(case[2], Inference))
    call = layer_call(spec, 0, 1)
    made = eval(call.source(), {"keras": keras, **vars(own_layers)})
    assert type(made) is type(realise(call))
    assert _plain(made.get_config()) == _plain(realise(call).get_config())


def _plain(config):
    """Write a configuration down, without the numbers that Keras gives inner layers."""
    return re.sub(r'"name": "\w+"', "", json.dumps(config, default=str, sort_keys=True))


def counted_convolution(shape, values) -> int:
    """Count the multiplications of a convolution one by one, padding included."""
    kernel = per_axis(values["kernel_size"], len(shape) - 1)
    count = 0
    for _place in itertools.product(*starts(shape, values)):
        for _offset in itertools.product(*map(range, kernel)):
            for feature in range(values["filters"]):
                group = feature * values["groups"] // values["filters"]
                seen = [c for c in range(shape[-1]) if c * values["groups"] // shape[-1] == group]
                count += len(seen)
    return count


def starts(shape, values):
    """Return where windows begin along each axis."""
    axes = len(shape) - 1
    found = []
    for axis in range(axes):
        kernel, stride, rate = (
            per_axis(values[name], axes)[axis]
            for name in ("kernel_size", "strides", "dilation_rate")
        )
        last = shape[axis] - (kernel - 1) * rate if values["padding"] == "valid" else shape[axis]
        found.append(range(0, last, stride))
    return found


def counted_depthwise(shape, values) -> int:
    kernel = per_axis(values["kernel_size"], len(shape) - 1)
    places = len(list(itertools.product(*starts(shape, values))))
    return (
        places
        * len(list(itertools.product(*map(range, kernel))))
        * (shape[-1] * values["depth_multiplier"])
    )


def counted_separable(shape, values) -> int:
    places = len(list(itertools.product(*starts(shape, values))))
    mixing = places * shape[-1] * values["depth_multiplier"] * values["filters"]
    return counted_depthwise(shape, values) + mixing


def counted_transposed(shape, values) -> int:
    kernel = per_axis(values["kernel_size"], len(shape) - 1)
    return sum(
        shape[-1] * values["filters"]
        for _place in itertools.product(*map(range, shape[:-1]))
        for _offset in itertools.product(*map(range, kernel))
    )


def counted_pictures(shape, values) -> int:
    """Count a convolutional LSTM: four gates that convolve the input and the state."""
    steps, *space, channels = shape
    options = {"strides": 1, "dilation_rate": 1, "groups": 1, **values}
    seen = counted_convolution((*space, channels), options)
    grown = tuple(len(places) for places in starts((*space, channels), options))
    kept = counted_convolution((*grown, values["filters"]), {**options, "padding": "same"})
    return steps * 4 * (seen + kept)


def counted_attention(shapes, values, projected=True) -> int:
    """Count attention as the einsums of its definition multiply."""
    (asking, features), (answering, offered) = shapes[0], shapes[-1]
    if not projected:
        return asking * answering * features + asking * answering * offered
    heads = values.get("num_heads", values.get("num_query_heads"))
    shared = values.get("num_key_value_heads", heads)
    size = values.get("key_dim", values.get("head_dim"))
    count = asking * features * heads * size + asking * heads * size * features
    count += sum(answering * offered * shared * size for _ in ("key", "value"))
    return count + sum(heads * asking * answering * size for _ in ("scores", "mixing"))


def counted_dot(shapes, values) -> int:
    axis = values["axes"]
    rest = [size for shape in shapes for i, size in enumerate(shape) if i != len(shape) + axis]
    return product(tuple(rest)) * shapes[0][axis]


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
    **{f"conv{axes}d": counted_convolution for axes in (1, 2, 3)},
    **{f"conv{axes}d_transpose": counted_transposed for axes in (1, 2, 3)},
    **{f"depthwise_conv{axes}d": counted_depthwise for axes in (1, 2)},
    **{f"separable_conv{axes}d": counted_separable for axes in (1, 2)},
    **{f"conv_lstm{axes}d": counted_pictures for axes in (1, 2)},
    "multi_head_attention": counted_attention,
    "group_query_attention": counted_attention,
    "attention": lambda shapes, values: counted_attention(shapes, values, projected=False),
    "additive_attention": lambda shapes, values: counted_attention(shapes, values, projected=False),
    "dot": counted_dot,
    "dense": counted_dense,
    "simple_rnn": lambda shape, values: counted_recurrence(shape, values, 1),
    "lstm": lambda shape, values: counted_recurrence(shape, values, 4),
    "gru": lambda shape, values: counted_recurrence(shape, values, 3),
}


@pytest.mark.parametrize("name", CATALOGUE)
def test_multiply_adds_are_those_counted_one_by_one(name):
    kind = CATALOGUE[name]
    for shapes, spec, said in cases(name):
        values = layer_values(spec)
        given = shapes[0] if kind.calling == "one" else shapes
        if isinstance(said, Inference):
            expected = COUNTS[name](given, values) if name in COUNTS else 0
            assert said.macs == expected, f"{values} on {shapes}"
