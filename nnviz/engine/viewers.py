"""The frame calls that wait for an answer, and the read-outs they share."""

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from nnviz.core.errors import NnvizError
from nnviz.core.run.frames import Frame, Payload
from nnviz.core.run.run import ProbeRequest
from nnviz.engine.environment import short_of_memory
from nnviz.engine.header import header
from nnviz.engine.protocol import FrameCall
from nnviz.engine.training import Training

if TYPE_CHECKING:
    from nnviz.engine.pulse import Pulse

KEEP_ALIVE = 2.0
"""Seconds after which a viewer of an unchanged run gets an answer."""
_SPACING = 1 / 50
_SHARE = 6.0
"""Seconds from one frame to the next for every second that a frame takes."""
_LONGEST_SPACING = 0.2
_AHEAD = "preparation"
"""The read-out that shows nothing, but compiles what may be requested next."""
_PATIENCE = 0.1
"""Seconds into a frame after which no read-out is begun that may have to be compiled first."""
_LOG = logging.getLogger(__name__)


class Viewers:
    """Holds one frame call per viewer until there is something new to see.

    Viewers who want the same read-out at the same moment share it.
    """

    def __init__(self, training: Training, pulse: "Pulse") -> None:
        self._training = training
        self._pulse = pulse
        self._calls: dict[int, tuple[FrameCall, float]] = {}
        self._shared: dict[str, dict[str, Payload]] = {}
        self._shared_version = 0
        self._known: set[str] = set()
        self._served_at = 0.0
        self._spacing = _SPACING
        self._owing = self._held_back = False

    def add(self, call: FrameCall) -> None:
        """Let a call wait for its frame."""
        self._calls[call.id] = (call, time.monotonic())

    def cancel(self, number: int) -> None:
        """Forget a call."""
        self._calls.pop(number, None)

    def wait(self) -> float:
        """Return the seconds until a call must be answered even if nothing changes."""
        now = time.monotonic()
        waits = [self._rest(call, now) for call, _ in self._calls.values() if self._news(call)]
        if waits:
            return min(waits)
        arrivals = [arrived for _, arrived in self._calls.values()]
        return max(0.0, min(arrivals) + KEEP_ALIVE - now) if arrivals else KEEP_ALIVE

    def _news(self, call: FrameCall) -> bool:
        return call.seen < self._training.version

    def _due(self, call: FrameCall, now: float) -> bool:
        return self._news(call) and self._rest(call, now) <= 0.0

    def _rest(self, call: FrameCall, now: float) -> float:
        """Return the seconds until a call may be answered.

        A viewer who has not seen what it asks for chose it just now, and does not wait for
        costly read-outs to pay off; nor does one whose last frame was incomplete.
        """
        prompt = call.seen == 0 or self._owing
        return max(0.0, self._served_at + (_SPACING if prompt else self._spacing) - now)

    @property
    def curious(self) -> bool:
        """Whether a viewer waits for something newer and may have it now."""
        now = time.monotonic()
        return any(self._due(call, now) for call, _ in self._calls.values())

    @property
    def chosen(self) -> bool:
        """Whether a viewer waits for what they just chose, and may have it now."""
        now = time.monotonic()
        return any(call.seen == 0 and self._due(call, now) for call, _ in self._calls.values())

    def answers(self) -> list[tuple[int, bytes]]:
        """Return the frames that are due, by call, and forget their calls."""
        now = time.monotonic()
        due: list[tuple[int, bytes]] = []
        self._held_back = False
        for number, (call, arrived) in list(self._calls.items()):
            if self._due(call, now):
                due.append((number, self._frame(call.wants).encode()))
            elif now - arrived >= KEEP_ALIVE:
                sign = Frame(self._head(call.wants, self._training.version))
                due.append((number, sign.encode()))
            else:
                continue
            del self._calls[number]
        if due:
            self._served_at, self._owing = now, self._held_back
            # Costly read-outs come less often, so that the network still learns meanwhile.
            spent = time.monotonic() - now
            self._spacing = min(max(_SPACING, _SHARE * spent), _LONGEST_SPACING)
        return due

    def _head(
        self, wants: tuple[ProbeRequest, ...], version: int, notes: dict[str, str] | None = None
    ) -> dict[str, Any]:
        training = self._training
        return header(training.status(), version, training.session.experiment, notes, wants)

    def _frame(self, wants: tuple[ProbeRequest, ...]) -> Frame:
        arrays: dict[str, Payload] = {}
        notes: dict[str, str] = {}
        started, complete, compiled = time.monotonic(), True, False
        # What is compiled already comes first, what is compiled ahead last. A frame always begins
        # one that is not: on a busy machine the others alone may take all of its time.
        for want in sorted(wants, key=self._turn):
            known = _name(want) in self._known
            late = time.monotonic() - started > _PATIENCE or want.probe == _AHEAD
            if late and compiled and not known:
                complete, self._held_back = False, True
                continue
            compiled |= not known
            try:
                found = self.read(want)
            except NnvizError as error:
                notes[want.key] = getattr(error, "reason", str(error))
            except Exception as error:
                # A read-out that fails must not end the run that it reads.
                if short_of_memory(error):
                    raise
                _LOG.exception("read-out %s failed", want.probe)
                notes[want.key] = f"This view failed ({type(error).__name__})."
            else:
                unfinished = "unfinished" in found
                complete &= not unfinished
                # What is compiled ahead is done with before the next view is chosen.
                self._held_back |= unfinished and want.probe == _AHEAD
                arrays |= {f"{want.key}/{name}": value for name, value in found.items()}
        # A frame that leaves out what has to be compiled, or has a first image of something, is
        # older than what it shows, so that the viewer asks for the rest at once.
        version = self._training.version - (not complete)
        return Frame(self._head(wants, version, notes), arrays)

    def _turn(self, want: ProbeRequest) -> tuple[bool, bool]:
        return want.probe == _AHEAD, _name(want) not in self._known

    def read(self, want: ProbeRequest) -> dict[str, Payload]:
        """Return the arrays of a read-out as of now.

        Raises:
            NnvizError: It does not fit this network.
        """
        if self._shared_version != self._training.version:
            self._shared.clear()
            self._shared_version = self._training.version
        name = _name(want)
        if name not in self._shared:
            if name in self._known:
                self._shared[name] = self._training.session.probe(want)
            else:
                # The first read-out of a kind may compile, and what it leaves to the next.
                with self._pulse.compiling():
                    self._shared[name] = self._training.session.probe(want)
        found = self._shared[name]
        if "unfinished" in found:
            del self._shared[name]
        else:
            self._known.add(name)
        return found


def _name(want: ProbeRequest) -> str:
    """Return a text that is equal for equal read-outs."""
    return json.dumps([want.probe, sorted(want.options.items())])
