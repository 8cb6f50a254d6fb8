"""Every kind of layer: shapes, parameters and multiply-adds worked out by hand."""

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.catalogue.rules.windows import Window, slide
from nnviz.core.spec.kinds import Inference, Misfit
from nnviz.core.spec.params import complete

DENSE = [
    ("dense", (1,), {"units": 1}, (1,), 2, 1),
    ("dense", (2,), {"units": 4}, (4,), 12, 8),
    ("dense", (5, 3), {"units": 2}, (5, 2), 8, 30),
    ("dense", (4, 5, 3), {"units": 2}, (4, 5, 2), 8, 120),
    ("activation", (4, 5, 3), {}, (4, 5, 3), 0, 0),
    ("embedding", (12,), {"input_dim": 90, "output_dim": 8}, (12, 8), 720, 0),
]
CONVOLUTION = [
    ("conv2d", (28, 28, 1), {"filters": 8}, (26, 26, 8), 80, 26 * 26 * 72),
    ("conv2d", (28, 28, 1), {"filters": 8, "padding": "same"}, (28, 28, 8), 80, 784 * 72),
    ("conv2d", (28, 28, 3), {"filters": 2, "kernel_size": 5, "strides": 2},
     (12, 12, 2), 5 * 5 * 3 * 2 + 2, 144 * 150),
    ("conv2d", (28, 28, 1), {"filters": 1, "strides": 3, "padding": "same"},
     (10, 10, 1), 10, 900),
    ("conv2d", (3, 5, 1), {"filters": 1}, (1, 3, 1), 10, 27),
    ("conv2d", (1, 1, 1), {"filters": 1, "kernel_size": 1}, (1, 1, 1), 2, 1),
    ("conv2d", (1, 1, 1), {"filters": 1, "kernel_size": 31, "padding": "same"},
     (1, 1, 1), 962, 961),
    ("conv2d", (17, 17, 768), {"filters": 192, "kernel_size": (1, 7), "padding": "same"},
     (17, 17, 192), 7 * 768 * 192 + 192, 289 * 7 * 768 * 192),
    ("conv2d", (9, 9, 4), {"filters": 6, "groups": 2, "use_bias": False},
     (7, 7, 6), 9 * 2 * 6, 49 * 9 * 2 * 6),
    ("conv2d", (9, 9, 1), {"filters": 1, "dilation_rate": 2}, (5, 5, 1), 10, 25 * 9),
    ("conv1d", (9, 1), {"filters": 1, "padding": "causal"}, (9, 1), 4, 27),
    ("conv3d", (4, 5, 6, 2), {"filters": 3}, (2, 3, 4, 3), 54 * 3 + 3, 24 * 54 * 3),
    ("depthwise_conv1d", (9, 4), {}, (7, 4), 3 * 4 + 4, 7 * 12),
    ("depthwise_conv2d", (8, 8, 3), {"strides": 2, "padding": "same", "use_bias": False},
     (4, 4, 3), 27, 16 * 27),
    ("separable_conv1d", (9, 4), {"filters": 2}, (7, 2), 12 + 8 + 2, 7 * 20),
    ("separable_conv2d", (8, 8, 3), {"filters": 5}, (6, 6, 5), 27 + 15 + 5, 36 * 42),
    ("conv1d_transpose", (4, 2), {"filters": 3, "strides": 2}, (9, 3), 3 * 6 + 3, 4 * 18),
    ("conv2d_transpose", (4, 4, 2), {"filters": 1, "strides": 2, "padding": "same"},
     (8, 8, 1), 19, 16 * 18),
    ("conv3d_transpose", (1, 1, 1, 1), {"filters": 1}, (3, 3, 3, 1), 28, 27),
    ("conv1d", (32, 1), {"filters": 4, "kernel_size": 5}, (28, 4), 24, 28 * 20),
    ("conv1d", (32, 2), {"filters": 4, "strides": 4, "padding": "same"}, (8, 4), 28, 8 * 24),
]  # fmt: skip
POOLING = [
    ("max_pooling2d", (26, 26, 8), {}, (13, 13, 8), 0, 0),
    ("max_pooling2d", (7, 9, 8), {}, (3, 4, 8), 0, 0),
    ("max_pooling2d", (7, 9, 8), {"padding": "same"}, (4, 5, 8), 0, 0),
    ("average_pooling2d", (7, 7, 8), {"pool_size": 3}, (2, 2, 8), 0, 0),
    ("average_pooling2d", (1, 1, 8), {"pool_size": 1}, (1, 1, 8), 0, 0),
    ("max_pooling1d", (32, 4), {}, (16, 4), 0, 0),
    ("average_pooling1d", (33, 4), {"padding": "same"}, (17, 4), 0, 0),
    ("global_average_pooling1d", (33, 4), {}, (4,), 0, 0),
    ("global_average_pooling2d", (7, 9, 8), {}, (8,), 0, 0),
    ("global_average_pooling2d", (7, 9, 8), {"keepdims": True}, (1, 1, 8), 0, 0),
    ("global_average_pooling3d", (2, 7, 9, 8), {}, (8,), 0, 0),
    ("global_max_pooling1d", (33, 4), {}, (4,), 0, 0),
    ("global_max_pooling2d", (7, 9, 8), {}, (8,), 0, 0),
    ("global_max_pooling3d", (2, 7, 9, 8), {}, (8,), 0, 0),
    ("max_pooling2d", (114, 114, 8), {"pool_size": 3, "strides": 2}, (56, 56, 8), 0, 0),
    ("max_pooling3d", (4, 6, 8, 1), {}, (2, 3, 4, 1), 0, 0),
    ("average_pooling3d", (4, 6, 9, 1), {"pool_size": (1, 2, 3)}, (4, 3, 3, 1), 0, 0),
    *(
        (f"adaptive_{word}_pooling{axes}d", (7,) * axes + (3,), {}, (2,) * axes + (3,), 0, 0)
        for word in ("max", "average") for axes in (1, 2, 3)
    ),
]  # fmt: skip
RECURRENT = [
    ("simple_rnn", (32, 1), {"units": 8}, (8,), 8 * (8 + 1) + 8, 32 * 72),
    ("lstm", (32, 1), {"units": 8}, (8,), 4 * (8 * (8 + 1) + 8), 32 * 288),
    ("gru", (32, 1), {"units": 8}, (8,), 3 * (8 * (8 + 1) + 2 * 8), 32 * 216),
    ("lstm", (1, 3), {"units": 1}, (1,), 20, 16),
    ("lstm", (5, 3), {"units": 2, "return_sequences": True}, (5, 2), 48, 200),
    ("gru", (5, 3), {"units": 2, "bidirectional": True}, (4,), 84, 300),
    ("simple_rnn", (5, 3), {"units": 2, "bidirectional": True, "return_sequences": True},
     (5, 4), 24, 100),
    ("conv_lstm1d", (5, 9, 2), {"filters": 3}, (7, 3), 4 * (3 * 3 * 5 + 3), 5 * 7 * 180),
    ("conv_lstm2d", (5, 4, 4, 1), {"filters": 1, "padding": "same", "return_sequences": True},
     (5, 4, 4, 1), 4 * (9 * 2 + 1), 5 * 16 * 72),
    ("conv_lstm3d", (2, 3, 3, 3, 1), {"filters": 1}, (1, 1, 1, 1), 4 * (27 * 2 + 1), 2 * 216),
]  # fmt: skip
SEVERAL = [
    ("tree_composition", ((4, 3), (3, 2)), {}, (7, 3), 18 + 3, 3 * 18),
    ("tree_composition", ((12, 16), (11, 2)), {"use_bias": False}, (23, 16), 512, 11 * 512),
    *(
        (kind, ((4, 4, 3), (4, 4, 3)), {}, (4, 4, 3), 0, 0)
        for kind in ("add", "subtract", "multiply", "average", "maximum", "minimum")
    ),
    ("multiply", ((4, 4, 3), (1, 1, 3)), {}, (4, 4, 3), 0, 0),
    ("add", ((3,), (3,), (3,)), {}, (3,), 0, 0),
    ("mixture", ((3,), (2,), (2,), (2,)), {}, (2,), 0, 6),
    ("sampling", ((2,), (2,)), {}, (2,), 0, 0),
    ("real_or_made", ((2,), (5,)), {}, (2,), 0, 0),
    ("concatenate", ((4, 4, 3), (4, 4, 5)), {}, (4, 4, 8), 0, 0),
    ("concatenate", ((2, 3), (4, 3)), {"axis": -2}, (6, 3), 0, 0),
    ("dot", ((5,), (5,)), {}, (1,), 0, 5),
    ("dot", ((4, 5), (3, 5)), {}, (4, 3), 0, 60),
    ("multi_head_attention", ((7, 6),), {"num_heads": 2, "key_dim": 4}, (7, 6),
     4 * 6 * 8 + 3 * 8 + 6, 7 * 4 * 6 * 8 + 2 * 49 * 8),
    ("multi_head_attention", ((7, 6), (3, 2)), {"num_heads": 1, "key_dim": 4, "use_bias": False},
     (7, 6), 2 * 6 * 4 + 2 * 2 * 4, 7 * 2 * 6 * 4 + 3 * 2 * 2 * 4 + 2 * 21 * 4),
    ("group_query_attention", ((7, 6),), {"head_dim": 4, "use_bias": False}, (7, 6),
     2 * 6 * 16 + 2 * 6 * 8, 7 * (2 * 6 * 16 + 2 * 6 * 8) + 2 * 49 * 16),
    ("attention", ((7, 6), (3, 6)), {}, (7, 6), 0, 2 * 21 * 6),
    ("additive_attention", ((7, 6),), {"use_scale": True}, (7, 6), 6, 2 * 49 * 6),
]  # fmt: skip
"""Layers that read several others, each case with the shapes of all of them."""
OTHERS = [
    *(
        (kind, (4, 5, 3), {}, (4, 5, 3), 0, 0)
        for kind in (
            "relu",
            "leaky_relu",
            "elu",
            "softmax",
            "unit_normalization",
            "rescaling",
            "alpha_dropout",
            "gaussian_dropout",
            "gaussian_noise",
            "activity_regularization",
            "stochastic_depth",
            "spatial_dropout2d",
            "random_flip",
            "random_rotation",
            "random_zoom",
            "random_translation",
            "random_contrast",
            "random_brightness",
        )
    ),
    ("prelu", (4, 5, 3), {}, (4, 5, 3), 60, 0),
    ("prelu", (4, 5, 3), {"shared_axes": (1, 2)}, (4, 5, 3), 3, 0),
    ("position_embedding", (7, 6), {}, (7, 6), 42, 0),
    ("layer_scale", (7, 7, 6), {}, (7, 7, 6), 6, 0),
    ("pair_distance", (2, 5), {}, (1,), 0, 0),
    ("pair_distance", (2, 5), {"measure": "differences"}, (5,), 0, 0),
    ("fresh_noise", (5,), {"size": 2}, (2,), 0, 0),
    ("gradient_reversal", (4, 3), {"strength": 2.0}, (4, 3), 0, 0),
    ("tree_words", (34,), {}, (12,), 0, 0),
    ("tree_merges", (34,), {}, (11, 2), 0, 0),
    ("hopfield", (4, 5, 1), {"sweeps": 3}, (4, 5, 1), 400, 1200),
    ("boltzmann", (4, 5), {"units": 7}, (4, 5), 140 + 7 + 20, 280),
    ("group_normalization", (5, 8), {}, (5, 8), 16, 0),
    ("rms_normalization", (5, 8), {}, (5, 8), 8, 0),
    ("normalization", (5, 8), {}, (5, 8), 17, 0),
    ("batch_normalization", (6, 6, 8), {"scale": False}, (6, 6, 8), 24, 0),
    ("spatial_dropout1d", (5, 8), {}, (5, 8), 0, 0),
    ("spatial_dropout3d", (2, 3, 4, 8), {}, (2, 3, 4, 8), 0, 0),
    ("permute", (5, 8), {}, (8, 5), 0, 0),
    ("repeat_vector", (8,), {"n": 3}, (3, 8), 0, 0),
    ("up_sampling1d", (5, 8), {}, (10, 8), 0, 0),
    ("up_sampling2d", (5, 6, 8), {"size": (1, 3)}, (5, 18, 8), 0, 0),
    ("up_sampling3d", (1, 2, 3, 8), {}, (2, 4, 6, 8), 0, 0),
    ("zero_padding1d", (5, 8), {"padding": (2, 0)}, (7, 8), 0, 0),
    ("zero_padding2d", (5, 6, 8), {"padding": (0, 1, 2, 3)}, (6, 11, 8), 0, 0),
    ("zero_padding3d", (1, 2, 3, 8), {}, (3, 4, 5, 8), 0, 0),
    ("cropping1d", (5, 8), {"cropping": (2, 0)}, (3, 8), 0, 0),
    ("cropping2d", (5, 6, 8), {"cropping": (0, 1, 2, 3)}, (4, 1, 8), 0, 0),
    ("cropping3d", (3, 4, 5, 8), {}, (1, 2, 3, 8), 0, 0),
    ("random_crop", (9, 9, 3), {}, (8, 8, 3), 0, 0),
    ("center_crop", (9, 9, 3), {"height": 2}, (2, 8, 3), 0, 0),
    ("resizing", (9, 9, 3), {"width": 20}, (8, 20, 3), 0, 0),
    ("batch_normalization", (6, 6, 8), {}, (6, 6, 8), 32, 0),
    ("layer_normalization", (5, 8), {}, (5, 8), 16, 0),
    ("dropout", (5, 8), {"rate": 0.0}, (5, 8), 0, 0),
    ("flatten", (3, 4, 5), {}, (60,), 0, 0),
    ("flatten", (7,), {}, (7,), 0, 0),
    ("reshape", (6,), {"target_shape": (2, 3)}, (2, 3), 0, 0),
    ("reshape", (6, 2), {"target_shape": (12,)}, (12,), 0, 0),
    ("masking", (7, 6), {}, (7, 6), 0, 0),
    ("identity", (4, 5, 3), {}, (4, 5, 3), 0, 0),
    ("category_encoding", (12,), {"num_tokens": 30}, (30,), 0, 0),
    ("category_encoding", (12,), {"num_tokens": 30, "output_mode": "one_hot"}, (12, 30), 0, 0),
    ("category_encoding", (1,), {"num_tokens": 30, "output_mode": "one_hot"}, (30,), 0, 0),
    ("timed_dense", (5, 3), {"units": 2}, (5, 2), 8, 30),
    ("timed_conv1d", (5, 9, 1), {"filters": 2}, (5, 7, 2), 8, 5 * 7 * 6),
    ("timed_conv2d", (5, 6, 6, 3), {"filters": 2}, (5, 4, 4, 2), 56, 5 * 16 * 54),
    ("timed_max_pooling1d", (5, 8, 3), {}, (5, 4, 3), 0, 0),
    ("timed_max_pooling2d", (5, 8, 6, 3), {"pool_size": (1, 2)}, (5, 8, 3, 3), 0, 0),
    ("timed_global_average_pooling2d", (5, 8, 6, 3), {}, (5, 3), 0, 0),
    ("timed_flatten", (5, 8, 6, 3), {}, (5, 144), 0, 0),
    ("spectral_dense", (3,), {"units": 2}, (2,), 10, 6),
    ("spectral_conv1d", (9, 1), {"filters": 2}, (7, 2), 10, 42),
    ("spectral_conv2d", (6, 6, 3), {"filters": 2}, (4, 4, 2), 58, 16 * 54),
    ("einsum_dense", (3,), {}, (4,), 16, 12),
    ("einsum_dense", (7, 3), {}, (7, 4), 16, 84),
    ("einsum_dense", (7, 3), {"equation": "atf,ts->asf", "output_shape": (5, 3), "bias_axes": "s"},
     (5, 3), 40, 105),
    ("einsum_dense", (7, 6), {"equation": "atf,fhd->athd", "output_shape": (7, 2, 3),
     "bias_axes": ""}, (7, 2, 3), 36, 252),
    ("einsum_dense", (7, 6), {"equation": "atf,f->atf", "output_shape": (7, 6), "bias_axes": ""},
     (7, 6), 6, 42),
    *(
        (kind, (4, 5, 3), {}, (4, 5, 3), 0, 0)
        for kind in (
            "random_shear", "random_perspective", "random_elastic_transform", "random_erasing",
            "random_gaussian_blur", "random_sharpness", "random_invert", "random_posterization",
            "solarization", "random_grayscale", "random_color_degeneration", "random_saturation",
            "random_hue", "random_color_jitter", "auto_contrast", "even_contrast",
        )
    ),
]  # fmt: skip


