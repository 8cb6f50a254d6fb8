"""Receptive fields with their place, against places followed window by window, and Keras."""

import numpy as np
import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.core.windows.input_field import input_field

PICTURE = DataSignature((20, 20, 1), "multiclass", 3, "image")
COURSE = DataSignature((20, 2), "regression", 1, "series")


def layer(name, kind, inputs=(), **params):
    return LayerSpec(id=name, kind=kind, params=params, inputs=inputs)


def fields(*layers, data=PICTURE):
    ending = (layer("flat", "flatten"), layer("output", "dense", units=data.outputs))
    network = NetworkSpec(layers=(*layers, *ending))
    shapes = infer(network, data)
    assert not shapes.problems
    return {one.id: input_field(network, shapes, one.id) for one in network.layers}


def framed(*layers, data=PICTURE):
    """Return the fields of layers that have them."""
    return {name: field for name, field in fields(*layers, data=data).items() if field is not None}


def seen_by(count, *windows):
    """Return the places of the input that each place depends on.

    Args:
        count: Places of the input along one axis.
        windows: `(size, stride, dilation, same)` of each layer; a stride below 0 is that of a
            transposed convolution.
    """
    sees = [{place} for place in range(count)]
    for size, stride, dilation, same in windows:
        if stride < 0:
            sees = turned(sees, size, -stride, same)
            count = len(sees)
            continue
        reach = (size - 1) * dilation + 1
        places = -(-count // stride) if same else (count - reach) // stride + 1
        before = max((places - 1) * stride + reach - count, 0) // 2 if same else 0
        taps = [
            [place * stride - before + step * dilation for step in range(size)]
            for place in range(places)
        ]
        sees = [set().union(*(sees[tap] for tap in each if 0 <= tap < count)) for each in taps]
        count = places
    return [(min(seen), max(seen) + 1) for seen in sees]


def turned(sees, size, stride, same):
    """Spread every place over the outputs that a transposed convolution adds it to."""
    whole = [set() for _ in range((len(sees) - 1) * stride + max(size, stride))]
    for place, seen in enumerate(sees):
        for step in range(size):
            whole[place * stride + step] |= seen
    cut = max(size - stride, 0) // 2 if same else 0
    return whole[cut : cut + len(sees) * stride] if same else whole


WINDOWS = [
    [(3, 1, 1, True)],
    [(3, 1, 1, True), (2, 2, 1, False), (3, 1, 1, True)],
    [(5, 1, 1, False), (2, 2, 1, False), (3, 1, 2, False)],
    [(3, 2, 1, True), (3, 2, 1, True), (3, 1, 1, True)],
    [(2, 1, 1, True), (4, 3, 1, True)],
]
GROWING = [
    [(2, 2, 1, False), (2, -2, 1, True)],
    [(3, 2, 1, True), (3, 1, 1, True), (3, -2, 1, True), (3, 1, 1, True)],
    [(4, 4, 1, False), (5, -3, 1, False)],
]


@pytest.mark.parametrize("windows", [*WINDOWS, *GROWING])
def test_a_place_sees_what_its_windows_see(windows):
    layers = [
        layer(f"conv{number}", "conv2d" if stride > 0 else "conv2d_transpose", kernel_size=size,
              strides=abs(stride), padding="same" if same else "valid",
              **({"dilation_rate": dilation} if stride > 0 else {}))
        for number, (size, stride, dilation, same) in enumerate(windows)
    ]  # fmt: skip
    found = framed(*layers)[layers[-1].id]
    assert list(found.rows) == list(found.columns) == seen_by(20, *windows)


@pytest.mark.parametrize("way", ["nearest", "bilinear"])
def test_a_place_behind_upsampling_sees_what_changes_it(way):
    """The oracle is the layer itself: an input that changes a value is seen by it."""
    import keras

    found = framed(
        layer("pool", "max_pooling2d", pool_size=4),
        layer("grown", "up_sampling2d", size=(2, 3), interpolation=way),
    )["grown"]
    grow = keras.layers.UpSampling2D((2, 3), interpolation=way)
    one_by_one = np.eye(5, dtype=np.float32).reshape(5, 5, 1, 1)
    down = np.asarray(grow(np.repeat(one_by_one, 5, axis=2)))[:, :, 0, 0]
    across = np.asarray(grow(np.repeat(one_by_one.transpose(0, 2, 1, 3), 5, axis=1)))[:, 0, :, 0]
    for spans, changed in ((found.rows, down), (found.columns, across)):
        assert len(spans) == changed.shape[1]
        for place, span in enumerate(spans):
            sees = np.flatnonzero(changed[:, place])
            assert span == (4 * sees[0], 4 * (sees[-1] + 1))


def test_branches_see_what_the_widest_of_them_sees():
    found = framed(
        layer("a", "conv2d", kernel_size=3, padding="same", filters=2),
        layer("wide", "conv2d", kernel_size=5, padding="same", filters=2),
        layer("norm", "batch_normalization"),
        layer("sum", "add", ("norm", "a")),
    )
    assert found["sum"] == found["wide"]
    assert found["sum"].size == (7, 7)
    uneven = framed(
        layer("even", "conv2d", kernel_size=4, padding="same", filters=2),
        layer("odd", "conv2d", ("input",), kernel_size=1, filters=2),
        layer("both", "concatenate", ("even", "odd")),
    )
    assert uneven["both"] == uneven["even"]
    assert uneven["both"].rows[10] == (9, 13)
    skipping = framed(
        layer("down", "max_pooling2d", pool_size=2),
        layer("up", "conv2d_transpose", kernel_size=2, strides=2, filters=1),
        layer("both", "concatenate", ("up", "input")),
    )
    assert skipping["both"].columns[:3] == ((0, 2), (0, 2), (2, 4))


def test_what_is_added_around_or_cut_off_moves_the_field():
    found = framed(
        layer("pool", "max_pooling2d", pool_size=2),
        layer("pad", "zero_padding2d", padding=(1, 0, 3, 0)),
        layer("cut", "cropping2d", cropping=(0, 0, 1, 0)),
    )
    assert found["pad"].rows[:3] == ((0, 0), (0, 2), (2, 4))
    assert found["pad"].columns[2:5] == ((0, 0), (0, 2), (2, 4))
    assert found["cut"].rows == found["pad"].rows
    assert found["cut"].columns == found["pad"].columns[1:]
    assert found["pad"].size == (2, 2)


def test_a_course_is_one_row_of_steps():
    found = framed(
        layer("past", "conv1d", kernel_size=3, padding="causal"),
        layer("more", "conv1d", kernel_size=2, dilation_rate=4, padding="causal"),
        layer("longer", "up_sampling1d", size=2),
        data=COURSE,
    )
    assert found["more"].rows == ((0, 1),)
    assert found["more"].columns[0] == (0, 1)
    assert found["more"].columns[10] == (4, 11)
    assert found["more"].size == (1, 7)
    assert found["longer"].rows == ((0, 1),)
    assert found["longer"].columns[20:22] == ((4, 11), (4, 11))


def test_what_mixes_all_places_has_no_field():
    found = fields(layer("mean", "global_average_pooling2d"))
    assert found == dict.fromkeys(("mean", "flat", "output"))
    table = DataSignature((4,), "regression", 1, "table")
    network = NetworkSpec(layers=(layer("output", "dense", units=1),))
    assert input_field(network, infer(network, table), "output") is None
