"""The run process: builds one session, trains it in slices and answers between them."""

import logging
import os
import time
from typing import TYPE_CHECKING

from nnviz.core.editing.keeping import carried_over
from nnviz.core.errors import NnvizError, RunError
from nnviz.core.run.frames import Quantized
from nnviz.core.run.run import Pause, Play, Reset, RunStatus, SetWeight, Weights
from nnviz.core.spec.dataset import Dataset
from nnviz.engine.environment import (
    HEAD_START,
    RUN_NICENESS,
    check_choices,
    check_device,
    chosen_device,
    ignore_interrupts,
    limit_memory,
    prepare,
    quiet,
    short_of_memory,
    step_back,
)
from nnviz.engine.keeping import Keeper
from nnviz.engine.protocol import (
    Answer,
    Begin,
    Cancel,
    Channel,
    ExportCall,
    Farewell,
    FrameAnswer,
    FrameCall,
    GiveWay,
    Hello,
    Message,
    Order,
    ProbeCall,
    Refusal,
    Report,
    Retire,
    StepBack,
    WeightsCall,
)
from nnviz.engine.pulse import Pulse
from nnviz.engine.training import Training, current, now_version
from nnviz.engine.viewers import Viewers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from nnviz.model.session import Session

_REPORT_EVERY = 0.2
_CALM = 0.5
"""Idle seconds after which work is done ahead."""
_LOG = logging.getLogger(__name__)


def load() -> None:
    """Import all that a run needs; nothing is executed.

    Raises:
        RunError: The backend that was chosen is not there.
    """
    check_choices()
    with quiet():
        import keras  # noqa: F401 - imported for its effect, as is what follows

        import nnviz.data
        import nnviz.model.session  # noqa: F401


def main(connection: "Connection[bytes, bytes]", beat: float = 1.0) -> None:
    """Act as a run process until the pipe closes.

    Args:
        connection: This end of the pipe.
        beat: Seconds between two signs of life.
    """
    prepare()
    ignore_interrupts()
    channel = Channel(connection)
    try:
        channel.send(_hello())
        step_back(RUN_NICENESS)
        _rehearse(channel)
        begin = channel.receive()
        if isinstance(begin, Begin):
            Loop(channel, beat).run(begin)
    except (EOFError, OSError):
        return  # The web process has ended or no longer wants this run.


def find_device() -> None:
    """Look for the GPU when one is demanded; after the fork, because that starts its driver.

    Raises:
        RunError: There is none.
    """
    from nnviz.model.backends.current_backend import get_backend

    if chosen_device() == "gpu":
        check_device(get_backend().device)


def _hello() -> Hello:
    try:
        load()
        find_device()
    except RunError as error:
        return Hello(os.getpid(), refusal=(error.expected, error.received, error.advice))
    except Exception as error:  # noqa: BLE001 - whatever it is, the page must hear of it
        _LOG.exception("Keras could not be loaded")
        return Hello(os.getpid(), f"Keras could not be loaded ({type(error).__name__}).")
    return Hello(os.getpid())


def _rehearse(channel: Channel) -> None:
    """Use the time until a run arrives to prepare its first step."""
    if channel.waiting(_CALM):
        return
    from nnviz.model.rehearsal import rehearsal

    try:
        for _ in rehearsal():
            if channel.waiting(0.0):
                return
    except Exception:  # noqa: BLE001 - the run itself will say what is wrong
        _LOG.exception("a rehearsal failed")


