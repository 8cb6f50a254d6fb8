"""The snapshots of a run: when they are written, and what happens when there is no room."""

import logging
import time
from pathlib import Path

from nnviz.engine.training import Training

FULL = (
    "The server has no room left to save this run: it goes on, but only as long as its process "
    "does. Save the network with Share to keep it."
)
_LOG = logging.getLogger(__name__)


class Keeper:
    """Writes the snapshots of a run.

    Args:
        training: What is kept.
        path: Where; None keeps nothing.
        every: Seconds between two snapshots of a run that trains.
        most: Bytes of all runs' files above which no more is written; 0 is no bound.

    Attributes:
        wanted: Whether the next snapshot is to be written without delay.
    """

    def __init__(self, training: Training, path: Path | None, every: float, most: int) -> None:
        self.wanted = False
        self._training = training
        self._path = path
        self._every = every
        self._most = most
        self._step, self._when = training.session.step, time.monotonic()

    def wait(self, now: float) -> float | None:
        """Return the seconds until the next snapshot of a run that rests; None when it is kept.

        Args:
            now: On the monotonic clock.
        """
        if self._step == self._training.session.step and not self.wanted:
            return None
        return max(0.0, self._when + self._every - now)

    def keep(self) -> None:
        """Write a snapshot if the run pauses, or if it trains and the last one is old."""
        step, now = self._training.session.step, time.monotonic()
        if self.wanted or (step != self._step and now - self._when >= self._every):
            self.save()

    def save(self) -> bool:
        """Write a snapshot; say whether the run is kept as it is now.

        Without room for it the run says so, until there is.
        """
        self.wanted = False
        kept = True
        if self._training.state != "failed" and self._path is not None:
            try:
                self._check(self._path)
                self._training.session.save(self._path)
            except OSError as error:
                _LOG.error("a snapshot could not be written: %s", error)
                kept = False
        self._training.warn("" if kept else FULL)
        self._step, self._when = self._training.session.step, time.monotonic()
        return kept

    def _check(self, path: Path) -> None:
        """Refuse to take more than all runs may have together.

        Raises:
            OSError: They have more already.
        """
        if self._most and occupied(path.parent.parent) > self._most:
            raise OSError("the snapshots of all runs have as many bytes as they may")


def occupied(home: Path) -> int:
    """Return the bytes of all files of all runs.

    Args:
        home: The folder of their folders.
    """
    total = 0
    for path in home.glob("*/*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # It has just been removed.
    return total
