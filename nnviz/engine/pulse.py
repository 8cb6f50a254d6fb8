"""Signs of life of a run process, sent from a thread of its own."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from nnviz.engine.protocol import Beat, Channel


class Pulse:
    """Tells the web process how long ago the main loop came round.

    The thread also notices first when the web process is gone while the main loop is inside a
    long call, and then ends the process at once.

    Args:
        channel: Where the beats go.
        interval: Seconds between two beats.
    """

    def __init__(self, channel: Channel, interval: float = 1.0) -> None:
        self._channel = channel
        self._interval = interval
        self._ticked = time.monotonic()
        self._compiling = False

    def start(self) -> None:
        """Start beating; the thread ends with the process."""
        threading.Thread(target=self._beat, name="pulse", daemon=True).start()

    def tick(self) -> None:
        """Note that the main loop came round."""
        self._ticked = time.monotonic()

    @contextmanager
    def compiling(self) -> Iterator[None]:
        """Mark what is done inside as something that may take long."""
        self._compiling = True
        try:
            yield
        finally:
            self._compiling = False
            self.tick()

    def _beat(self) -> None:
        while True:
            stalled = time.monotonic() - self._ticked
            try:
                self._channel.send(Beat(stalled, self._compiling))
            except OSError:
                os._exit(0)
            time.sleep(self._interval)
