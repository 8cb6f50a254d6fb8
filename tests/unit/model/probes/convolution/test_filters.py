"""Transposed, depthwise and separable convolutions taken apart, against loops over numbers."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest

EXAMPLE = 4


def read(session, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", "arithmetic", {**options, "example": EXAMPLE}))


@pytest.fixture
def pictures(make_session, layers):
    """Return `(kind, **params) -> (session, (8, 8, 2) the layer's input)`."""

    def make(kind, **params):
        layer = layers["layer"]
        session = make_session(
            "digits", layer("conv2d", "first", filters=2, kernel_size=1, activation="linear"),
            layer(kind, "second", activation="tanh", **params),
            layer("flatten"), layers["output"](10, "softmax"),
        )  # fmt: skip
        kernel, bias = session.weights()["first"]
        # Biases begin at zero, and zeros would show nothing.
        biases = session.model.get_layer("second").bias
        if biases is not None:
            biases.assign(np.linspace(0.1, 0.9, biases.shape[0]))
        return session, session.dataset.x_test[EXAMPLE] @ kernel[0, 0] + bias

    return make


@pytest.fixture
def sequences(make_session, layers):
    """Return `(kind, **params) -> (session, (time, 2) the layer's input)`."""

    def make(kind, **params):
        layer = layers["layer"]
        session = make_session(
            "wave", layer("conv1d", "first", filters=2, kernel_size=1, activation="linear"),
            layer(kind, "second", activation="linear", **params),
            layer("flatten"), layers["output"](1, "linear"), loss="mse",
        )  # fmt: skip
        kernel, bias = session.weights()["first"]
        return session, session.dataset.x_test[EXAMPLE] @ kernel[0] + bias

    return make


def painted(given, kernel, stride, cut, places):
    """Let every input value paint the kernel; `given` and `kernel` of one channel."""
    canvas = np.zeros((200, 200))
    for row in range(given.shape[0]):
        for column in range(given.shape[1]):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    canvas[row * stride[0] + u, column * stride[1] + v] += (
                        given[row, column] * kernel[u, v]
                    )
    return canvas[cut[0] : cut[0] + places[0], cut[1] : cut[1] + places[1]]


def slid(given, kernel, before, stride, dilation, places):
    """Sum patch times kernel at every place; `given` and `kernel` of one channel."""
    padded = np.zeros((100, 100))
    top, left = before
    padded[top : top + given.shape[0], left : left + given.shape[1]] = given
    result = np.zeros(places)
    for row in range(places[0]):
        for column in range(places[1]):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    y, x = row * stride + u * dilation, column * stride + v * dilation
                    result[row, column] += padded[y, x] * kernel[u, v]
    return result


def check_patches(found, places, spread=False):
    """At every place the shown patch times the shown kernel is the shown sum."""
    high, wide = found["kernel"].shape
    assert np.isnan(found["input"]).any() == spread
    for row in range(places[0]):
        for column in range(places[1]):
            patch = found["input"][row : row + high, column : column + wide]
            products = np.nansum(patch * found["kernel"])
            assert found["sum"][row, column] == pytest.approx(products, abs=1e-5)


TRANSPOSED = [
    ({"kernel_size": 3, "strides": 2}, 0, 17),
    ({"kernel_size": 3, "strides": 2, "padding": "same"}, 0, 16),
    ({"kernel_size": 4, "strides": 2, "padding": "same"}, 1, 16),
    ({"kernel_size": 5, "strides": 1, "padding": "same"}, 2, 8),
    ({"kernel_size": 2, "strides": 3}, 0, 24),
    ({"kernel_size": 2, "strides": 3, "padding": "same"}, 0, 24),
]


@pytest.mark.parametrize(("params", "cut", "places"), TRANSPOSED)
def test_a_transposed_convolution_paints_the_kernel_for_every_input_value(
    pictures, params, cut, places
):
    session, given = pictures("conv2d_transpose", filters=3, **params)
    kernel, bias = session.weights()["second"]
    found = read(session, layer="second", unit=2, channel=1)
    stride = (params["strides"],) * 2
    sums = [
        painted(given[..., c], kernel[..., 2, c], stride, (cut, cut), (places, places))
        for c in range(2)
    ]
    np.testing.assert_allclose(found["sum"], sums[1], atol=1e-5)
    np.testing.assert_allclose(found["others"], sums[0], atol=1e-5)
    np.testing.assert_allclose(found["total"], sums[0] + sums[1] + bias[2], atol=1e-5)
    np.testing.assert_allclose(found["output"], np.tanh(found["total"]), atol=1e-5)
    np.testing.assert_array_equal(found["kernel"], kernel[::-1, ::-1, 2, 1])
    border = params.get("padding") != "same" or params["strides"] > 1 or params["kernel_size"] > 1
    check_patches(found, (places, places), spread=border)


@pytest.mark.backends
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_transposed_convolution_of_a_sequence_is_one_row(sequences, padding):
    session, given = sequences(
        "conv1d_transpose", filters=2, kernel_size=3, strides=2, padding=padding
    )
    kernel, bias = session.weights()["second"]
    found = read(session, layer="second", unit=1, channel=0)
    time = len(given)
    places = min(48, 2 * time + (1 if padding == "valid" else 0))
    sums = [
        painted(given[None, :, c], kernel[None, :, 1, c], (1, 2), (0, 0), (1, places))
        for c in range(2)
    ]
    np.testing.assert_allclose(found["sum"], sums[0], atol=1e-5)
    np.testing.assert_allclose(found["output"], sums[0] + sums[1] + bias[1], atol=1e-5)


DEPTHWISE = [
    ({"kernel_size": 3}, 0, 6, 1, 1),
    ({"kernel_size": 3, "padding": "same", "strides": 2}, 0, 4, 2, 1),
    ({"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, 2, 8, 1, 2),
    ({"kernel_size": 2, "use_bias": False}, 0, 7, 1, 1),
]


@pytest.mark.parametrize(("params", "before", "places", "stride", "dilation"), DEPTHWISE)
def test_a_depthwise_filter_reads_its_own_channel_only(
    pictures, params, before, places, stride, dilation
):
    session, given = pictures("depthwise_conv2d", depth_multiplier=3, **params)
    kernel = session.weights()["second"][0]
    bias = session.weights()["second"][1] if params.get("use_bias", True) else np.zeros(6)
    for unit in range(6):
        channel, own = divmod(unit, 3)
        found = read(session, layer="second", unit=unit, channel=1)
        np.testing.assert_array_equal(found["kernel"], kernel[..., channel, own])
        expected = slid(given[..., channel], kernel[..., channel, own], (before, before), stride,
                        dilation, (places, places))  # fmt: skip
        np.testing.assert_allclose(found["sum"], expected, atol=1e-5)
        assert not found["others"].any()
        np.testing.assert_allclose(found["output"], np.tanh(expected + bias[unit]), atol=1e-5)


@pytest.mark.backends
def test_a_depthwise_convolution_of_a_sequence(sequences):
    session, given = sequences("depthwise_conv1d", kernel_size=3, dilation_rate=2)
    kernel, bias = session.weights()["second"]
    found = read(session, layer="second", unit=1)
    places = len(given) - 4
    expected = slid(given[None, :, 1], kernel[None, :, 1, 0], (0, 0), 1, 2, (1, places))
    np.testing.assert_allclose(found["output"], expected + bias[1], atol=1e-5)


@pytest.mark.parametrize(("params", "before", "places", "stride", "dilation"), DEPTHWISE[:3])
@pytest.mark.parametrize("multiplier", [1, 2])
def test_a_separable_filter_mixes_what_each_kernel_gives(
    pictures, multiplier, params, before, places, stride, dilation
):
    session, given = pictures("separable_conv2d", filters=3, depth_multiplier=multiplier, **params)
    deep, point, bias = session.weights()["second"]
    unit, number = 2, 2 * multiplier - 1
    maps = [
        slid(given[..., c], deep[..., c, m], (before, before), stride, dilation, (places, places))
        for c in range(2) for m in range(multiplier)
    ]  # fmt: skip
    found = read(session, layer="second", unit=unit, channel=number)
    np.testing.assert_allclose(found["sum"], maps[number], atol=1e-5)
    np.testing.assert_array_equal(found["mixing"], point[0, 0, number, unit][None])
    np.testing.assert_array_equal(found["kernel"], deep[..., 1, multiplier - 1])
    mixed = [one * point[0, 0, at, unit] for at, one in enumerate(maps)]
    np.testing.assert_allclose(found["others"], sum(mixed) - mixed[number], atol=1e-5)
    np.testing.assert_allclose(found["total"], sum(mixed) + bias[unit], atol=1e-5)
    np.testing.assert_allclose(found["output"], np.tanh(found["total"]), atol=1e-5)


@pytest.mark.backends
def test_a_separable_convolution_of_a_sequence(sequences):
    session, given = sequences("separable_conv1d", filters=2, kernel_size=4)
    deep, point, bias = session.weights()["second"]
    found = read(session, layer="second", unit=1, channel=0)
    places = (1, len(given) - 3)
    maps = [slid(given[None, :, c], deep[None, :, c, 0], (0, 0), 1, 1, places) for c in range(2)]
    expected = maps[0] * point[0, 0, 1] + maps[1] * point[0, 1, 1] + bias[1]
    np.testing.assert_allclose(found["output"], expected, atol=1e-5)


def test_kernels_of_a_separable_convolution_are_shown_as_they_are_mixed(pictures):
    session, _ = pictures("separable_conv2d", filters=3, kernel_size=3)
    arrays = session.probe(ProbeRequest("key", "kernels", {"layer": "second"}))
    deep, point, bias = session.weights()["second"]
    tiles = arrays["values"].values * arrays["largest"][0]
    np.testing.assert_allclose(tiles[5], (deep[..., 1, 0] * point[0, 0, 1, 2])[::-1], atol=1e-6)
    np.testing.assert_array_equal(arrays["bias"], bias)
    assert tiles.shape == (6, 3, 3)


def test_kernels_of_transposed_and_depthwise_convolutions_are_as_they_are_stored(pictures):
    session, _ = pictures("conv2d_transpose", filters=3, kernel_size=3)
    arrays = session.probe(ProbeRequest("key", "kernels", {"layer": "second"}))
    tiles = arrays["values"].values * arrays["largest"][0]
    kernel = session.weights()["second"][0]
    np.testing.assert_allclose(tiles[1], kernel[::-1, :, 0, 1], atol=1e-6)
    session, _ = pictures("depthwise_conv2d", depth_multiplier=2, kernel_size=3)
    arrays = session.probe(ProbeRequest("key", "kernels", {"layer": "second"}))
    tiles = arrays["values"].values * arrays["largest"][0]
    kernel = session.weights()["second"][0]
    np.testing.assert_allclose(tiles[3], kernel[::-1, :, 1, 1], atol=1e-6)
    assert tiles.shape == (4, 3, 3)
