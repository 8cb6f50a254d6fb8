"""Messages between web process and run process, over one duplex pipe per run.

Every message is one packet whose first byte tells its type: a pickled record, or a frame whose
bytes were encoded by the run and are passed on as they are. Both ends are processes of the same
program, started by it, so pickles are safe here; nothing from a browser is ever unpickled.
"""

import pickle
import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.core.run.run import Command, ProbeRequest, RunStatus, Weights
from nnviz.core.spec.experiment import Experiment

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_FRAME = b"F"
_RECORD = b"R"
_ID = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Begin:
    """Build the experiment, or continue from its snapshot when there is one.

    Attributes:
        experiment: What to run, with the settings as they are now.
        snapshot: Where the run keeps its snapshot, restored from when the file exists; None
            when it keeps none.
        weights: Weights to take over where they fit.
        inherit: Snapshot of another experiment whose weights to take over, without `weights`.
        step: Steps made before, by the run that the weights are of.
        initial: Weights that a reset goes back to where they fit; None is freshly drawn ones.
        play: Whether to train at once.
        recovered: How often this run has continued in a new process.
        memory: Bytes of private memory the process may still allocate; 0 is no limit.
        save_every: Seconds between two snapshots of a run that trains.
        most_bytes: Bytes of all runs' files above which it writes no more; 0 is no bound.
        frugal: Whether to do without XLA, whose compiler takes more memory than it saves time
            where memory ran out before.
        programs: Folder in which runs share what they compiled; None when they share nothing.
        files: Folder of the files that visitors opened; None when there are none.
    """

    experiment: Experiment
    snapshot: Path | None = None
    weights: Weights | None = None
    inherit: Path | None = None
    step: int = 0
    initial: Weights | None = None
    play: bool = False
    recovered: int = 0
    memory: int = 0
    save_every: float = 5.0
    most_bytes: int = 0
    frugal: bool = False
    programs: Path | None = None
    files: Path | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Carry out a command."""

    command: Command


@dataclass(frozen=True, slots=True)
class FrameCall:
    """Answer with one frame as soon as there is something newer than `seen`.

    Attributes:
        id: Comes back with the answer.
        wants: Read-outs that the frame holds.
        seen: Version of the newest frame that the viewer has; 0 for none.
    """

    id: int
    wants: tuple[ProbeRequest, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class ProbeCall:
    """Answer with the arrays of one read-out."""

    id: int
    want: ProbeRequest


@dataclass(frozen=True, slots=True)
class WeightsCall:
    """Answer with all weights."""

    id: int


@dataclass(frozen=True, slots=True)
class ExportCall:
    """Answer with the model as the bytes of a file.

    Attributes:
        form: `keras` or `onnx`.
    """

    id: int
    form: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget a frame call; its viewer asked for something else or has left."""

    id: int


@dataclass(frozen=True, slots=True)
class GiveWay:
    """Pause briefly: a visitor clicked something, and what follows comes before training."""


@dataclass(frozen=True, slots=True)
class Retire:
    """Write a snapshot and end."""


@dataclass(frozen=True, slots=True)
class StepBack:
    """Leave the processor to others: many runs are training.

    Attributes:
        niceness: From now on; a higher one stays.
    """

    niceness: int


Request = (
    Begin
    | StepBack
    | Order
    | FrameCall
    | ProbeCall
    | WeightsCall
    | ExportCall
    | Cancel
    | GiveWay
    | Retire
)


@dataclass(frozen=True, slots=True)
class Hello:
    """The process is there and has loaded Keras.

    Attributes:
        pid: Its number.
        problem: Why it could not load Keras, else empty.
        refusal: Expected, received and advice when there is no such backend or device here.
    """

    pid: int
    problem: str = ""
    refusal: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life, from a thread of its own.

    Attributes:
        stalled: Seconds since the main loop last came round.
        compiling: Whether it is doing something that may take long: building or compiling.
    """

    stalled: float
    compiling: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The status of the run.

    Attributes:
        status: The status.
        version: Microseconds of the monotonic clock when anything last changed.
        orders: Orders carried out so far, so that outdated news about playing can be recognized.
        built: Whether the model exists, so that frames and weights can be asked for.
        staying: Whether it was told to give itself back, and cannot, as its weights would be lost.
    """

    status: RunStatus
    version: int
    orders: int
    built: bool
    staying: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a call with this id: arrays by name, or weights by layer."""

    id: int
    value: object


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call cannot be answered."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class FrameAnswer:
    """An encoded frame, answering the frame call with this id."""

    id: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Farewell:
    """The process ends as agreed; `memory` says that it ran out of memory."""

    memory: bool = False


Reply = Hello | Beat | Report | Answer | Refusal | FrameAnswer | Farewell
Message = Request | Reply


class Channel:
    """One end of the pipe; several threads may send, one receives."""

    def __init__(self, connection: "Connection[bytes, bytes]") -> None:
        self._connection = connection
        self._sending = threading.Lock()

    def send(self, message: Message) -> None:
        """Send a message.

        Raises:
            OSError: The other side is gone.
        """
        if isinstance(message, FrameAnswer):
            data = _FRAME + _ID.pack(message.id) + message.data
        else:
            data = _RECORD + pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        with self._sending:
            self._connection.send_bytes(data)

    def receive(self) -> Message:
        """Wait for the next message and return it.

        Raises:
            EOFError: The other side is gone.
            OSError: Likewise.
        """
        data = self._connection.recv_bytes()
        if data[:1] == _FRAME:
            (number,) = _ID.unpack_from(data, 1)
            return FrameAnswer(number, data[1 + _ID.size :])
        return pickle.loads(data[1:])

    def waiting(self, seconds: float) -> bool:
        """Say whether a message arrives within these seconds."""
        return self._connection.poll(seconds)

    def close(self) -> None:
        """Close this end."""
        self._connection.close()
