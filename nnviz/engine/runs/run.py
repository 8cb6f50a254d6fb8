"""A run with the processes that train it, one after another.

Nothing of a run can be written from outside. What happens to it is a method here or in what this
builds on. Each takes the lock itself, and says when it is ignored.
"""

import shutil
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nnviz.core.run.run import Give, RunStatus, Weights
from nnviz.core.spec.experiment import Experiment
from nnviz.data.uploads import store as own_store
from nnviz.engine.client import Client
from nnviz.engine.limits import Limits
from nnviz.engine.protocol import Begin, Report
from nnviz.engine.runs.changeover import Change, Loss
from nnviz.engine.runs.heritage import FRESH, NOTHING, Heritage
from nnviz.engine.runs.steered import SteeredRun
from nnviz.engine.waiting import Waiting, answer

_STAYS = 30.0
"""Seconds until a run whose snapshot could not be written is asked for its process again."""


class Run(SteeredRun):
    """State of a run; every method may be called from any thread.

    Args:
        experiment: What to run.
        folder: Where its snapshots are kept.
        play: Whether to train at once.
        heritage: Weights to begin with.
        given: The visitor's own example.
        visitor: Whose it is; empty when that is not known.
        event: What has happened to it before, in words; its folder then has a snapshot.
    """

    __slots__ = (
        "_due", "_edition", "_folder", "_frugal", "_generation", "_hung", "_previous", "_restarts",
        "_starting", "_staying",
    )  # fmt: skip

    def __init__(
        self,
        experiment: Experiment,
        folder: Path,
        *,
        play: bool,
        heritage: Heritage = NOTHING,
        given: Give | None = None,
        visitor: str = "",
        event: str = "",
    ) -> None:
        super().__init__(
            experiment, play=play, heritage=heritage, given=given, visitor=visitor, event=event
        )
        self._folder = folder
        # A generation is a process that is wanted, so that late news of an earlier one can be told
        # apart; an edition is the first of an experiment.
        self._generation = self._edition = 0
        # The process of the experiment before, and when the changed one is started.
        self._previous: Client | None = None
        self._due: float | None = None
        self._starting = self._hung = False
        # Whether its processes do without XLA, as one of them ran out of memory.
        self._frugal = False
        self._restarts: deque[float] = deque()
        # Until when it is not asked again to give its process back.
        self._staying = 0.0

    @property
    def answering(self) -> Client | None:
        """The process, when it has built its model and was not told to give itself back."""
        with self._lock:
            able = self._client is not None and self._client.built and not self._retiring
            return self._client if able else None

    @property
    def given_up(self) -> bool:
        """Whether it has failed and no process is being had."""
        with self._lock:
            return self._status.state == "failed" and not self._starting

    @property
    def snapshot(self) -> Path:
        """The snapshot file of the experiment as it is now."""
        return self._folder / f"{self._edition}.snapshot"

    def files(self) -> list[Path]:
        """Return the files that this run has written."""
        return [*self._folder.glob("*")] if self._folder.exists() else []

    def begin(self, limits: Limits) -> Begin:
        """Return what a new process is told."""
        with self._lock:
            return Begin(
                experiment=self._experiment,
                snapshot=self.snapshot,
                weights=self._heritage.weights,
                inherit=self._heritage.snapshot,
                step=self._heritage.step,
                initial=self._heritage.initial,
                play=self._playing,
                recovered=self._status.recovered,
                memory=limits.memory,
                save_every=limits.snapshot,
                most_bytes=limits.disk,
                frugal=self._frugal,
                programs=self._folder.parent / "programs",
                files=own_store.known_folder(),
            )

    def want_process(self) -> int | None:
        """Note that a process is being had, and return what it is wanted for.

        None when there is one, one is being had already, or the run was closed.
        """
        with self._lock:
            if self._client is not None or self._starting or self._dropped:
                return None
            self._starting = True
            return self._generation

    def revive(self, *, even_failed: bool) -> int | None:
        """As `want_process`, and forget how often processes ended.

        Args:
            even_failed: Whether it matters not that the run has failed.
        """
        with self._lock:
            if self._status.state == "failed" and not even_failed:
                return None
            generation = self.want_process()
            if generation is not None:
                self._restarts.clear()
            return generation

    def wants(self, generation: int) -> bool:
        """Say whether a process that was wanted for this is still wanted."""
        with self._lock:
            wanted = self._starting and self._generation == generation
            return wanted and self._client is None and not self._dropped

    def wait_in_line(self, generation: int, place: int) -> None:
        """Note how many runs get a process before this one, itself included.

        Args:
            generation: What the process is wanted for; ignored when that is no longer so.
            place: 1 is the next, 0 one that is being had.
        """
        with self._lock:
            if self.wants(generation) and self._status.waiting != place:
                self._post(replace(self._status, waiting=place))

    def leave_line(self, generation: int) -> None:
        """Want no process until somebody asks for something; ignored as in `wait_in_line`."""
        with self._lock:
            if self.wants(generation):
                self._starting = False
                self._post(replace(self._status, waiting=0))

    def carry(self, weights: Weights | None) -> None:
        """Begin with the weights of another run; ignored when it is to begin with new ones."""
        with self._lock:
            if not self._heritage.fresh:
                self._heritage = self._heritage.carrying(weights)

    def carry_snapshot(self, snapshot: Path) -> None:
        """Begin with the weights in the snapshot of another run; ignored as `carry` is."""
        with self._lock:
            if not (self._heritage.fresh or self._dropped):
                copy = self.snapshot.with_name("inherited.snapshot")
                shutil.copy(snapshot, copy)
                self._heritage = self._heritage.inheriting(copy)

    def attach(self, generation: int, connect: Callable[[], Client]) -> bool:
        """Take a process and pass on what has been asked meanwhile.

        Args:
            generation: What it was wanted for.
            connect: Makes the process this run's; called only when it is still wanted.

        Returns:
            Whether it was: not when the run has changed, was closed or has a process.
        """
        with self._lock:
            if self._dropped or self._generation != generation or self._client is not None:
                return False
            self._client, self._starting, self._retiring = connect(), False, False
            self._post(replace(self._status, state="compiling", waiting=0))
            self._pass_on()
            return True

    def hear(self, client: Client, report: Report) -> None:
        """Take a report of the process; ignored from one that is this run's no more."""
        with self._lock:
            if client is not self._client:
                return
            self._note(client, report)
            if report.staying:
                self._stay()
            if client.built:
                if self._heritage.snapshot is not None:
                    self._heritage.snapshot.unlink(missing_ok=True)
                    self._heritage = self._heritage.inheriting(None)
                for viewer in self._room.empty():
                    client.frame(viewer)

    def change(self, experiment: Experiment, *, fresh: bool, due: float) -> Client | None:
        """Turn to another experiment; ignored when it is the same, or after the end.

        The process is kept aside for its weights, unless it never came to have any.

        Args:
            experiment: What to run from now on.
            fresh: Whether to start from new weights.
            due: When to start it, on the monotonic clock; a later change puts it off.

        Returns:
            A process that nobody needs any more and that is to be ended.
        """
        with self._lock:
            if self._dropped or (experiment == self._experiment and not fresh):
                return None
            before, now = self._experiment.network, experiment.network
            # Weights that have become NaN or huge would only break the next network too.
            fresh = fresh or (self._client is not None and self._status.state == "failed")
            surplus, left = self._set_aside()
            self._heritage = FRESH if fresh else self._heritage.turned(before, now, left)
            if self._experiment.data != experiment.data:
                self._given = None
            self._experiment = experiment
            self._frugal, self._event = False, ""
            self._generation += 1
            self._edition = self._generation
            self._restarts.clear()
            self._starting, self._due = True, due
            self._post(RunStatus("compiling", device=self._status.device))
            return surplus

    def _set_aside(self) -> tuple[Client | None, Path | None]:
        """Keep the process for its weights; return one too many, and the snapshot of none."""
        client, self._client = self._client, None
        if client is None:
            alone = self._previous is None and self.snapshot.exists()
            return None, self.snapshot if alone else None
        self.take_back(client.release())
        if self._previous is None or client.built:
            self._previous, client = client, self._previous
        return client, None

    def take_due(self, now: float) -> bool:
        """Say, once, whether a changed experiment is to be started."""
        with self._lock:
            due = self._due is not None and now >= self._due
            if due:
                self._due = None
            return due

    def begin_change(self) -> Change | None:
        """Hand over what the changed experiment is started from; None when it changed again."""
        with self._lock:
            if self._due is not None:
                return None
            previous, self._previous = self._previous, None
            return Change(self._generation, previous)

    def take_over(self, change: Change, weights: Weights | None) -> None:
        """Note the weights that a changed experiment begins with.

        Ignored when it changed again meanwhile, and when it is to begin with new ones.

        Args:
            change: What is being started.
            weights: Those of the process before; None leaves its snapshot.
        """
        with self._lock:
            late = self._generation != change.generation or self._heritage.fresh
            if change.previous is None or late:
                return
            begun = change.previous.begin
            if weights is not None:
                before, now = begun.experiment.network, self._experiment.network
                self._heritage = self._heritage.taking(weights, before, now)
                if begun.snapshot is not None:
                    begun.snapshot.unlink(missing_ok=True)
            elif begun.snapshot is not None and begun.snapshot.exists():
                self._heritage = self._heritage.inheriting(begun.snapshot)

    def retire(self) -> None:
        """Let the process write a snapshot and go.

        Ignored without a model, the second time, and shortly after it could not be written.
        """
        with self._lock:
            client = self.answering
            if client is not None and time.monotonic() >= self._staying:
                self._retiring = True
                client.retire()

    def _stay(self) -> None:
        """Keep the process, which could write no snapshot, and pass on what waited for the next."""
        self._retiring, self._staying = False, time.monotonic() + _STAYS
        self._pass_on()

    def note_hung(self, client: Client) -> None:
        """Note that the process no longer answers and is to be killed; ignored if it has gone."""
        with self._lock:
            if client is self._client:
                self._hung = True

    def lose(self, client: Client, viewers: list[Waiting]) -> Loss | None:
        """Take note that a process has gone, and let its viewers wait for the next.

        Returns:
            How it went; None when it was this run's no more, or the run was closed.
        """
        with self._lock:
            self.take_back(viewers)
            if client is not self._client or self._dropped:
                return None
            self._client = None
            self._generation += 1
            hung, self._hung = self._hung, False
            agreed = client.farewell is not None and not client.farewell.memory
            if agreed:
                self._retiring = False
                self._post(self._status)
            return Loss(self._generation, agreed, hung)

    @property
    def asked(self) -> bool:
        """Whether commands wait for a process."""
        return bool(self._queued)

    def restart(self, reason: str, now: float, limits: Limits, *, frugal: bool) -> bool:
        """Go back to compiling, as the process has gone, unless that happened too often.

        Args:
            reason: What happened, in words.
            now: When, on the monotonic clock.
            limits: How often is too often.
            frugal: Whether to do without XLA from now on.

        Returns:
            Whether it waits for a process now.
        """
        with self._lock:
            self._frugal = self._frugal or frugal
            while self._restarts and now - self._restarts[0] > limits.restart_window:
                self._restarts.popleft()
            if len(self._restarts) >= limits.restarts:
                return False
            self._restarts.append(now)
            self._event = reason
            status = replace(self._status, state="compiling", reason=reason)
            self._post(replace(status, recovered=status.recovered + 1))
            return True

    def give_up(self, generation: int, reason: str) -> None:
        """Rest in state `failed`; ignored when the run has changed or ended meanwhile.

        Args:
            generation: What the process was wanted for that cannot be had.
            reason: Why, in words.
        """
        with self._lock:
            if self._generation != generation or self._dropped:
                return
            self._starting = self._playing = False
            self._post(RunStatus("failed", reason, recovered=self._status.recovered))

    def strike(self) -> None:
        """Kill every process of this run without waiting; to be closed next."""
        with self._lock:
            self._dropped = True
            for client in (self._client, self._previous):
                if client is not None:
                    client.strike()

    def close(self) -> None:
        """End every process of this run for good, and tell those who wait."""
        with self._lock:
            self._dropped = True
            self._generation += 1
            clients = [one for one in (self._client, self._previous) if one is not None]
            self._client = self._previous = None
            for client in clients:
                self.take_back(client.release())
            self._post(RunStatus("lost", "This run has ended."))
            waiting = self._room.empty()
        answer(waiting, self.status_frame)
        for client in clients:
            client.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
