"""Plain graph or XLA: whichever trains this network faster, found by timing both.

XLA is up to ten times faster for small dense and recurrent networks and up to thirteen times
slower for convolutions on a CPU, so only timing can tell.
"""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from nnviz.model.backends.backend import Loop
from nnviz.model.training.pace import Pace

_HEAD_START = 1.0
_TRIALS = 6
_log = logging.getLogger(__name__)


def xla_allowed() -> bool:
    """Whether runs of this process may try XLA; the variable `NNVIZ_XLA=off` forbids it."""
    return os.environ.get("NNVIZ_XLA", "") != "off"


@dataclass(slots=True)
class Contestant:
    """A loop with what is known about its speed.

    Attributes:
        loop: The training loop.
        pace: Sizes its calls.
        calls: Calls timed in the race.
        best: Most steps per second that a call reached.
    """

    loop: Loop
    pace: Pace = field(default_factory=Pace)
    calls: int = 0
    best: float = 0.0


class Race:
    """Trains with the plain loop, lets XLA compile in the background, keeps the faster one.

    Args:
        plain: The loop to start with.
        make_fused: Makes the XLA loop; None for no race.
    """

    def __init__(self, plain: Loop, make_fused: Callable[[], Loop] | None) -> None:
        self.current = Contestant(plain)
        self._make_fused = make_fused
        self._trained = 0.0
        self._thread: threading.Thread | None = None
        self._fused: Loop | None = None
        self._rivals: tuple[Contestant, ...] = ()

    @property
    def open(self) -> bool:
        """Whether XLA may still take over: it was not tried yet, compiles, or is being timed."""
        compiles = self._thread is not None and self._thread.is_alive()
        return self._make_fused is not None or compiles or bool(self._fused or self._rivals)

    def note(self, steps: int, seconds: float) -> None:
        """Learn from a call of the current loop, and decide who makes the next."""
        rate = steps / max(seconds, 1e-9)
        self.current.calls += 1
        self.current.best = max(self.current.best, rate)
        self._trained += seconds
        if self._rivals:
            self._judge()
        elif self._fused is not None:
            self._begin(self._fused)
        elif self._make_fused is not None and self._trained >= _HEAD_START:
            self._compile(self._make_fused)
            self._make_fused = None

    def wait(self) -> None:
        """Wait for a compilation under way; a process must not end in the middle of one."""
        if self._thread is not None:
            self._thread.join()

    def _compile(self, make_fused: Callable[[], Loop]) -> None:
        def work() -> None:
            try:
                fused = make_fused()
                fused.prepare()
            except Exception:  # noqa: BLE001 - XLA refuses some operations; the plain loop goes on
                _log.info("XLA cannot compile this network", exc_info=True)
            else:
                self._fused = fused

        self._thread = threading.Thread(target=work, name="nnviz-xla", daemon=True)
        self._thread.start()

    def _begin(self, fused: Loop) -> None:
        plain = self.current
        plain.calls, plain.best = 0, 0.0
        self._rivals = (plain, Contestant(fused))
        self._fused, self._thread = None, None

    def _judge(self) -> None:
        """Take turns until both made their trial calls, then keep the faster."""
        self.current = min(self._rivals, key=lambda each: each.calls)
        if self.current.calls >= _TRIALS:
            self.current = max(self._rivals, key=lambda each: each.best)
            _log.debug("%s is faster", self.current.loop.name)
            self._rivals = ()
