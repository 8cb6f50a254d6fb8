"""Pushes reach those who watch, and nobody else."""

import time

import pytest

from nnviz.live import pushing
from nnviz.live.pushing import next_order, push, reachable


def test_a_push_reaches_every_viewer_of_its_run_while_it_watches():
    here, there, elsewhere = [], [], []
    with reachable("run", here.append), reachable("other", elsewhere.append):
        with reachable("run", there.append):
            push("run", "first")
        push("run", "second")
    push("run", "third")
    assert (here, there, elsewhere) == (["first", "second"], ["first"], [])


def test_a_push_for_nobody_is_nothing():
    push("nobody", "text")


def test_orders_grow_also_within_a_millisecond_and_beyond_earlier_servers():
    before = time.time_ns() // 1_000_000
    orders = [next_order() for _ in range(1000)]
    assert orders == sorted(set(orders))
    assert orders[0] >= before
    assert orders[-1] < 2**53


def test_nothing_is_kept_of_viewers_and_runs_that_are_gone():
    before = dict(pushing._viewers)
    for number in range(50):
        with reachable(f"run {number}", print), reachable(f"run {number}", repr):
            assert len(pushing._viewers[f"run {number}"]) == 2
        push(f"run {number}", "late")
    with pytest.raises(OSError), reachable("broken", print):  # noqa: PT011 - any error
        raise OSError
    assert dict(pushing._viewers) == before
