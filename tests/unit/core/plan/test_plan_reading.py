"""Plans read back from networks."""

import pytest
from hypothesis import given

from nnviz.core.errors import SpecError
from nnviz.core.plan.plan import NEW_BLOCK, Block, StackPlan, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PLANE = DataSignature((2,), "binary", 1, "plane")
DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")


def network(*layers: tuple[str, str, dict]) -> NetworkSpec:
    return NetworkSpec(
        layers=tuple(LayerSpec(id=name, kind=kind, params=params) for name, kind, params in layers)
    )


def test_the_smallest_network_is_a_plan_without_blocks():
    plan, exact = read_plan(network(("output", "dense", {"units": 1})), PLANE)
    assert plan == StackPlan(output_activation="linear")
    assert exact


@given(...)
def test_every_plan_is_read_back_as_the_same_network(plan: StackPlan, signature: DataSignature):
    built = network_of(plan, signature)
    read, exact = read_plan(built, signature)
    assert exact
    assert network_of(read, signature) == built


@pytest.mark.parametrize("family", list(NEW_BLOCK))
def test_blocks_come_back_as_they_were(family):
    blocks = (NEW_BLOCK[family], NEW_BLOCK[family].changed(units=3, activation="elu"))
    plan = StackPlan(family=family, blocks=blocks, head_units=5, normalization="layer")
    assert read_plan(network_of(plan, DIGITS), DIGITS) == (plan, True)


def test_names_and_defaults_left_out_make_no_difference():
    plan, exact = read_plan(network(("first", "dense", {}), ("last", "dense", {"units": 1})), PLANE)
    assert plan.blocks == (Block(units=4, activation="linear"),)
    assert exact


def test_a_named_source_makes_no_difference_unless_it_is_another_one():
    layers = (
        LayerSpec(id="a", kind="dense"),
        LayerSpec(id="b", kind="dense", inputs=("a",)),
        LayerSpec(id="c", kind="dense", params={"units": 1}),
    )
    skipping = layers[2].changed(inputs=("a",))
    assert read_plan(NetworkSpec(layers=layers), PLANE)[1]
    assert not read_plan(NetworkSpec(layers=(*layers[:2], skipping)), PLANE)[1]


def test_uneven_dropout_is_no_plan():
    plan, exact = read_plan(
        network(
            ("a", "dense", {}),
            ("drop", "dropout", {"rate": 0.3}),
            ("b", "dense", {}),
            ("output", "dense", {"units": 1}),
        ),
        PLANE,
    )
    assert plan.dropout == 0.3
    assert not exact


def test_more_than_eight_hidden_layers_are_cut_to_eight():
    layers = [(f"d{i}", "dense", {}) for i in range(10)]
    plan, exact = read_plan(network(*layers), PLANE)
    assert len(plan.blocks) == 8
    assert not exact


@pytest.mark.parametrize("target", [(), (0, 2), (-1, -2), (1, 1, 2, 1), (2**53,)])
def test_shapes_that_no_slider_has_are_left_out(target):
    odd = network(("r", "reshape", {"target_shape": target}), ("o", "dense", {"units": 1}))
    plan, exact = read_plan(odd, PLANE)
    assert plan.reshape == ()
    assert not exact


def test_a_large_embedding_is_clamped_to_the_slider():
    tokens = DataSignature((5,), "binary", 1, "tokens", 9)
    odd = network(
        ("e", "embedding", {"input_dim": 9, "output_dim": 400}),
        ("f", "flatten", {}),
        ("o", "dense", {"units": 1}),
    )
    plan, exact = read_plan(odd, tokens)
    assert plan.embedding == 256
    assert not exact


def test_pooling_before_any_convolution_belongs_to_no_block():
    odd = network(
        ("p", "max_pooling2d", {}),
        ("c", "conv2d", {}),
        ("f", "flatten", {}),
        ("o", "dense", {"units": 10}),
    )
    plan, exact = read_plan(odd, DIGITS)
    assert [block.pooling for block in plan.blocks] == ["none"]
    assert not exact


def test_an_output_that_is_not_dense_has_no_activation_of_its_own():
    plan, exact = read_plan(network(("f", "flatten", {})), PLANE)
    assert plan.output_activation == "linear"
    assert not exact


@pytest.mark.parametrize(
    ("kind", "params"), [("dence", {}), ("dense", {"unit": 3}), ("dense", {"units": 0})]
)
def test_what_the_catalogue_does_not_know_is_an_error(kind, params):
    with pytest.raises(SpecError):
        read_plan(network(("o", kind, params)), PLANE)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("conv2d", {"kernel_size": (1, 7), "strides": (2, 1)}),
        ("conv2d", {"groups": 2, "filters": 2}),
        ("global_max_pooling2d", {}),
        ("adaptive_max_pooling2d", {}),
        ("max_pooling2d", {"pool_size": (1, 2)}),
    ],
)
def test_what_sliders_cannot_show_is_read_as_the_nearest_plan(kind, params):
    layers = (
        LayerSpec(id="first", kind="conv2d"),
        LayerSpec(id="odd", kind=kind, params=params),
        LayerSpec(id="flatten", kind="flatten"),
        LayerSpec(id="output", kind="dense", params={"units": 10, "activation": "softmax"}),
    )
    plan, exact = read_plan(NetworkSpec(layers=layers), DIGITS)
    assert plan.family == "convolutional"
    assert not exact
