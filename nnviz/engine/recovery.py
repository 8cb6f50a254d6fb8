"""What happens when a run's process has ended, hangs, is too large, or is no longer needed."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from nnviz.core.run.run import Pause, RunStatus
from nnviz.engine.client import Client, Waiting
from nnviz.engine.limits import Limits
from nnviz.engine.run import Run

_LOG = logging.getLogger(__name__)
_ENDED = "The process ended unexpectedly; the run continues from its last snapshot."
_SILENT = "The process stopped responding; the run continues from its last snapshot."
_MEMORY = "The run exceeded its memory limit; it continues from its last snapshot."
_TOO_LARGE = (
    "This run needs more than the allowed {limit:,.0f} MB of memory. "
    "Use fewer units or layers, or a smaller batch."
)


class Recovery:
    """Decides what happens to a run without a process, and when a process must end.

    Args:
        limits: How long a process may be silent, and how often one is replaced.
        launch: Starts a process for a run in the background.
    """

    def __init__(self, limits: Limits, launch: Callable[[Run], None]) -> None:
        self._limits = limits
        self._launch = launch

    def check(self, run: Run, now: float) -> None:
        """End the process when it hangs, and suspend it when nobody needs it."""
        client = run.client
        if client is None:
            return
        silent = now - client.heard
        patience = self._limits.compiling if client.beat.compiling else self._limits.stall
        if silent > self._limits.silence or client.beat.stalled > patience:
            _LOG.warning("a run process stopped responding and is being replaced")
            with run.lock:
                run.hung = True
            client.kill()
        elif not run.retiring:
            self._rest_if_unneeded(run, now)

    def _rest_if_unneeded(self, run: Run, now: float) -> None:
        unasked = now - run.touched
        if run.playing and unasked > self._limits.vanished:
            run.order(Pause())
            self.retire(run)
        elif not run.playing and unasked > self._limits.idle:
            self.retire(run)

    def retire(self, run: Run) -> None:
        """Let a run write a snapshot and give its process back; it returns when asked for."""
        with run.lock:
            if run.client is not None and run.client.built and not run.retiring:
                run.retiring = True
                run.client.retire()

    def ended(self, run: Run, client: Client, viewers: list[Waiting]) -> None:
        """Take note that a process has gone, and replace it unless it went as agreed."""
        run.take_back(viewers)
        with run.lock:
            if client is not run.client or run.dropped:
                return
            run.client = None
            run.generation += 1
            hung, run.hung = run.hung, False
        farewell = client.farewell
        if farewell is not None and not farewell.memory:
            run.retiring = False
            run.post(run.status)
            if run.asked:
                self._launch(run)
            return
        if farewell is not None and not run.snapshot.exists():
            limit = client.begin.memory / 2**20
            self.give_up(run, run.generation, _TOO_LARGE.format(limit=limit))
            return
        run.frugal = run.frugal or farewell is not None
        reason = _MEMORY if farewell is not None else _SILENT if hung else _ENDED
        self._restart(run, reason)

    def _restart(self, run: Run, reason: str) -> None:
        """Continue in a new process, unless that was tried too often."""
        now = time.monotonic()
        with run.lock:
            while run.restarts and now - run.restarts[0] > self._limits.restart_window:
                run.restarts.popleft()
            if len(run.restarts) >= self._limits.restarts:
                what = reason.split(";")[0]
                times = len(run.restarts) + 1
                failed = f"{what}, {times} times within {self._limits.restart_window:.0f} s. "
                self.give_up(run, run.generation, failed + "Press reset or change the network.")
                return
            run.restarts.append(now)
            run.event = reason
            status = replace(run.status, state="compiling", reason=reason)
            run.post(replace(status, recovered=status.recovered + 1))
        self._launch(run)

    def give_up(self, run: Run, generation: int, reason: str) -> None:
        """Leave a run in state `failed`."""
        with run.lock:
            if run.generation != generation:
                return
            run.starting = run.playing = False
            run.post(RunStatus("failed", reason, recovered=run.status.recovered))
