"""Every way from one state of a run to another, and those that there are not."""

import ast
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

import nnviz.engine
from nnviz.core.run.run import Give, Pause, Play, Reset, RunState, RunStatus, Set, Step
from nnviz.core.run.states import NEXT, may_follow
from nnviz.engine.protocol import Farewell, Report
from nnviz.engine.runs.run import Run

STATES = get_args(RunState)
ENGINE = Path(nnviz.engine.__file__).parent


def state(run: Run) -> str:
    return run.status.state


def test_the_rules_name_every_state():
    assert set(NEXT) == set(STATES)
    assert {one for found in NEXT.values() for one in found} == set(STATES)


@pytest.mark.parametrize("before", STATES)
def test_nothing_is_new_again_and_what_is_lost_stays_lost(before):
    assert may_follow(before, "created") == (before == "created")
    assert may_follow(before, "lost") == (before != "lost")


@pytest.mark.parametrize("after", ["running", "paused", "finished"])
def test_a_new_run_has_to_be_built_first(after):
    assert not may_follow("created", after)
    assert may_follow("compiling", after)


@pytest.mark.parametrize("after", ["created", "running", "paused", "finished"])
def test_what_cannot_follow_is_an_error_and_changes_nothing(run, after):
    driven: Any = run
    if after == "created":
        run.give_up(0, "Why.")
    before = run.status
    with pytest.raises(ValueError, match=f"not {after}"):
        driven._post(RunStatus(after))
    assert run.status == before


def test_created_compiling_running_paused_finished(driver, run):
    assert state(run) == "created"
    process = driver.start()
    assert state(run) == "compiling"
    driver.report(process, "paused")
    assert state(run) == "paused"
    run.order(Play())
    assert (state(run), run.status.playing) == ("running", True)
    driver.report(process, "running")
    run.order(Pause())
    assert (state(run), run.status.playing) == ("paused", False)
    driver.report(process, "paused")
    run.order(Play())
    driver.report(process, "finished", "It is good enough.")
    assert (state(run), run.status.playing) == ("finished", False)
    assert run.status.reason == "It is good enough."
    run.order(Reset())
    assert state(run) == "paused"


def test_one_step_runs_and_rests_without_playing(driver, run):
    process = driver.start()
    driver.report(process, "paused")
    run.order(Step("batch"))
    assert (state(run), run.status.playing) == ("running", False)
    driver.report(process, "paused", step=1)
    assert (state(run), run.status.step) == ("paused", 1)


def test_old_news_does_not_take_a_command_back(driver, run):
    process = driver.start()
    driver.report(process, "paused")
    run.order(Play())
    process.built = True
    run.hear(process, Report(RunStatus("paused"), 0, process.orders - 1, built=True))
    assert (state(run), run.status.playing) == ("running", True)


def test_a_failure_of_training_keeps_the_process_and_play_goes_on(driver, run):
    process = driver.start()
    driver.report(process, "failed", "The loss became NaN.")
    assert (state(run), run.status.reason) == ("failed", "The loss became NaN.")
    assert run.client is process
    run.order(Play())
    assert (state(run), run.status.reason) == ("running", "")


def test_without_a_process_a_run_fails_and_is_revived_only_by_a_command(driver, run):
    generation = run.want_process()
    run.give_up(generation, "There is none.")
    assert (state(run), run.status.reason) == ("failed", "There is none.")
    assert run.given_up
    assert run.revive(even_failed=False) is None
    assert run.revive(even_failed=True) == generation
    assert not run.given_up
    driver.attach(generation)
    assert state(run) == "compiling"


def test_news_of_a_process_that_is_not_wanted_any_more_is_ignored(driver, run, experiment):
    process = driver.start()
    driver.report(process, "paused")
    run.change(experiment.changed(seed=4), fresh=False, due=0.0)
    before = run.status
    driver.report(process, "finished", "Old news.")
    run.give_up(0, "Old news.")
    assert driver.crash(process) is None
    assert run.status == before
    assert not run.attach(0, lambda: pytest.fail("a process of an old generation"))


