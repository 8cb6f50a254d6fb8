"""What happens when a run's process has ended, hangs, is too large, or is no longer needed."""

import logging
import time
from collections.abc import Callable

from nnviz.core.run.run import Pause
from nnviz.engine.client import Client
from nnviz.engine.limits import Limits
from nnviz.engine.runs.run import Run
from nnviz.engine.waiting import Waiting

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
            run.note_hung(client)
            client.kill()
        elif not run.retiring:
            self._rest_if_unneeded(run, now)

    def _rest_if_unneeded(self, run: Run, now: float) -> None:
        unasked = now - run.touched
        playing = run.status.playing
        if playing and unasked > self._limits.vanished:
            run.order(Pause())
            run.retire()
        elif not playing and unasked > self._limits.idle:
            run.retire()

    def ended(self, run: Run, client: Client, viewers: list[Waiting]) -> None:
        """Take note that a process has gone, and replace it unless it went as agreed."""
        loss = run.lose(client, viewers)
        if loss is None:
            return
        if loss.agreed:
            if run.asked:
                self._launch(run)
            return
        memory = client.farewell is not None
        if memory and not run.snapshot.exists():
            limit = client.begin.memory / 2**20
            run.give_up(loss.generation, _TOO_LARGE.format(limit=limit))
            return
        reason = _MEMORY if memory else _SILENT if loss.hung else _ENDED
        if run.restart(reason, time.monotonic(), self._limits, frugal=memory):
            self._launch(run)
        else:
            what, times = reason.split(";")[0], self._limits.restarts + 1
            failed = f"{what}, {times} times within {self._limits.restart_window:.0f} s. "
            run.give_up(loss.generation, failed + "Press reset or change the network.")
