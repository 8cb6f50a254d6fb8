"""Speed control: how many optimizer steps may be made by now."""

_BURST = 0.1
"""Most seconds of missed steps that may be caught up after a pause in the loop."""
_REST = 0.25
"""Seconds without steps after a click: as long as a view takes to appear."""
_LONGEST_REST = 0.5
"""Seconds without steps at a time, and with them before the next: half of the time at most."""


class Pace:
    """Limits training to a number of steps per second, or lets it run at full speed.

    Steps are credited as time passes and spent as they are made; unspent credit beyond a tenth
    of a second lapses, so a delay is not followed by a rush.
    """

    def __init__(self) -> None:
        self._rate: float | None = None
        self._credit = 0.0
        self._counted = 0.0
        self._rested_from = self._rested_to = float("-inf")

    def set(self, steps_per_second: float | None, now: float) -> None:
        """Aim at a rate from now on, without pause; None is full speed."""
        self._rested_to = min(self._rested_to, now)
        self._rate = steps_per_second
        self._credit = 1.0
        self._counted = now

    def change(self, steps_per_second: float) -> None:
        """Aim at another rate while steps are being made; credit is kept."""
        self._rate = steps_per_second

    def rest(self, now: float) -> None:
        """Make no steps for a short time."""
        if now - self._rested_to >= _LONGEST_REST:
            self._rested_from = now
        self._rested_to = min(now + _REST, self._rested_from + _LONGEST_REST)

    def resting(self, now: float) -> bool:
        """Say whether no steps are made just now."""
        return now < self._rested_to

    def allowance(self, now: float) -> int | None:
        """Return the steps that may be made now; None is as many as wanted."""
        if self._rate is None:
            return None
        most = max(1.0, self._rate * _BURST)
        self._credit = min(most, self._credit + (now - self._counted) * self._rate)
        self._counted = now
        return int(self._credit)

    def spend(self, steps: int) -> None:
        """Note that steps were made."""
        self._credit -= steps

    def wait(self, now: float) -> float:
        """Return the seconds until the next step may be made, as of the last allowance."""
        rest = max(0.0, self._rested_to - now)
        if self._rate is None or self._credit >= 1.0:
            return rest
        return max(rest, (1.0 - self._credit) / self._rate)
