"""What outlives a process: viewers who wait, commands that were sent, settings that changed."""

import time

import numpy as np

from nnviz.core.run.frames import Frame
from nnviz.core.run.run import Pause, Play, Reset, Set
from nnviz.engine.limits import Limits
from nnviz.engine.runs.heritage import Heritage
from nnviz.engine.runs.run import Run
from nnviz.engine.waiting import KEEP_ALIVE, Waiting


def header(future):
    return Frame.decode(future.result(0)).header


def test_a_new_viewer_of_a_run_without_process_is_answered_at_once(run, experiment):
    told = header(run.ask((), 0))
    assert (told["state"], told["version"]) == ("created", run.version)
    assert told["network"] == experiment.network.fingerprint


def test_a_viewer_who_has_seen_it_waits_for_the_next_status(run):
    future = run.ask((), run.version)
    assert not future.done()
    run.give_up(0, "Why.")
    assert header(future)["reason"] == "Why."


def test_a_viewer_hears_something_after_two_seconds(run):
    future = run.ask((), run.version)
    run.show_waiting(time.monotonic() + KEEP_ALIVE - 0.1)
    assert not future.done()
    run.show_waiting(time.monotonic() + KEEP_ALIVE)
    assert header(future)["state"] == "created"


def test_a_run_without_a_process_says_why_once(driver, run):
    before = run.version
    run.explain("Nothing answers.")
    version = run.version
    run.explain("Nothing answers.")
    assert run.status.reason == "Nothing answers."
    assert before < version == run.version
    process = driver.start()
    driver.report(process, "paused")
    run.explain("Nothing answers.")
    assert run.status.reason == ""


def test_a_viewer_who_left_is_not_answered(run):
    future = run.ask((), run.version)
    future.cancel()
    run.give_up(0, "Why.")
    run.close()
    assert future.cancelled()


def test_versions_grow_even_when_the_clock_does_not(driver, run):
    process = driver.start()
    before = run.version
    driver.report(process, "paused")  # Its clock says 1.
    assert run.version == before + 1


def test_closing_answers_everybody_and_removes_the_files(run):
    run.snapshot.touch()
    early, late = run.ask((), run.version), run.ask((), run.version)
    run.close()
    assert {header(early)["state"], header(late)["state"]} == {"lost"}
    assert run.files() == []


def test_viewers_given_back_after_the_end_are_answered(run):
    viewer = Waiting((), run.version)
    run.close()
    run.take_back([viewer])
    assert header(viewer.future)["state"] == "lost"


def test_a_viewer_who_asks_after_the_end_is_answered_at_once(run):
    run.close()
    assert header(run.ask((), run.version + 10**12))["state"] == "lost"


def test_a_reset_gives_up_the_weights_of_layers_that_were_there_before(run):
    run.carry({"gone": (np.zeros(2, np.float32),)})
    assert run.begin(Limits()).weights is not None
    run.order(Reset())
    assert run.begin(Limits()).weights is None


def test_commands_wait_for_a_process(run):
    assert not run.asked
    run.order(Play())
    assert run.asked
    # The page shows at once that the click was understood.
    assert run.status.playing
    run.order(Pause())
    assert not run.status.playing


def test_a_process_is_told_what_is_so_now(run, tmp_path):
    run.order(Set(learning_rate=0.3))
    limits = Limits(memory=7, snapshot=3.0)
    begin = run.begin(limits)
    assert begin.experiment.training.learning_rate == 0.3
    assert begin.snapshot == tmp_path / "run" / "0.snapshot"
    assert (begin.memory, begin.save_every, begin.play) == (limits.memory, limits.snapshot, False)


def test_another_experiment_inherits_the_snapshot_of_a_run_without_process(run, network):
    old = run.snapshot
    old.touch()
    changed = run.experiment.changed(network=network(7))
    assert run.change(changed, fresh=False, due=0.0) is None
    begin = run.begin(Limits())
    assert (begin.inherit, begin.snapshot) == (old, old.with_name("1.snapshot"))
    assert run.status.state == "compiling"
    run.change(changed, fresh=True, due=0.0)
    assert run.begin(Limits()).inherit is None


def test_weights_of_a_file_stay_the_initial_ones_until_others_are_asked_for(experiment, tmp_path):
    given = {"dense_1": (np.ones((2, 2), np.float32),), "gone": (np.ones(1, np.float32),)}
    heritage = Heritage(weights=given, initial=given)
    run = Run(experiment, tmp_path, play=False, heritage=heritage)
    run.order(Reset())
    begin = run.begin(Limits())
    assert (begin.weights, begin.initial) == (None, given)
    layers = experiment.network.layers
    renamed = experiment.network.changed(layers=(layers[0].changed(id="first"), *layers[1:]))
    run.change(experiment.changed(network=renamed), fresh=False, due=0.0)
    initial = run.begin(Limits()).initial
    assert initial is not None
    assert initial.keys() == {"first" if name == layers[0].id else name for name in given}
    run.order(Reset(seed=3))
    assert run.begin(Limits()).initial is None
    fresh = Run(experiment, tmp_path, play=False, heritage=heritage)
    fresh.change(experiment, fresh=True, due=0.0)
    assert fresh.begin(Limits()).initial is None
