"""Where run processes come from: forked from a template, or spawned ahead of time.

With `forkserver` a template process has loaded Keras and forks a run process in some 20 ms.
Where there is none (Windows), `spawn` starts whole interpreters; then a few wait ready. Both
look alike from outside: processes that have said Hello and wait for an experiment.
"""

import logging
import multiprocessing
import multiprocessing.spawn
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, Literal, cast

import psutil

from nnviz.core.errors import RunError
from nnviz.engine import worker
from nnviz.engine.protocol import Channel, Hello

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext

Method = Literal["forkserver", "spawn"]
Entry = Callable[["Connection[bytes, bytes]", float], None]

_PREFIX = "nnviz-run"
_LOG = logging.getLogger(__name__)
_STARTING = threading.Lock()
_HELLO_TIMEOUT = 180.0
_WAIT_TIMEOUT = 240.0
_RETRY_AFTER = 5.0
_TRIES = 3
_PAUSE = 0.5
_STUCK = 10.0
"""Seconds after which a template that has loaded Keras is late with a process."""
_LATER = 3.0
"""Seconds that starting one more process may wait while another is ready."""

_preparation_data = multiprocessing.spawn.get_preparation_data


def _without_main(name: str, *args: Any) -> dict[str, Any]:  # noqa: ANN401 - passed through
    """Keep a run process from importing the main module.

    While a page runs, Streamlit puts the page in `sys.modules["__main__"]`; a run process
    must neither execute it nor load Streamlit.
    """
    data = _preparation_data(name, *args)
    if name.startswith(_PREFIX):
        data = {key: value for key, value in data.items() if not key.startswith("init_main")}
    return data


multiprocessing.spawn.get_preparation_data = _without_main


