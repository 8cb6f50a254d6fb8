"""Convolutions and poolings over three axes taken apart, slice by slice, against plain loops."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from nnviz.core.run.frames import Quantized
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.network import LayerSpec
from nnviz.core.windows.slices import OUTSIDE, Slices
from nnviz.core.windows.sliding import sliding

EXAMPLE = 4
VOLUME = (4, 4, 2, 2)
"""What a digit of 8 x 8 pixels is read as: depth, rows, columns, channels."""


@pytest.fixture
def read_volume(make_session, layers):
    """Return `(*layers) -> (session, volume, read)`, the layers reading a digit as a volume."""

    def make(*stack):
        layer = layers["layer"]
        session = make_session(
            "digits", layer("reshape", "volume", target_shape=VOLUME), *stack,
            layer("flatten"), layers["output"](10, "softmax"),
        )  # fmt: skip

        def read(probe, **options) -> dict[str, Any]:
            chosen = options if probe == "kernels" else {**options, "example": EXAMPLE}
            arrays = session.probe(ProbeRequest("key", probe, chosen))
            return {k: v.values if isinstance(v, Quantized) else v for k, v in arrays.items()}

        return session, session.dataset.x_test[EXAMPLE].reshape(VOLUME), read

    return make


def by_loops(padded, kernel, stride, places):
    """Sum products over three axes and all channels at every place; `(d, h, w, c)` both."""
    result = np.zeros(places)
    for place in np.ndindex(*places):
        for offset in np.ndindex(*kernel.shape[:3]):
            at = tuple(p * stride + o for p, o in zip(place, offset, strict=True))
            result[place] += padded[at] @ kernel[offset]
    return result


@pytest.mark.backends
@pytest.mark.parametrize(
    ("params", "border", "stride", "places"),
    [
        ({"kernel_size": 2}, 0, 1, (3, 3, 1)),
        ({"kernel_size": 3, "padding": "same"}, 1, 1, (4, 4, 2)),
        ({"kernel_size": 2, "strides": 2, "padding": "same"}, 0, 2, (2, 2, 1)),
    ],
)
def test_every_slice_of_a_convolution_is_the_sum_over_the_slices_that_it_reads(
    read_volume, layers, params, border, stride, places
):
    conv = layers["layer"]("conv3d", "conv", filters=3, activation="tanh", **params)
    session, volume, read = read_volume(conv)
    kernel, bias = session.weights()["conv"]
    padded = np.pad(volume, [(border, border + 1)] * 3 + [(0, 0)])
    expected = by_loops(padded, kernel[..., 2], stride, places) + bias[2]
    for at in range(places[0]):
        found = read("arithmetic", layer="conv", unit=2, channel=1, slice=at)
        np.testing.assert_allclose(found["total"], expected[at], atol=1e-5)
        np.testing.assert_allclose(found["output"], np.tanh(expected[at]), atol=1e-5)
        parts = found["sum"] + found["others"] + found["bias"]
        np.testing.assert_allclose(parts, found["total"], atol=1e-5)
        np.testing.assert_allclose(found["kernel"], kernel[0, :, :, 1, 2])


def test_one_kernel_is_laid_upon_one_channel_of_one_slice(read_volume, layers):
    conv = layers["layer"]("conv3d", "conv", filters=2, kernel_size=2, padding="same")
    session, volume, read = read_volume(conv)
    kernel = session.weights()["conv"][0]
    # Kernel 3 of four: the second slice of the window, the second channel.
    found = read("arithmetic", layer="conv", channel=3, slice=1)
    np.testing.assert_allclose(found["input"][:4, :2], volume[2, :, :, 1], atol=1e-6)
    np.testing.assert_allclose(found["kernel"], kernel[1, :, :, 1, 0])
    # At the last slice the window reaches over the end: a border of zeros.
    assert not read("arithmetic", layer="conv", channel=3, slice=3)["input"].any()


def test_grouped_filters_read_their_own_channels_of_every_slice(read_volume, layers):
    conv = layers["layer"]("conv3d", "conv", filters=4, kernel_size=2, groups=2)
    _, _, read = read_volume(conv)
    for unit in range(4):
        found = read("arithmetic", layer="conv", unit=unit, channel=1, slice=1)
        np.testing.assert_allclose(found["output"], found["total"], atol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("kind", "rule"), [("max", np.nanmax), ("average", np.nanmean)])
def test_a_pooling_is_the_rule_of_what_it_reads(read_volume, layers, kind, rule, padding):
    pool = layers["layer"](f"{kind}_pooling3d", "pool", pool_size=(3, 2, 2), padding=padding)
    _, volume, read = read_volume(pool)
    border = (1, 1) if padding == "same" else (0, 0)
    padded = np.pad(volume, [border, (0, 0), (0, 0), (0, 0)], constant_values=np.nan)
    for at in range(1 if padding == "valid" else 2):
        found = read("arithmetic", layer="pool", unit=1, slice=at)
        for row, column in product(range(2), range(1)):
            block = padded[3 * at : 3 * at + 3, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            assert found["output"][row, column] == pytest.approx(rule(block[..., 1]), abs=1e-6)
            patch = found["input"][2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            assert rule(patch) == pytest.approx(rule(block[..., 1]), abs=1e-6)


@pytest.mark.parametrize("kind", ["timed_conv2d", "spectral_conv2d"])
def test_a_window_in_every_moment_and_one_held_in_bounds_are_taken_apart(
    make_session, layers, kind
):
    layer = layers["layer"]
    shape = VOLUME if kind.startswith("timed") else (8, 8, 1)
    session = make_session(
        "digits", layer("reshape", target_shape=shape),
        layer(kind, "conv", filters=2, kernel_size=2, activation="tanh"),
        layer("flatten"), layers["output"](10, "softmax"),
    )  # fmt: skip
    last = 3 if kind.startswith("timed") else 0
    for at in range(last + 1):
        arrays = session.probe(
            ProbeRequest("key", "arithmetic", {"layer": "conv", "unit": 1, "slice": at})
        )
        np.testing.assert_allclose(arrays["output"], np.tanh(arrays["total"]), atol=1e-5)


def test_kernels_follow_each_other_slice_by_slice(read_volume, layers):
    conv = layers["layer"]("conv3d", "conv", filters=2, kernel_size=2)
    session, _, read = read_volume(conv)
    kernel = session.weights()["conv"][0]
    found = read("kernels", layer="conv")
    tiles = (found["values"] * found["largest"][0]).reshape(2, 4, 2, 2)
    np.testing.assert_allclose(tiles[1, 1], kernel[0, ::-1, :, 1, 1], atol=1e-6)
    np.testing.assert_allclose(tiles[1, 2], kernel[1, ::-1, :, 0, 1], atol=1e-6)


def test_units_and_moments_show_the_chosen_slice(read_volume, layers, train):
    conv = layers["layer"]("conv3d", "conv", filters=2, kernel_size=2)
    session, volume, read = read_volume(conv)
    train(session, 2)
    kernel, bias = session.weights()["conv"]
    made = by_loops(volume, kernel[..., 1], 1, (3, 3, 1)) + bias[1]
    found = read("units", layer="conv", slice=2)
    np.testing.assert_allclose(found["values"][1] * found["largest"][0], made[2, ::-1], atol=1e-5)
    assert read("units", layer="conv", slice=99)["values"].shape == (2, 3, 1)
    moments = read("filter_history", layer="conv", slice=2, unit=1, channel=3)
    assert moments["kernels"].shape == (8, 2, 2)
    assert moments["maps"].shape == (8, 3, 1)


def test_a_window_says_which_slices_it_reads():
    assert Slices(3, 2, 1, 1, 4, 2).read == (OUTSIDE, 0, 1)
    assert Slices(3, 2, 1, 1, 4, 2, at=1).read == (1, 2, 3)
    assert Slices(2, 1, 3, 0, 4, 1).read == (0, 3)
    layer = LayerSpec(id="a", kind="conv3d", params={"kernel_size": (1, 2, 3), "filters": 2})
    found = sliding(layer, (5, 6, 7, 3), (5, 5, 5, 2), at=9)
    assert found is not None
    assert (found.size, found.places, found.depth) == ((2, 3), (5, 5), 3)
    assert found.slices == Slices(1, 1, 1, 0, 5, 5, at=4)
    assert found.map_shape((5, 5, 5, 2)) == (5, 5, 2)
