"""Frame calls: answered when something is new, shared, kept alive, never queued."""

from multiprocessing import Pipe

import numpy as np
import pytest

from nnviz.core.run.frames import Frame
from nnviz.core.run.run import Play, ProbeRequest
from nnviz.engine import viewers as viewers_module
from nnviz.engine.protocol import Channel, FrameCall
from nnviz.engine.pulse import Pulse
from nnviz.engine.training import Training
from nnviz.engine.viewers import Viewers

SURFACE = ProbeRequest("s", "surface", {"side": 4})


class Clock:
    """Stands in for the time module."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(viewers_module, "time", clock)
    return clock


@pytest.fixture
def training(scripted, plane_data):
    training = Training(scripted(), plane_data)
    training.measure()
    return training


@pytest.fixture
def viewers(training, clock):
    assert clock.now == 100.0
    ours, _ = Pipe()
    return Viewers(training, Pulse(Channel(ours)))


def test_a_viewer_who_has_seen_nothing_is_answered_at_once(viewers, training):
    viewers.add(FrameCall(5, (SURFACE,), 0))
    assert viewers.curious
    ((number, data),) = viewers.answers()
    frame = Frame.decode(data)
    assert number == 5
    np.testing.assert_array_equal(frame.arrays["s/z"], [0])
    assert frame.header["version"] == training.version
    assert frame.header["network"] == training.session.experiment.network.fingerprint
    assert viewers.answers() == []


def test_a_viewer_who_is_up_to_date_waits_for_a_change(viewers, training, clock):
    viewers.add(FrameCall(1, (SURFACE,), training.version))
    assert viewers.answers() == []
    training.apply(Play())
    training.advance()
    clock.now += 0.1
    ((_, data),) = viewers.answers()
    np.testing.assert_array_equal(Frame.decode(data).arrays["s/z"], [7])


def test_after_two_seconds_there_is_a_sign_of_life_without_arrays(viewers, training, clock):
    viewers.add(FrameCall(1, (SURFACE,), training.version))
    assert viewers.wait() == 2.0
    clock.now += 2.0
    ((_, data),) = viewers.answers()
    frame = Frame.decode(data)
    assert frame.arrays == {}
    assert frame.header["state"] == "paused"


def test_only_the_newest_picture_is_ever_read(viewers, training):
    training.apply(Play())
    for _ in range(5):
        training.advance()
    viewers.add(FrameCall(1, (SURFACE,), 0))
    ((_, data),) = viewers.answers()
    np.testing.assert_array_equal(Frame.decode(data).arrays["s/z"], [35])
    assert len(training.session.probed) == 1


def test_viewers_of_the_same_thing_share_one_read_out(viewers, training):
    viewers.add(FrameCall(1, (SURFACE,), 0))
    viewers.add(FrameCall(2, (ProbeRequest("other", "surface", {"side": 4}),), 0))
    viewers.add(FrameCall(3, (ProbeRequest("s", "surface", {"side": 5}),), 0))
    frames = dict(viewers.answers())
    assert "other/z" in Frame.decode(frames[2]).arrays
    assert [want.options["side"] for want in training.session.probed] == [4, 5]


def test_a_cancelled_call_is_not_answered(viewers):
    viewers.add(FrameCall(1, (SURFACE,), 0))
    viewers.cancel(1)
    viewers.cancel(99)
    assert viewers.answers() == []


def test_frames_are_spaced(viewers, clock):
    viewers.add(FrameCall(1, (), 0))
    assert len(viewers.answers()) == 1
    viewers.add(FrameCall(2, (), 0))
    assert viewers.answers() == []
    assert 0 < viewers.wait() <= 0.03
    clock.now += 0.03
    assert len(viewers.answers()) == 1


def test_what_is_chosen_anew_does_not_wait_for_costly_frames_to_pay_off(
    viewers, training, clock, monkeypatch
):
    def costly(_):
        clock.now += 0.1
        return {"z": np.zeros(1)}

    monkeypatch.setattr(training.session, "probe", costly)
    training.apply(Play())
    viewers.add(FrameCall(1, (SURFACE,), 0))
    assert len(viewers.answers()) == 1
    served = clock.now - 0.1
    training.advance()
    viewers.add(FrameCall(2, (SURFACE,), 1))
    assert viewers.wait() == pytest.approx(served + 0.2 - clock.now)
    assert not viewers.curious
    viewers.add(FrameCall(3, (ProbeRequest("n", "surface", {"side": 5}),), 0))
    assert viewers.wait() == 0
    assert viewers.curious
    assert [number for number, _ in viewers.answers()] == [3]


def test_what_is_chosen_anew_goes_before_training_once(viewers, clock):
    viewers.add(FrameCall(1, (SURFACE,), 1))
    assert not viewers.chosen
    viewers.add(FrameCall(2, (SURFACE,), 0))
    assert viewers.chosen
    assert len(viewers.answers()) == 2
    # Whoever chose again at once leaves the network time for a slice.
    viewers.add(FrameCall(3, (SURFACE,), 0))
    assert not viewers.chosen
    clock.now += 0.03
    assert viewers.chosen


def test_a_frame_says_which_wish_it_answers(viewers, training, clock):
    both = (SURFACE, ProbeRequest("m", "misfit"))
    viewers.add(FrameCall(1, both, 0))
    assert Frame.decode(viewers.answers()[0][1]).header["keys"] == ["s", "m"]
    viewers.add(FrameCall(2, both, training.version))
    clock.now += 2.0
    assert Frame.decode(viewers.answers()[0][1]).header["keys"] == ["s", "m"]


def test_what_a_frame_held_back_comes_with_the_next_without_a_pause(
    viewers, training, clock, monkeypatch
):
    def costly(_):
        clock.now += 0.15
        return {"z": np.zeros(1)}

    monkeypatch.setattr(training.session, "probe", costly)
    wants = (SURFACE, ProbeRequest("n", "surface", {"side": 5}))
    viewers.add(FrameCall(1, wants, 0))
    first = Frame.decode(viewers.answers()[0][1])
    assert list(first.arrays) == ["s/z"]
    viewers.add(FrameCall(2, wants, first.header["version"]))
    assert viewers.wait() == 0
    assert "n/z" in Frame.decode(viewers.answers()[0][1]).arrays


def test_misfits_and_broken_read_outs_become_notes(viewers):
    wants = (ProbeRequest("a", "misfit"), ProbeRequest("b", "broken"), SURFACE)
    viewers.add(FrameCall(1, wants, 0))
    ((_, data),) = viewers.answers()
    frame = Frame.decode(data)
    assert list(frame.arrays) == ["s/z"]
    assert frame.header["notes"] == {
        "a": "Expected a plane, received a picture.",
        "b": "This view failed (ZeroDivisionError).",
    }


def test_nobody_waiting_means_nothing_to_do(viewers):
    assert viewers.wait() == 2.0
    assert not viewers.curious
    assert viewers.answers() == []


def test_a_first_picture_is_followed_by_the_rest_though_nothing_changed(
    viewers, training, clock, monkeypatch
):
    more = [{"z": np.zeros(1), "unfinished": np.ones(1)}, {"z": np.ones(1)}]
    monkeypatch.setattr(training.session, "probe", lambda _: more.pop(0))
    viewers.add(FrameCall(1, (SURFACE,), 0))
    first = Frame.decode(viewers.answers()[0][1])
    assert first.header["version"] == training.version - 1
    clock.now += 1
    viewers.add(FrameCall(2, (SURFACE,), first.header["version"]))
    second = Frame.decode(viewers.answers()[0][1])
    assert np.asarray(second.arrays["s/z"]).tolist() == [1]
    assert second.header["version"] == training.version


def test_what_is_compiled_ahead_waits_until_all_else_is_there(
    viewers, training, clock, monkeypatch
):
    asked: list[str] = []
    monkeypatch.setattr(
        training.session, "probe", lambda want: asked.append(want.probe) or {"z": np.zeros(1)}
    )
    ahead = ProbeRequest("a", "preparation", {"page": "learning"})
    for number in (1, 2):
        viewers.add(FrameCall(number, (ahead, SURFACE), 0))
        viewers.answers()
        training.version += 1
        clock.now += 1
    assert asked == ["surface", "surface", "preparation"]


def test_on_a_busy_machine_each_frame_still_begins_something_new(
    viewers, training, clock, monkeypatch
):
    asked: list[str] = []

    def slow(want):
        asked.append(want.probe)
        clock.now += 0.5
        return {"z": np.zeros(1)}

    monkeypatch.setattr(training.session, "probe", slow)
    others = tuple(ProbeRequest(name, name, {}) for name in ("tiles", "links"))
    for number in range(3):
        viewers.add(FrameCall(number, (SURFACE, *others), 0))
        viewers.answers()
        training.version += 1
        clock.now += 5
    assert asked == ["surface", "surface", "tiles", "surface", "tiles", "links"]


def test_nothing_is_kept_of_calls_that_were_answered_or_cancelled(viewers):
    for number in range(20):
        viewers.add(FrameCall(number, (SURFACE,), 0))
        viewers.add(FrameCall(100 + number, (SURFACE,), 0))
        viewers.cancel(100 + number)
    assert len(viewers.answers()) == 20
    viewers.cancel(999)
    assert viewers._calls == {}


def test_of_many_different_read_outs_only_some_are_kept(viewers, training, monkeypatch):
    monkeypatch.setattr(viewers_module, "_MOST_SHARED", 3)
    monkeypatch.setattr(viewers_module, "_MOST_KNOWN", 5)
    wants = [ProbeRequest("s", "surface", {"side": side}) for side in range(2, 12)]
    for want in wants:
        viewers.read(want)
        assert len(viewers._shared) <= 3
        assert len(viewers._known) <= 5
    # What was read last is shared; what was read first is read again.
    assert viewers.read(wants[-1]) is viewers.read(wants[-1])
    assert viewers.read(wants[0]) is viewers.read(wants[0])
    assert training.version
