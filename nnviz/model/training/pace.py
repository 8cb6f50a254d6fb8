"""How many steps fit into a slice of time, learned from the calls made before."""

_FIRST = 4
_GROWTH = 4


class Pace:
    """Sizes calls of a training loop to a time budget.

    A call has a fixed cost besides that of its steps, so few large calls are faster than many
    small ones. The first call is small, since nothing is known yet; each later one may be four
    times as large as the largest before.
    """

    def __init__(self) -> None:
        self._largest = 0
        self._seconds_per_step: float | None = None

    def fitting(self, seconds: float, capacity: int) -> int:
        """Return how many steps to ask for, 1 to `capacity`, to take about `seconds`."""
        if self._seconds_per_step is None:
            return min(_FIRST, capacity)
        wanted = int(seconds / self._seconds_per_step)
        return max(1, min(wanted, capacity, max(_FIRST, _GROWTH * self._largest)))

    def note(self, steps: int, seconds: float) -> None:
        """Learn from a call that has been made."""
        self._largest = max(self._largest, steps)
        measured = seconds / steps
        if self._seconds_per_step is None:
            self._seconds_per_step = measured
        else:
            # Half old, half new: follows a machine that becomes busy within a few calls.
            self._seconds_per_step = (self._seconds_per_step + measured) / 2
