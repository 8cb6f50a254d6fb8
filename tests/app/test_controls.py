"""Every control changes the experiment as it says, and nothing else."""

import pytest

from nnviz.core.plan.plan import MAX_HIDDEN, Block
from nnviz.core.spec.experiment import LOSSES, OPTIMIZERS, TASK_LOSSES
from nnviz.data import DATASETS, default_spec, signature
from nnviz.data.experiments import plan_of, with_data
from nnviz.data.starters import STARTERS

CIRCLE = STARTERS["circle"].experiment


def differences(old, new) -> dict:
    """Fields of two specs that differ, nested ones with dots: name -> new value."""
    found = {}
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if hasattr(before, "changed") and type(before) is type(after):
            inner = differences(before, after)
            found |= {f"{name}.{key}": value for key, value in inner.items()}
        else:
            found[name] = after
    return found


def block_differences(old, new, index):
    """What differs in one block of two plans; all others and the plan itself are the same."""
    plan, _ = plan_of(old)
    changed, exact = plan_of(new)
    assert exact
    found = differences(plan.blocks[index], changed.blocks[index])
    assert changed.with_block(index, **dict(plan.blocks[index])) == plan
    return found


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("learning_rate", 0.3, "training.learning_rate"),
        ("optimizer", "sgd", "training.optimizer"),
        ("batch_size", 32, "training.batch_size"),
        ("regularization", "l2", "training.regularization"),
        ("seed", 7, "seed"),
        ("speed", 30.0, "training.speed"),
        ("stop_loss_on", True, "training.stop.loss"),
        ("stop_accuracy_on", True, "training.stop.accuracy"),
        ("stop_epochs_on", True, "training.stop.epochs"),
        ("stop_patience_on", True, "training.stop.patience"),
    ],
)
def test_a_setting_of_training_changes_only_itself(visit, key, value, field):
    visit.open().set(key, value)
    first = {"loss": 0.01, "accuracy": 0.95, "epochs": 1000, "patience": 200}
    expected = first[field.rsplit(".", 1)[1]] if ".stop." in field else value
    assert differences(CIRCLE, visit.experiment) == {field: expected}
    assert visit.value(key) == value


def test_flat_out_is_no_speed(visit):
    visit.open().set("speed", 5.0).set("speed", 0.0)
    assert visit.experiment.training == CIRCLE.training.changed(speed=None)


def test_a_starter_begins_slowly_and_is_the_same_starter_at_any_speed(visit):
    visit.open()
    assert visit.value("speed") == "rising"
    assert visit.set("speed", 0.0).value("starter") == "circle"
    assert visit.set("speed", "rising").experiment == CIRCLE


def test_the_regularization_rate_shows_only_with_a_regularization(visit):
    visit.open()
    assert "regularization_rate" not in visit
    visit.set("regularization", "l1").set("regularization_rate", 0.03)
    assert visit.experiment.training.regularization_rate == 0.03
    visit.set("regularization", "none")
    assert "regularization_rate" not in visit


def test_a_stop_condition_is_set_changed_and_taken_away(visit):
    visit.open()
    assert "stop_epochs" not in visit
    visit.set("stop_epochs_on", True).set("stop_epochs", 25)
    assert visit.experiment.training.stop.epochs == 25
    visit.set("stop_epochs_on", False)
    assert visit.experiment == CIRCLE


def test_the_share_of_training_data_changes_only_itself(visit):
    visit.open().set("train_share", 80)
    assert differences(CIRCLE, visit.experiment) == {"data.train_share": 0.8}


def test_features_stand_in_the_order_of_the_catalogue(visit):
    names = [item.name for item in DATASETS["circle"].features]
    visit.open().set("features", names[::-1])
    assert visit.experiment.data.features == tuple(names)
    assert signature(visit.experiment.data).input_shape == (len(names),)


def test_without_any_feature_the_page_says_what_is_needed_and_keeps_the_last(visit):
    visit.open().set("features", [])
    assert visit.experiment == CIRCLE
    assert len(visit.errors) == 1
    assert visit.value("features") == ["x1", "x2"]


def test_regenerate_draws_other_data_of_the_same_kind(visit):
    visit.open().click("regenerate").click("regenerate")
    assert differences(CIRCLE, visit.experiment) == {"data.seed": 2}


def other_value(param, value):
    """A value of a described parameter that is not this one, and is allowed."""
    if isinstance(param.default, bool):
        return not value
    if param.choices:
        return next(choice for choice in param.choices if choice != value)
    if isinstance(param.default, str):
        return "0123456789abcdef"  # A drawn pattern, the only text that data are made of.
    return type(param.default)(param.low if value == param.high else param.high)


@pytest.mark.parametrize("dataset", [name for name, kind in DATASETS.items() if kind.params])
def test_every_option_of_a_dataset_changes_that_option(visit, dataset):
    visit.open(with_data(CIRCLE, default_spec(dataset)))
    for param in DATASETS[dataset].params:
        options = visit.experiment.data.options
        new = other_value(param, options[param.name])
        visit.set(f"data_{dataset}_{param.name}", new)
        assert visit.errors == []
        assert visit.experiment.data.options == {**options, param.name: new}
        visit.set(f"data_{dataset}_{param.name}", options[param.name])