def made_of(kind: str, shape: tuple, values: dict) -> Inference | Misfit:
    entry = CATALOGUE[kind]
    shapes = shape if isinstance(shape[0], tuple) else (shape,)
    assert all(len(one) in entry.ranks for one in shapes)
    return entry.made_of(shapes, complete(entry.params, values, kind))


@pytest.mark.parametrize(
    ("kind", "received", "values", "shape", "parameters", "macs"),
    [*DENSE, *CONVOLUTION, *POOLING, *RECURRENT, *SEVERAL, *OTHERS],
)
def test_by_hand(kind, received, values, shape, parameters, macs):
    found = made_of(kind, received, values)
    assert isinstance(found, Inference)
    assert (found.shape, found.parameters, found.macs) == (shape, parameters, macs)


def test_every_kind_was_worked_out():
    done = {case[0] for case in (*DENSE, *CONVOLUTION, *POOLING, *RECURRENT, *SEVERAL, *OTHERS)}
    assert done == set(CATALOGUE)


def test_moving_statistics_are_not_learned():
    found = made_of("batch_normalization", (5,), {})
    assert isinstance(found, Inference)
    assert (found.parameters, found.fixed) == (20, 10)


@pytest.mark.parametrize(
    ("kind", "received", "values", "text"),
    [
        ("dense", (2,), {}, "2 inputs × 4 units + 4 biases"),
        ("dense", (3, 2), {}, "2 inputs × 4 units + 4 biases, the same at each of 3 positions"),
        ("conv2d", (28, 28, 1), {},
         "each side floor((28 - 3) / 1) + 1 = 26; 3 × 3 × 1 inputs × 8 filters + 8 biases"),
        ("conv2d", (9, 7, 1), {"strides": 2, "padding": "same"},
         "height ceil(9 / 2) = 5, width ceil(7 / 2) = 4; 3 × 3 × 1 inputs × 8 filters + 8 biases"),
        ("conv1d", (9, 1), {},
         "time floor((9 - 3) / 1) + 1 = 7; 3 × 1 inputs × 8 filters + 8 biases"),
        ("max_pooling2d", (8, 8, 1), {},
         "each side floor((8 - 2) / 2) + 1 = 4, nothing to learn"),
        ("lstm", (5, 1), {}, "4 × 8 × (1 inputs + 8 states + 1)"),
        ("gru", (5, 1), {"bidirectional": True},
         "3 × 8 × (1 inputs + 8 states + 2), twice: forwards and backwards"),
        ("flatten", (3, 4), {}, "3 × 4 = 12 values in a row"),
        ("dropout", (3,), {}, "20% of the values are 0 during training"),
    ],
)  # fmt: skip
def test_the_arithmetic_in_words(kind, received, values, text):
    found = made_of(kind, received, values)
    assert isinstance(found, Inference)
    assert found.arithmetic == text


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding", "places"),
    [
        (1, 1, 1, "valid", 1),
        (28, 3, 1, "valid", 26),
        (3, 3, 9, "valid", 1),
        (2, 3, 1, "valid", 0),
        (2, 3, 1, "same", 2),
        (28, 3, 3, "same", 10),
        (7, 2, 2, "valid", 3),
    ],
)
def test_windows(size, window, stride, padding, places):
    assert slide(size, window, stride, padding) == places
    told = Window((window,), (stride,), padding).text((size,))
    assert told.endswith(f"= {places}")


