"""Whose runs there are, which come back to their visitor, and which are given up first."""

import threading
import time

import pytest

from nnviz.core.errors import RunError
from nnviz.core.run.run import Pause, Play, Set
from nnviz.engine.limits import Limits
from nnviz.engine.runs.heritage import Heritage
from nnviz.engine.runs.roster import Roster
from nnviz.engine.runs.run import Run
from nnviz.engine.runs.shown import MADE, RELOADED, ShownRun


@pytest.fixture
def make(experiment, tmp_path):
    def make_run(visitor="", *, touched=0.0, of=experiment):
        run = Run(of, tmp_path / "none", play=False, visitor=visitor)
        run.touch(touched)
        return run

    return make_run


def test_a_run_is_found_until_it_is_taken_out(make):
    roster, run = Roster(Limits()), make()
    token, out = roster.admit(run, 0.0)
    assert (len(token), out) == (43, [])
    assert token in roster
    assert roster.find(token) is roster.get(token) is run
    assert roster.items() == [(token, run)]
    assert roster.pop(token) is run
    assert roster.pop(token) is None
    assert roster.get(token) is None
    with pytest.raises(RunError, match="an active run"):
        roster.find(token)


def test_a_page_counts_as_open_while_it_is_made_and_until_it_is_closed(make):
    run = make(touched=100.0)
    assert run.watched(100.0 + MADE - 0.1)
    assert not run.watched(100.0 + MADE)
    run.enter(200.0)
    run.enter(200.0)
    run.leave(300.0)
    assert run.watched(10_000.0)
    run.leave(400.0)
    assert run.watched(400.0 + RELOADED - 0.1)
    assert not run.watched(400.0 + RELOADED)
    run.touch(500.0)
    assert run.watched(500.0 + MADE - 0.1)


def test_a_run_that_was_made_just_now_waits_for_its_page(experiment):
    before = time.monotonic()
    run = ShownRun(experiment, play=False)
    assert run.watched(before + MADE - 0.1)
    assert not run.watched(time.monotonic() + MADE)


def test_when_there_are_too_many_the_one_asked_for_longest_ago_goes(make):
    roster = Roster(Limits(runs=2))
    roster.admit(make("a", touched=5.0), 100.0)
    older, _ = roster.admit(make("b", touched=4.0), 100.0)
    _, out = roster.admit(make("c", touched=100.0), 100.0)
    assert [run.visitor for run in out] == ["b"]
    assert older not in roster
    assert len(roster.runs()) == 2


def test_whoever_has_the_most_closed_pages_gives_up_first(make):
    roster = Roster(Limits(runs=4))
    for visitor, touched in (("a", 1.0), ("b", 2.0), ("b", 3.0), ("c", 0.0)):
        roster.admit(make(visitor, touched=touched), 100.0)
    _, out = roster.admit(make("d", touched=100.0), 100.0)
    assert [(run.visitor, run.touched) for run in out] == [("b", 2.0)]


def test_a_run_with_an_open_page_is_never_given_up(make):
    roster, held = Roster(Limits(runs=2)), make("a")
    held.enter(0.0)
    token, _ = roster.admit(held, 100.0)
    roster.admit(make("b", touched=50.0), 100.0)
    _, out = roster.admit(make("c", touched=100.0), 100.0)
    assert [run.visitor for run in out] == ["b"]
    with pytest.raises(RunError, match=r"at most 2 runs at once, received one more\. Close a page"):
        roster.admit(make("d", touched=100.0), 101.0)
    assert token in roster


def test_one_visitor_cannot_take_the_places_of_all(make):
    roster = Roster(Limits(runs=200, own_runs=3))
    others, _ = roster.admit(make("b", touched=0.0), 0.0)
    for second in range(200):
        roster.admit(make("a", touched=20.0 * second), 20.0 * second)
    assert others in roster
    assert len(roster.runs()) == 4


def test_a_visitor_whose_pages_are_all_open_is_told(make):
    roster = Roster(Limits(own_runs=1))
    run = make("a")
    run.enter(0.0)
    roster.admit(run, 50.0)
    with pytest.raises(RunError, match="at most 1 runs of one visitor"):
        roster.admit(make("a"), 50.0)
    roster.admit(make("b"), 50.0)


def test_runs_of_nobody_in_particular_have_no_quota(make):
    roster = Roster(Limits(own_runs=1))
    for _ in range(3):
        roster.admit(make(""), 0.0)
    assert len(roster.runs()) == 3


def test_the_bound_holds_when_many_come_at_once(make):
    roster, gate = Roster(Limits(runs=10)), threading.Barrier(16)
    for _ in range(10):
        roster.admit(make("old"), 100.0)

    def come(number):
        gate.wait()
        for turn in range(20):
            roster.admit(make(f"{number}", touched=0.0), 200.0 + turn)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(roster.runs()) == 10


def test_the_run_used_last_comes_back_to_its_visitor_alone(make, experiment):
    roster = Roster(Limits())
    other = experiment.changed(seed=9)
    first, _ = roster.admit(make("a", touched=1.0), 0.0)
    second, _ = roster.admit(make("a", touched=2.0, of=other), 0.0)
    third, _ = roster.admit(make("a", touched=0.5), 0.0)
    roster.admit(make("b", touched=9.0), 0.0)
    roster.admit(make("", touched=10.0), 0.0)
    assert roster.come_back("a") == second
    assert roster.come_back("a", experiment) == first
    roster.pop(first)
    assert roster.come_back("a", experiment) == third
    assert roster.come_back("a", experiment.changed(seed=1)) is None
    assert roster.come_back("c") is None
    assert roster.come_back("") is None


@pytest.mark.parametrize("command", [Set(speed=1.0), Pause()])
def test_a_run_with_which_nothing_was_done_is_like_a_new_one(make, command):
    run = make()
    run.order(command)
    assert run.blank
    run.order(Play())
    assert not run.blank


def test_a_run_that_begins_with_weights_is_like_no_other(experiment, tmp_path):
    given = Heritage(weights={}, initial=None)
    assert not Run(experiment, tmp_path, play=False, heritage=given).blank
    assert not Run(experiment, tmp_path, play=False, heritage=Heritage(snapshot=tmp_path)).blank
    assert Run(experiment, tmp_path, play=False).blank
