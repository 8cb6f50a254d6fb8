"""Reading visitors' files in processes beside the web process, bounded in number, memory and time.

The processes (`nnviz.data.uploads.child`) live on between files: a small one is read in a few
milliseconds. One that takes too long is ended, one that nobody needs ends after a while.
"""

import io
import pickle
import subprocess
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field, is_dataclass
from importlib import import_module
from typing import IO, Any, cast
from zipfile import ZipInfo

import numpy as np

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.files.confined import bare_environment, reading_command
from nnviz.core.files.places import PACKAGE
from nnviz.data.uploads import elsewhere
from nnviz.data.uploads.messages import read_only, received, send
from nnviz.data.uploads.store import MissingFileError, store

AT_ONCE = 2
"""Files that are read at the same time; others wait for their turn."""
PATIENCE = 30.0
"""Seconds after which reading a file is abandoned."""
IDLE = 120.0
"""Seconds after which a process that nobody needs ends."""
MOST_ANSWER = 400 << 20
"""Most bytes of an answer."""
_KEPT, _KEPT_BYTES = 8, 16 << 20
"""Answers that are kept, and how large each may be: a dialog asks the same at every change."""
_ERRORS = {"SpecError": SpecError, "NnvizError": NnvizError}
_PLAIN = {
    ("numpy", "dtype"): np.dtype, ("numpy", "ndarray"): np.ndarray,
    (read_only.__module__, read_only.__name__): read_only, ("zipfile", "ZipInfo"): ZipInfo,
}  # fmt: skip
_NUMPY = ("_reconstruct", "scalar", "_frombuffer")


class _Answer(pickle.Unpickler):
    """Reads an answer in which only records of ours and arrays may be."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as pickle has it
        """Return a class that may be in an answer.

        Raises:
            UnpicklingError: It may not.
        """
        if (module, name) in _PLAIN:
            return _PLAIN[module, name]
        if module.startswith("numpy.") and "core" in module and name in _NUMPY:
            return super().find_class(module, name)
        if module.startswith(("nnviz.core.", "nnviz.data.")):
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and is_dataclass(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} in an answer")


def _answer(data: bytes) -> tuple[object, ...]:
    """Read an answer, which a process that a file has taken over may have written."""
    try:
        return _Answer(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, ValueError, TypeError, AttributeError, EOFError):
        return "NnvizError", "an answer about the file", "a damaged one", "Open another file."


@dataclass(slots=True)
class _Child:
    """One process, and when it was needed last."""

    process: "subprocess.Popen[bytes]"
    questions: IO[bytes]
    answers: IO[bytes]
    used: float = field(default_factory=time.monotonic)

    def ask(self, question: bytes) -> bytes:
        """Return the answer; empty when the process ended before it."""
        ending = threading.Timer(PATIENCE, self.process.kill)
        ending.start()
        try:
            send(self.questions, question)
            return received(self.answers)
        except OSError:
            return b""
        finally:
            ending.cancel()
            self.used = time.monotonic()

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.questions.close()
        self.answers.close()


class ReadingProcesses:
    """The processes that read files for this one."""

    def __init__(self) -> None:
        self._turn = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._answers: OrderedDict[bytes, tuple[object, ...]] = OrderedDict()

    def read(self, name: str, arguments: tuple[object, ...]) -> object:
        """Carry out a function of `nnviz.data.uploads.elsewhere`.

        Raises:
            NnvizError: As the function does, or it took too much memory or time.
        """
        question = pickle.dumps((name, arguments, str(store().folder)), pickle.HIGHEST_PROTOCOL)
        answer = self._kept(question) or self._asked(question)
        kind, *rest = answer
        if kind == "ok":
            return rest[0]
        if kind == "MissingFileError":
            raise MissingFileError
        raise _ERRORS.get(str(kind), NnvizError)(*map(str, rest))

    def ready(self) -> None:
        """Have a process wait for the first file, which then need not wait for it."""
        with self._lock:
            if not self._idle:
                self._idle.append(_started())

    def tidy(self) -> None:
        """End processes that nobody has needed for a while."""
        with self._lock:
            old = [one for one in self._idle if time.monotonic() - one.used > IDLE]
            self._idle = [one for one in self._idle if one not in old]
        for one in old:
            one.end()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            children, self._idle = self._idle, []
            self._answers.clear()
        for one in children:
            one.end()

    def _kept(self, question: bytes) -> tuple[object, ...] | None:
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
            return self._answers.get(question)

    def _asked(self, question: bytes) -> tuple[object, ...]:
        """Let a process answer."""
        with self._turn:
            child = self._child()
            data = child.ask(question)
            if not data or len(data) > MOST_ANSWER:
                child.end()
                return (
                    "NnvizError", "a file that can be read with little memory and time",
                    "one that needs more than is allowed", "Use fewer or smaller examples.",
                )  # fmt: skip
            with self._lock:
                self._idle.append(child)
        found = _answer(data)
        # What was refused may be there the next time.
        if found[0] == "ok" and len(data) + len(question) <= _KEPT_BYTES:
            with self._lock:
                self._answers[question] = found
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
        return found

    def _child(self) -> _Child:
        """Return a process that waits for a question."""
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
        return _started()


def _started() -> _Child:
    process = subprocess.Popen(
        reading_command("nnviz.data.uploads.child", str(PACKAGE.parent)),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=bare_environment(),
    )  # fmt: skip
    return _Child(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))


_processes: ReadingProcesses | None = None


def read_in_children() -> ReadingProcesses:
    """Have all files of visitors read by other processes from now on."""
    global _processes
    if _processes is None:
        _processes = ReadingProcesses()
        elsewhere.read_by(_processes.read)
    return _processes


def ready() -> None:
    """Expect a file soon, where files are read by processes."""
    if _processes is not None:
        _processes.ready()


def tidy() -> None:
    """End processes that nobody needs, if there are any."""
    if _processes is not None:
        _processes.tidy()


def read_here() -> None:
    """End the processes; files are read by this one again."""
    global _processes
    elsewhere.read_by(None)
    if _processes is not None:
        _processes.close()
    _processes = None
