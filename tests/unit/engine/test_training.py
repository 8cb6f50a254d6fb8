"""The state of a run, slice by slice, on a session that follows a script."""

import math
import time

import pytest

from nnviz.core.run.run import LookBack, Metrics, Pause, Play, Reset, Set, SetWeight, Step
from nnviz.core.spec.experiment import StopSpec, TrainingSpec
from nnviz.engine.training import Training, current


def run_until_rest(training: Training, most: int = 200) -> int:
    slices = 0
    while training.active and slices < most:
        training.advance()
        slices += 1
    return slices


def test_a_new_run_is_paused_at_step_0_and_knows_its_metrics(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.measure()
    status = training.status()
    assert (status.state, status.epoch, status.step, status.steps_per_second) == ("paused", 0, 0, 0)
    assert status.metrics is not None
    assert (status.metrics.loss, status.metrics.test_loss) == (1.0, 2.0)


def test_playing_compiles_first_and_then_runs(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(Play())
    assert training.state == "compiling"
    assert training.advance() == 7
    assert training.state == "running"
    training.apply(Pause())
    training.apply(Play())
    assert training.state == "running"


def test_the_rate_is_that_of_the_last_moments_and_none_at_rest(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(Play())
    training._rates.extend([(10.0, 0), (10.5, 50), (12.0, 80)])
    assert training.status().steps_per_second == 40
    training.apply(Pause())
    assert training.status().steps_per_second == 0


def test_pause_measures_exactly_where_it_stands(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(Play())
    training.advance()
    training.apply(Pause())
    assert training.state == "paused"
    assert training.metrics is not None
    assert training.metrics.loss == 0.5**0.7


@pytest.mark.parametrize(("unit", "steps"), [("batch", [1, 2]), ("epoch", [10, 20])])
def test_step_makes_one_batch_or_ends_the_epoch(scripted, plane_data, unit, steps):
    training = Training(scripted(), plane_data)
    for expected in steps:
        training.apply(Step(unit))
        run_until_rest(training)
        assert (training.state, training.session.step) == ("paused", expected)


def test_step_epoch_from_the_middle_goes_to_its_end(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(Step("batch"))
    run_until_rest(training)
    training.apply(Step("epoch"))
    run_until_rest(training)
    assert training.session.step == 10


def test_a_run_stops_at_exactly_the_epoch_asked_for(scripted, plane_data):
    training = Training(scripted(stop=StopSpec(epochs=3)), plane_data)
    training.apply(Play())
    run_until_rest(training)
    assert (training.state, training.session.step) == ("finished", 30)
    assert training.reason == "Reached 3 epochs."
    training.apply(Play())
    assert training.state == "finished"


def test_a_loss_condition_finishes_the_run_when_measured(scripted, plane_data):
    training = Training(scripted(stop=StopSpec(loss=0.6)), plane_data)
    training.apply(Play())
    training.advance()
    training.measure_if_due(watched=True)
    assert training.state == "running"
    training.advance()
    time.sleep(0.11)
    training.measure_if_due(watched=True)
    assert training.state == "finished"
    assert "Training loss" in training.reason


def test_stop_conditions_do_not_hold_for_a_step_that_was_asked_for(scripted, plane_data):
    training = Training(scripted(stop=StopSpec(epochs=1)), plane_data)
    training.apply(Play())
    run_until_rest(training)
    training.apply(Step("epoch"))
    run_until_rest(training)
    assert (training.state, training.session.step) == ("paused", 20)


@pytest.mark.parametrize("broken", [math.nan, math.inf, 1e9])
def test_a_broken_loss_fails_with_a_sentence_and_repairs(scripted, plane_data, broken):
    session = scripted(losses=lambda step: broken if step else 1.0, learning_rate=3.0)
    training = Training(session, plane_data)
    training.measure()
    training.apply(Play())
    training.advance()
    assert training.state == "failed"
    assert "learning rate of 3" in training.reason
    assert [repair.training for repair in training.repairs] == [
        session.experiment.training.changed(learning_rate=0.003)
    ]
    assert training.metrics is not None
    assert training.metrics.loss == 1.0


def test_a_run_that_trains_before_it_measures_compares_with_its_first_batch(scripted, plane_data):
    training = Training(scripted(losses=lambda _step: 1e9), plane_data)
    training.apply(Play())
    training.advance()
    assert training.state == "running"
    rising = Training(scripted(losses=lambda step: 1e9 if step > 7 else 1.0), plane_data)
    rising.apply(Play())
    rising.advance()
    assert rising.state == "running"
    rising.advance()
    assert rising.state == "failed"


def test_reset_goes_back_and_rests(scripted, plane_data):
    session = scripted()
    training = Training(session, plane_data)
    training.apply(Play())
    training.advance()
    training.apply(Reset(seed=4))
    assert (training.state, training.session.step) == ("paused", 0)
    assert session.applied == [Reset(seed=4)]
    assert training.metrics is not None
    assert training.metrics.loss == 1.0


def test_a_command_that_cannot_be_carried_out_becomes_the_reason(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(SetWeight("none", 0, (0,), 1.0))
    assert training.state == "paused"
    assert training.reason == "Expected a layer that exists, received 'none'."


def test_speed_limits_the_steps_of_a_slice(scripted, plane_data):
    training = Training(scripted(speed=1.0), plane_data)
    training.apply(Play())
    assert training.advance() == 1
    assert training.advance() == 0
    assert 0 < training.wait() <= 0.1
    training.apply(Set(speed=None))
    assert training.advance() == 7


def test_a_rising_speed_begins_slowly_and_follows_the_epochs(scripted, plane_data):
    session = scripted(speed="rising")
    training = Training(session, plane_data)
    training.apply(Play())
    assert training.advance() == 1
    assert training.advance() == 0
    assert 0 < training.wait() <= 1 / 30
    session.step = 40_000
    time.sleep(0.01)
    assert training.advance() == 7


def plays(training: Training, slices: int) -> None:
    """Train and measure, as the worker does while somebody watches."""
    for _ in range(slices):
        if training.active:
            training.advance()
            training._measure_next = 0.0
            training.measure_if_due(watched=True)


def test_a_run_rests_once_when_nothing_is_left_to_learn(scripted, plane_data, monkeypatch):
    session = scripted()
    monkeypatch.setattr(session, "evaluate", lambda: learned(session))
    training = Training(session, plane_data)
    training.apply(Play())
    plays(training, 100)
    assert training.state == "paused"
    assert training.reason == (
        "Nothing is left to learn: the training loss is below 0.0001. Play trains on."
    )
    assert session.step == 133  # 0.5 ** 13.2 is more than 1e-4, 0.5 ** 13.3 is less.
    training.apply(Play())
    plays(training, 10)
    assert (training.state, session.step) == ("running", 203)


def learned(session) -> Metrics:
    """Metrics of a session that classifies everything right from the beginning."""
    loss = session.losses(session.step)
    session.history.add(session.step / 10, Metrics(loss, loss, 1.0, 1.0))
    return Metrics(loss, loss, 1.0, 1.0)


def test_a_run_does_not_rest_that_has_errors_left(scripted, plane_data):
    training = Training(scripted(), plane_data)  # Its accuracy stays at 0.75.
    training.apply(Play())
    plays(training, 40)
    assert (training.state, training.session.step) == ("running", 280)


def test_a_run_that_was_given_a_number_of_epochs_makes_them_all(scripted, plane_data, monkeypatch):
    session = scripted(stop=StopSpec(epochs=100))
    monkeypatch.setattr(session, "evaluate", lambda: learned(session))
    training = Training(session, plane_data)
    training.apply(Play())
    plays(training, 40)
    assert (training.state, session.step) == ("running", 280)


def test_the_version_grows_with_every_change(scripted, plane_data):
    training = Training(scripted(), plane_data)
    versions = [training.version]
    for act in (
        lambda: training.apply(Play()),
        training.advance,
        training.measure,
        lambda: training.apply(Pause()),
    ):
        time.sleep(0.00001)
        act()
        versions.append(training.version)
    assert versions == sorted(set(versions))


def test_measuring_takes_a_fifth_of_the_time_at_most(scripted, plane_data):
    session = scripted()
    plain = session.evaluate
    count = []

    def slow():
        count.append(1)
        busy_until = time.process_time() + 0.02
        while time.process_time() < busy_until:
            pass
        return plain()

    session.evaluate = slow
    training = Training(session, plane_data)
    training.apply(Play())
    start = time.monotonic()
    while time.monotonic() - start < 0.4:
        training.advance()
        training.measure_if_due(watched=True)
        time.sleep(0.001)
    assert 1 <= len(count) <= 5


def test_settings_changed_after_a_snapshot_are_set_again(scripted):
    restored = scripted(learning_rate=0.1).experiment
    assert current(restored, restored.training) is None
    wanted = TrainingSpec(learning_rate=0.3, regularization_rate=0.01, speed=None)
    again = current(restored, wanted)
    assert again == Set(learning_rate=0.3, regularization_rate=0.01, speed=None, stop=StopSpec())


def looked_at(training: Training) -> tuple[int, bool, str]:
    status = training.status()
    return status.step, status.looking_back, status.state


def test_looking_back_rests_and_shows_an_earlier_checkpoint_until_the_present_is_asked_for(
    scripted, plane_data
):
    training = Training(scripted(), plane_data)
    training.apply(Play())
    run_until_rest(training, most=3)
    training.apply(LookBack(7))
    assert looked_at(training) == (7, True, "paused")
    assert training.metrics is not None
    assert training.metrics.loss == 0.5**0.7
    training.apply(LookBack(None))
    assert looked_at(training) == (21, False, "paused")
    assert training.metrics.loss == 0.5**2.1


def test_play_goes_on_from_the_present(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(Step("epoch"))
    run_until_rest(training)
    training.apply(LookBack(3, replay=True))
    training.apply(Step("batch"))
    run_until_rest(training)
    assert looked_at(training) == (11, False, "paused")
    assert not training.replaying


def test_a_replay_shows_checkpoint_after_checkpoint_and_ends_in_the_present(
    scripted, plane_data, monkeypatch
):
    monkeypatch.setattr("nnviz.engine.training._REPLAY_EVERY", 0.0)
    session = scripted()
    session.checkpoints.steps = (0, 1, 4, 10)
    session.step = 10
    training = Training(session, plane_data)
    training.apply(LookBack(0, replay=True))
    seen = []
    while training.replaying and len(seen) < 9:
        seen.append(training.status().step)
        training.replay()
    assert seen == [0, 1, 4, 10]
    assert looked_at(training) == (10, False, "paused")


def test_pausing_a_replay_stays_at_its_checkpoint(scripted, plane_data, monkeypatch):
    monkeypatch.setattr("nnviz.engine.training._REPLAY_EVERY", 0.0)
    session = scripted()
    session.checkpoints.steps, session.step = (0, 5, 9), 9
    training = Training(session, plane_data)
    training.apply(LookBack(0, replay=True))
    training.replay()
    training.apply(Pause())
    training.replay()
    assert looked_at(training) == (5, True, "paused")


def test_training_rests_a_moment_after_a_press_unless_it_is_told_to_go_on(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.apply(Play())
    training.give_way()
    assert training.resting
    assert 0.0 < training.wait() <= 0.25
    training.apply(Set(learning_rate=0.2))
    assert (training.resting, training.wait()) == (False, 0.0)
