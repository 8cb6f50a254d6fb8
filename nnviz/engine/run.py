"""One run as the web process keeps it: the state that outlives the processes that train it."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from nnviz.core.editing.keeping import carried_over
from nnviz.core.errors import SpecError
from nnviz.core.run.frames import Frame
from nnviz.core.run.run import (
    Command,
    Give,
    LookBack,
    Pause,
    Play,
    ProbeRequest,
    Reset,
    RunState,
    RunStatus,
    Set,
    SetWeight,
    Step,
    Weights,
)
from nnviz.core.spec.experiment import Experiment, StopSpec
from nnviz.data.uploads import store as own_store
from nnviz.engine.client import Client, Waiting, settle
from nnviz.engine.header import header
from nnviz.engine.limits import Limits
from nnviz.engine.protocol import Begin, Report
from nnviz.engine.training import now_version

KEEP_ALIVE = 2.0


class Run:
    """State of a run; every method may be called from any thread.

    Attributes:
        generation: Grows with every process that is requested, so that late news of an
            earlier one can be recognized.
        client: The process, when there is one.
        previous: The process of the network before the change under way.
        starting: Whether a process is being started.
        event: What happened to its process, in words, until the visitor does something.
        frugal: Whether its processes do without XLA, as one of them ran out of memory.
        retiring: Whether the process was asked to end.
        dropped: Whether it was ended for good.
        hung: Whether its process was killed because it no longer answered.
        fresh: Whether the changed experiment starts from new weights.
        due: When a changed experiment is started, on the monotonic clock.
        carried: Weights that a process takes over when there is no snapshot.
        initial: Weights that a reset goes back to, such as those of an opened file.
        inherit: Snapshot of the experiment before, whose weights are taken over.
        step: Steps made before, by the run that the first weights are of.
        touched: Time of the last request.
        given: The custom example, which every new process receives.
    """

    def __init__(self, experiment: Experiment, folder: Path, *, play: bool, step: int = 0) -> None:
        self.lock = threading.RLock()
        self.experiment = experiment
        self.playing = play
        self.status = RunStatus("created")
        self.version = now_version()
        self.generation = 0
        self.client: Client | None = None
        self.previous: Client | None = None
        self.starting = False
        self.retiring = False
        self.dropped = False
        self.hung = False
        self.fresh = False
        self.frugal = False
        self.event = ""
        self.due: float | None = None
        self.carried: Weights | None = None
        self.initial: Weights | None = None
        self.inherit: Path | None = None
        self.step = step
        self.restarts: deque[float] = deque()
        self.touched = time.monotonic()
        self.given: Give | None = None
        self._folder = folder
        self._edition = 0
        self._expected: RunState | None = None
        self._queued: list[Command] = []
        self._waiting: list[Waiting] = []

    @property
    def snapshot(self) -> Path:
        """The snapshot file of the experiment as it is now."""
        return self._folder / f"{self._edition}.snapshot"

    def files(self) -> list[Path]:
        """Return the files that this run has written."""
        return [*self._folder.glob("*")] if self._folder.exists() else []

    def post(self, status: RunStatus, version: int | None = None) -> None:
        """Take a new status and show it to those who wait, if the process cannot."""
        with self.lock:
            self.status = status
            self.version = max(self.version + 1, version or now_version())
            if self.client is None or not self.client.built:
                self._show_status()

    def _show_status(self) -> None:
        due = [one for one in self._waiting if one.seen < self.version]
        self._waiting = [one for one in self._waiting if one.seen >= self.version]
        for one in due:
            settle(one.future, self.status_frame(one.wants))

    def status_frame(self, wants: tuple[ProbeRequest, ...]) -> bytes:
        """Return a frame without arrays, for a run whose process cannot answer."""
        return Frame(header(self.status, self.version, self.experiment, wants=wants)).encode()

    def ask(self, wants: tuple[ProbeRequest, ...], seen: int) -> "Future[bytes]":
        """Return the next frame newer than `seen`, or a sign of life after two seconds."""
        viewer = Waiting(Future(), wants, seen, time.monotonic())
        with self.lock:
            if self.client is not None and self.client.built:
                self.client.frame(viewer)
            else:
                self._waiting.append(viewer)
                self._show_status()
        return viewer.future

    def show_waiting(self, now: float) -> None:
        """Give a sign of life to those who have waited long enough."""
        with self.lock:
            late = [one for one in self._waiting if now - one.since >= KEEP_ALIVE]
            self._waiting = [
                one
                for one in self._waiting
                if now - one.since < KEEP_ALIVE and not one.future.cancelled()
            ]
        for one in late:
            settle(one.future, self.status_frame(one.wants))

    def take_back(self, viewers: list[Waiting]) -> None:
        """Let viewers whose process has gone wait for the next one, if there will be one."""
        with self.lock:
            if self.status.state != "lost":
                self._waiting.extend(viewers)
                return
        for viewer in viewers:
            settle(viewer.future, self.status_frame(viewer.wants))

    def order(self, command: Command) -> None:
        """Pass a command to the process, or keep it until there is one.

        Raises:
            SpecError: A setting is out of range.
        """
        with self.lock:
            self.experiment = follow(self.experiment, command)
            if isinstance(command, Give):
                self.given = command
            if isinstance(command, Reset):
                self.carried = None
                if command.seed is not None:
                    self.initial = None
            if isinstance(command, Play | Step):
                self._expected = "running"
            elif isinstance(command, Pause | Reset | LookBack):
                self._expected = "paused"
            steers = not isinstance(command, Set | SetWeight | Give)
            if steers:
                self.playing = isinstance(command, Play)
                self.event = ""
            if self.client is None or self.retiring:
                self._queued.append(command)
                return
            if steers:
                self.status = self._with_expected(self.status)
            self.client.order(command)

    def give_way(self) -> None:
        """Pause training briefly, if there is any."""
        with self.lock:
            if self.client is not None and self.playing:
                self.client.give_way()

    def _with_expected(self, status: RunStatus) -> RunStatus:
        """Let a page that has just sent a command see its effect, not the news before it."""
        if self._expected is None or status.state in ("created", "compiling"):
            return status
        return replace(status, state=self._expected, reason="")

    @property
    def asked(self) -> bool:
        """Whether commands wait for a process."""
        return bool(self._queued)

    def begin(self, limits: Limits) -> Begin:
        """Return the first message for a new process."""
        return Begin(
            experiment=self.experiment,
            snapshot=self.snapshot,
            weights=self.carried,
            inherit=self.inherit,
            step=self.step,
            initial=self.initial,
            play=self.playing,
            recovered=self.status.recovered,
            memory=limits.memory,
            save_every=limits.snapshot,
            frugal=self.frugal,
            programs=self._folder.parent / "programs",
            files=own_store.known_folder(),
        )

    def attach(self, client: Client) -> None:
        """Take a process and pass on what has been asked meanwhile."""
        with self.lock:
            self.client, self.starting, self.retiring = client, False, False
            self.post(replace(self.status, state="compiling"))
            queued, self._queued = self._queued, []
            if self.given is not None:
                self.order(self.given)
            for command in queued:
                if not isinstance(command, Give):
                    self.order(command)

    def hear(self, client: Client, report: Report) -> None:
        """Take a report of the process."""
        with self.lock:
            if client is not self.client:
                return
            reason = report.status.reason or self.event
            status = replace(report.status, recovered=self.status.recovered, reason=reason)
            if report.orders < client.orders:
                status = self._with_expected(status)
            else:
                self._expected = None
                self.playing = self.playing and status.state in ("running", "compiling")
            self.post(status, report.version)
            if client.built:
                if self.inherit is not None:
                    self.inherit.unlink(missing_ok=True)
                    self.inherit = None
                waiting, self._waiting = self._waiting, []
                for viewer in waiting:
                    client.frame(viewer)

    def replaced(self, experiment: Experiment, *, fresh: bool) -> Client | None:
        """Turn to another experiment; the process is kept aside for its weights.

        Returns:
            A process that is no longer needed and that is to be ended.
        """
        with self.lock:
            self.frugal = False
            client, self.client = self.client, None
            # Weights that have become NaN or huge would break the next network too.
            fresh = fresh or (client is not None and self.status.state == "failed")
            if client is not None:
                self.take_back(client.release())
                if self.previous is None or client.built:
                    self.previous, client = client, self.previous
            elif self.previous is None and self.snapshot.exists():
                self.inherit = self.snapshot
            self.fresh = fresh
            self.step = 0
            self.event = ""
            if fresh:
                self.carried, self.inherit, self.initial = None, None, None
            elif self.initial is not None:
                self.initial = carried_over(
                    self.initial, self.experiment.network, experiment.network
                )
            if self.experiment.data != experiment.data:
                self.given = None
            self.experiment = experiment
            self.generation += 1
            self._edition = self.generation
            self.restarts.clear()
            self.post(RunStatus("compiling", device=self.status.device))
            return client

    def take_over(self, previous: Client, weights: Weights | None) -> None:
        """Note the weights that the next process begins with, from a process or its snapshot."""
        snapshot = previous.begin.snapshot
        if weights is not None:
            before = previous.begin.experiment.network
            self.carried = carried_over(weights, before, self.experiment.network, self.carried)
            if snapshot is not None:
                snapshot.unlink(missing_ok=True)
        elif snapshot is not None and snapshot.exists():
            self.inherit = snapshot

    def excuse(self, now: float) -> None:
        """Disregard the silence of the process so far."""
        with self.lock:
            if self.client is not None:
                self.client.heard = now

    def strike(self) -> None:
        """Kill every process of this run without waiting; to be closed next."""
        with self.lock:
            self.dropped = True
            for client in (self.client, self.previous):
                if client is not None:
                    client.strike()

    def close(self) -> None:
        """End every process of this run, and tell those who wait."""
        with self.lock:
            self.dropped = True
            self.generation += 1
            clients = [one for one in (self.client, self.previous) if one is not None]
            self.client = self.previous = None
            for client in clients:
                self.take_back(client.release())
            self.post(RunStatus("lost", "This run has ended."))
            waiting, self._waiting = self._waiting, []
        for viewer in waiting:
            settle(viewer.future, self.status_frame(viewer.wants))
        for client in clients:
            client.kill()
        for path in self.files():
            path.unlink(missing_ok=True)


def follow(experiment: Experiment, command: Command) -> Experiment:
    """Return the experiment with the settings that a command changes.

    Raises:
        SpecError: A setting is out of range.
    """
    try:
        return _followed(experiment, command)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise SpecError(f"{place} in range", repr(first["input"])[:40], first["msg"]) from error


def _followed(experiment: Experiment, command: Command) -> Experiment:
    if isinstance(command, Reset) and command.seed is not None:
        return experiment.changed(seed=command.seed)
    if not isinstance(command, Set):
        return experiment
    training = experiment.training
    changes: dict[str, float | StopSpec | None] = {}
    if command.learning_rate is not None:
        changes["learning_rate"] = command.learning_rate
    if command.regularization_rate is not None:
        changes["regularization_rate"] = command.regularization_rate
    if command.speed is not None:
        changes["speed"] = command.speed or None
    if command.stop is not None:
        changes["stop"] = command.stop
    return experiment.changed(training=training.changed(**changes))
