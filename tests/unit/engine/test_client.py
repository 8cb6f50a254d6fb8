"""One run process as the web process sees it: what is asked, what comes back, what is kept."""

import time
from concurrent.futures import Future
from multiprocessing import Pipe
from typing import Any

import pytest

from nnviz.core.errors import RefusedError, RunError
from nnviz.core.run.run import Play, ProbeRequest
from nnviz.engine.client import Client, Waiting, settle
from nnviz.engine.launch import Spare
from nnviz.engine.protocol import (
    Answer,
    Beat,
    Cancel,
    Channel,
    Farewell,
    FrameAnswer,
    FrameCall,
    GiveWay,
    Order,
    ProbeCall,
    Refusal,
    Retire,
    StepBack,
    WeightsCall,
)

WANT = ProbeRequest("s", "surface", {"side": 4})
BEGIN: Any = "begin"


class Process:
    """Stands in for a run process; the test is its main loop."""

    def __init__(self):
        self.pid = 4711
        self.killed = 0

    def kill(self):
        self.killed += 1

    def join(self, _seconds):
        return None


class Run:
    """A client, and the other end of its pipe."""

    def __init__(self):
        ours, theirs = Pipe()
        self.there = Channel(theirs)
        self.process: Any = Process()
        self.ended: list[list[Waiting]] = []
        self.reports: list[Any] = []
        self.client = Client(
            Spare(self.process, Channel(ours)),
            BEGIN,
            lambda _, report: self.reports.append(report),
            lambda _, viewers: self.ended.append(viewers),
        )
        assert self.there.receive() == BEGIN

    def viewer(self):
        return Waiting((WANT,), 3, Future(), time.monotonic())

    def kept(self):
        return len(self.client._calls), len(self.client._viewers)


def until(true):
    deadline = time.monotonic() + 5
    while not true() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert true()


@pytest.fixture
def run():
    run = Run()
    yield run
    run.there.close()
    until(lambda: run.ended)


def asked(run):
    """The next question that reaches the process."""
    message: Any = run.there.receive()
    return message


def test_nothing_is_kept_of_viewers_who_were_answered_or_have_left(run):
    for _ in range(10):
        seen, gone = run.viewer(), run.viewer()
        run.client.frame(seen)
        run.client.frame(gone)
        first, second = asked(run), asked(run)
        assert (first.wants, first.seen, type(first)) == ((WANT,), 3, FrameCall)
        gone.future.cancel()
        assert asked(run) == Cancel(second.id)
        run.there.send(FrameAnswer(first.id, b"frame"))
        assert seen.future.result(5) == b"frame"
        # An answer that comes too late harms nobody.
        run.there.send(FrameAnswer(second.id, b"late"))
    assert run.kept() == (0, 0)


def test_an_answer_goes_to_the_one_who_asked(run):
    probe, weights = run.client.probe(WANT), run.client.weights()
    first, second = asked(run), asked(run)
    assert (type(first), first.want) == (ProbeCall, WANT)
    assert type(second) is WeightsCall
    assert run.kept() == (2, 0)
    run.there.send(Answer(second.id, {"dense": []}))
    assert weights.result(5) == {"dense": []}
    assert not probe.done()
    run.there.send(Refusal(first.id, "does not fit"))
    with pytest.raises(RefusedError, match="does not fit"):
        probe.result(5)
    assert run.kept() == (0, 0)


def test_released_viewers_are_withdrawn_and_handed_back(run):
    viewers = [run.viewer(), run.viewer()]
    for viewer in viewers:
        run.client.frame(viewer)
    numbers = {asked(run).id, asked(run).id}
    assert run.client.release() == viewers
    assert {asked(run).id, asked(run).id} == numbers
    assert run.kept() == (0, 0)
    assert run.client.release() == []


def test_orders_are_passed_on_and_counted(run):
    run.client.order(Play())
    run.client.give_way()
    run.client.retire()
    assert [asked(run) for _ in range(3)] == [Order(Play()), GiveWay(), Retire()]
    assert run.client.orders == 1
    assert run.client.pid == 4711
    run.client.strike()
    assert run.process.killed == 1


def test_a_process_is_told_once_to_step_back_further(run):
    for niceness in (8, 14, 14, 10, 19):
        run.client.step_back(niceness)
    assert [asked(run), asked(run)] == [StepBack(14), StepBack(19)]


def test_signs_of_life_and_reports_are_noted(run):
    before = run.client.heard
    run.there.send(Beat(0.5, compiling=False))
    until(lambda: run.client.beat == Beat(0.5, compiling=False))
    assert run.client.heard >= before
    run.there.send(Farewell(memory=True))
    until(lambda: run.client.farewell == Farewell(memory=True))
    assert not run.client.built


def test_when_the_process_has_gone_everybody_hears_of_it():
    run = Run()
    viewer, probe = run.viewer(), run.client.probe(WANT)
    run.client.frame(viewer)
    run.there.close()
    until(lambda: run.ended)
    assert run.ended == [[viewer]]
    with pytest.raises(RunError, match="whose process has ended"):
        probe.result(5)
    assert run.process.killed
    assert run.kept() == (0, 0)
    # Whoever asks later is told at once, and is not kept either.
    late = run.viewer()
    run.client.frame(late)
    assert run.ended[1:] == [[late]]
    with pytest.raises(RunError):
        run.client.probe(WANT).result(5)
    assert run.kept() == (0, 0)


def test_a_future_is_settled_once():
    answered, failed, cancelled = Future(), Future(), Future()
    settle(answered, 1)
    settle(answered, 2)
    assert answered.result() == 1
    settle(failed, ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        failed.result()
    cancelled.cancel()
    settle(cancelled, 1)
    assert cancelled.cancelled()
