"""Receptive fields with their place, against sets of places followed back window by window."""

import pytest

from nnviz.core.dataset import DataSignature
from nnviz.core.input_field import InputField, input_field
from nnviz.core.network import LayerSpec, NetworkSpec
from nnviz.core.shapes import infer

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


def followed(count, *windows):
    """Return the places of the input that each place depends on, border included.

    Args:
        count: Places of the input along one axis.
        windows: `(size, stride, dilation, same)` of each layer.
    """
    sees = {place: {place} for place in range(-count, 2 * count)}
    for size, stride, dilation, same in windows:
        reach = (size - 1) * dilation + 1
        places = -(-count // stride) if same else (count - reach) // stride + 1
        before = max((places - 1) * stride + reach - count, 0) // 2 if same else 0
        sees = {
            place: set().union(
                *(sees[place * stride - before + step * dilation] for step in range(size))
            )
            for place in range(-20, places + 20)
            if all(place * stride - before + step * dilation in sees for step in range(size))
        }
        count = places
    return [sees[place] for place in range(count)]


@pytest.mark.parametrize(
    "windows",
    [
        [(3, 1, 1, True)],
        [(3, 1, 1, True), (2, 2, 1, False), (3, 1, 1, True)],
        [(5, 1, 1, False), (2, 2, 1, False), (3, 1, 2, False)],
        [(3, 2, 1, True), (3, 2, 1, True), (3, 1, 1, True)],
        [(2, 1, 1, True), (4, 3, 1, True)],
    ],
)
def test_a_place_sees_what_its_windows_see(windows):
    layers = [
        layer(f"conv{number}", "conv2d", kernel_size=size, strides=stride, dilation_rate=dilation,
              padding="same" if same else "valid")
        for number, (size, stride, dilation, same) in enumerate(windows)
    ]  # fmt: skip
    found = fields(*layers)[layers[-1].id]
    assert found is not None
    assert found.start[0] == found.start[1]
    for place, seen in enumerate(followed(20, *windows)):
        first = found.start[0] + place * found.step[0]
        assert (first, first + found.size[0] - 1) == (min(seen), max(seen))


def test_branches_see_what_the_widest_of_them_sees():
    found = fields(
        layer("a", "conv2d", kernel_size=3, padding="same", filters=2),
        layer("wide", "conv2d", kernel_size=5, padding="same", filters=2),
        layer("norm", "batch_normalization"),
        layer("sum", "add", ("norm", "a")),
    )
    assert found["sum"] == found["wide"] == InputField((-3, -3), (1, 1), (7, 7))
    uneven = fields(
        layer("even", "conv2d", kernel_size=4, padding="same", filters=2),
        layer("odd", "conv2d", ("input",), kernel_size=1, filters=2),
        layer("both", "concatenate", ("even", "odd")),
    )
    assert uneven["both"] == InputField((-1, -1), (1, 1), (4, 4))


def test_what_is_added_around_or_cut_off_moves_the_field():
    found = fields(
        layer("pool", "max_pooling2d", pool_size=2),
        layer("pad", "zero_padding2d", padding=(1, 0, 3, 0)),
        layer("cut", "cropping2d", cropping=(0, 0, 1, 0)),
    )
    assert found["pad"] == InputField((-2, -6), (2, 2), (2, 2))
    assert found["cut"] == InputField((-2, -4), (2, 2), (2, 2))


def test_a_course_is_one_row_of_steps():
    found = fields(
        layer("past", "conv1d", kernel_size=3, padding="causal"),
        layer("more", "conv1d", kernel_size=2, dilation_rate=4, padding="causal"),
        data=COURSE,
    )
    assert found["more"] == InputField((0, -6), (1, 1), (1, 7))


def test_what_has_no_place_in_the_input_has_none():
    found = fields(layer("grown", "up_sampling2d", size=2), layer("after", "conv2d", kernel_size=3))
    assert found == dict.fromkeys(("grown", "after", "flat", "output"))
    table = DataSignature((4,), "regression", 1, "table")
    network = NetworkSpec(layers=(layer("output", "dense", units=1),))
    assert input_field(network, infer(network, table), "output") is None
