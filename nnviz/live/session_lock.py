"""One lock for the state of a session, whichever thread runs its page.

Streamlit starts a new thread for a rerun while the one before may still be on its way to its end,
and gives each a lock of its own for the state that they share. With many visitors the earlier one
takes long to notice, both change the state, and the page fails with "dictionary changed size during
iteration". With the same lock for both, one waits for the other.
"""

import logging
import threading
from functools import lru_cache
from typing import Any

_SESSIONS = 4096
"""Sessions whose locks are known; more of them at once would lose the protection only."""
_log = logging.getLogger(__name__)


def share_session_locks() -> bool:
    """Have all threads of a session use one lock; done once for the process.

    Returns:
        Whether they do: a Streamlit that is built otherwise goes on as it is.
    """
    try:
        from streamlit.runtime.state.safe_session_state import SafeSessionState
    except ImportError as error:
        _log.warning("Each thread of a session has a lock of its own: %s", error)
        return False
    if "_lock" not in SafeSessionState.__annotations__:
        _log.warning("Each thread of a session has a lock of its own: Streamlit names none.")
        return False
    make = SafeSessionState.__init__
    if getattr(make, "shares", False):
        return True

    def shared(self: Any, state: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401 - Streamlit's
        make(self, state, *given, **named)
        object.__setattr__(self, "_lock", _lock_of(id(state)))

    shared.shares = True  # type: ignore[attr-defined] - a mark of ours
    SafeSessionState.__init__ = shared
    return True


@lru_cache(maxsize=_SESSIONS)
def _lock_of(_session: int) -> threading.RLock:  # type: ignore[valid-type] - a factory to pyright
    """Return the lock of a session, named by what cannot be another's while it lives."""
    return threading.RLock()
