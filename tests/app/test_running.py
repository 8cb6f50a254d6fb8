"""What the engine is told: commands, live settings, changed networks; and what runs say."""

import math

import pytest

from nnviz.core.errors import RunError
from nnviz.core.run.diagnosis import diagnose
from nnviz.core.run.live_settings import LIVE, live_settings
from nnviz.core.run.run import Metrics, Pause, Play, Reset, RunStatus, Set, Step
from nnviz.core.spec.experiment import StopSpec, TrainingSpec
from nnviz.data import signature
from nnviz.data.starters import STARTERS
from nnviz.engine.header import header

CIRCLE = STARTERS["circle"].experiment


@pytest.mark.parametrize(
    ("key", "command"),
    [("play", Play()), ("epoch", Step("epoch")), ("batch", Step("batch")), ("reset", Reset())],
)
def test_a_button_sends_its_command_and_changes_nothing_else(visit, key, command):
    visit.open().click(key)
    assert visit.engine.sent == [command]
    assert visit.engine.changed == []
    assert visit.experiment == CIRCLE


def test_play_becomes_pause_and_back(visit):
    visit.open().click("play")
    assert visit.widgets()["play"].label == "Pause"
    visit.click("play")
    assert visit.widgets()["play"].label == "Play"
    assert visit.engine.sent == [Play(), Pause()]


def test_a_run_that_is_being_built_is_not_yet_training(visit):
    visit.engine.now = RunStatus("compiling")
    visit.open()
    assert visit.widgets()["play"].label == "Play"


def test_the_button_does_what_it_said_when_the_run_has_changed_meanwhile(visit):
    visit.open()
    assert visit.widgets()["play"].label == "Play"
    visit.engine.now = RunStatus("compiling", playing=True)
    visit.click("play")
    assert visit.engine.sent == [Play()]


@pytest.mark.parametrize(
    ("key", "value", "field", "told"),
    [
        ("learning_rate", 0.3, "learning_rate", 0.3),
        ("speed", 10.0, "speed", 10.0),
        ("stop_epochs_on", True, "stop", CIRCLE.training.stop.changed(epochs=1000)),
    ],
)
def test_a_live_setting_is_sent_and_does_not_start_the_run_again(visit, key, value, field, told):
    visit.open().click("play").set(key, value)
    last = visit.engine.sent[-1]
    assert isinstance(last, Set)
    assert last.changes[field] == told
    assert visit.engine.changed == []
    assert len(visit.engine.created) == 1
    count = len(visit.engine.sent)
    visit.run()
    assert len(visit.engine.sent) == count


def test_the_regularization_rate_is_live_but_another_regularization_is_not(visit):
    visit.open().set("regularization", "l2")
    assert visit.engine.changed == [(visit.experiment, False)]
    visit.set("regularization_rate", 0.01)
    assert len(visit.engine.changed) == 1
    last = visit.engine.sent[-1]
    assert isinstance(last, Set)
    assert last.changes.get("regularization_rate") == 0.01


def test_flat_out_is_sent_as_no_speed(visit):
    visit.open().set("speed", 10.0).set("speed", 0.0)
    last = visit.engine.sent[-1]
    assert isinstance(last, Set)
    assert last.changes.get("speed", 0.0) is None


OTHER = {
    "optimizer": "sgd", "loss": "mse", "learning_rate": 0.5, "batch_size": 7,
    "regularization": "l2", "regularization_rate": 0.25, "speed": 3.0, "stop": StopSpec(epochs=9),
}  # fmt: skip


@pytest.mark.parametrize("name", TrainingSpec.model_fields)
def test_of_all_settings_the_live_ones_are_sent_and_the_others_change_the_run(visit, name):
    visit.open()
    changed = CIRCLE.changed(training=CIRCLE.training.changed(**{name: OTHER[name]}))
    visit.app.session_state["nnviz_experiment"] = changed
    visit.run()
    if name in LIVE:
        assert visit.engine.sent == [Set(**live_settings(changed.training))]
        assert visit.engine.changed == []
    else:
        assert visit.engine.sent == []
        assert visit.engine.changed == [(changed, False)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("depth", 4), ("units_feedforward_0", 7), ("activation_0", "relu"), ("dropout", 0.1),
        ("optimizer", "sgd"), ("batch_size", 50), ("train_share", 70), ("seed", 3),
        ("loss", "mse"),
    ],
)  # fmt: skip
def test_anything_else_changes_the_run_and_keeps_what_fits(visit, key, value):
    visit.open().click("play").set(key, value)
    assert visit.engine.changed == [(visit.experiment, False)]
    assert visit.engine.sent == [Play()]
    visit.run()
    assert len(visit.engine.changed) == 1


