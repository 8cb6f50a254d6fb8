"""How runs get their processes: in the background, with the weights of their predecessors."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError

import numpy as np

from nnviz.core.errors import RunError
from nnviz.core.run.run import Weights
from nnviz.engine.client import Client
from nnviz.engine.launch import Launcher
from nnviz.engine.limits import Limits
from nnviz.engine.line import Entry, Line, Place
from nnviz.engine.recovery import Recovery
from nnviz.engine.runs.run import Run
from nnviz.engine.waiting import Waiting

_WEIGHTS_TIMEOUT = 3.0
_LOG = logging.getLogger(__name__)


class Starter:
    """Starts processes for runs in the background.

    Args:
        limits: Bounds on number and memory.
        launcher: Where processes come from.
        runs: Returns all runs there are.

    Attributes:
        recovery: What happens when a process is gone.
        line: Where runs wait for a process while there are as many as there may be.
    """

    def __init__(self, limits: Limits, launcher: Launcher, runs: Callable[[], list[Run]]) -> None:
        self.recovery = Recovery(limits, self._start_again)
        self.line = Line(limits, runs, lambda *had: self._submit(self._begins, self._begin, *had))
        self._limits = limits
        self._launcher = launcher
        self._tasks = ThreadPoolExecutor(8, "engine")
        # Each of these waits for a process, and nothing else shall wait behind them.
        self._begins = ThreadPoolExecutor(limits.processes, "beginning")
        self._stopping = threading.Event()

    def submit(self, task: Callable[..., None], *args: object) -> None:
        """Run a task in the background; its errors are logged, not lost."""
        self._submit(self._tasks, task, *args)

    def _submit(self, pool: ThreadPoolExecutor, task: Callable[..., None], *args: object) -> None:
        def guarded() -> None:
            try:
                task(*args)
            except Exception:  # noqa: BLE001 - a background task has nobody else to tell
                _LOG.exception("a task of the engine failed")

        try:
            pool.submit(guarded)
        except RuntimeError:
            _LOG.debug("the engine is stopping")

    def stopping(self) -> None:
        """Start no more processes."""
        self._stopping.set()

    def close(self) -> None:
        """Wait until nothing is under way."""
        for pool in (self._begins, self._tasks):
            pool.shutdown(wait=True, cancel_futures=True)

    def start(self, run: Run, source: Run | None = None) -> None:
        """Start a process for a run that needs one, with another run's weights if given."""
        self._join(run, run.want_process(), source)

    def _start_again(self, run: Run) -> None:
        """Start a process for a run that has just lost one."""
        self._join(run, run.want_process(), None, first=True)

    def revive(self, run: Run, *, even_failed: bool) -> None:
        """Start a process for a run that was asked for; see `Run.revive`."""
        self._join(run, run.revive(even_failed=even_failed), None)

    def _join(
        self, run: Run, generation: int | None, source: Run | None, *, first: bool = False
    ) -> None:
        if generation is not None:
            self.line.join(Entry(run, generation, source), first=first)

    def replace(self, run: Run) -> None:
        """Start a changed experiment with the weights of the process before; waits for them."""
        change = run.begin_change()
        if change is None:
            return  # It has changed again; that change will be started.
        previous, place = change.previous, None
        if previous is not None:
            run.take_over(change, _weights(previous) if previous.built else previous.begin.weights)
            place = previous.hand_over()
            previous.kill()
        entry = Entry(run, change.generation)
        if place is None:
            self.line.join(entry)
        else:
            self._begin(entry, place)

    def _begin(self, entry: Entry, place: Place) -> None:
        """Wait for a process and give it the run, unless that has changed meanwhile."""
        run = entry.run
        if entry.source is not None:
            _carry(run, entry.source)
        try:
            spare = self._launcher.take()
        except RunError as error:
            place.leave()
            run.give_up(entry.generation, str(error))
            return

        def connect() -> Client:
            return Client(spare, run.begin(self._limits), run.hear, self._ended(run), place)

        if self._stopping.is_set() or not run.attach(entry.generation, connect):
            place.leave()
            self._launcher.put_back(spare)

    def _ended(self, run: Run) -> Callable[[Client, list[Waiting]], None]:
        return lambda client, viewers: self.recovery.ended(run, client, viewers)


def _carry(run: Run, source: Run) -> None:
    """Take the weights of another run, from its process or from its snapshot."""
    client = source.client
    if client is not None and client.built:
        run.carry(_weights(client))
    elif source.snapshot.exists():
        try:
            run.carry_snapshot(source.snapshot)
        except OSError:
            _LOG.exception("the weights of another run could not be copied")


def _weights(client: Client) -> Weights | None:
    """Return the weights of a process; None when they have become NaN or it does not answer."""
    try:
        weights = client.weights().result(_WEIGHTS_TIMEOUT)
    except (RunError, FutureTimeoutError):
        return None
    sound = all(np.isfinite(array).all() for arrays in weights.values() for array in arrays)
    return weights if sound else None
