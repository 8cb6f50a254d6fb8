"""Every layer kind of the catalogue against Keras, over random parameters and input shapes."""

import json
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.catalogue.wrapped import EVERY_STEP
from nnviz.core.code.keras_calls import layer_call, layer_use
from nnviz.core.shapes.fitting import fit
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.kinds import Inference, LayerKind, Misfit, product
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import Param
from nnviz.model.building.builder import realize
from tests.meta.counted import COUNTS

CASES = 25
SIZES = {1: 24, 2: 12, 3: 9, 4: 7, 5: 5}
LARGEST = {
    "units": 7, "filters": 5, "kernel_size": 6, "strides": 4, "pool_size": 5, "size": 3,
    "depth_multiplier": 3, "output_size": 5, "key_dim": 5,
    "head_dim": 5, "num_heads": 4, "num_query_heads": 4, "num_key_value_heads": 2,
    "height": 5, "width": 5, "n": 6, "clip_limit": 16, "sweeps": 3, "num_tokens": 30,
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


EQUATIONS = (
    "...x,xy->...y", "ab,bc->ac", "abc,cd->abd", "abc,bd->adc", "abc,cde->abde", "abcd,cde->abe",
    "ab...,bc->ac...", "abc,b->abc", "...xy,yz->...xz", "abc,cd->abe", "...x,xy->y...", "a,b",
)  # fmt: skip
"""Equations of which some fit a shape, and the last ones none."""


def random_equation(shape: tuple[int, ...], rng: np.random.Generator) -> dict:
    """Return an equation with sizes of its output and axes of its biases, which may not fit."""
    equation = str(rng.choice(EQUATIONS))
    output = equation.partition("->")[2].replace("...", "")
    given = output if equation.startswith("...") else output[1:]
    biases = "".join(letter for letter in given if rng.integers(2))
    read = equation.partition(",")[0].replace("...", "")
    seen = (1, *shape)[-len(read) :] if equation.startswith("...") else (1, *shape)
    known = dict(zip(read, seen, strict=False)) if rng.integers(8) else {}
    drawn = [known.get(letter, int(rng.integers(1, 6))) for letter in given]
    sizes = tuple(drawn) if drawn else (1,)
    activation = str(rng.choice(["linear", "relu"]))
    values = {"equation": equation, "output_shape": sizes, "bias_axes": biases}
    return {**values, "activation": activation}


def parameter_values(kind: LayerKind, shape: tuple[int, ...], rng: np.random.Generator) -> dict:
    if kind.name == "einsum_dense":
        return random_equation(shape, rng)
    values = {}
    shape = shape[1:] if kind.wrapper == EVERY_STEP else shape
    for param in kind.params:
        if isinstance(param.default, tuple) and param.name in ("padding", "scale"):
            several = random_edges if param.name == "padding" else random_numbers
            values[param.name] = several(shape, rng)
        else:
            values[param.name] = random_value(param, shape, rng)
    return values


COLOURED = {
    "random_hue", "random_saturation", "random_color_jitter", "random_color_degeneration",
    "random_grayscale",
}  # fmt: skip
"""Kinds that need the three channels of a picture with colours."""


def random_inputs(kind: LayerKind, rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """Return shapes of an accepted rank: alike where a kind reads several, mostly."""
    rank = int(rng.choice(kind.ranks))
    first = tuple(int(size) for size in rng.integers(1, SIZES[rank], size=rank))
    if kind.name in COLOURED and rng.integers(2):
        first = (*first[:-1], 3)
    if kind.name == "tree_composition" and rng.integers(2):
        return first, (first[0] - 1 if first[0] > 1 else 1, 2)
    if kind.name == "real_or_made" and rng.integers(2):
        return first, (first[0] + int(rng.integers(1, 4)),)
    if kind.name == "pair_distance" and rng.integers(2):
        return ((2, *first[1:]),)
    if kind.name == "mixture" and rng.integers(2):
        return (count := int(rng.integers(1, 5)),), *((first,) * count)
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
        said = fit(kind, layer_values(spec), sources(kind, shapes), shapes, tokens(kind))
        found.append((shapes, spec, said))
    return found


def sources(kind, shapes):
    return tuple("input" if kind.takes_tokens else f"a{i}" for i in range(len(shapes)))


def tokens(kind):
    return 1 if kind.takes_tokens else 0


def model_around(kind: LayerKind, spec: LayerSpec, shapes) -> tuple[Any, Any, Any]:
    """Return what a model begins with, the layer, and what it makes of inputs of these shapes.

    A layer that reads several inputs gets each from a dense layer on the same four numbers.
    """
    import keras

    dtype = "int32" if kind.takes_tokens else "float32"
    start = keras.Input((4,) if len(shapes) > 1 else shapes[0], dtype=dtype)
    inputs = [start]
    if len(shapes) > 1:
        wide = [keras.layers.Dense(product(shape))(start) for shape in shapes]
        pairs = zip(wide, shapes, strict=True)
        inputs = [keras.layers.Reshape(shape)(one) for one, shape in pairs]
    return start, *called(spec, inputs)


def called(spec: LayerSpec, inputs):
    """Make the layer and call it as a network does."""
    layer = realize(layer_call(spec, 0, 1))
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
    "random_crop", "center_crop", "einsum_dense", "tree_words", "tree_merges", "tree_composition",
    "pair_distance", "mixture",
    *COLOURED,
    *(name for name in CATALOGUE if "adaptive" in name),
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

    from nnviz.model.building import custom_layers

    _, spec, _ = next(case for case in cases(name) if isinstance(case[2], Inference))
    call = layer_call(spec, 0, 1)
    made = eval(call.source(), {"keras": keras, **vars(custom_layers)})
    assert type(made) is type(realize(call))
    assert _plain(made.get_config()) == _plain(realize(call).get_config())


def _plain(config):
    """Write a configuration down, without the numbers that Keras gives inner layers."""
    return re.sub(r'"name": "\w+"', "", json.dumps(config, default=str, sort_keys=True))


@pytest.mark.parametrize("name", CATALOGUE)
def test_multiply_adds_are_those_counted_one_by_one(name):
    kind = CATALOGUE[name]
    for shapes, spec, said in cases(name):
        values = layer_values(spec)
        given = shapes[0] if kind.calling == "one" else shapes
        if isinstance(said, Inference):
            expected = COUNTS[name](given, values) if name in COUNTS else 0
            assert said.macs == expected, f"{values} on {shapes}"


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_words_on_multiply_adds_multiply_to_their_number(name):
    for _, spec, said in cases(name):
        if isinstance(said, Inference):
            sums = said.work.replace("\u00d7", "*").replace(",", "+")
            numbers = re.sub(r"[^0-9*+()]", "", sums) or "0"
            assert eval(numbers) == said.macs, f"{said.work!r} of {spec.params}"


CHANGED_ALWAYS = {"auto_contrast", "even_contrast", "resizing", "center_crop", "random_crop"}
"""Kinds that change pictures also when nothing is being learned."""


@pytest.mark.parametrize(
    "name", [name for name in CATALOGUE if CATALOGUE[name].category == "augmentation"]
)
def test_pictures_are_changed_while_training_in_a_compiled_model(name):
    import keras
    import tensorflow as tf

    x = np.random.default_rng(1).random((8, 6, 7, 3)).astype(np.float32)
    inputs = keras.Input(x.shape[1:])
    spec = LayerSpec(id="changed", kind=name, params=STRONGEST.get(name, {}))
    _, output = called(spec, [inputs])
    model = keras.Model(inputs, output)
    trained = tf.function(lambda pictures: model(pictures, training=True))
    first, second = (trained(x).numpy() for _ in range(2))
    assert np.isfinite(first).all()
    assert first.shape != x.shape or np.abs(first - x).max() > 1e-3
    if CATALOGUE[name].seeded:
        assert np.abs(first - second).max() > 1e-3
    if name not in CHANGED_ALWAYS:
        assert np.array_equal(model(x, training=False).numpy(), x)


STRONGEST = {
    "random_perspective": {"factor": 1.0},
    "random_elastic_transform": {"factor": 1.0},
    "random_invert": {"factor": 1.0},
    "random_crop": {"height": 3, "width": 3},
}
"""Settings that leave no picture unchanged, where the usual ones may by chance."""