def test_new_seed_resets_the_same_run_to_other_weights(visit):
    visit.open().click("new_seed").click("new_seed")
    assert visit.engine.sent == [Reset(seed=1), Reset(seed=2)]
    assert visit.engine.changed == []
    assert visit.experiment == CIRCLE.changed(seed=2)


def test_after_the_last_seed_comes_the_first(visit):
    visit.open(CIRCLE.changed(seed=2**31 - 1)).click("new_seed")
    assert visit.experiment.seed == 0


def test_a_network_with_a_problem_pauses_the_run_and_goes_on_when_repaired(visit):
    visit.open().click("play").set("family", "convolutional")
    assert visit.engine.sent == [Play(), Pause()]
    assert visit.engine.changed == []
    visit.click(visit.repairs()[0])
    assert visit.engine.changed == [(visit.experiment, False)]


@pytest.mark.parametrize("key", ["play", "epoch", "batch", "reset"])
def test_a_network_with_a_problem_is_not_trained_and_the_page_says_why(visit, key):
    visit.open().set("family", "convolutional")
    visit.click(key)
    assert visit.errors == [
        "The layers of this network do not fit together yet. Repair it below, then train it."
    ]
    assert visit.engine.sent == []


def test_a_link_to_a_network_with_a_problem_makes_no_run_until_it_is_repaired(visit):
    broken = CIRCLE.changed(network=STARTERS["digits"].experiment.network)
    visit.open(broken).click("play").click("new_seed")
    assert visit.engine.created == []
    visit.click(visit.repairs()[0])
    assert visit.engine.created == [visit.experiment]
    assert visit.experiment.seed == 1


def test_a_refused_command_is_said_in_words(visit):
    visit.open()
    visit.engine.refusal = RunError("a run that answers", "silence", "Try again.")
    visit.click("play")
    assert visit.errors == ["Expected a run that answers, received silence. Try again."]


def test_a_run_that_has_ended_is_made_again_when_it_is_needed(visit):
    visit.open()
    visit.engine.ended = {"token1"}
    visit.click("play")
    assert visit.engine.created == [CIRCLE, CIRCLE]
    assert visit.engine.sent == [Play()]
    assert visit.errors == []


@pytest.mark.parametrize("state", ["created", "compiling", "running", "paused"])
def test_a_reason_is_said_in_every_state(visit, state):
    visit.engine.now = RunStatus(state, reason="It went on in a fresh process.")
    visit.open()
    assert "It went on in a fresh process." in visit.texts


def test_a_finished_run_says_why_it_stopped(visit):
    visit.engine.now = RunStatus("finished", reason="The test accuracy reached 95 %.")
    visit.open()
    assert "The test accuracy reached 95 %." in visit.texts


def test_a_failed_run_says_why_and_its_repair_trains_from_new_weights(visit):
    wild = CIRCLE.changed(training=CIRCLE.training.changed(learning_rate=10.0))
    found = diagnose(wild, signature(wild.data), math.nan)
    visit.engine.now = RunStatus("failed", reason=found.reason, repairs=found.repairs)
    visit.open(wild)
    assert visit.errors == [found.reason]
    visit.click("run_repair_0")
    assert visit.experiment == found.repairs[0].apply(wild)
    assert visit.experiment != wild
    assert visit.engine.changed == [(visit.experiment, True)]
    assert visit.engine.sent == [Play()]
    assert visit.errors == []


def test_a_loss_that_is_no_number_reaches_the_browser_as_json(visit):
    nan = Metrics(math.nan, math.inf, -math.inf, 0.5)
    visit.engine.now = RunStatus("failed", reason="The loss became NaN.", metrics=nan)
    visit.open()
    shown = header(visit.engine.now, 0, CIRCLE)["metrics"]
    assert shown == {
        "loss": None, "test_loss": None, "accuracy": None, "test_accuracy": 0.5,
        "r2": None, "test_r2": None,
    }  # fmt: skip


def test_play_after_a_failure_starts_from_the_initial_weights(visit):
    visit.engine.now = RunStatus("failed", reason="The loss exploded.")
    visit.open().click("play")
    assert visit.engine.sent == [Reset(), Play()]


def test_layers_that_keep_their_weights_are_counted_and_can_start_fresh(visit):
    visit.engine.now = RunStatus("paused", kept=("dense_1",))
    visit.open()
    assert "1 of 3 layers keep their weights" in visit.texts
    visit.click("start_fresh")
    assert visit.engine.sent == [Reset()]


def test_a_command_comes_after_the_changes_before_it(visit):
    visit.open().click("play")
    visit.widgets()["starter"].set_value("digits")
    visit.widgets()["play"].click()
    visit.run()
    assert visit.engine.changed == [(STARTERS["digits"].experiment, True)]
    assert visit.experiment == STARTERS["digits"].experiment
