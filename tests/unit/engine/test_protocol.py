"""Messages arrive as they were sent; frames travel unread."""

import threading
from multiprocessing import Pipe

import numpy as np
import pytest

from nnviz.core.run.run import Play, ProbeRequest
from nnviz.engine.protocol import Answer, Channel, FrameAnswer, FrameCall, Order


@pytest.fixture
def ends():
    one, other = Pipe()
    yield Channel(one), Channel(other)
    one.close()
    other.close()


@pytest.mark.parametrize(
    "message",
    [
        Order(Play()),
        FrameCall(7, (ProbeRequest("k", "surface", {"side": 20}),), 12),
        FrameAnswer(2**40, b""),
        FrameAnswer(1, bytes(range(256)) * 4),
    ],
)
def test_a_message_arrives_as_it_was_sent(ends, message):
    here, there = ends
    here.send(message)
    assert there.waiting(1.0)
    assert there.receive() == message
    assert not there.waiting(0.0)


def test_arrays_arrive_unchanged(ends):
    here, there = ends
    here.send(Answer(3, {"h1": (np.arange(4, dtype=np.float32),)}))
    value = there.receive().value
    np.testing.assert_array_equal(value["h1"][0], np.arange(4, dtype=np.float32))
    assert value["h1"][0].dtype == np.float32


def test_the_end_of_the_other_side_is_an_eof(ends):
    here, there = ends
    here.close()
    with pytest.raises(EOFError):
        there.receive()


def test_messages_of_several_threads_do_not_mix(ends):
    here, there = ends
    data = bytes(200)

    def send(start):
        for number in range(start, start + 50):
            here.send(FrameAnswer(number, data))

    threads = [threading.Thread(target=send, args=(start,)) for start in (0, 50, 100)]
    for thread in threads:
        thread.start()
    received = [there.receive() for _ in range(150)]
    for thread in threads:
        thread.join()
    assert sorted(message.id for message in received) == list(range(150))
    assert all(message.data == data for message in received)
