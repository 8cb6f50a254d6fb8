"""A layer tried by itself: its arithmetic, or what would make it fit."""

import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.editing.trying import Remedy, first_shapes, first_values, try_layer
from nnviz.core.spec.kinds import Inference


@pytest.mark.parametrize("name", CATALOGUE)
def test_what_a_layer_begins_with_fits_it(name):
    kind = CATALOGUE[name]
    trial = try_layer(kind, first_shapes(kind), first_values(kind))
    assert isinstance(trial.outcome, Inference)
    assert trial.remedies == ()


def tried(name, *shapes, **values):
    return try_layer(CATALOGUE[name], shapes, values)


def test_an_image_for_a_layer_that_reads_a_row_may_be_flattened():
    found = tried("repeat_vector", (2, 3, 4)).remedies
    assert Remedy("Flatten it first", {}, ((24,),)) in found


def test_inputs_of_different_shapes_may_all_get_the_first_one():
    found = tried("add", (2, 3), (5,)).remedies
    assert Remedy("Give all inputs the shape 2 \u00d7 3", {}, ((2, 3), (2, 3))) in found


def test_where_nothing_else_helps_one_can_start_again():
    kind = CATALOGUE["conv2d"]
    (remedy,) = tried("conv2d", (3,)).remedies
    assert remedy == Remedy("Start again", {}, first_shapes(kind))
