"""Viewers of a run without a process: who is behind, who is late, who has left."""

from nnviz.engine.waiting import KEEP_ALIVE, Waiting, WaitingRoom, answer


def futures(viewers):
    return [viewer.future for viewer in viewers]


def room_of(*viewers):
    room = WaitingRoom()
    room.add([*viewers])
    return room


def test_who_has_not_seen_a_version_leaves_with_it():
    old, new = Waiting((), 3), Waiting((), 4)
    room = room_of(old, new)
    assert futures(room.behind(4)) == [old.future]
    assert room.behind(4) == []
    assert futures(room.empty()) == [new.future]
    assert room.empty() == []


def test_who_waited_two_seconds_is_late_and_who_left_is_forgotten():
    early, late, gone = Waiting((), 0, since=10.0), Waiting((), 0, since=9.0), Waiting((), 0)
    gone.future.cancel()
    room = room_of(early, late, gone)
    assert futures(room.late(9.0 + KEEP_ALIVE)) == [late.future]
    assert futures(room.empty()) == [early.future]


def test_everybody_is_answered_for_what_they_want():
    first, second, gone = Waiting((), 0), Waiting((), 0), Waiting((), 0)
    gone.future.cancel()
    answer([first, second, gone], lambda wants: f"{len(wants)} read-outs".encode())
    assert first.future.result(0) == second.future.result(0) == b"0 read-outs"
