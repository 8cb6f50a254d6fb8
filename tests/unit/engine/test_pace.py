"""Speed control in exact numbers."""

import pytest

from nnviz.engine.pace import Pace


def test_flat_out_has_no_limit_and_no_wait():
    pace = Pace()
    assert pace.allowance(5.0) is None
    assert pace.wait(5.0) == 0.0


def test_first_step_may_be_made_at_once_then_one_per_interval():
    pace = Pace()
    pace.set(4.0, now=10.0)
    assert pace.allowance(10.0) == 1
    pace.spend(1)
    assert pace.allowance(10.0) == 0
    assert pace.wait(10.0) == pytest.approx(0.25)
    assert pace.allowance(10.125) == 0
    assert pace.wait(10.125) == pytest.approx(0.125)
    assert pace.allowance(10.25) == 1


def test_a_delay_is_not_followed_by_a_rush():
    pace = Pace()
    pace.set(1000.0, now=0.0)
    assert pace.allowance(60.0) == 100


def test_a_slow_pace_may_save_one_step_but_not_two():
    pace = Pace()
    pace.set(1.0, now=0.0)
    assert pace.allowance(60.0) == 1


def test_over_a_second_the_rate_is_kept():
    pace = Pace()
    pace.set(250.0, now=0.0)
    made = 0
    for tick in range(1, 101):
        allowed = pace.allowance(tick / 100)
        assert allowed is not None
        pace.spend(allowed)
        made += allowed
    assert made in (250, 251)


def test_who_presses_something_holds_the_steps_for_a_moment():
    pace = Pace()
    pace.rest(2.0)
    assert pace.resting(2.2)
    assert pace.wait(2.2) == pytest.approx(0.05)
    assert not pace.resting(2.25)


def test_who_presses_on_and_on_gets_half_of_the_time():
    pace = Pace()
    rested = 0
    for tick in range(1000):
        now = tick / 100
        if tick % 5 == 0:
            pace.rest(now)
        rested += pace.resting(now)
    assert 450 < rested < 600


def test_another_pace_ends_a_rest():
    pace = Pace()
    pace.rest(1.0)
    pace.set(None, now=1.1)
    assert not pace.resting(1.1)
