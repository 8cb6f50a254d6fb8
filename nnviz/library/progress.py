"""A line that says how far training is, where somebody looks on."""

import math
import sys
import time
from typing import TextIO

from nnviz.core.run.run import Metrics

_WIDTH = 24
_EVERY = 0.1
"""Seconds between two lines at least."""


class ProgressBar:
    """One line that is written over again and again.

    Args:
        epochs: Epochs that are to be trained.
        score: What `Metrics.accuracy` holds, such as `accuracy`.
        shown: Whether to write at all; None is where a terminal or a notebook is.
        stream: Where it is written; standard error by default.
    """

    def __init__(
        self, epochs: int, score: str, shown: bool | None = None, stream: TextIO | None = None
    ) -> None:
        self._epochs, self._score = epochs, score
        self._stream = sys.stderr if stream is None else stream
        self._shown = _watched(self._stream) if shown is None else shown
        self._length, self._next = 0, 0.0

    def update(
        self, epochs: float, seconds: float, metrics: Metrics | None, *, last: bool = False
    ) -> None:
        """Write how far training is, unless that was done a moment ago.

        Args:
            epochs: Trained so far.
            seconds: Spent training.
            metrics: The latest, when there are any.
            last: Whether nothing follows, so that it is written in any case.
        """
        if self._shown and (last or time.monotonic() >= self._next):
            self._next = time.monotonic() + _EVERY
            line = progress_line(epochs, self._epochs, seconds, self._words(metrics))
            self._stream.write("\r" + line.ljust(self._length))
            self._stream.flush()
            self._length = len(line)

    def close(self) -> None:
        """Leave the line as it is and go to the next one."""
        if self._shown and self._length:
            self._stream.write("\n")
            self._stream.flush()

    def _words(self, metrics: Metrics | None) -> str:
        if metrics is None:
            return ""
        loss = f"loss {metrics.loss:.4g}, test loss {metrics.test_loss:.4g}"
        score = metrics.test_accuracy
        return f"{loss}, test {self._score} {score:.3g}" if math.isfinite(score) else loss


def progress_line(epochs: float, of: int, seconds: float, words: str) -> str:
    """Return the line.

    Examples:
        >>> progress_line(3, 12, 0.5, "loss 0.25")
        'epoch 3/12 [======                  ] 0.5 s  loss 0.25'
    """
    done = min(_WIDTH, math.floor(_WIDTH * epochs / max(of, 1)))
    bar = "=" * done + " " * (_WIDTH - done)
    return f"epoch {math.floor(epochs):,}/{of:,} [{bar}] {seconds:.1f} s  {words}".rstrip()


def _watched(stream: TextIO) -> bool:
    """Say whether somebody sees what is written: in a terminal, or under a notebook's cell."""
    return stream.isatty() or "ipykernel" in sys.modules