@pytest.mark.parametrize(
    ("kind", "shape", "values", "expected", "received", "fixes"),
    [
        ("conv2d", (2, 5, 1), {}, "at least 3 × 3 for a kernel of 3", "2 × 5",
         [{"padding": "same"}, {"kernel_size": 2}, None]),
        ("add", ((3,), (4,)), {}, "inputs of the same shape", "3 and 4", [None]),
        ("group_normalization", (6,), {}, "a number of features divisible by 4",
         "6 features", [{"groups": 3}]),
        ("max_pooling1d", (1, 4), {}, "at least 2 for a pooling window of 2", "1",
         [{"padding": "same"}, {"pool_size": 1}, None]),
        ("reshape", (4,), {}, "a target shape of 4 values in 1 to 5 axes",
         "1 for an input of 4", [None, {"target_shape": (4,)}]),
    ],
)  # fmt: skip
def test_misfits_say_what_would_fit(kind, shape, values, expected, received, fixes):
    found = made_of(kind, shape, values)
    assert isinstance(found, Misfit)
    assert (found.expected, found.received) == (expected, received)
    assert [fix.values for fix in found.fixes] == fixes
    assert [fix.remove for fix in found.fixes] == [values is None for values in fixes]
    for fix in found.fixes:
        assert fix.values is None or isinstance(
            made_of(kind, shape, {**values, **fix.values}), Inference
        )


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.name)
def test_entries_are_complete(entry):
    assert CATALOGUE[entry.name] is entry
    assert entry.sentence.endswith(".")
    assert entry.formula
    names = [param.name for param in entry.params]
    assert len(set(names)) == len(names)
    assert entry.units is None or entry.units in names
    for param in entry.params:
        assert param.check(param.default, entry.name) == param.default
        assert param.help.endswith(".")
