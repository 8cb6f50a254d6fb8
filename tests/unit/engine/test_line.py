"""Who gets a process next, who is asked to give one up, and that there are never too many."""

import threading
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from nnviz.core.run.run import Pause, Play, RunStatus
from nnviz.engine.limits import Limits
from nnviz.engine.line import Entry, Line
from nnviz.engine.protocol import Report
from nnviz.engine.runs.run import Run


@dataclass
class School:
    """A line, the runs of it, and the processes that they were given."""

    limits: Limits
    experiment: Any
    folder: Any
    runs: list[Run] = field(default_factory=list)
    begun: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = Line(self.limits, lambda: self.runs, lambda *had: self.begun.append(had))

    def want(self, visitor: str = "", *, play: bool = False) -> Run:
        """Let a run with an open page wait for a process."""
        run = Run(self.experiment, self.folder, play=play, visitor=visitor)
        self.runs.append(run)
        run.enter(0.0)
        self.ask(run)
        return run

    def ask(self, run: Run, *, first: bool = False) -> None:
        generation = run.want_process()
        assert generation is not None
        self.line.join(Entry(run, generation), first=first)

    def give(self) -> Any:
        """Give the process that was had next to its run."""
        entry, place = self.begun.pop(0)
        process: Any = SimpleNamespace(done=[], place=place, orders=0, built=True, farewell=None)
        process.order = process.done.append
        process.retire = lambda: process.done.append("retire")
        process.frame = lambda _viewer: None
        state = "running" if entry.run.status.playing else "paused"
        assert entry.run.attach(entry.generation, lambda: process)
        entry.run.hear(process, Report(RunStatus(state), 1, 0, built=True))
        return process

    def waiting(self) -> list[int]:
        return [run.status.waiting for run in self.runs]


@pytest.fixture
def school(experiment, tmp_path):
    return School(Limits(processes=2, own_processes=2), experiment, tmp_path)


def test_who_comes_first_begins_and_the_others_hear_where_they_stand(school):
    for _ in range(4):
        school.want()
    assert school.waiting() == [0, 0, 1, 2]
    assert [entry.run for entry, _ in school.begun] == school.runs[:2]
    assert school.line.taken == 2
    process = school.give()
    process.place.leave()
    process.place.leave()
    school.line.advance(1.0)
    assert school.waiting() == [0, 0, 0, 1]
    assert school.begun[-1][0].run is school.runs[2]
    school.give()
    school.give()
    assert school.runs[2].status.waiting == 0


def test_a_page_that_was_closed_gives_way_at_once_though_it_trains(school):
    first = school.want(play=True)
    school.want()
    processes = [school.give(), school.give()]
    first.leave(100.0)
    school.line.advance(200.0)
    assert processes[0].done == []
    waiting = school.want()
    assert processes[0].done == [Pause(), "retire"]
    assert processes[1].done == []
    assert not first.status.playing
    assert waiting.status.waiting == 1
    school.line.advance(201.0)
    assert processes[0].done == [Pause(), "retire"]


def test_a_page_that_is_only_loaded_anew_keeps_its_process(school):
    first = school.want()
    school.want()
    process = school.give()
    school.give()
    first.leave(time.monotonic())
    school.want()
    assert process.done == []


def test_only_as_many_give_way_as_are_waited_for(school):
    for _ in range(2):
        school.want()
    processes = [school.give(), school.give()]
    school.runs[0].leave(10.0)
    school.runs[1].leave(5.0)
    school.want()
    assert [process.done for process in processes] == [[], ["retire"]]


def test_whoever_closes_the_page_while_waiting_leaves_the_line(school):
    for _ in range(4):
        school.want()
    gone = school.runs[2]
    gone.leave(0.0)
    school.line.advance(100.0)
    assert school.waiting() == [0, 0, 0, 1]
    gone.enter(100.0)
    school.ask(gone)
    school.line.advance(100.0)
    assert school.waiting() == [0, 0, 2, 1]


def test_one_visitor_does_not_hold_up_the_others(experiment, tmp_path):
    school = School(Limits(processes=3, own_processes=1), experiment, tmp_path)
    school.want("a")
    school.want("a")
    school.want("b")
    school.want("")
    assert school.waiting() == [0, 1, 0, 0]
    assert school.line.taken == 3


def test_a_run_that_changes_while_it_waits_keeps_its_place(school, experiment):
    for _ in range(4):
        school.want()
    changed = school.runs[2]
    changed.change(experiment.changed(seed=5), fresh=False, due=0.0)
    assert changed.take_due(1.0)
    change = changed.begin_change()
    school.line.join(Entry(changed, change.generation))
    assert school.waiting() == [0, 0, 1, 2]
    assert changed.experiment.seed == 5


def test_a_run_that_lost_its_process_goes_before_the_others(school):
    for _ in range(4):
        school.want()
    lost = school.runs[0]
    process = school.give()
    lost.lose(process, [])
    school.ask(lost, first=True)
    assert school.waiting() == [1, 0, 2, 3]


def test_a_place_goes_over_to_the_process_that_follows(school):
    for _ in range(3):
        school.want()
    process = school.give()
    place = process.place.hand_over()
    process.place.leave()
    assert school.line.taken == 2
    assert place.visitor == ""
    assert process.place.hand_over() is None
    place.leave()
    school.line.advance(0.0)
    assert school.waiting() == [0, 0, 0]


def test_an_order_to_a_run_that_waits_is_kept(school):
    for _ in range(3):
        school.want()
    school.runs[2].order(Play())
    school.give().place.leave()
    school.line.advance(0.0)
    school.give()
    assert school.give().done == [Play()]


class Crowd:
    """Processes that live for a moment, counted."""

    def __init__(self) -> None:
        self.alive = self.most = 0
        self.guard = threading.Lock()

    def begin(self, entry: Entry, place: Any) -> None:
        threading.Thread(target=self.live, args=(entry, place)).start()

    def live(self, entry: Entry, place: Any) -> None:
        with self.guard:
            self.alive += 1
            self.most = max(self.most, self.alive)
        time.sleep(0.001)
        following = place.hand_over()
        time.sleep(0.001)
        with self.guard:
            self.alive -= 1
        following.leave()
        entry.run.give_up(entry.generation, "Done.")


def test_there_are_never_more_processes_than_places(experiment, tmp_path):
    crowd, runs = Crowd(), [Run(experiment, tmp_path, play=False) for _ in range(40)]
    line = Line(Limits(processes=5), lambda: runs, crowd.begin)

    def come(run):
        for _ in range(5):
            if (generation := run.revive(even_failed=True)) is not None:
                line.join(Entry(run, generation))
            time.sleep(0.002)

    coming = [threading.Thread(target=come, args=(run,)) for run in runs]
    for thread in coming:
        thread.start()
    for thread in coming:
        thread.join()
    deadline = time.monotonic() + 20
    while any(run.status.state != "failed" for run in runs) and time.monotonic() < deadline:
        line.advance(time.monotonic())
        time.sleep(0.001)
    assert [run.status.state for run in runs] == ["failed"] * 40
    assert crowd.most == 5
