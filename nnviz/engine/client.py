"""One run process as the web process sees it."""

import itertools
import queue
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from nnviz.core.errors import RefusedError, RunError
from nnviz.core.run.run import Command, ProbeRequest, Weights
from nnviz.engine.environment import RUN_NICENESS
from nnviz.engine.launch import Spare, end
from nnviz.engine.protocol import (
    Answer,
    Beat,
    Begin,
    Cancel,
    ExportCall,
    Farewell,
    FrameAnswer,
    FrameCall,
    GiveWay,
    Message,
    Order,
    ProbeCall,
    Refusal,
    Report,
    Retire,
    StepBack,
    WeightsCall,
)
from nnviz.engine.waiting import Waiting, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnviz.engine.line import Place

_NUMBERS = itertools.count(1)


class Client:
    """Talks to one run process; every method may be called from any thread and returns at once.

    A thread reads and another writes, so that neither a full pipe nor a stopped process can
    block a caller.

    Args:
        spare: The process.
        begin: What it runs.
        on_report: Called with every report.
        on_end: Called once when the process is gone, with the viewers it leaves behind.
        place: Given back when the process is gone.
    """

    def __init__(
        self,
        spare: Spare,
        begin: Begin,
        on_report: "Callable[[Client, Report], None]",
        on_end: "Callable[[Client, list[Waiting]], None]",
        place: "Place | None" = None,
    ) -> None:
        self.begin = begin
        self.farewell: Farewell | None = None
        self.built = False
        self.heard = time.monotonic()
        self.beat = Beat(0.0, compiling=True)
        self.orders = 0
        self._spare = spare
        self._on_report = on_report
        self._on_end = on_end
        self._place = place
        self._niceness = RUN_NICENESS
        self._calls: dict[int, Future[Any]] = {}
        self._viewers: dict[int, Waiting] = {}
        self._lock = threading.Lock()
        self._ended = False
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._outbox.put(begin)
        for target in (self._read, self._write):
            threading.Thread(target=target, name=f"run-{target.__name__}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._spare.process.pid or 0

    def order(self, command: Command) -> None:
        """Pass a command on."""
        self.orders += 1
        self._outbox.put(Order(command))

    def frame(self, viewer: Waiting) -> None:
        """Ask for a frame for a viewer; cancelling its future withdraws the call."""
        number = next(_NUMBERS)
        with self._lock:
            gone = self._ended
            if not gone:
                self._viewers[number] = viewer
                self._outbox.put(FrameCall(number, viewer.wants, viewer.seen))
        if gone:
            self._on_end(self, [viewer])
            return
        viewer.future.add_done_callback(lambda done: done.cancelled() and self._withdraw(number))

    def give_way(self) -> None:
        """Pause training briefly."""
        self._outbox.put(GiveWay())

    def release(self) -> list[Waiting]:
        """Withdraw all calls for frames and return their viewers."""
        with self._lock:
            viewers, self._viewers = self._viewers, {}
        for number in viewers:
            self._outbox.put(Cancel(number))
        return list(viewers.values())

    def probe(self, want: ProbeRequest) -> "Future[dict[str, Any]]":
        """Ask for one read-out."""
        number = next(_NUMBERS)
        return self._call(number, ProbeCall(number, want))

    def weights(self) -> "Future[Weights]":
        """Ask for all weights."""
        number = next(_NUMBERS)
        return self._call(number, WeightsCall(number))

    def export(self, form: str) -> "Future[bytes]":
        """Ask for the model as a file."""
        number = next(_NUMBERS)
        return self._call(number, ExportCall(number, form))

    def excuse(self, now: float) -> None:
        """Let the silence until now not count.

        Args:
            now: On the monotonic clock.
        """
        self.heard = now

    def step_back(self, niceness: int) -> None:
        """Tell the process to leave the processor to others; once for every higher niceness."""
        if niceness > self._niceness:
            self._niceness = niceness
            self._outbox.put(StepBack(niceness))

    def retire(self) -> None:
        """Let the process write a snapshot and end."""
        self._outbox.put(Retire())

    def hand_over(self) -> "Place | None":
        """Return the place of this process for the one that takes over from it; None without."""
        return None if self._place is None else self._place.hand_over()

    def strike(self) -> None:
        """Kill the process without waiting until it has gone."""
        self._spare.process.kill()

    def kill(self) -> None:
        """End the process and wait until it has gone."""
        end(self._spare.process)

    def _call(self, number: int, message: Message) -> "Future[Any]":
        future: Future[Any] = Future()
        with self._lock:
            if not self._ended:
                self._calls[number] = future
                self._outbox.put(message)
                return future
        future.set_exception(_gone())
        return future

    def _withdraw(self, number: int) -> None:
        with self._lock:
            if self._viewers.pop(number, None) is not None:
                self._outbox.put(Cancel(number))

    def _write(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._spare.channel.send(message)
            except (OSError, ValueError):
                return  # The reader notices too, and cleans up.

    def _read(self) -> None:
        try:
            while True:
                self._take(self._spare.channel.receive())
        except (EOFError, OSError):
            self._finish()

    def _take(self, message: Message) -> None:
        self.heard = time.monotonic()
        if isinstance(message, Beat):
            self.beat = message
        elif isinstance(message, Report):
            self.built = self.built or message.built
            self._on_report(self, message)
        elif isinstance(message, FrameAnswer):
            self._show(message)
        elif isinstance(message, Answer):
            self._settle(message.id, message.value)
        elif isinstance(message, Refusal):
            self._settle(message.id, RefusedError(message.reason))
        elif isinstance(message, Farewell):
            self.farewell = message

    def _show(self, answer: FrameAnswer) -> None:
        with self._lock:
            viewer = self._viewers.pop(answer.id, None)
        if viewer is not None:
            settle(viewer.future, answer.data)

    def _settle(self, number: int, value: object) -> None:
        with self._lock:
            future = self._calls.pop(number, None)
        if future is not None:
            settle(future, value)

    def _finish(self) -> None:
        """Clean up after a process that has gone."""
        with self._lock:
            self._ended = True
            numbers = list(self._calls)
            viewers, self._viewers = list(self._viewers.values()), {}
        self._outbox.put(None)
        for number in numbers:
            self._settle(number, _gone())
        end(self._spare.process, 0.5)
        self._spare.channel.close()
        if self._place is not None:
            self._place.leave()
        self._on_end(self, viewers)


def _gone() -> RunError:
    return RunError("a run with a process", "one whose process has ended", "It will come back.")
