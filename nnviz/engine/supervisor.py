"""The engine: all runs of this web process, and the processes that train them."""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnviz.core.errors import RunError
from nnviz.core.files.homes import Home, claim
from nnviz.core.run.run import Command, Give, ProbeRequest, RunStatus, Weights
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.client import Client
from nnviz.engine.environment import niceness_among
from nnviz.engine.keeping import occupied
from nnviz.engine.launch import Launcher
from nnviz.engine.limits import Limits
from nnviz.engine.runs.heritage import Heritage
from nnviz.engine.runs.left_behind import PREFIX, note_visitor, runs_left_behind
from nnviz.engine.runs.roster import Roster
from nnviz.engine.runs.run import Run
from nnviz.engine.starting import Starter

_TICK = 0.05
_STUCK = (
    "No run can start at the moment: the process that they are copied from does not answer. "
    "It may be suspended; whoever runs the server can let it go on or start the server again."
)
_TIDY = 0.8
"""Share of the room for snapshots that runs without an open page may fill."""


class Engine:
    """Creates, controls, watches and ends runs. Nothing here waits unless it says so.

    Args:
        limits: Bounds on number, silence and memory.
        launcher: Where processes come from; one for this system by default.
    """

    def __init__(self, limits: Limits | None = None, launcher: Launcher | None = None) -> None:
        self.limits = limits or Limits()
        self._launcher = launcher or Launcher(spares=2, beat=self.limits.beat)
        self._roster = Roster(self.limits)
        self._starter = Starter(self.limits, self._launcher, self._roster.runs)
        self._recovery = self._starter.recovery
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        self._home: Home | None = None

    @property
    def ready(self) -> bool:
        """Whether Keras has been loaded, so that a new run starts at once."""
        return self._launcher.ready

    def start(self, patience: float = 0.0) -> None:
        """Start loading Keras and watching, in the background.

        Args:
            patience: Seconds that loading Keras waits for `hurry`, because a page is being drawn.
        """
        with self._lock:
            if self._watcher is not None or self._stop.is_set():
                return
            self._home = claim(PREFIX)
            for run in runs_left_behind(self._home.folder):
                self._roster.admit(run, time.monotonic())
            self._watcher = threading.Thread(target=self._watch, name="engine", daemon=True)
            self._watcher.start()
        self._launcher.start(patience)

    def hurry(self) -> None:
        """Load Keras now: the page is drawn, or a visitor wants to train."""
        self._launcher.hurry()

    def stop(self) -> None:
        """End every process and remove every file; waits until that is done."""
        self._stop.set()
        runs = self._roster.empty()
        self._starter.stopping()
        for run in runs:
            run.strike()
        for run in runs:
            run.close()
        self._launcher.stop()
        self._starter.close()
        if self._watcher is not None:
            self._watcher.join(5.0)
        if self._home is not None:
            self._home.remove()

    def create(
        self,
        experiment: Experiment,
        weights_from: str | None = None,
        *,
        play: bool = False,
        step: int = 0,
        weights: Weights | None = None,
        visitor: str = "",
    ) -> str:
        """Start a run in the background and return its token.

        Args:
            experiment: What to run.
            weights_from: Token of a run whose weights to take over where they fit, and the
                visitor's own example with them.
            play: Whether to train at once.
            step: Where to go on counting from: the step that the taken weights are of.
            weights: Initial weights where they fit, such as those of a file; a reset goes
                back to them.
            visitor: Whose run it is; empty when that is not known.

        Raises:
            RunError: There are as many runs as there may be, or no run to take weights from.
        """
        self.start()
        source = None if weights_from is None else self._roster.find(weights_from)
        folder = self._folder() / secrets.token_hex(8)
        heritage = Heritage(weights=weights, initial=weights, step=step)
        fits = source is not None and source.experiment.data == experiment.data
        given = source.given if source is not None and fits else None
        run = Run(experiment, folder, play=play, heritage=heritage, given=given, visitor=visitor)
        token, surplus = self._roster.admit(run, time.monotonic())
        for one in surplus:
            self._starter.submit(one.close)
        note_visitor(folder, visitor)
        self._starter.start(run, source)
        return token

    def change(self, token: str, experiment: Experiment, *, fresh: bool = False) -> None:
        """Give a run another experiment: a new process that takes over the weights that fit.

        Args:
            token: The run.
            experiment: What to run from now on.
            fresh: Start from new weights.

        Raises:
            RunError: There is no such run.
        """
        run = self._touch(token)
        due = time.monotonic() + self.limits.debounce
        surplus = run.change(experiment, fresh=fresh, due=due)
        if surplus is not None:
            self._starter.submit(surplus.kill)

    def send(self, token: str, command: Command) -> None:
        """Send a command to a run.

        Raises:
            RunError: There is no such run.
            SpecError: A setting is out of range.
        """
        run = self._touch(token)
        run.order(command)
        self.hurry()
        self._starter.revive(run, even_failed=not isinstance(command, Give))

    def status(self, token: str) -> RunStatus:
        """Return the latest status of a run.

        Raises:
            RunError: There is no such run.
        """
        status = self._touch(token).status
        if status.state in ("created", "compiling") and not self.ready:
            return replace(status, reason="Keras is still loading.")
        return status

    def experiment(self, token: str) -> Experiment:
        """Return the experiment as the run has it now, with every setting that was changed.

        Raises:
            RunError: There is no such run.
        """
        return self._roster.find(token).experiment

    def come_back(self, visitor: str, experiment: Experiment | None = None) -> str | None:
        """Return the token of the run that a visitor used last, if there is one.

        Args:
            visitor: Who it is.
            experiment: Only a run of this experiment counts; None takes any.
        """
        return self._roster.come_back(visitor, experiment)

    def given(self, token: str) -> Give | None:
        """Return the custom example that a run shows; None without one, or without a run."""
        run = self._roster.get(token)
        return None if run is None else run.given

    def exists(self, token: str) -> bool:
        """Say whether there is a run with this token."""
        return token in self._roster

    def touch(self, token: str) -> None:
        """Note that a page is open on this run, so that it does not count as abandoned.

        Raises:
            RunError: There is no such run.
        """
        self._touch(token)

    @contextmanager
    def open_page(self, token: str) -> Iterator[None]:
        """Count a page as open on a run for the length of the block.

        Raises:
            RunError: There is no such run.
        """
        run = self._roster.find(token)
        run.enter(time.monotonic())
        try:
            yield
        finally:
            run.leave(time.monotonic())

    def pages(self, token: str) -> int:
        """Return how many pages are open on a run; 0 when there is no such run."""
        run = self._roster.get(token)
        return 0 if run is None else run.pages

    def ask_frame(
        self, token: str, requests: tuple[ProbeRequest, ...], since: int
    ) -> "Future[bytes]":
        """Ask for one encoded frame that is newer than `since`.

        The frame comes when something has changed; a frame without arrays comes after two
        seconds in any case, and at once while the run has no process.

        Raises:
            RunError: There is no such run.
        """
        run = self._touch(token)
        future = run.ask(requests, since)
        self._starter.revive(run, even_failed=False)
        return future

    def give_way(self, token: str) -> None:
        """Pause a run briefly, because a visitor clicked something: what follows comes first.

        Raises:
            RunError: There is no such run.
        """
        self._touch(token).give_way()

    def frame(self, token: str, requests: tuple[ProbeRequest, ...] = (), since: int = 0) -> bytes:
        """As `ask_frame`, but wait for the frame.

        Raises:
            RunError: There is no such run, or no frame within 30 s.
        """
        return _wait(self.ask_frame(token, requests, since), 30.0)

    def probe(self, token: str, want: ProbeRequest, timeout: float = 10.0) -> dict[str, Any]:
        """Wait for one read-out and return its arrays by name.

        Raises:
            RunError: There is no such run, the read-out does not fit, or it took too long.
        """
        return _wait(self._client(token, timeout).probe(want), timeout)

    def weights(self, token: str, timeout: float = 10.0) -> Weights:
        """Wait for all weights of a run and return them.

        Raises:
            RunError: There is no such run, or it took too long.
        """
        return _wait(self._client(token, timeout).weights(), timeout)

    def export(self, token: str, form: str, timeout: float = 60.0) -> bytes:
        """Wait for the model of a run as the bytes of a file.

        Args:
            token: The run.
            form: `keras` or `onnx`.
            timeout: Seconds to wait.

        Raises:
            RunError: There is no such run or form, what it needs is missing, or it took too long.
        """
        return _wait(self._client(token, timeout).export(form), timeout)

    def drop(self, token: str) -> None:
        """End a run for good; a token that is not known is no error."""
        run = self._roster.pop(token)
        if run is not None:
            self._starter.submit(run.close)

    def processes(self) -> dict[str, int]:
        """Return the process numbers of runs by token, for tests and measurements."""
        clients = {token: run.client for token, run in self._roster.items()}
        return {token: client.pid for token, client in clients.items() if client is not None}

    def _folder(self) -> Path:
        if self._home is None or self._stop.is_set():
            raise RunError("a running engine", "one that has stopped")
        return self._home.folder

    def _tidy(self) -> None:
        """Give up runs that no page is open on, as long as the snapshots take too much room."""
        for token in self._roster.unwatched(time.monotonic()):
            if occupied(self._folder()) <= self.limits.disk * _TIDY:
                return
            if (run := self._roster.pop(token)) is not None:
                run.close()

    def _touch(self, token: str) -> Run:
        run = self._roster.find(token)
        run.touch(time.monotonic())
        return run

    def _client(self, token: str, timeout: float) -> Client:
        """Return a run's process, waiting until it has built its model."""
        run = self._touch(token)
        self._starter.revive(run, even_failed=False)
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            client = run.answering
            if client is not None:
                return client
            if run.given_up:
                break
            time.sleep(0.01)
        status = run.status
        raise RunError("a run that can answer", f"one that is {status.state}", status.reason)

    def _watch(self) -> None:
        """Look after all runs until the engine stops."""
        before = tidied = time.monotonic()
        while not self._stop.wait(_TICK):
            now = time.monotonic()
            self._look_around(now, now - before)
            self._starter.line.advance(now)
            if now - tidied > self.limits.snapshot:
                tidied = now
                self._starter.submit(self._tidy)
            before = now

    def _look_around(self, now: float, passed: float) -> None:
        """Look after every run once.

        Args:
            now: On the monotonic clock.
            passed: Seconds since the last time; when they are many, this process stood still, and
                neither processes nor pages could be heard.
        """
        niceness = niceness_among(self._starter.line.taken)
        for token, run in self._roster.items():
            if (client := run.client) is not None:
                client.step_back(niceness)
            if passed > self.limits.silence / 2:
                _excuse(run, now, passed)
            if self._launcher.stuck:
                run.explain(_STUCK)
            self._look_after(token, run, now)

    def _look_after(self, token: str, run: Run, now: float) -> None:
        run.show_waiting(now)
        if run.take_due(now):
            self._starter.submit(self._starter.replace, run)
        elif now - run.touched > (self.limits.blank if run.blank else self.limits.forgotten):
            self.drop(token)
        else:
            self._recovery.check(run, now)


def _excuse(run: Run, now: float, lost: float) -> None:
    """Let the silence of a run's process, and of the pages open on it, so far not count."""
    run.excuse(lost)
    client = run.client
    if client is not None:
        client.excuse(now)


def _wait(future: "Future[Any]", seconds: float) -> Any:  # noqa: ANN401 - the future's own type
    try:
        return future.result(seconds)
    except FutureTimeoutError as error:
        future.cancel()
        raise RunError(f"an answer within {seconds:g} s", "none", "Try again.") from error
