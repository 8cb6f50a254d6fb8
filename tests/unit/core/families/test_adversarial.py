"""Two networks in one graph: how sliders make them, and how they are read back."""

import pytest

from nnviz.core.blocks.block import block_prefix
from nnviz.core.families.adversarial import discriminator, generator, row_length, shown_layer
from nnviz.core.plan.plan import Block, StackPlan, adapted, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.run.head import TOLD_APART, score_name
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.experiments import with_data
from nnviz.data.starters import STARTERS

ROWS = DataSignature((row_length(3),), "binary", 1, "table", noise=3)
PLANE = DataSignature((2,), "binary", 1, "plane")
JUDGE = StackPlan(blocks=(Block(units=5, activation="relu"), Block(units=3)))


def test_both_networks_fit_together_and_are_a_block_each():
    network = network_of(JUDGE, ROWS)
    assert infer(network, ROWS).problems == ()
    prefixes = [block_prefix(layer.id) for layer in network.layers]
    assert prefixes == [*["generator_1"] * 4, None, None, *["discriminator_1"] * 3]
    assert network.layer("generator_1_noise").params == {"size": 3}


def test_sliders_stand_where_the_discriminator_is():
    assert read_plan(network_of(JUDGE, ROWS), ROWS) == (JUDGE, True)


def test_a_generator_of_ones_own_is_no_plan():
    network = network_of(JUDGE, ROWS)
    hidden = network.layer("generator_1_hidden_1").changed(params={"units": 7})
    plan, exact = read_plan(network.replaced(hidden.id, hidden), ROWS)
    assert (plan, exact) == (JUDGE, False)


def test_without_a_choice_between_points_there_is_no_discriminator():
    stack = network_of(JUDGE, PLANE)
    assert shown_layer(stack) is None
    assert discriminator(stack) == stack


def test_a_network_that_ends_in_the_choice_is_read_as_it_is():
    network = NetworkSpec(layers=tuple(generator(ROWS)))
    assert shown_layer(network) == "shown"
    assert discriminator(network) == network
    assert not read_plan(network, ROWS)[1]


def test_a_shape_of_the_whole_row_is_given_up():
    reshaped = StackPlan(family="recurrent", reshape=(6, 1))
    assert adapted(reshaped, ROWS, "binary_crossentropy").reshape == ()


def test_its_accuracy_is_called_what_it_is():
    assert score_name(ROWS) == TOLD_APART
    assert score_name(PLANE) == "accuracy"


def test_data_with_noise_bring_both_networks_and_other_data_take_them_away():
    from nnviz.data import default_spec

    start = STARTERS["circle"].experiment
    against = with_data(start, default_spec("distributions"))
    assert (against.training.optimizer, against.training.batch_size) == ("rmsprop", 128)
    assert shown_layer(against.network) == "shown"
    wider = default_spec("distributions").changed(options={"noise": 5})
    more = with_data(against, wider)
    assert more.network.layer("generator_1_noise").params == {"size": 5}
    assert more.training == against.training
    back = with_data(more, default_spec("circle"))
    assert back.training.optimizer == start.training.optimizer
    assert [layer.kind for layer in back.network.layers] == ["dense"] * 3


TOO_SHORT = {
    "fresh_noise": (LayerSpec(id="a", kind="fresh_noise", params={"size": 9}),),
    "real_or_made": (
        LayerSpec(id="wide", kind="dense", params={"units": 6}),
        LayerSpec(id="a", kind="real_or_made", inputs=("wide", "input")),
    ),
}


@pytest.mark.parametrize("layers", TOO_SHORT.values(), ids=TOO_SHORT)
def test_rows_that_are_too_short_are_a_problem_with_a_repair(layers):
    ending = LayerSpec(id="output", kind="dense", params={"units": 1})
    problem = infer(NetworkSpec(layers=(*layers, ending)), ROWS).problems[0]
    assert problem.layer == "a"
    assert problem.repairs