def test_units_and_activation_of_one_layer_leave_the_others_alone(visit):
    visit.open().set("units_feedforward_1", 8)
    assert block_differences(CIRCLE, visit.experiment, 1) == {"units": 8}
    before = visit.experiment
    visit.set("activation_0", "relu")
    assert block_differences(before, visit.experiment, 0) == {"activation": "relu"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kernel_size", 5), ("stride", 2), ("padding", "valid"), ("pooling", "none"),
        ("pool_size", 1), ("activation", "tanh"),
    ],
)  # fmt: skip
def test_a_setting_of_a_convolution_changes_only_itself(visit, key, value):
    start = STARTERS["digits"].experiment
    visit.open(start).set(f"{key}_0", value)
    assert block_differences(start, visit.experiment, 0) == {key: value}


@pytest.mark.parametrize(
    ("key", "value"), [("cell", "gru"), ("cell", "simple_rnn"), ("bidirectional", True)]
)
def test_a_setting_of_a_recurrent_layer_changes_only_itself(visit, key, value):
    start = STARTERS["wave"].experiment
    visit.open(start).set(f"{key}_0", value)
    assert block_differences(start, visit.experiment, 0) == {key: value}


@pytest.mark.parametrize(
    ("starter", "key", "value"),
    [
        ("circle", "dropout", 0.25),
        ("circle", "normalization", "batch"),
        ("circle", "initializer", "he_normal"),
        ("circle", "output_activation", "tanh"),
        ("digits", "head_units", 16),
        ("digits", "merge", "average"),
        ("wave", "head_units", 8),
        ("next_word", "embedding", 5),
    ],
)
def test_a_setting_for_all_layers_changes_only_itself(visit, starter, key, value):
    start = STARTERS[starter].experiment
    visit.open(start).set(key, value)
    plan, exact = plan_of(visit.experiment)
    assert exact
    assert differences(plan_of(start)[0], plan) == {key: value}
    assert (visit.experiment.data, visit.experiment.training) == (start.data, start.training)


@pytest.mark.parametrize("family", ["convolutional", "recurrent"])
def test_coming_back_to_a_family_gives_a_network_that_works(visit, family):
    visit.open(STARTERS["digits"].experiment)
    visit.set("family", "feedforward").set("family", family)
    plan, exact = plan_of(visit.experiment)
    assert exact
    assert plan.family == family
    assert 1 <= len(plan.blocks) <= 2


def test_a_new_hidden_layer_is_like_the_last(visit):
    visit.open(STARTERS["wave"].experiment).set("units_recurrent_0", 6).set("depth", 3)
    blocks = plan_of(visit.experiment)[0].blocks
    assert blocks == (Block(units=6, cell="lstm"),) * 3
    assert MAX_HIDDEN == 8


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_brings_the_output_activation_that_suits_it(visit, loss):
    visit.open()
    offered = visit.widgets()["loss"].options
    assert offered == [LOSSES[name] for name in TASK_LOSSES["binary"]]
    if loss not in TASK_LOSSES["binary"]:
        return
    visit.set("loss", "hinge").set("loss", loss)
    assert visit.experiment.training.loss == loss
    expected = "sigmoid" if loss == "binary_crossentropy" else "tanh"
    assert plan_of(visit.experiment)[0].output_activation == expected


def test_every_optimizer_is_offered(visit):
    visit.open()
    assert visit.widgets()["optimizer"].options == list(OPTIMIZERS.values())


def test_the_beginning_of_a_sentence_may_be_anything(visit):
    visit.open(STARTERS["next_word"].experiment)
    for text in ("", "happy birthday", "<b>$x$</b> [a](b)", "zzz " * 30, "\u4f60\u597d \U0001f600"):
        visit.set("beginning", text[:120])
        assert visit.errors == []


@pytest.mark.parametrize("starter", ["digits", "iris", "wave"])
def test_the_test_example_stays_in_reach_when_the_data_change(visit, starter):
    visit.open(STARTERS[starter].experiment)
    visit.set("example", visit.widgets()["example"].max)
    visit.set("train_share", 90)
    assert visit.value("example") <= visit.widgets()["example"].max
    visit.set("dataset", "recall")
    assert visit.value("example") <= visit.widgets()["example"].max


def test_two_visitors_do_not_share_their_experiment(visit, visitor):
    visit.open().set("depth", 5)
    other = visitor().open()
    assert other.experiment == CIRCLE
    assert len(plan_of(visit.run().experiment)[0].blocks) == 5


def test_layers_that_the_slider_takes_out_come_back_as_they_were(visit):
    visit.open(STARTERS["spiral"].experiment).set("units_feedforward_2", 6)
    deep = visit.experiment
    visit.set("depth", 1).set("depth", 4)
    assert visit.experiment == deep
    visit.set("depth", 5)
    assert [block.units for block in plan_of(visit.experiment)[0].blocks] == [8, 8, 6, 8, 8]


def test_layers_of_another_starter_do_not_come_back(visit):
    visit.open(STARTERS["spiral"].experiment).set("depth", 1).set("starter", "circle")
    visit.set("depth", 3)
    assert [block.units for block in plan_of(visit.experiment)[0].blocks] == [4, 2, 2]


def test_all_layers_get_their_units_at_once(visit):
    visit.open(STARTERS["spiral"].experiment).set("units_feedforward_1", 12)
    assert visit.value("units_of_all") == 12
    visit.set("units_of_all", 5)
    assert [block.units for block in plan_of(visit.experiment)[0].blocks] == [5, 5, 5, 5]
