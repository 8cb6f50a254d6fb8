"""The places for processes, and the runs that wait in line for one."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from nnviz.core.run.run import Pause
from nnviz.engine.limits import Limits
from nnviz.engine.runs.run import Run


class Place:
    """The right of a run to have one process, given back once that process is gone.

    Args:
        visitor: Whose run it is.
        give_back: Called once.
    """

    def __init__(self, visitor: str, give_back: "Callable[[Place], None]") -> None:
        self.visitor = visitor
        self._give_back: Callable[[Place], None] | None = give_back
        self._lock = threading.Lock()

    def leave(self) -> None:
        """Give it back; ignored the second time, and once it has been handed over."""
        with self._lock:
            give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back(self)

    def hand_over(self) -> "Place | None":
        """Return the same right for the process that follows; None when it was given back."""
        with self._lock:
            give_back, self._give_back = self._give_back, None
        return None if give_back is None else Place(self.visitor, give_back)


@dataclass(frozen=True, slots=True)
class Entry:
    """A run in the line.

    Attributes:
        run: The run.
        generation: What the process is wanted for; see `Run.want_process`.
        source: A run whose weights it begins with.
    """

    run: Run
    generation: int
    source: Run | None = None


class Line:
    """Gives places to runs, first come, first served; every method may be called from any thread.

    A place is taken before its process is had, and given back when that process is gone, so there
    are never more processes than places.

    Args:
        limits: How many places there are, for one visitor and for all.
        runs: Returns all runs there are.
        begin: Gets a process for a run that has its place now; returns at once.
    """

    def __init__(
        self,
        limits: Limits,
        runs: Callable[[], list[Run]],
        begin: Callable[[Entry, Place], None],
    ) -> None:
        self.places = limits.processes
        self._own_places = limits.own_processes
        self._runs = runs
        self._begin = begin
        self._waiting: list[Entry] = []
        # Not what a place gives back to: that must not wait for one that is being given.
        self._taken: Counter[str] = Counter()
        self._count = threading.Lock()
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """How many places are taken."""
        with self._count:
            return self._taken.total()

    def join(self, entry: Entry, *, first: bool = False) -> None:
        """Have a run wait for a place; it begins at once when one is free.

        Args:
            entry: The run; when it waits already, it keeps its place in the line.
            first: Whether it goes before the others, because it has only just lost its process.
        """
        with self._lock:
            runs = [one.run for one in self._waiting]
            if entry.run in runs:
                self._waiting[runs.index(entry.run)] = entry
            else:
                self._waiting.insert(0 if first else len(runs), entry)
        self.advance(time.monotonic())

    def advance(self, now: float) -> None:
        """Give free places to those who wait longest, and tell the others where they stand.

        Args:
            now: On the monotonic clock.
        """
        with self._lock:
            if not self._waiting:
                return
            self._leave_out(now)
            for entry in list(self._waiting):
                place = self._take(entry.run.visitor)
                if place is not None:
                    self._waiting.remove(entry)
                    entry.run.wait_in_line(entry.generation, 0)
                    self._begin(entry, place)
            for number, entry in enumerate(self._waiting, 1):
                entry.run.wait_in_line(entry.generation, number)
            self._ask_for_places(now)

    def _leave_out(self, now: float) -> None:
        """Take those out of the line whose page has been closed or who want something else now."""
        kept: list[Entry] = []
        for entry in self._waiting:
            if not entry.run.wants(entry.generation):
                continue
            if entry.run.watched(now):
                kept.append(entry)
            else:
                entry.run.leave_line(entry.generation)
        self._waiting = kept

    def _take(self, visitor: str) -> Place | None:
        with self._count:
            own = self._taken[visitor] if visitor else 0
            if self._taken.total() >= self.places or own >= self._own_places:
                return None
            self._taken[visitor] += 1
        return Place(visitor, self._given_back)

    def _given_back(self, place: Place) -> None:
        with self._count:
            self._taken[place.visitor] -= 1
            if not self._taken[place.visitor]:
                del self._taken[place.visitor]

    def _ask_for_places(self, now: float) -> None:
        """Have runs that no page is open on give up their processes, as many as are waited for."""
        having = [run for run in self._runs() if run.client is not None]
        leaving = sum(run.retiring for run in having)
        closed = [run for run in having if not run.retiring and not run.watched(now)]
        closed.sort(key=lambda run: run.touched)
        for run in closed[: max(0, len(self._waiting) - leaving)]:
            if run.status.playing:
                run.order(Pause())
            run.retire()
