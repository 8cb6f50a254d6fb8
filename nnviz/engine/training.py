"""A running session: its state, its speed, when it stops, and what it reports."""

import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from nnviz.core.errors import NnvizError
from nnviz.core.run.diagnosis import diagnose, exploded
from nnviz.core.run.live_settings import live_settings
from nnviz.core.run.rising import rising_speed
from nnviz.core.run.run import (
    Command,
    Give,
    LookBack,
    Metrics,
    Pause,
    Play,
    Reset,
    RunState,
    RunStatus,
    Set,
    SetWeight,
    Step,
)
from nnviz.core.run.stopping import learned_reason, stop_reason
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.engine.pace import Pace

if TYPE_CHECKING:
    from nnviz.core.shapes.repair import Repair
    from nnviz.model.session import Session

SLICE = 0.025
"""Seconds of training between two checks of the pipe."""
_MEASURE_EVERY = 0.5
_WATCHED_EVERY = 0.1
"""Least seconds between two evaluations, unless the run pauses."""
_MEASURE_SHARE = 4.0
"""Seconds of something else for every second of evaluation."""
_RATE_WINDOW = 2.0
_REPLAY_EVERY = 0.12
"""Seconds for which a replay shows each checkpoint."""


def now_version() -> int:
    """Return the version for a change made now: microseconds of the monotonic clock.

    It is the same clock in every process, so versions grow across a restart.
    """
    return time.monotonic_ns() // 1000


