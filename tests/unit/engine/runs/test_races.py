"""Several threads at once: a run has one process, and nobody waits for ever."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nnviz.core.run.run import Pause, Play, RunStatus
from nnviz.engine.protocol import Report
from nnviz.engine.runs.run import Run

THREADS = 8


@pytest.fixture(autouse=True)
def hurried():
    """Let threads take turns far more often than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def at_once(task, count=THREADS):
    """Call `task(number)` in several threads at the same moment; return what they answer."""
    gate = threading.Barrier(count)

    def begin(number):
        gate.wait(10)
        return task(number)

    with ThreadPoolExecutor(count) as pool:
        return [future.result(20) for future in [pool.submit(begin, n) for n in range(count)]]


def test_of_many_who_want_a_process_one_has_it(run):
    for generation in range(20):
        wanted = at_once(lambda _number: run.revive(even_failed=True))
        assert [one for one in wanted if one is not None] == [generation]
        # It could not be had, and the network changed.
        run.change(run.experiment.changed(seed=generation + 1), fresh=False, due=0.0)
        run.take_due(0.0)
        run.give_up(generation + 1, "There is none.")


def test_of_many_processes_one_is_taken(driver, run):
    generation = run.want_process()
    made = []

    def connect():
        made.append(driver.process())
        return made[-1]

    taken = at_once(lambda _number: run.attach(generation, connect))
    assert sum(taken) == len(made) == 1
    assert run.client is made[0]


def test_a_change_that_is_due_is_started_once(run, experiment):
    for seed in range(1, 20):
        run.change(experiment.changed(seed=seed), fresh=False, due=1.0)
        assert sum(at_once(lambda _number: run.take_due(2.0))) == 1


def test_the_process_before_is_handed_over_once(driver, run, experiment):
    process = driver.start()
    driver.report(process, "running")
    run.change(experiment.changed(seed=1), fresh=False, due=0.0)
    run.take_due(0.0)
    changes = at_once(lambda _number: run.begin_change())
    assert [one.previous for one in changes if one.previous is not None] == [process]


def test_a_process_is_lost_once(driver, run):
    process = driver.start()
    losses = at_once(lambda _number: run.lose(process, []))
    assert len([loss for loss in losses if loss is not None]) == 1


@pytest.mark.parametrize("attempt", range(10))
def test_whoever_asks_while_a_run_ends_is_answered(experiment, tmp_path, attempt):
    run = Run(experiment, tmp_path / str(attempt), play=False)

    def act(number):
        if number == 0:
            run.close()
            return None
        return run.ask((), run.version + 10**12)

    futures = [future for future in at_once(act) if future is not None]
    assert all(b'"lost"' in future.result(5) for future in futures)


def test_every_command_is_passed_on_in_order_while_a_process_comes(driver, run):
    generation = run.want_process()
    processes = []

    def act(number):
        if number == 0:
            processes.append(driver.attach(generation))
            return
        for _ in range(50):
            run.order(Play())
            run.order(Pause())

    at_once(act)
    (process,) = processes
    assert len(process.ordered) == 2 * 50 * (THREADS - 1)
    assert not run.asked
    driver.report(process, "paused")
    assert run.status.state == "paused"
    assert not run.status.playing


def test_reports_and_the_end_meet_without_reviving_the_run(driver, run):
    process = driver.start()
    process.built = True

    def act(number):
        if number == 0:
            run.close()
            return
        for _ in range(50):
            run.hear(process, Report(RunStatus("running"), 0, 0, built=True))
            run.order(Play())

    at_once(act)
    assert run.status.state == "lost"
    assert run.client is None
