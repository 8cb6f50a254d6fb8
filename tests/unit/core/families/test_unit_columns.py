"""Columns: what the neuron view draws, in exactly this order."""

from itertools import pairwise

import pytest
from hypothesis import given, settings

from nnviz.core.errors import SpecError
from nnviz.core.families.unit_columns import columns, has_columns
from nnviz.core.plan.plan import Block, StackPlan, network_of
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PLANE = DataSignature((2,), "binary", 1, "plane")
CLASSES = DataSignature((2,), "multiclass", 3, "plane")
DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")
WAVE = DataSignature((32, 1), "regression", 1, "series")
WORDS = DataSignature((12,), "binary", 1, "tokens", 90)


def dense(*units: int) -> StackPlan:
    return StackPlan(blocks=tuple(Block(units=n) for n in units))


def test_inputs_and_outputs_alone():
    found = columns(network_of(StackPlan(), CLASSES), CLASSES)
    assert [(c.layer, c.units, c.shown, c.shape) for c in found.columns] == [
        ("input", 2, (0, 1), (2,)),
        ("output", 3, (0, 1, 2), (3,)),
    ]
    assert found.tiles == ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2))
    assert found.links == ((0, 2), (1, 2), (0, 3), (1, 3), (0, 4), (1, 4))
    assert found.biased == (2, 3, 4)


def test_links_go_target_by_target_from_one_column_to_the_next():
    found = columns(network_of(dense(2, 1), PLANE), PLANE)
    assert found.tiles == ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (3, 0))
    assert found.links == ((0, 2), (1, 2), (0, 3), (1, 3), (2, 4), (3, 4), (4, 5))


@pytest.mark.parametrize(
    ("units", "limit", "shown", "folded"),
    [(8, 8, 8, 0), (9, 8, 7, 2), (4096, 8, 7, 4089), (1, 1, 1, 0), (3, 1, 1, 2), (3, 2, 1, 2)],
)
def test_wide_layers_leave_a_place_for_the_count(units, limit, shown, folded):
    found = columns(network_of(dense(units), PLANE), PLANE, limit)
    assert found.columns[1].shown == tuple(range(shown))
    assert found.columns[1].folded == folded


def test_ten_classes_are_all_shown():
    found = columns(network_of(StackPlan(), DIGITS), DIGITS, limit=4)
    assert found.columns[-1].shown == tuple(range(10))


def test_many_classes_are_folded():
    words = DataSignature((12,), "multiclass", 300, "tokens", 300)
    assert columns(network_of(StackPlan(), words), words).columns[-1].folded == 289


def test_layers_without_units_belong_to_the_column_before():
    plan = StackPlan(
        family="convolutional", blocks=(Block(units=2),), head_units=2, normalization="batch"
    )
    found = columns(network_of(plan.changed(dropout=0.1), DIGITS), DIGITS)
    assert [(c.layer, c.units, c.shape, c.attached) for c in found.columns] == [
        ("input", 1, (8, 8, 1), ()),
        ("conv_1", 2, (8, 8, 2), ("norm_1", "dropout_1", "pool_1", "flatten_1")),
        ("head", 2, (2,), ("dropout_head",)),
        ("output", 10, (10,), ()),
    ]
    assert found.links[:6] == ((0, 1), (0, 2), (1, 3), (2, 3), (1, 4), (2, 4))


def test_both_directions_count():
    block = Block(units=3, bidirectional=True)
    found = columns(network_of(StackPlan(family="recurrent", blocks=(block,) * 2), WAVE), WAVE)
    assert [(c.units, c.shape) for c in found.columns] == [
        (1, (32, 1)),
        (6, (32, 6)),
        (6, (6,)),
        (1, (1,)),
    ]


def test_an_embedding_has_features_but_no_bias():
    found = columns(network_of(StackPlan(embedding=3), WORDS), WORDS)
    assert [(c.layer, c.units, c.attached) for c in found.columns] == [
        ("input", 1, ()),
        ("embedding_1", 3, ("flatten_1",)),
        ("output", 1, ()),
    ]
    assert found.biased == (4,)


def test_behind_a_problem_units_are_still_drawn():
    plan = StackPlan(family="recurrent", blocks=(Block(units=2, bidirectional=True),))
    found = columns(network_of(plan, DIGITS), DIGITS)
    assert [(c.units, c.shape) for c in found.columns[1:]] == [(4, None), (10, None)]


def test_units_left_to_the_default_are_drawn_behind_a_problem():
    odd = NetworkSpec(layers=(LayerSpec(id="c", kind="conv2d"), LayerSpec(id="d", kind="dense")))
    assert [c.units for c in columns(odd, PLANE).columns] == [2, 8, 4]


def test_a_network_without_units_is_its_input():
    found = columns(NetworkSpec(layers=(LayerSpec(id="f", kind="flatten"),)), PLANE)
    assert [(c.layer, c.attached) for c in found.columns] == [("input", ("f",))]
    assert (found.links, found.biased) == ((), ())


def test_unknown_kinds_are_an_error():
    with pytest.raises(SpecError):
        columns(NetworkSpec(layers=(LayerSpec(id="x", kind="dence"),)), PLANE)


@settings(max_examples=50)
@given(...)
def test_every_link_joins_two_columns(plan: StackPlan, signature: DataSignature):
    found = columns(network_of(plan, signature), signature)
    assert len(set(found.links)) == len(found.links)
    assert all(found.tiles[s][0] + 1 == found.tiles[t][0] for s, t in found.links)
    shown = [len(column.shown) for column in found.columns]
    assert len(found.tiles) == sum(shown)
    assert len(found.links) == sum(a * b for a, b in pairwise(shown))


def test_some_networks_have_no_columns_to_draw():
    flat = LayerSpec(id="flat", kind="flatten")
    assert not has_columns(NetworkSpec(layers=(flat,)))
    assert has_columns(network_of(StackPlan(), PLANE))
    inner = LayerSpec(id="inner", kind="dense")
    both = LayerSpec(id="both", kind="add", inputs=("input", "inner"))
    assert not has_columns(NetworkSpec(layers=(inner, both)))
