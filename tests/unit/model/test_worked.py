"""Worked examples against Keras: the same numbers from the same weights."""

import numpy as np
import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.keras_calls import layer_call, layer_use
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import LayerSpec
from nnviz.core.worked import WORKED, worked_example
from nnviz.core.worked.example import Example
from nnviz.model.building.builder import realize

OTHERS = [
    ("dense", {"units": 3, "activation": "tanh", "use_bias": False}),
    ("embedding", {"output_dim": 2}),
    ("category_encoding", {"output_mode": "count"}),
    ("category_encoding", {"output_mode": "one_hot"}),
    ("layer_scale", {"init_values": 0.5}),
    ("masking", {"mask_value": 2.0}),
    ("activation", {"activation": "softplus"}),
    ("activation", {"activation": "log_softmax"}),
    ("relu", {"max_value": 1.5, "negative_slope": 0.1}),
    ("leaky_relu", {"negative_slope": 0.0}),
    ("elu", {"alpha": 0.3}),
    ("group_normalization", {"groups": 1, "epsilon": 0.1}),
    ("group_normalization", {"groups": 8}),
    ("rescaling", {"scale": (2.0,), "offset": (-1.0,)}),
    ("dot", {"normalize": True}),
    ("attention", {"use_causal_mask": True}),
    ("conv1d", {"kernel_size": 2, "strides": 3, "padding": "causal"}),
    ("conv1d", {"kernel_size": 3, "dilation_rate": 2, "padding": "same"}),
    ("conv1d", {"kernel_size": 1, "activation": "relu"}),
    ("conv2d", {"kernel_size": (2, 3), "strides": 2, "padding": "same"}),
    ("conv2d", {"kernel_size": 2, "dilation_rate": (1, 2)}),
    ("conv1d_transpose", {"kernel_size": 2, "strides": 3}),
    ("conv1d_transpose", {"kernel_size": 5, "strides": 2, "padding": "same"}),
    ("conv2d_transpose", {"kernel_size": (1, 4), "strides": 2, "padding": "same"}),
    ("conv2d_transpose", {"kernel_size": 3, "activation": "relu"}),
    ("depthwise_conv1d", {"depth_multiplier": 2, "strides": 2}),
    ("depthwise_conv2d", {"kernel_size": 2, "padding": "same"}),
    ("max_pooling1d", {"pool_size": 3, "strides": 1, "padding": "same"}),
    ("average_pooling1d", {"pool_size": 3, "padding": "same"}),
    ("max_pooling2d", {"pool_size": 4, "padding": "same"}),
    ("average_pooling2d", {"pool_size": (1, 4), "strides": 2, "padding": "same"}),
    ("global_max_pooling2d", {"keepdims": True}),
    ("zero_padding2d", {"padding": (0, 1, 2, 0)}),
    ("cropping2d", {"cropping": (1, 2, 0, 1)}),
    ("up_sampling2d", {"size": (1, 3)}),
    ("reshape", {"target_shape": (2, 6)}),
    ("repeat_vector", {"n": 2}),
    ("simple_rnn", {"return_sequences": True, "activation": "relu"}),
]
"""Kinds with parameters other than the usual ones."""
ALONE = {"units": 1, "filters": 1, "input_dim": 5, "num_tokens": 5}
"""Sizes of the examples, where the example decides."""
BY_CHANCE = {
    "dropout", "gaussian_noise", "gaussian_dropout", "random_flip", "random_invert", "sampling",
}  # fmt: skip
CASES = [*((name, {}) for name in WORKED if name not in BY_CHANCE), *OTHERS]


def spec_and_example(name, given):
    spec = LayerSpec(id="worked", kind=name, params=given)
    example = worked_example(name, layer_values(spec))
    assert isinstance(example, Example), example
    sizes = {} if name == "dense" else ALONE
    known = {param.name for param in CATALOGUE[name].params}
    if name in ("reshape", "permute"):
        sizes = {"target_shape": example.output.shape}
    if name == "embedding":
        sizes = {"input_dim": 5, "output_dim": example.output.shape[-1]}
    fitting = {key: value for key, value in sizes.items() if key in known}
    return spec.changed(params={**given, **fitting}), example


@pytest.mark.parametrize(("name", "given"), CASES)
def test_the_numbers_are_those_of_keras(name, given):
    spec, example = spec_and_example(name, given)
    kind = CATALOGUE[name]
    dtype = np.int32 if kind.takes_tokens else np.float32
    arrays = [each.astype(dtype) for each in example.inputs]
    arrays = arrays if example.batched else [each[None] for each in arrays]
    layer = realize(layer_call(spec, 0, 1))
    positional, keywords = layer_use(spec, arrays)
    training = {"training": True} if example.batched and name == "batch_normalization" else {}
    layer(*positional, **keywords)
    if example.learned:
        own = [
            array.reshape(w.shape)
            for (_, array), w in zip(example.learned, layer.weights, strict=False)
        ]
        rest = [np.zeros(weight.shape) for weight in layer.weights[len(own) :]]
        layer.set_weights([*own, *rest])
    output = np.asarray(layer(*positional, **keywords, **training))
    expected = output if example.batched else output[0]
    assert example.output.shape == expected.shape
    assert example.output == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", WORKED)
def test_what_is_drawn_at_random_says_so(name):
    assert spec_and_example(name, {})[1].chance == (name in BY_CHANCE)


@pytest.mark.parametrize("name", [name for name in WORKED if "dropout" in name])
def test_without_a_rate_nothing_is_dropped(name):
    _, example = spec_and_example(name, {"rate": 0.0})
    assert np.array_equal(example.output, example.inputs[0])


def test_a_dropout_drops_and_enlarges_the_rest():
    _, example = spec_and_example("dropout", {"rate": 0.5})
    left = example.output != 0
    assert 0 < left.sum() < len(left)
    assert np.array_equal(example.output[left], 2 * example.inputs[0][left])


@pytest.mark.parametrize(
    ("mode", "flipped"),
    [
        ("horizontal", (slice(None), slice(None, None, -1))),
        ("vertical", (slice(None, None, -1), slice(None))),
        ("horizontal_and_vertical", (slice(None, None, -1), slice(None, None, -1))),
    ],
)
def test_a_picture_is_mirrored(mode, flipped):
    _, example = spec_and_example("random_flip", {"mode": mode})
    assert np.array_equal(example.output, example.inputs[0][flipped])


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name not in WORKED])
def test_kinds_without_numbers_say_why(name):
    kind = CATALOGUE[name]
    said = worked_example(name, {param.name: param.default for param in kind.params})
    assert isinstance(said, str)
    assert said.startswith("No worked example here: ")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("conv2d", {"kernel_size": 7}),
        ("max_pooling1d", {"pool_size": 9}),
        ("cropping2d", {"cropping": (3, 3, 0, 0)}),
        ("zero_padding1d", {"padding": (1, 1, 1, 1)}),
        ("up_sampling2d", {"interpolation": "bilinear"}),
    ],
)
def test_settings_too_large_for_the_example_are_said(name, given):
    values = layer_values(LayerSpec(id="worked", kind=name, params=given))
    said = worked_example(name, values)
    assert isinstance(said, str)
    assert said.startswith("No worked example for these settings: it needs ")
