"""Who is gate and who is expert in a network, and what a gate's values come to."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.families.experts import MOST_GROUPS, Experts, clearness, experts, groups, shares
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec, load


def dense(name, *inputs):
    return LayerSpec(id=name, kind="dense", params={"units": 1}, inputs=inputs)


def mixture(name, *inputs):
    return LayerSpec(id=name, kind="mixture", inputs=inputs)


def test_the_gate_is_what_a_mixture_reads_first_whatever_its_name():
    layers = (dense("one"), dense("two", "input"), dense("who", "input"))
    network = NetworkSpec(layers=(*layers, mixture("sum", "who", "two", "one"), dense("after")))
    assert experts(network) == Experts("who", ("two", "one"))


def test_of_mixtures_of_mixtures_the_last_is_looked_at():
    inner = (dense("a"), dense("b", "input"), mixture("inner", "input", "a", "b"))
    network = NetworkSpec(layers=(*inner, dense("gate", "input"), mixture("m", "gate", "inner")))
    assert experts(network) == Experts("gate", ("inner",))
    assert experts(NetworkSpec(layers=inner)) == Experts("input", ("a", "b"))


@pytest.mark.parametrize("layers", [(dense("a"),), (dense("a"), mixture("m"))])
def test_nothing_is_mixed_without_a_mixture_or_without_experts(layers):
    assert experts(NetworkSpec(layers=layers)) is None


def test_shares_add_up_to_one_whatever_the_gate_gives():
    gate = np.array([[0.25, 0.75], [-3, 1], [0, 0]], np.float32)
    assert shares(gate).tolist() == [[0.25, 0.75], [0.75, 0.25], [0.5, 0.5]]
    assert shares(np.array([[7.0]])).tolist() == [[1.0]]


def test_a_gate_is_clear_where_one_expert_counts_alone():
    found = np.array([[1 / 3, 1 / 3, 1 / 3], [0, 1, 0], [0.5, 0.5, 0]], np.float32)
    assert clearness(found) == pytest.approx([0, 1, 0.25], abs=1e-6)
    assert clearness(np.ones((2, 1), np.float32)).tolist() == [1, 1]


def test_groups_are_the_classes_unless_there_are_too_many():
    iris = load(default_spec("iris"))
    assert groups(iris) == iris.class_names
    names = tuple(map(str, range(MOST_GROUPS + 1)))
    assert groups(replace(iris, class_names=names)) == ()
    assert groups(load(default_spec("diabetes"))) == ()
