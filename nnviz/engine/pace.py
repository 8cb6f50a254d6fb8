"""Speed control: how many optimizer steps may be made by now."""

_BURST = 0.1
"""Seconds of steps that may be made up for after a pause in the loop."""


class Pace:
    """Keeps training to a number of steps per second, or lets it run flat out.

    Steps are credited as time passes and spent as they are made; unspent credit beyond a tenth
    of a second lapses, so a delay is not followed by a rush.
    """

    def __init__(self) -> None:
        self._rate: float | None = None
        self._credit = 0.0
        self._counted = 0.0

    def set(self, steps_per_second: float | None, now: float) -> None:
        """Aim at a rate from now on; None is flat out."""
        self._rate = steps_per_second
        self._credit = 1.0
        self._counted = now

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

    def wait(self) -> float:
        """Return the seconds until the next step may be made, as of the last allowance."""
        if self._rate is None or self._credit >= 1.0:
            return 0.0
        return (1.0 - self._credit) / self._rate