class Training:
    """Drives one session slice by slice.

    Args:
        session: The model with its data.
        dataset: The same data, for their signature.
        recovered: How often the run has continued in a new process.
    """

    def __init__(self, session: "Session", dataset: Dataset, recovered: int = 0) -> None:
        self.session = session
        self.state: RunState = "paused"
        self.reason = ""
        self._warning = ""
        self.repairs: tuple[Repair, ...] = ()
        self.metrics: Metrics | None = None
        self.version = now_version()
        self.warm = False
        self._signature = dataset.signature
        self._recovered = recovered
        self._pace = Pace()
        self._target: int | None = None
        self._first_loss: float | None = None
        self._measured_step = -1
        self._measured_at = 0.0
        self._measure_next = 0.0
        self._rates: deque[tuple[float, int]] = deque()
        self._replay_next: float | None = None
        # Whether training goes on though nothing was left to learn when Play was pressed.
        self._learned = False

    @property
    def active(self) -> bool:
        """Whether there are steps to make."""
        return self.state in ("running", "compiling")

    def apply(self, command: Command) -> None:
        """Carry out a command; one that cannot be carried out becomes the reason shown."""
        try:
            self._apply(command)
        except NnvizError as error:
            self.reason = str(error)
        self.version = now_version()

    def _apply(self, command: Command) -> None:
        if isinstance(command, Play | Step | SetWeight | Reset):
            self._return()
        if isinstance(command, Play):
            self.train_to(None)
        elif isinstance(command, Step):
            per_epoch = self.session.steps_per_epoch
            ahead = 1 if command.unit == "batch" else per_epoch - self.session.step % per_epoch
            self.train_to(self.session.step + ahead)
        elif isinstance(command, Pause):
            self._replay_next = None
            if self.active:
                self._rest("paused")
        elif isinstance(command, LookBack):
            self._look_back(command)
        else:
            self._change(command)

    def _change(self, command: Set | SetWeight | Reset | Give) -> None:
        """Carry out a command that changes the session itself."""
        self.session.apply(command)
        if isinstance(command, Reset):
            self._rest("paused", measure=False)
            self._first_loss = None
        if isinstance(command, Set):
            self._set_pace()
        elif not isinstance(command, Give):
            self._measured_step = -1
            self.measure()

    def _look_back(self, command: LookBack) -> None:
        """Pause, and show an earlier checkpoint, or the present again."""
        if self.active:
            self._rest("paused")
        self._replay_next = time.monotonic() + _REPLAY_EVERY if command.replay else None
        self._show(command.step)

    def _return(self) -> None:
        """Leave the past: what follows happens in the present."""
        self._replay_next = None
        if self.session.looking_back:
            self.session.look_back(None)
            self._measured_step = -1

    def _show(self, step: int | None) -> None:
        self.session.look_back(step)
        self._measured_step = -1
        self.measure()
        self.version = now_version()

    def replay(self) -> None:
        """Show the next kept checkpoint, when a replay is under way and it is time to."""
        if self._replay_next is None or time.monotonic() < self._replay_next:
            return
        later = [step for step in self.session.checkpoints.steps if step > self.session.step]
        self._show(later[0] if later else None)
        self._replay_next = time.monotonic() + _REPLAY_EVERY if later else None

    @property
    def replaying(self) -> bool:
        """Whether checkpoints are shown one after another."""
        return self._replay_next is not None

    def train_to(self, target: int | None) -> None:
        """Start training, to a step or, with None, until stopped."""
        self.reason, self.repairs = "", ()
        self._target = target
        self.state = "running" if self.warm else "compiling"
        self._rates.clear()
        self._set_pace()
        if target is None:
            self._learned = bool(self._learned_reason())
            self.stop_if_due()

    def _set_pace(self) -> None:
        self._pace.set(self._rate(), time.monotonic())

    def _rate(self) -> float | None:
        """Return the steps per second to aim at now; None is flat out."""
        speed, per_epoch = self.session.experiment.training.speed, self.session.steps_per_epoch
        if speed == "rising":
            speed = rising_speed(self.session.step / per_epoch)
        return speed * per_epoch if speed else None

    def _rest(self, state: RunState, reason: str = "", *, measure: bool = True) -> None:
        """Stop training, with exact metrics for the moment."""
        self.state, self.reason, self._target = state, reason, None
        self._rates.clear()
        self.version = now_version()
        if measure:
            self.measure()

    def give_way(self) -> None:
        """Make no steps for a short time, unless a command says otherwise."""
        self._pace.rest(time.monotonic())

    @property
    def resting(self) -> bool:
        """Whether steps wait for a moment to pass."""
        return self._pace.resting(time.monotonic())

    def advance(self) -> int:
        """Train one slice when it is time to; return the steps made."""
        limit = self._limit()
        if limit == 0:
            return 0
        result = self.session.train(SLICE, limit)
        self._pace.spend(result.steps)
        self.warm, self.state = True, "running"
        self.version = now_version()
        self._note_rate()
        if self._first_loss is None and np.isfinite(result.losses[:1]).any():
            self._first_loss = float(result.losses[0])
        loss = float(result.losses[-1]) if result.steps else 0.0
        if self._broken(loss):
            self._fail(loss)
        elif self._target is not None:
            if self.session.step >= self._target:
                self._rest("paused")
        elif self._epochs_left() == 0:
            self.measure()
            self.stop_if_due()
        return result.steps

    def wait(self) -> float:
        """Return the seconds until there is a step to make, or a checkpoint to show."""
        if self._replay_next is not None:
            return max(0.0, self._replay_next - time.monotonic())
        return self._pace.wait(time.monotonic())

    def _limit(self) -> int | None:
        """Return how many steps may be made now; None is as many as fit."""
        if (rate := self._rate()) is not None:
            self._pace.change(rate)
        limits = [self._pace.allowance(time.monotonic())]
        if self._target is not None:
            limits.append(self._target - self.session.step)
        else:
            limits.append(self._epochs_left())
        given = [limit for limit in limits if limit is not None]
        return min(given) if given else None

    def _epochs_left(self) -> int | None:
        """Return the steps to the last epoch asked for; None when there is none."""
        epochs = self.session.experiment.training.stop.epochs
        if epochs is None:
            return None
        return max(0, epochs * self.session.steps_per_epoch - self.session.step)

    def _broken(self, loss: float) -> bool:
        first = 1.0 if self._first_loss is None else self._first_loss
        return exploded(loss, first)

    def _fail(self, loss: float) -> None:
        found = diagnose(self.session.experiment, self._signature, loss)
        self._rest("failed", found.reason, measure=False)
        self.repairs = found.repairs

    def stop_if_due(self) -> None:
        """Finish when a stop condition holds."""
        stop = self.session.experiment.training.stop
        classifies = self._signature.task != "regression"
        if reason := stop_reason(stop, self.session.history, classifies=classifies):
            self._rest("finished", reason, measure=False)

    def _rest_if_learned(self) -> None:
        """Pause once nothing is left to learn, unless that was so when Play was pressed."""
        bounded = self.session.experiment.training.stop.epochs is not None
        if not self.active or bounded or self._learned:
            return
        if reason := self._learned_reason():
            self._rest("paused", reason, measure=False)

    def _learned_reason(self) -> str:
        # Two networks that learn from each other are never done.
        if self._signature.noise:
            return ""
        classifies = self._signature.task != "regression"
        return learned_reason(self.session.history, classifies=classifies)

    def measure_if_due(self, *, watched: bool) -> None:
        """Evaluate for viewers, or twice a second, but for at most a fifth of the time."""
        now = time.monotonic()
        if self.session.step == self._measured_step or now < self._measure_next:
            return
        if watched or now - self._measured_at >= _MEASURE_EVERY:
            self.measure()
            if self.active and self._target is None:
                self.stop_if_due()
                self._rest_if_learned()

    def measure(self) -> None:
        """Evaluate on training and test data, unless that was done at this step."""
        if self.session.step == self._measured_step:
            return
        started = time.process_time()
        self.metrics = self.session.evaluate()
        if self._first_loss is None and np.isfinite(self.metrics.loss):
            self._first_loss = self.metrics.loss
        self._measured_step = self.session.step
        self._measured_at = time.monotonic()
        # Processor time, not elapsed time: on a busy machine a short evaluation takes long, and
        # waiting for a multiple of that would leave the curves with hardly any points.
        spent = time.process_time() - started
        self._measure_next = self._measured_at + max(_WATCHED_EVERY, _MEASURE_SHARE * spent)
        self.version = now_version()

    def _note_rate(self) -> None:
        now = time.monotonic()
        self._rates.append((now, self.session.step))
        while now - self._rates[0][0] > _RATE_WINDOW:
            self._rates.popleft()

    def warn(self, text: str) -> None:
        """Say something as long as there is nothing else to say; empty when that is over."""
        if text != self._warning:
            self._warning, self.version = text, now_version()

    def status(self) -> RunStatus:
        """Return the status of the run."""
        rate = 0.0
        if len(self._rates) > 1 and self.active:
            (start, first), (end, last) = self._rates[0], self._rates[-1]
            rate = (last - first) / max(end - start, 1e-6)
        return RunStatus(
            state=self.state,
            reason=self.reason or self._warning,
            epoch=self.session.epoch,
            step=self.session.step,
            seconds=self.session.seconds,
            steps_per_second=rate,
            device=self.session.device,
            metrics=self.metrics,
            repairs=self.repairs,
            recovered=self._recovered,
            kept=self.session.kept,
            checkpoints=self.session.checkpoints.steps,
            steps_per_epoch=self.session.steps_per_epoch,
            looking_back=self.session.looking_back,
        )


def current(restored: Experiment, wanted: TrainingSpec) -> Set | None:
    """Return the settings that changed after a snapshot was taken; None when none did."""
    if restored.training == wanted:
        return None
    return Set(**live_settings(wanted))
