"""Which examples stand for many."""

import numpy as np

from nnviz.core.run.sampling import affordable, projected_rows, spread_rows
from nnviz.core.shapes.shapes import NetworkShapes, infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec


def shapes(*widths: int) -> NetworkShapes:
    layers = [
        LayerSpec(id=f"wide_{place}", kind="dense", params={"units": units})
        for place, units in enumerate(widths)
    ]
    out = LayerSpec(id="out", kind="dense", params={"units": 1})
    network = NetworkSpec(layers=(*layers, out))
    return infer(network, DataSignature((2,), "binary", 1, "plane"))


SMALL, WIDE, DEEP = shapes(4), shapes(8_000), shapes(8_000, 8_000)


def test_rows_are_spread_evenly():
    assert spread_rows(3, 10).tolist() == [0, 1, 2]
    assert spread_rows(101, 3).tolist() == [0, 50, 100]


def test_fewer_examples_are_read_of_what_is_large_or_costs_much():
    assert affordable(SMALL, 1_000) == 1_000
    assert affordable(WIDE, 1_000) == 249
    assert affordable(WIDE, 1_000, ("out",)) == 1_000
    assert affordable(DEEP, 1_000, ("out",)) == 16


def test_a_projection_shows_all_of_a_small_part_and_some_of_a_large_one():
    assert projected_rows(SMALL, "wide_0", 250).tolist() == list(range(250))
    assert len(projected_rows(SMALL, INPUT, 5_000)) == 400
    some = projected_rows(WIDE, "wide_0", 5_000)
    assert len(some) == 250
    assert np.ptp(some) == 4_999
