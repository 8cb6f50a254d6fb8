"""Heartbeats of a run process, sent from a thread of its own."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from nnviz.engine.protocol import Beat, Channel, Farewell


class Pulse:
    """Tells the web process how long ago the main loop came round.

    The thread also notices first when the web process is gone while the main loop is inside a
    long call, or when the process has grown too large, and then ends it at once.

    Args:
        channel: Where the beats go.
        interval: Seconds between two beats.
        leave: Ends the process.
    """

    def __init__(
        self,
        channel: Channel,
        interval: float = 1.0,
        leave: Callable[[int], object] = os._exit,
    ) -> None:
        self._channel = channel
        self._interval = interval
        self._leave = leave
        self._most: int | None = None
        self._ticked = time.monotonic()
        self._compiling = False

    def start(self) -> None:
        """Start beating; the thread ends with the process."""
        threading.Thread(target=self._beat, name="pulse", daemon=True).start()

    def guard(self, extra: int) -> None:
        """End the process when it occupies this many bytes more than now; 0 is no limit.

        Where the operating system can refuse memory it does so first; this is for the others.
        """
        if extra > 0:
            self._most = psutil.Process().memory_info().rss + extra

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
        while self.beat():
            time.sleep(self._interval)

    def beat(self) -> bool:
        """Send one sign of life; say whether the process goes on."""
        stalled = time.monotonic() - self._ticked
        try:
            if self._most is not None and psutil.Process().memory_info().rss > self._most:
                self._channel.send(Farewell(memory=True))
                self._leave(1)
                return False
            self._channel.send(Beat(stalled, self._compiling))
        except OSError:
            self._leave(0)
            return False
        return True
