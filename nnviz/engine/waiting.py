"""Viewers who wait for a frame, and the list of those whose run has no process to answer them."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from nnviz.core.run.run import ProbeRequest

KEEP_ALIVE = 2.0
"""Seconds after which a viewer hears something in any case."""

Encode = Callable[[tuple[ProbeRequest, ...]], bytes]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A viewer who waits for a frame.

    Attributes:
        future: Takes the frame's bytes; cancelled when the viewer does not want it any more.
        wants: Read-outs that the frame should hold.
        seen: Version of the newest frame that the viewer has.
        since: When the viewer asked, on the monotonic clock.
    """

    wants: tuple[ProbeRequest, ...]
    seen: int
    future: "Future[bytes]" = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)


class WaitingRoom:
    """The viewers of a run that has no process; the run's lock guards it."""

    def __init__(self) -> None:
        self._viewers: list[Waiting] = []

    def add(self, viewers: list[Waiting]) -> None:
        """Let further viewers wait."""
        self._viewers.extend(viewers)

    def behind(self, version: int) -> list[Waiting]:
        """Return the viewers who have not seen this version; they wait no longer."""
        return self._leave(lambda viewer: viewer.seen < version)

    def late(self, now: float) -> list[Waiting]:
        """Return the viewers who have waited long enough; they and who has left wait no longer."""
        gone = self._leave(lambda one: one.future.cancelled() or now - one.since >= KEEP_ALIVE)
        return [viewer for viewer in gone if not viewer.future.cancelled()]

    def empty(self) -> list[Waiting]:
        """Return all viewers; nobody waits any longer."""
        return self._leave(lambda _viewer: True)

    def _leave(self, leaves: Callable[[Waiting], bool]) -> list[Waiting]:
        left: list[Waiting] = []
        kept: list[Waiting] = []
        for viewer in self._viewers:
            (left if leaves(viewer) else kept).append(viewer)
        self._viewers = kept
        return left


def answer(viewers: list[Waiting], encode: Encode) -> None:
    """Give viewers a frame of the run as it is.

    Args:
        viewers: Who gets one.
        encode: Makes the frame for what somebody wants.
    """
    for viewer in viewers:
        settle(viewer.future, encode(viewer.wants))


def settle(future: "Future[Any]", value: object) -> None:
    """Give a future its result or its error, unless it was cancelled or has one already."""
    if future.done() or not future.set_running_or_notify_cancel():
        return
    if isinstance(value, Exception):
        future.set_exception(value)
    else:
        future.set_result(value)
