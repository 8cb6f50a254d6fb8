"""Signs of life, and the two reasons to end a process from beside its main loop."""

import time
from multiprocessing import Pipe

import pytest

from nnviz.engine.protocol import Beat, Channel, Farewell
from nnviz.engine.pulse import Pulse


@pytest.fixture
def ends():
    ours, theirs = Pipe()
    yield Channel(ours), Channel(theirs)
    ours.close()
    theirs.close()


def test_a_beat_tells_how_long_ago_the_loop_came_round(ends):
    here, there = ends
    pulse = Pulse(here)
    time.sleep(0.02)
    assert pulse.beat()
    beat = there.receive()
    assert isinstance(beat, Beat)
    assert 0.02 <= beat.stalled < 5
    pulse.tick()
    pulse.beat()
    assert there.receive().stalled < beat.stalled


def test_a_beat_tells_whether_something_is_compiled(ends):
    here, there = ends
    pulse = Pulse(here)
    with pulse.compiling():
        pulse.beat()
    pulse.beat()
    assert [there.receive().compiling for _ in range(2)] == [True, False]


def test_without_a_web_process_the_process_ends(ends):
    here, there = ends
    there.close()
    codes = []
    assert not Pulse(here, leave=codes.append).beat()
    assert codes == [0]


def test_a_process_that_has_grown_too_large_says_so_and_ends(ends):
    here, there = ends
    codes = []
    pulse = Pulse(here, leave=codes.append)
    pulse.guard(0)
    assert pulse.beat()
    pulse.guard(20 << 20)
    assert pulse.beat()
    grown = b"\x01" * (60 << 20)
    assert not pulse.beat()
    assert codes == [1]
    assert len(grown) == 60 << 20
    assert [there.receive() for _ in range(3)][2] == Farewell(memory=True)
