"""Receptive fields against what moves when one value of the input does."""

import numpy as np
import pytest

from nnviz.core.shapes.shapes import measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.core.windows.receptive_field import EVERYTHING, receptive_fields


def field(*layers, shape=(64, 64, 3)):
    specs = tuple(
        LayerSpec(id=f"l{i}", kind=kind, params=params, inputs=inputs)
        for i, (kind, params, inputs) in enumerate(layers)
    )
    return fields(NetworkSpec(layers=specs), shape)[specs[-1].id]


def fields(network, shape):
    shapes = measure(network, DataSignature(shape, "regression", 1, "table"))
    return receptive_fields(network, shapes)


def conv(size, stride=1, inputs=(), **more):
    values = {"kernel_size": size, "strides": stride, "padding": "same", **more}
    return ("conv2d", values, inputs)


@pytest.mark.parametrize(
    ("layers", "sizes", "steps"),
    [
        ([conv(3)], (3, 3), (1, 1)),
        ([conv(3), conv(3)], (5, 5), (1, 1)),
        ([conv(7, 2), ("max_pooling2d", {"pool_size": 3, "strides": 2}, ())], (11, 11), (4, 4)),
        ([conv((1, 7)), conv((7, 1))], (7, 7), (1, 1)),
        ([conv(3, dilation_rate=2)], (5, 5), (1, 1)),
        ([("max_pooling2d", {}, ()), conv(3)], (6, 6), (2, 2)),
        ([("up_sampling2d", {}, ()), conv(3)], (2, 2), (0.5, 0.5)),
        ([conv(3), conv(3, inputs=("l0",)), ("add", {}, ("l0", "l1"))], (5, 5), (1, 1)),
        ([("activation", {}, ())], (1, 1), (1, 1)),
        ([conv(3), ("einsum_dense", {}, ())], (3, 3), (1, 1)),
    ],
)
def test_by_hand(layers, sizes, steps):
    found = field(*layers)
    assert (found.sizes, found.steps) == (sizes, steps)


@pytest.mark.parametrize(
    "layers",
    [
        [("flatten", {}, ())],
        [("global_average_pooling2d", {}, ()), ("dense", {}, ())],
        [conv(31), conv(31), conv(31)],
        [
            (
                "einsum_dense",
                {"equation": "abcd,be->aecd", "output_shape": (5, 64, 3), "bias_axes": "e"},
                (),
            )
        ],
    ],
)
def test_what_sees_everything(layers):
    assert field(*layers) == EVERYTHING


def test_a_gate_is_not_counted():
    gate = ("global_average_pooling2d", {"keepdims": True}, ("l0",))
    assert field(conv(3), gate, ("multiply", {}, ("l0", "l1"))).sizes == (3, 3)


def test_one_row_of_values_is_seen_as_a_whole():
    assert field(("dense", {}, ()), shape=(5,)) == EVERYTHING


def test_convolution_sees_what_moves_it():
    """Push a single one through sums of windows: it reaches as many places as they see."""
    line = np.zeros(41)
    line[20] = 1
    for size in (3, 5):
        line = np.convolve(line, np.ones(size), mode="same")
    layers = [("conv1d", {"kernel_size": size}, ()) for size in (3, 5)]
    assert field(*layers, shape=(41, 1)).sizes == (np.count_nonzero(line),)


@pytest.mark.parametrize(
    ("layers", "sizes", "steps"),
    [
        ([("timed_conv2d", {"strides": 2}, ())], (1, 3, 3), (1, 2, 2)),
        ([("timed_conv2d", {}, ()), ("timed_flatten", {}, ())], (1,), (1,)),
        ([("timed_flatten", {}, ()), ("conv1d", {}, ())], (3,), (1,)),
        ([("timed_max_pooling2d", {}, ())], (1, 2, 2), (1, 2, 2)),
        ([("timed_conv2d", {}, ()), ("conv3d", {}, ())], (3, 5, 5), (1, 1, 1)),
    ],
)
def test_what_happens_at_every_step_sees_that_step_alone(layers, sizes, steps):
    found = field(*layers, shape=(8, 16, 16, 1))
    assert (found.sizes, found.steps) == (sizes, steps)


def test_what_does_not_fit_has_no_field_and_neither_has_what_stands_behind_it():
    network = NetworkSpec(
        layers=(
            LayerSpec(id="before", kind="conv2d", params={"kernel_size": 3}),
            LayerSpec(id="still", kind="average_pooling2d", params={"strides": (0, 0, 11)}),
            LayerSpec(id="behind", kind="conv2d", params={"kernel_size": 3}),
        )
    )
    assert set(fields(network, (64, 64, 3))) == {"before"}
    standing = network.replaced("still", network.layer("still").changed(params={"strides": (0, 2)}))
    assert set(fields(standing, (64, 64, 3))) == {"before"}