def test_a_lost_process_is_compiled_again_and_too_often_is_too_often(driver, run):
    limits = driver.limits
    for times in range(limits.restarts):
        process = driver.start()
        driver.report(process, "running")
        loss = driver.crash(process)
        assert (loss.agreed, loss.hung, loss.generation) == (False, False, times + 1)
        assert run.restart("It broke.", 100.0, limits, frugal=False)
        assert state(run) == "compiling"
        assert run.status.reason == "It broke."
        assert run.status.recovered == times + 1
    before = run.status
    assert not run.restart("It broke.", 100.0 + limits.restart_window, limits, frugal=False)
    assert run.status == before
    assert run.restart("It broke.", 100.1 + limits.restart_window, limits, frugal=True)
    assert run.begin(limits).frugal


def test_what_happened_is_said_until_the_visitor_does_something(driver, run):
    driver.crash(driver.start())
    run.restart("It broke.", 0.0, driver.limits, frugal=False)
    process = driver.start()
    driver.report(process, "paused")
    assert run.status.reason == "It broke."
    run.order(Set(learning_rate=0.5))
    driver.report(process, "paused")
    assert run.status.reason == "It broke."
    run.order(Pause())
    driver.report(process, "paused")
    assert run.status.reason == ""


def test_a_silent_process_is_noted_once_and_only_while_it_is_this_runs(driver, run):
    first = driver.start()
    run.note_hung(first)
    assert driver.crash(first).hung
    second = driver.start()
    run.note_hung(first)
    assert not driver.crash(second).hung


def test_a_process_retires_once_and_takes_no_more_commands(driver, run):
    process = driver.start()
    run.retire()
    assert process.done == []  # Without a model there is nothing to write.
    driver.report(process, "paused", step=5)
    assert run.answering is process
    run.retire()
    run.retire()
    assert process.done == ["retire"]
    assert run.answering is None
    run.order(Step("batch"))
    assert process.ordered == []
    process.farewell = Farewell()
    loss = driver.crash(process)
    assert (loss.agreed, run.asked, run.retiring) == (True, True, False)
    assert (state(run), run.status.step) == ("paused", 5)
    assert driver.start().ordered == [Step("batch")]
    assert not run.asked


def test_a_process_that_cannot_be_kept_stays_and_is_not_asked_again_at_once(driver, run):
    process = driver.start()
    driver.report(process, "paused")
    run.retire()
    run.order(Play())
    assert process.ordered == []
    status = RunStatus("paused", "No room.")
    run.hear(process, Report(status, 2, 0, built=True, staying=True))
    assert not run.retiring
    assert process.ordered == [Play()]
    run.retire()
    assert process.done == ["retire"]


def test_want_of_memory_is_not_what_was_agreed(driver):
    process = driver.start()
    process.farewell = Farewell(memory=True)
    assert not driver.crash(process).agreed


def test_a_new_process_is_given_the_last_example_once(driver, run):
    first, last = Give(np.zeros(2)), Give(np.ones(2))
    run.order(first)
    run.order(Play())
    run.order(last)
    assert driver.start().ordered == [last, Play()]
    assert run.given is last


def test_other_data_forget_the_example_and_the_same_keep_it(run, experiment):
    run.order(Give(np.zeros(2)))
    run.change(experiment.changed(seed=1), fresh=False, due=0.0)
    assert run.given is not None
    data = experiment.data.changed(seed=9)
    run.change(experiment.changed(data=data), fresh=False, due=0.0)
    assert run.given is None


def test_a_change_waits_until_it_is_due_and_a_later_one_puts_it_off(driver, run, experiment):
    process = driver.start()
    driver.report(process, "paused")
    assert run.change(experiment, fresh=False, due=1.0) is None
    assert run.client is process  # The same experiment is no change.
    one, other = experiment.changed(seed=1), experiment.changed(seed=2)
    assert run.change(one, fresh=False, due=1.0) is None
    assert (state(run), run.client, run.experiment) == ("compiling", None, one)
    assert run.want_process() is None  # It is being had.
    assert not run.take_due(0.9)
    assert run.begin_change() is None
    run.change(other, fresh=False, due=2.0)
    assert not run.take_due(1.5)
    assert run.take_due(2.0)
    assert not run.take_due(2.0)
    change = run.begin_change()
    assert (change.generation, change.previous) == (2, process)
    assert run.begin_change().previous is None


