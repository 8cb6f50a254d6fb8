"""Figures that reach the browser ahead of Streamlit.

A page's script sends its elements through Streamlit, and the browser shows them once it has
worked out the whole page again: 70 to 150 ms, which is most of the time between a tick of a
slider and the redrawn network. So a changed figure also goes over the WebSocket that its run is
watched on, as soon as it is written out, and is drawn at once.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Deliver = Callable[[str], object]
"""Takes a message for one viewer; called from any thread, returns at once."""

_viewers: defaultdict[str, set[Deliver]] = defaultdict(set)
_lock = threading.Lock()
_last = 0


@contextmanager
def reachable(token: str, deliver: Deliver) -> Iterator[None]:
    """Let pushes for a run reach a viewer while it watches.

    Args:
        token: The run.
        deliver: Takes the messages.
    """
    with _lock:
        _viewers[token].add(deliver)
    try:
        yield
    finally:
        with _lock:
            _viewers[token].discard(deliver)
            if not _viewers[token]:
                del _viewers[token]


def push(token: str, message: str) -> None:
    """Send a message to everybody who watches a run; to nobody when there is nobody."""
    with _lock:
        found = tuple(_viewers.get(token, ()))
    for deliver in found:
        deliver(message)


def next_order() -> int:
    """Return a number that is larger than all before, also those of an earlier server process."""
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000)
        return _last
