"""A speed that a person can follow: exact numbers, and how long one waits."""

import pytest

from nnviz.core.run.rising import rising_speed


@pytest.mark.parametrize(
    ("epoch", "speed"),
    [(0, 3.0), (4, 4.0), (28, 10.0), (400, 103.0), (1188, 300.0), (1e9, 300.0)],
)
def test_the_speed_after_some_epochs(epoch, speed):
    assert rising_speed(epoch) == speed


def test_the_first_epochs_are_watched_and_the_thousandth_is_not_waited_for():
    epoch, seconds = 0.0, {}
    for tick in range(6000):
        epoch += rising_speed(epoch) / 100
        for goal in (10, 200, 1000):
            if goal not in seconds and epoch >= goal:
                seconds[goal] = tick / 100
    assert seconds[10] == pytest.approx(2.4, abs=0.1)  # The circle is learned,
    assert seconds[200] == pytest.approx(11.5, abs=0.2)  # and the deep spiral.
    assert seconds[1000] == pytest.approx(17.7, abs=0.2)
