"""All runs by their tokens, and whose they are: found again, counted, and given up in turn."""

import secrets
import threading

from nnviz.core.errors import RunError
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.limits import Limits
from nnviz.engine.runs.run import Run

_ADVICE = "Close a page that you no longer need, or try again later."


class Roster:
    """The runs of all visitors; every method may be called from any thread.

    Args:
        limits: How many runs there may be, of one visitor and of all.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()

    def __contains__(self, token: str) -> bool:
        """Say whether there is a run with this token."""
        with self._lock:
            return token in self._runs

    def items(self) -> list[tuple[str, Run]]:
        """Return all runs with their tokens, the oldest first."""
        with self._lock:
            return list(self._runs.items())

    def runs(self) -> list[Run]:
        """Return all runs, the oldest first."""
        with self._lock:
            return list(self._runs.values())

    def find(self, token: str) -> Run:
        """Return a run.

        Raises:
            RunError: There is none with this token.
        """
        run = self.get(token)
        if run is None:
            raise RunError("an active run", "one that has ended", "Press play to start again.")
        return run

    def get(self, token: str) -> Run | None:
        """Return a run, or None when there is none with this token."""
        with self._lock:
            return self._runs.get(token)

    def pop(self, token: str) -> Run | None:
        """Take a run out and return it, or None when there is none with this token."""
        with self._lock:
            return self._runs.pop(token, None)

    def empty(self) -> list[Run]:
        """Take all runs out."""
        with self._lock:
            runs, self._runs = list(self._runs.values()), {}
        return runs

    def admit(self, run: Run, now: float) -> tuple[str, list[Run]]:
        """Take a run in.

        Args:
            run: A new one.
            now: On the monotonic clock.

        Returns:
            Its token, which nobody can guess, and the runs that had to make room and are out.

        Raises:
            RunError: There is no room, because a page is open on each of the others.
        """
        token = secrets.token_urlsafe(32)
        with self._lock:
            own = [key for key, one in self._runs.items() if one.visitor == run.visitor]
            out: list[str] = []
            if run.visitor and len(own) >= self._limits.own_runs:
                most = f"at most {self._limits.own_runs} runs of one visitor"
                out.append(self._needless(own, now, most))
            elif len(self._runs) >= self._limits.runs:
                most = f"at most {self._limits.runs} runs at once"
                out.append(self._needless(list(self._runs), now, most))
            left = [self._runs.pop(key) for key in out]
            self._runs[token] = run
        return token, left

    def _needless(self, tokens: list[str], now: float, most: str) -> str:
        """Return the token of the run to give up first.

        No page is open on it, its visitor has the most of such runs, and it is the one of them
        that was asked for the longest ago.

        Raises:
            RunError: A page is open on every one of them.
        """
        closed = [key for key in tokens if not self._runs[key].watched(now)]
        if not closed:
            raise RunError(most, "one more", _ADVICE)
        count: dict[str, int] = {}
        for key in closed:
            visitor = self._runs[key].visitor
            count[visitor] = count.get(visitor, 0) + 1

        def claim(key: str) -> tuple[int, float]:
            run = self._runs[key]
            return -count[run.visitor], run.touched

        return min(closed, key=claim)

    def unwatched(self, now: float) -> list[str]:
        """Return the tokens of the runs that no page is open on, the one used last at the end.

        Args:
            now: On the monotonic clock.
        """
        closed = [(run.touched, key) for key, run in self.items() if not run.watched(now)]
        return [key for _, key in sorted(closed)]

    def come_back(self, visitor: str, experiment: Experiment | None = None) -> str | None:
        """Return the token of the run that a visitor used last.

        Args:
            visitor: Who it is; nobody comes back without a name.
            experiment: Only a run of this experiment counts; None takes any.
        """
        with self._lock:
            own = [
                (run.touched, key)
                for key, run in self._runs.items()
                if visitor
                and run.visitor == visitor
                and (experiment is None or run.experiment == experiment)
            ]
        return max(own)[1] if own else None