def best_method() -> Method:
    """Return `forkserver` where the system has it."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


@dataclass(frozen=True, slots=True)
class Spare:
    """A process that has loaded Keras and waits for an experiment."""

    process: BaseProcess
    channel: Channel

    def discard(self) -> None:
        """End the process."""
        self.channel.close()
        end(self.process)


def end(process: BaseProcess, patience: float = 0.0) -> None:
    """End a process: give it some seconds to exit, then kill it, and reap it."""
    if patience:
        process.join(patience)
    process.kill()
    process.join(5.0)


class Launcher:
    """Keeps processes ready and hands them out.

    Args:
        method: How processes are started; the best there is by default.
        spares: How many wait ready.
        beat: Seconds between two signs of life of a process.
        entry: What a process runs.
    """

    def __init__(
        self,
        method: Method | None = None,
        spares: int = 1,
        beat: float = 1.0,
        entry: Entry = worker.main,
    ) -> None:
        self.method: Method = method or best_method()
        self.problem: RunError | None = None
        self._context = cast("ForkServerContext | SpawnContext", get_context(self.method))
        self._wanted = max(1, spares)
        self._beat = beat
        self._entry = entry
        self._spares: deque[Spare] = deque()
        self._changed = threading.Condition()
        self._stopped = False
        self._loaded = False
        self._count = 0
        self._failures = 0
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()
        self._launching: float | None = None

    @property
    def stuck(self) -> bool:
        """Whether a process that should be there in a moment has not come for long."""
        since = self._launching
        return self._loaded and since is not None and time.monotonic() - since > _STUCK

    @property
    def ready(self) -> bool:
        """Whether Keras has been loaded, so that a process is there at once."""
        return self._loaded

    def start(self, patience: float = 0.0) -> None:
        """Start filling up in the background; returns at once.

        Args:
            patience: Seconds to let other work go first, at most until `hurry`.
        """
        with self._changed:
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(
                    target=self._fill, args=(patience,), name="launcher", daemon=True
                )
                self._thread.start()

    def hurry(self) -> None:
        """Stop waiting for other work."""
        self._hurry.set()

    def take(self) -> Spare:
        """Wait for a process and return it.

        Raises:
            RunError: None can be had.
        """
        self.start()
        deadline = time.monotonic() + _WAIT_TIMEOUT
        with self._changed:
            while not self._spares:
                if self._stopped or self.problem or time.monotonic() > deadline:
                    raise self.problem or _no_process("none")
                self._changed.wait(0.5)
            spare = self._spares.popleft()
            self._changed.notify_all()
        if not spare.process.is_alive():
            spare.discard()
            return self.take()
        return spare

    def put_back(self, spare: Spare) -> None:
        """Return a process that was not used after all."""
        with self._changed:
            if not self._stopped:
                self._spares.appendleft(spare)
                self._changed.notify_all()
                return
        spare.discard()

    def stop(self) -> None:
        """End all that wait, and the template."""
        with self._changed:
            self._stopped = True
            self._hurry.set()
            spares, self._spares = list(self._spares), deque()
            self._changed.notify_all()
        for spare in spares:
            spare.discard()
        if self.method == "forkserver":
            end_template()
        if self._thread is not None:
            self._thread.join(5.0)

    def _fill(self, patience: float) -> None:
        """Keep as many processes ready as wanted."""
        self._hurry.wait(patience)
        while True:
            with self._changed:
                while len(self._spares) >= self._wanted and not self._stopped:
                    self._changed.wait()
                # The run that took one is busy, and so is the browser that shows it.
                self._changed.wait_for(lambda: self._stopped or not self._spares, _LATER)
                if self._stopped:
                    return
            self._launching = time.monotonic()
            try:
                spare = self._launch()
            except (OSError, EOFError, RunError) as error:
                self._launching = None
                self._note_problem(error)
                continue
            self._launching = None
            with self._changed:
                self.problem, self._failures, self._loaded = None, 0, True
            self.put_back(spare)

    def _note_problem(self, error: Exception) -> None:
        """Try again soon; tell those who wait why there is no process when that keeps failing."""
        with self._changed:
            if self._stopped:
                return
            _LOG.error("no run process could be started: %s", error)
            self._failures += 1
            # A process that just ends may do so by chance; one that gives a reason does not.
            if isinstance(error, RunError):
                self.problem = error
            elif self._failures < _TRIES:
                # A template that is just ending refuses until it has gone.
                self._changed.wait(_PAUSE)
                return
            else:
                self.problem = _no_process("one that ended during start-up")
            self._changed.notify_all()
            self._changed.wait(_RETRY_AFTER)

    def _launch(self) -> Spare:
        """Start one process and wait until it has said Hello."""
        ours, theirs = self._context.Pipe()
        self._count += 1
        process = self._context.Process(
            target=self._entry,
            args=(theirs, self._beat),
            name=f"{_PREFIX}-{self._count}",
            daemon=True,
        )
        with _STARTING:
            if self.method == "forkserver":
                self._context.set_forkserver_preload(["nnviz.engine.template"])
            process.start()
        theirs.close()
        channel = Channel(ours)
        spare = Spare(process, channel)
        if not channel.waiting(_HELLO_TIMEOUT):
            spare.discard()
            raise _no_process("one that did not answer")
        try:
            hello = channel.receive()
        except (EOFError, OSError):
            spare.discard()
            raise
        if isinstance(hello, Hello) and (hello.problem or hello.refusal):
            spare.discard()
            raise RunError(*hello.refusal) if hello.refusal else _no_process(hello.problem)
        return spare


def _no_process(instead: str) -> RunError:
    advice = "Look at the server's log, then press reset to try again."
    return RunError("a process to train in", instead, advice)


def templates() -> list[psutil.Process]:
    """Return the template process of this process, if it runs."""
    found: list[psutil.Process] = []
    for child in psutil.Process().children():
        try:
            if "multiprocessing.forkserver" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            continue
    return found


def end_template(patience: float = 3.0) -> None:
    """End the template, even while it is still loading Keras; a later start makes another.

    It is not reaped: multiprocessing does that itself, and fails when somebody else has.
    """
    for template in templates():
        template.terminate()
        if suspended(template):
            template.kill()  # It would not hear of it.
        deadline = time.monotonic() + patience
        while _runs(template) and time.monotonic() < deadline:
            time.sleep(0.005)
        if _runs(template):
            template.kill()


def suspended(process: psutil.Process) -> bool:
    """Say whether a process was stopped by a signal, and waits for another to go on."""
    try:
        return process.status() == psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return False


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
