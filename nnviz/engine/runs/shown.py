"""What a run says of itself, and the viewers who wait to hear it."""

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from nnviz.core.run.frames import Frame
from nnviz.core.run.run import ProbeRequest, RunStatus
from nnviz.core.run.states import may_follow
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.client import Client
from nnviz.engine.header import header
from nnviz.engine.training import now_version
from nnviz.engine.waiting import Waiting, WaitingRoom, answer

if TYPE_CHECKING:
    from concurrent.futures import Future

MADE = 10.0
"""Seconds after the last request in which a page may still be about to open."""
RELOADED = 2.0
"""Seconds after the last page was closed in which it may only be loading anew."""


class ShownRun:
    """State and viewers of a run.

    Args:
        experiment: What is run.
        play: Whether it is to train.
        visitor: Whose it is; empty when that is not known.
    """

    __slots__ = (
        "_client", "_experiment", "_left", "_lock", "_pages", "_playing", "_room", "_status",
        "_touched", "_version", "_visitor",
    )  # fmt: skip

    def __init__(self, experiment: Experiment, *, play: bool, visitor: str = "") -> None:
        self._lock = threading.RLock()
        self._visitor = visitor
        # Open pages, and whether the last was closed after somebody had asked for anything.
        self._pages, self._left = 0, False
        self._experiment = experiment
        self._playing = play
        self._status = RunStatus("created")
        self._version = now_version()
        self._client: Client | None = None
        self._room = WaitingRoom()
        self._touched = time.monotonic()

    @property
    def experiment(self) -> Experiment:
        """The experiment with every setting that was changed."""
        return self._experiment

    @property
    def status(self) -> RunStatus:
        """What the run last said of itself, and whether it is to train."""
        with self._lock:
            return replace(self._status, playing=self._playing)

    @property
    def version(self) -> int:
        """Grows whenever the status changes."""
        return self._version

    @property
    def client(self) -> Client | None:
        """The process, when there is one."""
        return self._client

    @property
    def touched(self) -> float:
        """When somebody last asked for anything, on the monotonic clock."""
        return self._touched

    @property
    def visitor(self) -> str:
        """Whose it is; empty when that is not known."""
        return self._visitor

    @property
    def pages(self) -> int:
        """How many pages are open on it."""
        return self._pages

    def touch(self, now: float) -> None:
        """Note that somebody asks for something.

        Args:
            now: On the monotonic clock.
        """
        self._touched, self._left = now, False

    def enter(self, now: float) -> None:
        """Note that a page has been opened on it; `leave` has to follow.

        Args:
            now: On the monotonic clock.
        """
        with self._lock:
            self._pages += 1
            self.touch(now)

    def leave(self, now: float) -> None:
        """Note that a page has been closed.

        Args:
            now: On the monotonic clock.
        """
        with self._lock:
            self._pages -= 1
            self._touched, self._left = now, self._pages == 0

    def watched(self, now: float) -> bool:
        """Say whether a page is open on it, or is being made or loaded anew at this moment.

        Args:
            now: On the monotonic clock.
        """
        with self._lock:
            return self._pages > 0 or now - self._touched < (RELOADED if self._left else MADE)

    def excuse(self, seconds: float) -> None:
        """Let a time in which nobody could ask for anything not count.

        Args:
            seconds: How long this process stood still.
        """
        with self._lock:
            self._touched += seconds

    def status_frame(self, wants: tuple[ProbeRequest, ...]) -> bytes:
        """Return a frame without arrays, for a run whose process cannot answer."""
        return Frame(header(self._status, self._version, self._experiment, wants=wants)).encode()

    def ask(self, wants: tuple[ProbeRequest, ...], seen: int) -> "Future[bytes]":
        """Return the next frame newer than `seen`, or a sign of life after two seconds."""
        viewer = Waiting(wants, seen)
        with self._lock:
            if self._client is not None and self._client.built:
                self._client.frame(viewer)
            else:
                self.take_back([viewer])
                self._show_status()
        return viewer.future

    def take_back(self, viewers: list[Waiting]) -> None:
        """Let viewers whose process has gone wait for the next one, if there will be one."""
        with self._lock:
            if self._status.state != "lost":
                self._room.add(viewers)
                return
        answer(viewers, self.status_frame)

    def show_waiting(self, now: float) -> None:
        """Give a sign of life to those who have waited long enough."""
        with self._lock:
            late = self._room.late(now)
        answer(late, self.status_frame)

    def explain(self, reason: str) -> None:
        """Say why a run that waits for its process has none yet; others ignore it."""
        with self._lock:
            waits = self._client is None and self._status.state in ("created", "compiling")
            if waits and self._status.reason != reason:
                self._post(replace(self._status, reason=reason))

    def give_way(self) -> None:
        """Let training rest a moment, if there is any."""
        with self._lock:
            if self._client is not None and self._playing:
                self._client.give_way()

    def _post(self, status: RunStatus, version: int | None = None) -> None:
        """Take a new status and show it to those who wait, if the process cannot.

        A run that is lost stays so: what comes later is ignored.

        Args:
            status: The status.
            version: When the process changed it; now when it is not from there.

        Raises:
            ValueError: No run goes from its state to this one.
        """
        before = self._status.state
        if before == "lost":
            return
        if not may_follow(before, status.state):
            raise ValueError(f"expected what a run that is {before} may become, not {status.state}")
        self._status = status
        self._version = max(self._version + 1, version or now_version())
        if self._client is None or not self._client.built:
            self._show_status()

    def _show_status(self) -> None:
        answer(self._room.behind(self._version), self.status_frame)