def test_of_two_processes_before_a_change_the_one_with_weights_is_kept(driver, run, experiment):
    learned = driver.start()
    driver.report(learned, "running")
    run.change(experiment.changed(seed=1), fresh=False, due=0.0)
    unbuilt = driver.attach(1)
    assert run.change(experiment.changed(seed=2), fresh=False, due=0.0) is unbuilt
    built = driver.attach(2)
    driver.report(built, "running")
    assert run.change(experiment.changed(seed=3), fresh=False, due=0.0) is learned
    run.take_due(0.0)
    assert run.begin_change().previous is built


def test_weights_are_taken_over_unless_the_change_is_out_of_date_or_fresh(driver, run, experiment):
    weights = {"h1": (np.ones((2, 4), np.float32),)}
    process = driver.start()
    process.begin.snapshot.touch()
    driver.report(process, "running")
    run.change(experiment.changed(seed=1), fresh=False, due=0.0)
    run.take_due(0.0)
    change = run.begin_change()
    run.take_over(change, None)
    assert run.begin(driver.limits).inherit == process.begin.snapshot
    run.take_over(change, weights)
    assert run.begin(driver.limits).weights == weights
    assert not process.begin.snapshot.exists()
    run.change(experiment.changed(seed=2), fresh=True, due=0.0)
    assert run.begin(driver.limits).weights is None
    run.take_over(change, weights)
    run.carry(weights)
    assert run.begin(driver.limits).weights is None


def test_a_network_after_broken_weights_begins_with_new_ones(driver, run, experiment):
    run.carry({"h1": (np.ones((2, 4), np.float32),)})
    driver.report(driver.start(), "failed", "The loss became NaN.")
    run.change(experiment.changed(seed=1), fresh=False, due=0.0)
    assert run.begin(driver.limits).weights is None


def test_a_built_model_needs_the_inherited_snapshot_no_more(driver, run, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"weights")
    run.carry_snapshot(source)
    inherited = run.begin(driver.limits).inherit
    assert inherited.read_bytes() == b"weights"
    process = driver.start()
    driver.report(process, "paused")
    assert run.begin(driver.limits).inherit is None
    assert not inherited.exists()
    assert source.exists()


def test_viewers_go_from_process_to_process(driver, run):
    process = driver.start()
    future = run.ask((), run.version)
    assert process.viewers == []
    driver.report(process, "paused")
    assert [viewer.future for viewer in process.viewers] == [future]
    patient = run.ask((), run.version + 10**12)
    driver.crash(process)
    assert not future.done()
    following = driver.start()
    assert b'"compiling"' in future.result(0)
    driver.report(following, "paused")
    assert [viewer.future for viewer in following.viewers] == [patient]


def test_a_lost_run_ignores_whatever_comes_later(driver, run, experiment):
    process = driver.start()
    driver.report(process, "running")
    run.strike()
    run.close()
    assert process.done == ["strike", "kill"]
    lost = run.status
    assert lost.state == "lost"
    run.order(Play())
    run.close()
    run.give_up(1, "Late.")
    driver.report(process, "running")
    assert driver.crash(process) is None
    assert run.change(experiment.changed(seed=1), fresh=False, due=0.0) is None
    assert run.want_process() is None
    assert run.revive(even_failed=True) is None
    assert not run.attach(1, lambda: pytest.fail("a process for a run that has ended"))
    assert run.status == lost
    assert run.experiment == experiment
    assert not run.asked


def test_nobody_writes_a_run_from_outside(run):
    public = [name for name in dir(Run) if not name.startswith("_")]
    assert {"experiment", "status", "client", "given", "touched"} <= set(public)
    driven: Any = run
    for name in [*public, "playing", "anything"]:
        with pytest.raises(AttributeError):
            setattr(driven, name, None)
    assert not hasattr(run, "__dict__")
    assert fields(run.status)


def hidden_names() -> set[str]:
    return {name for kind in Run.__mro__ for name in getattr(kind, "__slots__", ())}


def test_no_other_module_reaches_into_a_run():
    names, found = hidden_names(), []
    assert {"_client", "_playing", "_heritage"} <= names
    for path in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in names:
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                if not own:
                    found.append(f"{path.name}:{node.lineno}: {node.attr}")
    assert found == []