class Loop:
    """The main loop of a run process."""

    def __init__(self, channel: Channel, beat: float = 1.0) -> None:
        self._channel = channel
        self._pulse = Pulse(channel, beat)
        self._orders = 0
        self._reported = (0, 0.0)
        self._retired = False
        self._built = 0.0
        self._ahead = False
        self._head_start = time.process_time() + HEAD_START
        self._niceness = self._wanted_niceness = RUN_NICENESS

    def run(self, begin: Begin) -> None:
        """Build, then train and answer until asked to end.

        Raises:
            EOFError: The web process is gone.
            OSError: Likewise.
        """
        self._pulse.start()
        try:
            with self._pulse.compiling():
                self._build(begin)
            while not self._retired:
                self._pulse.tick()
                self._listen()
                if not self._viewers.chosen:
                    self._get_ahead()
                    self._train()
                self._serve()
                self._keeper.keep()
                self._line_up()
            self._training.session.close()
            self._channel.send(Farewell())
        except NnvizError as error:
            self._fail(str(error))
        except (EOFError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - the page must hear of it
            if short_of_memory(error):
                self._channel.send(Farewell(memory=True))
            else:
                _LOG.exception("a run was stopped by an error")
                self._fail(f"The run was stopped by an internal error ({type(error).__name__}).")

    def _fail(self, reason: str) -> None:
        """Say why this run cannot go on; the process ends after that."""
        status = RunStatus("failed", reason)
        self._channel.send(Report(status, now_version(), self._orders, built=False))
        self._channel.send(Farewell())

    def _build(self, begin: Begin) -> None:
        """Make the session and everything around it."""
        from nnviz.data import load as load_data
        from nnviz.data.uploads import store as own_store

        if begin.frugal:
            os.environ["NNVIZ_XLA"] = "off"
        limit_memory(begin.memory)
        self._pulse.guard(begin.memory)
        share_programs(begin)
        if begin.files is not None:
            own_store.use(begin.files)
        dataset = load_data(begin.experiment.data)
        session = open_session(begin, dataset)
        self._training = Training(session, dataset, begin.recovered)
        self._keeper = Keeper(self._training, begin.snapshot, begin.save_every, begin.most_bytes)
        self._viewers = Viewers(self._training, self._pulse)
        self._built = time.monotonic()
        if begin.play:
            # The first step comes first: measuring would compile another function before it.
            self._training.apply(Play())
        else:
            self._training.measure()
        self._report()

    def _listen(self) -> None:
        """Handle all messages that have arrived; wait for one when there is nothing to do."""
        patience = self._patience()
        while self._channel.waiting(patience):
            self._handle(self._channel.receive())
            patience = 0.0

    def _patience(self) -> float:
        """Return the seconds that may be spent waiting for a message."""
        now = time.monotonic()
        waits = [self._viewers.wait()]
        if self._training.active or self._training.replaying:
            waits.append(self._training.wait())
        if (due := self._keeper.wait(now)) is not None:
            waits.append(due)
        if not (self._ahead or self._training.active):
            waits.append(max(0.0, self._built + _CALM - now))
        return min(waits)

    def _get_ahead(self) -> None:
        """Compile the training loop while a run waits for Play."""
        if self._ahead or self._training.active or time.monotonic() - self._built < _CALM:
            return
        self._ahead = True
        with self._pulse.compiling():
            self._training.session.prepare()

    def _handle(self, message: Message) -> None:
        if isinstance(message, Order):
            self._obey(message)
        elif isinstance(message, FrameCall):
            self._viewers.add(message)
        elif isinstance(message, Cancel):
            self._viewers.cancel(message.id)
        elif isinstance(message, GiveWay):
            self._training.give_way()
        elif isinstance(message, ProbeCall):
            self._probe(message)
        elif isinstance(message, WeightsCall):
            self._channel.send(Answer(message.id, self._training.session.weights()))
        elif isinstance(message, ExportCall):
            self._export(message)
        elif isinstance(message, StepBack):
            self._wanted_niceness = max(self._wanted_niceness, message.niceness)
        elif isinstance(message, Retire):
            self._retire()

    def _obey(self, order: Order) -> None:
        command = order.command
        with self._pulse.compiling():
            self._training.apply(command)
        self._orders += 1
        if isinstance(command, Pause | Reset | SetWeight):
            self._keeper.wanted = True
        self._report()

    def _retire(self) -> None:
        """End, unless what was learned would be lost with this process."""
        self._retired = self._keeper.save()
        if not self._retired:
            self._report(staying=True)

    def _probe(self, call: ProbeCall) -> None:
        try:
            found = self._viewers.read(call.want)
        except NnvizError as error:
            self._channel.send(Refusal(call.id, getattr(error, "reason", str(error))))
            return
        arrays = {
            name: value.values if isinstance(value, Quantized) else value
            for name, value in found.items()
        }
        self._channel.send(Answer(call.id, arrays))

    def _export(self, call: ExportCall) -> None:
        try:
            with self._pulse.compiling():
                data = self._training.session.export(call.form)
        except NnvizError as error:
            self._channel.send(Refusal(call.id, str(error)))
        except Exception as error:  # noqa: BLE001 - a converter that fails ends no run
            _LOG.exception("a model could not be exported")
            reason = f"This network cannot be saved in that format ({type(error).__name__})."
            self._channel.send(Refusal(call.id, reason))
        else:
            self._channel.send(Answer(call.id, data))

    def _train(self) -> None:
        """Train a slice, if the run is to train, and evaluate when it is time to."""
        if self._training.replaying:
            self._training.replay()
            if not self._training.replaying:
                self._report()
        if not self._training.active or self._training.resting:
            return
        before = self._training.state
        if self._training.warm:
            self._training.advance()
        else:
            self._report()
            with self._pulse.compiling():
                self._training.advance()
        self._training.measure_if_due(watched=self._viewers.curious)
        if self._training.state != before:
            self._keeper.wanted = self._training.state in ("paused", "finished")
            self._report()
        elif time.monotonic() - self._reported[1] >= _REPORT_EVERY:
            self._report()

    def _line_up(self) -> None:
        """Among many runs, leave precedence to pages and to those who have just begun."""
        behind = self._wanted_niceness > self._niceness
        if behind and time.process_time() > self._head_start:
            self._niceness = self._wanted_niceness
            step_back(self._niceness)

    def _serve(self) -> None:
        for number, data in self._viewers.answers():
            self._channel.send(FrameAnswer(number, data))

    def _report(self, *, staying: bool = False) -> None:
        """Report the state of the run to the web process."""
        status, version = self._training.status(), self._training.version
        self._channel.send(Report(status, version, self._orders, built=True, staying=staying))
        self._reported = (version, time.monotonic())


def share_programs(begin: Begin) -> None:
    """Let a network that another run has trained start without compiling, where possible."""
    from nnviz.model.backends.current_backend import get_backend

    if begin.programs is None:
        return
    try:
        begin.programs.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        _LOG.exception("compiled programs cannot be kept")
    else:
        get_backend().share(begin.programs)


def open_session(begin: Begin, dataset: Dataset) -> "Session":
    """Return the session restored from its snapshot, or a new one.

    Raises:
        SpecError: The network cannot be built for these data.
    """
    from nnviz.model.session import Session

    if begin.snapshot is not None and begin.snapshot.exists():
        try:
            session = Session.restore(begin.snapshot, dataset, begin.initial)
        except RunError:
            _LOG.exception("a snapshot could not be read; the run starts again")
        else:
            if command := current(session.experiment, begin.experiment.training):
                session.apply(command)
            return session
    return Session(begin.experiment, dataset, _weights(begin), begin.step, begin.initial)


def _weights(begin: Begin) -> Weights | None:
    """Return the weights to take over: those given, or those of an earlier snapshot."""
    from nnviz.model.session import Session

    if begin.weights is not None or begin.inherit is None:
        return begin.weights
    try:
        earlier = Session.restore(begin.inherit)
    except RunError:
        _LOG.exception("an earlier snapshot could not be read")
        return None
    before = earlier.experiment.network
    return carried_over(earlier.weights(), before, begin.experiment.network)
