"""How runs get their processes: in the background, with the weights of their predecessors."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError

import numpy as np

from nnviz.core.errors import RunError
from nnviz.core.run.run import Weights
from nnviz.engine.client import Client
from nnviz.engine.launch import Launcher
from nnviz.engine.limits import Limits
from nnviz.engine.recovery import Recovery
from nnviz.engine.runs.run import Run
from nnviz.engine.waiting import Waiting

_WATCHED = 10.0
"""A run with a request within this many seconds keeps its process."""
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
    """

    def __init__(self, limits: Limits, launcher: Launcher, runs: Callable[[], list[Run]]) -> None:
        self.recovery = Recovery(limits, self.start)
        self._limits = limits
        self._launcher = launcher
        self._runs = runs
        self._tasks = ThreadPoolExecutor(8, "engine")
        self._stopping = threading.Event()

    def submit(self, task: Callable[..., None], *args: object) -> None:
        """Run a task in the background; its errors are logged, not lost."""

        def guarded() -> None:
            try:
                task(*args)
            except Exception:  # noqa: BLE001 - a background task has nobody else to tell
                _LOG.exception("a task of the engine failed")

        try:
            self._tasks.submit(guarded)
        except RuntimeError:
            _LOG.debug("the engine is stopping")

    def stopping(self) -> None:
        """Start no more processes."""
        self._stopping.set()

    def close(self) -> None:
        """Wait until nothing is under way."""
        self._tasks.shutdown(wait=True, cancel_futures=True)

    def start(self, run: Run, source: Run | None = None) -> None:
        """Start a process for a run that needs one, with another run's weights if given."""
        self._submit_begin(run, run.want_process(), source)

    def revive(self, run: Run, *, even_failed: bool) -> None:
        """Start a process for a run that was asked for; see `Run.revive`."""
        self._submit_begin(run, run.revive(even_failed=even_failed), None)

    def _submit_begin(self, run: Run, generation: int | None, source: Run | None) -> None:
        if generation is not None:
            self.submit(self._begin, run, generation, source)

    def replace(self, run: Run) -> None:
        """Start a changed experiment with the weights of the process before; waits for them."""
        change = run.begin_change()
        if change is None:
            return  # It has changed again; that change will be started.
        previous = change.previous
        if previous is not None:
            run.take_over(change, _weights(previous) if previous.built else previous.begin.weights)
            previous.kill()
        self._begin(run, change.generation, None)

    def _begin(self, run: Run, generation: int, source: Run | None) -> None:
        """Wait for a process and give it the run, unless that has changed meanwhile."""
        if source is not None:
            _carry(run, source)
        try:
            self._make_room(run)
            spare = self._launcher.take()
        except RunError as error:
            run.give_up(generation, str(error))
            return

        def connect() -> Client:
            return Client(spare, run.begin(self._limits), run.hear, self._ended(run))

        if self._stopping.is_set() or not run.attach(generation, connect):
            self._launcher.put_back(spare)

    def _make_room(self, wanted: Run) -> None:
        """If necessary, suspend the run that has been idle and unwatched the longest.

        Raises:
            RunError: All processes there may be are in use.
        """
        held = [run for run in self._runs() if run is not wanted and run.client is not None]
        if len(held) < self._limits.processes:
            return
        latest = time.monotonic() - _WATCHED
        resting = [
            run for run in held if not (run.status.playing or run.retiring) and run.touched < latest
        ]
        if not resting:
            raise RunError(
                f"at most {self._limits.processes} active runs at once",
                "one more",
                "Close a page you no longer need, or press play again later.",
            )
        min(resting, key=lambda run: run.touched).retire()

    def _ended(self, run: Run) -> Callable[[Client, list[Waiting]], None]:
        return lambda client, viewers: self.recovery.ended(run, client, viewers)


def _carry(run: Run, source: Run) -> None:
    """Take the weights of another run, from its process or from its snapshot."""
    client = source.client
    if client is not None and client.built:
        run.carry(_weights(client))
    elif source.snapshot.exists():
        run.carry_snapshot(source.snapshot)


def _weights(client: Client) -> Weights | None:
    """Return the weights of a process; None when they have become NaN or it does not answer."""
    try:
        weights = client.weights().result(_WEIGHTS_TIMEOUT)
    except (RunError, FutureTimeoutError):
        return None
    sound = all(np.isfinite(array).all() for arrays in weights.values() for array in arrays)
    return weights if sound else None
