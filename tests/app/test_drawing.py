"""What is drawn: every starter, every dataset with every family, every depth, without a fault."""

import re

import pytest

from nnviz.core.plan.checking import checked_shapes
from nnviz.core.plan.plan import FAMILIES, MAX_HIDDEN
from nnviz.core.run.head import head
from nnviz.core.run.run import RunStatus
from nnviz.core.spec.experiment import encoding, losses_of
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import DATASETS, default_spec, signature
from nnviz.data.experiments import plan_of, with_data
from nnviz.data.starters import STARTERS

MOST_REPAIRS = 12


def problems(visit):
    now = visit.experiment
    return checked_shapes(now.network, signature(now.data)).problems


def assert_output_suits_loss(experiment):
    """As many units as the task has outputs, with an activation that the loss can use."""
    found, training = signature(experiment.data), experiment.training
    last = experiment.network.layers[-1].params
    assert training.loss in losses_of(found.task, found.places)
    if found.places:
        # The answers stand at places, so the last layer may be a convolution or a reshape.
        ends = checked_shapes(experiment.network, found).of(experiment.network.layers[-1].id)
        assert ends.shape == found.output_shape
        assert head(experiment.network, found, training.loss).places == found.places
        return
    assert last["units"] == found.outputs
    suited = {"multiclass": ("softmax",), "regression": ("linear",)}.get(found.task)
    if suited is None:
        suited = ("sigmoid",) if training.loss == "binary_crossentropy" else ("tanh", "linear")
    assert last["activation"] in suited
    assert encoding(found.task, training.loss, last["activation"])


def repaired_by_clicks(visit):
    """Clicks the first repair of the page until nothing is left to repair."""
    for _ in range(MOST_REPAIRS):
        buttons = visit.repairs()
        assert bool(buttons) == bool(problems(visit))
        if not buttons:
            return
        before = visit.experiment
        visit.click(buttons[0])
        assert visit.experiment != before
    pytest.fail(f"after {MOST_REPAIRS} repairs there still is a problem: {visit.texts}")


def test_the_first_page_is_the_first_starter_and_ready_to_play(visit):
    visit.open()
    first = next(iter(STARTERS.values()))
    assert visit.experiment == first.experiment
    assert visit.value("starter") == first.name
    assert first.hint in visit.texts
    assert visit.widgets()["play"].label == "Play"
    assert visit.errors == []
    assert visit.repairs() == []
    assert visit.engine.created == [first.experiment]
    assert visit.engine.sent == []


def test_an_untouched_page_draws_again_without_telling_the_engine(visit):
    visit.open().run().run()
    assert len(visit.engine.created) == 1
    assert visit.engine.changed == []
    assert visit.engine.sent == []


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_opens_fresh_and_says_what_to_do(visit, name):
    visit.open()
    visit.set("starter", name)
    assert visit.experiment == STARTERS[name].experiment
    assert STARTERS[name].hint in visit.texts
    assert problems(visit) == ()
    assert_output_suits_loss(visit.experiment)
    first = next(iter(STARTERS)) == name
    assert visit.engine.changed == ([] if first else [(visit.experiment, True)])


def test_a_starter_that_was_changed_can_be_started_afresh(visit):
    visit.open().set("depth", 5)
    assert visit.value("starter") is None
    visit.set("starter", "circle")
    assert visit.experiment == next(iter(STARTERS.values())).experiment
    assert visit.engine.changed[-1] == (visit.experiment, True)


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_family_on_every_dataset_is_drawn_or_repaired_by_clicks(visit, dataset):
    start = next(iter(STARTERS.values())).experiment
    visit.open(with_data(start, default_spec(dataset)))
    assert visit.experiment.data.name == dataset
    assert_output_suits_loss(visit.experiment)
    for family in FAMILIES:
        visit.set("family", family)
        assert plan_of(visit.experiment)[0].family == family
        repaired_by_clicks(visit)
        assert_output_suits_loss(visit.experiment)
    assert visit.errors == []


def test_every_dataset_can_be_chosen_one_after_another(visit):
    visit.open()
    for dataset in [*DATASETS, next(iter(DATASETS))]:
        visit.set("dataset", dataset)
        assert visit.experiment.data == default_spec(dataset)
        assert problems(visit) == ()
        assert_output_suits_loss(visit.experiment)
        assert visit.errors == []


@pytest.mark.parametrize("starter", ["circle", "digits", "wave"])
def test_every_depth_is_drawn_and_zero_is_just_the_output(visit, starter):
    visit.open(STARTERS[starter].experiment)
    for depth in (0, *range(1, MAX_HIDDEN + 1), 0):
        visit.set("depth", depth)
        plan, exact = plan_of(visit.experiment)
        assert exact
        assert len(plan.blocks) == depth
        own = [key for key in visit.widgets() if re.fullmatch(r"units_\w+_\d+", key)]
        assert len(own) == depth
        repaired_by_clicks(visit)
        visit.set("depth", depth)
    assert visit.experiment.network.layers[-1].id == "output"


def test_both_views_of_the_network_and_every_output_view_are_drawn(visit):
    for starter in STARTERS:
        visit.open(STARTERS[starter].experiment)
        for view in ("Layers", "Neurons"):
            visit.set("network_view", view)
        if "output_view" in visit:
            for label in visit.widgets()["output_view"].options:
                name = label.lower().replace(" ", "_")
                visit.set("output_view", name)
                assert visit.value("output_view") == name


def test_while_keras_loads_the_page_can_be_used_and_says_so(visit):
    visit.engine.ready = False
    visit.engine.now = RunStatus("created", "Keras is still loading.")
    visit.open().set("depth", 3)
    assert "Keras is still loading." in visit.texts
    assert len(plan_of(visit.experiment)[0].blocks) == 3


def test_a_network_the_sliders_cannot_make_is_drawn_and_says_so(visit):
    start = next(iter(STARTERS.values())).experiment
    first, *rest = start.network.layers
    odd = LayerSpec(id="added", kind="layer_normalization")
    network = NetworkSpec(layers=(first, odd, odd.changed(id="again"), *rest))
    visit.open(start.changed(network=network))
    assert visit.experiment.network == network
    assert "cannot describe this network" in visit.texts
