"""Shapes with another family of layers among the repairs."""

import pytest

from nnviz.core.plan.checking import checked_shapes
from nnviz.core.plan.plan import NEW_BLOCK, Block, StackPlan, network_of
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PLANE = DataSignature((2,), "binary", 1, "plane")
DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")
WORDS = DataSignature((12,), "binary", 1, "tokens", 90)


def test_a_network_that_works_is_only_inferred():
    works = network_of(StackPlan(blocks=(Block(),)), PLANE)
    assert checked_shapes(works, PLANE) == infer(works, PLANE)


@pytest.mark.parametrize("family", ["convolutional", "recurrent"])
@pytest.mark.parametrize(("count", "hidden"), [(1, 1), (2, 2), (8, 2)])
def test_dense_layers_are_the_first_repair_on_points(family, count, hidden):
    plan = StackPlan(family=family, blocks=(NEW_BLOCK[family],) * count, dropout=0.2)
    shapes = checked_shapes(network_of(plan, PLANE), PLANE)
    first, *others = shapes.problems[0].repairs
    assert first.label == "Use dense layers instead"
    assert first.network == network_of(
        StackPlan(blocks=(NEW_BLOCK["feedforward"],) * hidden, dropout=0.2), PLANE
    )
    assert first.network is not None
    assert checked_shapes(first.network, PLANE).problems == ()
    assert tuple(others) == infer(network_of(plan, PLANE), PLANE).problems[0].repairs


def test_dense_layers_read_the_values_as_they_are():
    plan = StackPlan(
        family="convolutional", blocks=(Block(kernel_size=5, padding="valid"),), reshape=(2, 1)
    )
    (problem,) = checked_shapes(network_of(plan, PLANE), PLANE).problems
    assert problem.repairs[0].network is not None
    assert [layer.id for layer in problem.repairs[0].network.layers] == ["dense_1", "output"]


def test_a_pooling_layer_among_dense_ones_is_left_out():
    layers = (
        LayerSpec(id="a", kind="dense", params={"units": 7}),
        LayerSpec(id="p", kind="max_pooling1d"),
        LayerSpec(id="o", kind="dense", params={"units": 1}),
    )
    (problem,) = checked_shapes(NetworkSpec(layers=layers), PLANE).problems
    assert problem.repairs[0].network is not None
    kept = problem.repairs[0].network.layers
    assert [(layer.kind, layer.params["units"]) for layer in kept] == [("dense", 7), ("dense", 1)]


@pytest.mark.parametrize("signature", [DIGITS, WORDS])
def test_pictures_and_texts_keep_their_own_repairs(signature):
    plan = StackPlan(
        family="convolutional", blocks=(Block(kernel_size=31, padding="valid"),), reshape=()
    )
    network = network_of(plan, signature)
    shapes = checked_shapes(network, signature)
    assert shapes.problems
    assert shapes == infer(network, signature)


def test_other_layers_keep_their_own_repairs():
    odd = NetworkSpec(layers=(LayerSpec(id="o", kind="dense", params={"units": 3}),))
    assert checked_shapes(odd, PLANE) == infer(odd, PLANE)
