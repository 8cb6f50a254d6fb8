"""Plans: becoming layers, growing, changing family and fitting other data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nnviz.core.plan.plan import (
    FAMILIES,
    NEW_BLOCK,
    Block,
    StackPlan,
    adapted,
    default_loss,
    network_of,
)
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import LOSSES, TASK_LOSSES

PLANE = DataSignature((2,), "binary", 1, "plane")
CLASSES = DataSignature((2,), "multiclass", 3, "plane")
HILLS = DataSignature((2,), "regression", 1, "plane")
DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")
WAVE = DataSignature((32, 1), "regression", 1, "series")
WORDS = DataSignature((12,), "binary", 1, "tokens", 90)


def ids(plan: StackPlan, signature: DataSignature) -> list[str]:
    return [layer.id for layer in network_of(plan, signature).layers]


@pytest.mark.parametrize("family", FAMILIES)
def test_without_blocks_there_is_only_an_output(family):
    assert ids(StackPlan(family=family), PLANE) == ["output"]
    assert ids(StackPlan(family=family), DIGITS) == ["flatten_1", "output"]
    assert ids(StackPlan(family=family), WORDS) == ["embedding_1", "flatten_1", "output"]


def test_the_output_has_a_unit_for_every_class():
    output = network_of(StackPlan(output_activation="softmax"), DIGITS).layers[-1]
    assert output.params == {
        "units": 10,
        "activation": "softmax",
        "kernel_initializer": "glorot_uniform",
    }


def test_a_convolutional_plan_with_everything():
    block = NEW_BLOCK["convolutional"]
    plan = StackPlan(
        family="convolutional",
        blocks=(block, block.changed(pooling="none")),
        head_units=16,
        normalization="batch",
        dropout=0.2,
        merge="average",
    )
    assert ids(plan, DIGITS) == [
        "conv_1", "norm_1", "dropout_1", "pool_1", "conv_2", "norm_2", "dropout_2",
        "average_1", "head", "dropout_head", "output",
    ]  # fmt: skip
    kinds = [layer.kind for layer in network_of(plan, WAVE).layers]
    assert kinds[0] == "conv1d"
    assert kinds[3] == "max_pooling1d"
    assert kinds[7] == "global_average_pooling1d"


def test_all_recurrent_layers_but_the_last_report_every_step():
    block = NEW_BLOCK["recurrent"].changed(cell="gru")
    layers = network_of(StackPlan(family="recurrent", blocks=(block,) * 3), WAVE).layers
    assert [layer.id for layer in layers] == ["gru_1", "gru_2", "gru_3", "output"]
    assert [layer.params["return_sequences"] for layer in layers[:3]] == [True, True, False]


def test_a_reshape_comes_after_the_embedding():
    plan = StackPlan(family="recurrent", blocks=(NEW_BLOCK["recurrent"],), reshape=(48, 2))
    assert ids(plan, WORDS)[:3] == ["embedding_1", "reshape_1", "lstm_1"]


@pytest.mark.parametrize(("count", "found"), [(-3, 0), (0, 0), (1, 1), (5, 5), (8, 8), (99, 8)])
def test_resizing_stays_within_what_sliders_offer(count, found):
    assert len(StackPlan(blocks=(Block(),) * 2).resized(count).blocks) == found
    assert len(StackPlan().resized(count).blocks) == found


def test_new_layers_copy_the_one_before():
    first, last = Block(units=2, activation="elu"), Block(units=64, activation="relu")
    grown = StackPlan(blocks=(first, last)).resized(3)
    assert grown.blocks == (first, last, last)
    assert grown.resized(1).blocks == (first,)
    pictures = StackPlan(family="convolutional", blocks=(Block(units=32),)).resized(2)
    assert pictures.blocks == (Block(units=32),) * 2


def test_layers_that_were_taken_out_come_back_as_they_were():
    deep = tuple(Block(units=units) for units in (8, 7, 6, 5))
    shallow = StackPlan(blocks=(Block(units=3),))
    assert shallow.resized(3, deep).blocks == (Block(units=3), *deep[1:3])
    assert shallow.resized(5, deep).blocks == (Block(units=3), *deep[1:], deep[-1])
    assert shallow.resized(0, deep).blocks == ()
    assert StackPlan().resized(2, deep).blocks == deep[:2]


def test_all_layers_get_the_same_number_of_units():
    plan = StackPlan(blocks=(Block(units=2, activation="elu"), Block(units=9)))
    assert plan.with_units(5).blocks == (Block(units=5, activation="elu"), Block(units=5))
    assert StackPlan().with_units(5).blocks == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_first_layer_is_that_of_its_family(family):
    assert StackPlan(family=family).resized(1).blocks == (NEW_BLOCK[family],)


def test_one_block_is_changed_and_checked():
    plan = StackPlan(blocks=(Block(), Block()))
    assert plan.with_block(1, units=7).blocks == (Block(), Block(units=7))
    with pytest.raises(ValidationError):
        plan.with_block(0, units=0)
    with pytest.raises(IndexError):
        plan.with_block(2, units=1)


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 1), (2, 2), (8, 2)])
def test_another_family_starts_with_one_or_two_of_its_own_layers(before, after):
    plan = StackPlan(
        family="recurrent", blocks=(Block(),) * before, head_units=9, reshape=(8, 8), dropout=0.1
    )
    changed = plan.of_family("convolutional")
    assert changed.blocks == (NEW_BLOCK["convolutional"],) * after
    assert (changed.head_units, changed.reshape, changed.dropout) == (0, (), 0.1)
    assert plan.of_family("recurrent") is plan


@pytest.mark.parametrize(
    ("signature", "shape"), [(PLANE, (2, 1)), (DIGITS, (8, 8)), (WAVE, (32, 1))]
)
def test_how_data_are_read_as_a_sequence(signature, shape):
    network = network_of(StackPlan(family="recurrent", blocks=(Block(),)), signature)
    for problem in infer(network, signature).problems:
        (read,) = (one for one in problem.repairs if one.label.startswith("Read"))
        assert read.network is not None
        network = read.network
    assert infer(network, signature).of("lstm_1").input_shape == shape


def test_every_task_starts_with_its_first_loss():
    assert {task: default_loss(task) for task in TASK_LOSSES} == {
        "binary": "binary_crossentropy",
        "multiclass": "categorical_crossentropy",
        "regression": "mse",
    }


@pytest.mark.parametrize(
    ("signature", "loss", "before", "after"),
    [
        (PLANE, "binary_crossentropy", "tanh", "sigmoid"),
        (PLANE, "binary_crossentropy", "linear", "sigmoid"),
        (PLANE, "mse", "sigmoid", "tanh"),
        (PLANE, "mae", "softmax", "tanh"),
        (PLANE, "huber", "tanh", "tanh"),
        (PLANE, "hinge", "sigmoid", "tanh"),
        (PLANE, "hinge", "linear", "linear"),
        (PLANE, "mse", "linear", "linear"),
        (PLANE, "categorical_crossentropy", "softmax", "sigmoid"),
        (CLASSES, "categorical_crossentropy", "sigmoid", "softmax"),
        (CLASSES, "mse", "linear", "softmax"),
        (HILLS, "mse", "tanh", "linear"),
        (HILLS, "binary_crossentropy", "sigmoid", "linear"),
    ],
)
def test_the_output_suits_the_loss(signature, loss, before, after):
    plan = StackPlan(output_activation=before, dropout=0.3)
    assert adapted(plan, signature, loss) == plan.changed(output_activation=after)


@pytest.mark.parametrize(
    ("signature", "reshape", "kept"),
    [
        (PLANE, (), True),
        (PLANE, (2, 1), True),
        (PLANE, (3, 1), False),
        (DIGITS, (8, 8), True),
        (DIGITS, (28, 28), False),
        (WORDS, (12, 8), True),
        (WORDS, (12, 1), False),
    ],
)
def test_a_reshape_stays_while_it_fits(signature, reshape, kept):
    plan = StackPlan(reshape=reshape, embedding=8)
    assert adapted(plan, signature, "mse").reshape == (reshape if kept else ())


@given(st.from_type(StackPlan), st.from_type(DataSignature), st.sampled_from(sorted(LOSSES)))
def test_fitting_twice_changes_nothing_more(plan, signature, loss):
    fitted = adapted(plan, signature, loss)
    assert adapted(fitted, signature, loss) == fitted


@pytest.mark.parametrize("reshape", [(0,), (-1,), (10**9,), (10**400,), (1, 1, 1, 1)])
def test_a_plan_has_no_impossible_reshape(reshape):
    with pytest.raises(ValidationError):
        StackPlan(reshape=reshape)
