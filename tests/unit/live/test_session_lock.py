"""Two threads of one session never change its state at the same time."""

import builtins
import threading

import pytest
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from nnviz.live.session_lock import share_session_locks


@pytest.fixture
def shared(monkeypatch):
    """Locks that are shared, for this test alone."""
    monkeypatch.setattr(SafeSessionState, "__init__", SafeSessionState.__init__)
    assert share_session_locks()
    assert share_session_locks()


def both(state: SessionState) -> tuple[SafeSessionState, SafeSessionState]:
    return SafeSessionState(state, lambda: None), SafeSessionState(state, lambda: None)


def changed_during(state: SessionState) -> bool:
    """Say whether a second thread gets at the state while the first works on it."""
    first, second = both(state)
    done = threading.Event()

    def write() -> None:
        second["key"] = 1
        done.set()

    with first._lock:
        thread = threading.Thread(target=write)
        thread.start()
        entered = done.wait(0.3)
    thread.join()
    assert second["key"] == 1
    return entered


def test_streamlit_by_itself_lets_both_at_it():
    """Or this module is of no use any more."""
    if getattr(SafeSessionState.__init__, "shares", False):
        pytest.skip("the locks of this process are shared already")
    assert changed_during(SessionState())


@pytest.mark.usefixtures("shared")
def test_the_second_thread_waits_for_the_first():
    assert not changed_during(SessionState())


@pytest.mark.usefixtures("shared")
def test_sessions_do_not_wait_for_each_other():
    states = SessionState(), SessionState()
    assert both(states[0])[0]._lock is not both(states[1])[0]._lock
    assert both(states[0])[0]._lock is both(states[0])[1]._lock


def test_a_streamlit_that_is_built_otherwise_goes_on_as_it_is(monkeypatch):
    before = SafeSessionState.__init__
    monkeypatch.setattr(SafeSessionState, "__annotations__", {})
    assert not share_session_locks()
    really = builtins.__import__

    def without(name, *rest):
        if name.endswith("safe_session_state"):
            raise ImportError(name)
        return really(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert not share_session_locks()
    assert SafeSessionState.__init__ is before
