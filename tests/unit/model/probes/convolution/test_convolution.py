"""Convolution and pooling taken apart, place by place, against plain loops over numbers."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run.frames import Quantized
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import LayerSpec
from nnviz.core.windows.sliding import MOST_PLACES, sliding
from nnviz.model.probes import ProbeMisfit

EXAMPLE = 4


def read(session, probe, **options) -> dict[str, Any]:
    arrays = session.probe(ProbeRequest("key", probe, {**options, "example": EXAMPLE}))
    return {k: v.values if isinstance(v, Quantized) else v for k, v in arrays.items()}


@pytest.fixture
def network(make_session, layers):
    """Return `(data, *layers) -> session` with an output after them."""

    def make(data, *stack):
        return make_session(
            data, *stack, layers["layer"]("flatten"), layers["output"](10, "softmax")
        )

    return make


def by_loops(padded, kernel, stride, dilation, places):
    """Sum patch times kernel at every place; `padded` and `kernel` of one channel."""
    result = np.zeros(places)
    for row in range(places[0]):
        for column in range(places[1]):
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    y = row * stride[0] + u * dilation[0]
                    x = column * stride[1] + v * dilation[1]
                    result[row, column] += padded[y, x] * kernel[u, v]
    return result


CASES = [
    ({"kernel_size": 3}, 0, (6, 6), 1, 1),
    ({"kernel_size": 3, "padding": "same"}, 1, (8, 8), 1, 1),
    ({"kernel_size": 2, "padding": "same"}, 0, (8, 8), 1, 1),
    ({"kernel_size": 3, "strides": 2}, 0, (3, 3), 2, 1),
    ({"kernel_size": 3, "strides": 3, "padding": "same"}, 0, (3, 3), 3, 1),
    ({"kernel_size": 3, "dilation_rate": 2}, 0, (4, 4), 1, 2),
    ({"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, 2, (8, 8), 1, 2),
]


@pytest.mark.parametrize(("params", "before", "places", "stride", "dilation"), CASES)
def test_a_convolution_is_patch_times_kernel_summed_and_biased(
    network, layers, params, before, places, stride, dilation
):
    conv = layers["layer"]
    session = network(
        "digits", conv("conv2d", "first", filters=2, kernel_size=1, activation="linear"),
        conv("conv2d", "second", filters=3, activation="tanh", **params),
    )  # fmt: skip
    image = session.dataset.x_test[EXAMPLE]
    weights = session.weights()
    given = image @ weights["first"][0][0, 0] + weights["first"][1]
    kernel, bias = weights["second"]
    found = read(session, "arithmetic", layer="second", unit=2, channel=1)
    padded = np.zeros((24, 24, 2))
    padded[before : before + 8, before : before + 8] = given
    sums = [
        by_loops(padded[..., c], kernel[..., c, 2], (stride,) * 2, (dilation,) * 2, places)
        for c in range(2)
    ]
    np.testing.assert_allclose(found["sum"], sums[1], atol=1e-5)
    np.testing.assert_allclose(found["others"], sums[0], atol=1e-5)
    np.testing.assert_allclose(found["bias"], bias[2:3])
    np.testing.assert_allclose(found["total"], sums[0] + sums[1] + bias[2], atol=1e-5)
    np.testing.assert_allclose(found["output"], np.tanh(found["total"]), atol=1e-5)
    np.testing.assert_allclose(found["kernel"], kernel[..., 1, 2])
    high, wide = found["input"].shape
    np.testing.assert_allclose(found["input"], padded[:high, :wide, 1], atol=1e-6)


@pytest.mark.backends
def test_the_layer_itself_agrees_with_the_sum(network, layers):
    session = network(
        "digits", layers["layer"]("conv2d", filters=2, padding="same", activation="relu")
    )
    found = read(session, "arithmetic", layer="conv2d", unit=1)
    np.testing.assert_allclose(found["output"], np.maximum(found["total"], 0), atol=1e-5)
    assert not found["others"].any()


def test_grouped_filters_read_their_own_channels_only(network, layers):
    layer = layers["layer"]
    session = network(
        "digits", layer("conv2d", "first", filters=4, kernel_size=1),
        layer("conv2d", "second", filters=2, groups=2, activation="linear"),
    )  # fmt: skip
    found = read(session, "arithmetic", layer="second", unit=1)
    np.testing.assert_allclose(found["output"], found["total"], atol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("kind", "rule"), [("max", np.nanmax), ("average", np.nanmean)])
def test_a_pooling_is_the_rule_of_its_patch(network, layers, kind, rule, padding):
    session = network(
        "digits", layers["layer"](f"{kind}_pooling2d", "pool", pool_size=3, padding=padding)
    )
    found = read(session, "arithmetic", layer="pool")
    source, result = found["input"], found["output"]
    for row in range(result.shape[0]):
        for column in range(result.shape[1]):
            patch = source[3 * row : 3 * row + 3, 3 * column : 3 * column + 3]
            assert result[row, column] == pytest.approx(rule(patch), abs=1e-6)
    assert np.isnan(source).any() == (padding == "same")


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
def test_a_sequence_is_one_row_of_steps(make_session, layers, padding):
    layer = layers["layer"]
    session = make_session(
        "wave", layer("conv1d", filters=2, kernel_size=4, padding=padding, activation="linear"),
        layer("flatten"), layers["output"](1, "linear"), loss="mse",
    )  # fmt: skip
    found = read(session, "arithmetic", layer="conv1d", unit=1)
    time = len(session.dataset.x_test[0])
    steps = time - 3 if padding == "valid" else time
    assert found["output"].shape == (1, steps)
    np.testing.assert_allclose(found["output"], found["total"], atol=1e-5)
    kernel = session.weights()["conv1d"][0][:, 0, 1]
    before = {"valid": 0, "same": 1, "causal": 3}[padding]
    series = np.concatenate([np.zeros(before), session.dataset.x_test[EXAMPLE, :, 0], np.zeros(3)])
    expected = [series[t : t + 4] @ kernel for t in range(steps)]
    np.testing.assert_allclose(found["sum"][0], expected, atol=1e-5)


def test_kernels_are_tiles_filter_by_filter(network, layers):
    layer = layers["layer"]
    session = network("digits", layer("conv2d", "a", filters=2), layer("conv2d", "b", filters=3))
    arrays = session.probe(ProbeRequest("key", "kernels", {"layer": "b", "start": 1}))
    kernel, bias = session.weights()["b"]
    tiles = arrays["values"].values * arrays["largest"][0]
    np.testing.assert_allclose(tiles[0], kernel[::-1, :, 0, 1], atol=1e-6)
    np.testing.assert_allclose(tiles[3], kernel[::-1, :, 1, 2], atol=1e-6)
    assert tiles.shape == (4, 3, 3)
    np.testing.assert_allclose(arrays["bias"], bias[1:])


def test_what_has_no_window_says_so(network, layers):
    session = network("digits", layers["layer"]("max_pooling2d", "pool"))
    for layer, words in (("output", "no sliding window"), ("gone", "no layer 'gone'")):
        with pytest.raises(ProbeMisfit, match=words):
            read(session, "arithmetic", layer=layer)
    with pytest.raises(ProbeMisfit, match="learns nothing"):
        session.probe(ProbeRequest("key", "kernels", {"layer": "pool"}))


def window(kind: str, before: Shape, after: Shape, **params):
    return sliding(LayerSpec(id="a", kind=kind, params=params), before, after)


def test_only_the_upper_left_of_a_large_map_is_looked_at():
    found = window("conv2d", (200, 30, 3), (198, 28, 8), kernel_size=3)
    assert found is not None
    assert found.places == (198, 28)
    assert found.shown == (MOST_PLACES, 28)
    assert found.covered == (MOST_PLACES + 2, 30)
    assert window("dense", (4,), (2,), units=2) is None


def test_a_pooling_moves_by_its_size_unless_told_otherwise():
    found = window("max_pooling1d", (9, 2), (3, 2), pool_size=3)
    assert found is not None
    assert (found.size, found.stride, found.operation) == ((1, 3), (1, 3), "max")
