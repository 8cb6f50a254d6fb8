"""Trainer: optimizer steps in slices of time, with settings that change while it runs."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.code.keras_calls import loss_call, optimizer_call
from nnviz.core.run.head import Head
from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.model.backends.backend import Backend, DeviceArray, Program
from nnviz.model.building.builder import realize
from nnviz.model.training.batches import Batches
from nnviz.model.training.race import Race, xla_allowed

if TYPE_CHECKING:
    import keras

_REGULARIZED = ("kernel", "recurrent_kernel")
_WORTH_ANOTHER_CALL = 0.2


@dataclass(frozen=True, slots=True)
class SliceResult:
    """The result of a slice of training.

    Attributes:
        steps: Optimizer steps made.
        losses: float32 `(steps,)` data loss of each batch before its step; when training broke
            down, the last one is not finite.
    """

    steps: int
    losses: NDArray[np.float32]


class Trainer:
    """Owns the optimizer and the order of the batches of one model.

    Args:
        backend: Compiles the loop.
        model: Built, with its initial weights.
        experiment: Training settings and seed.
        head: How targets are encoded.
        x: Training inputs `(n, *shape)` on the device.
        y: Encoded targets on the device.
        rows: How many there are.
    """

    def __init__(
        self,
        backend: Backend,
        model: "keras.Model",
        experiment: Experiment,
        head: Head,
        x: DeviceArray,
        y: DeviceArray,
        rows: int,
    ) -> None:
        import keras

        training = experiment.training
        self.batches = Batches(rows, training.batch_size, experiment.seed)
        self.loss = realize(loss_call(training.loss, head))
        self.optimizer = self._make_optimizer(backend, model, experiment)
        self._rate = keras.Variable(
            training.regularization_rate, trainable=False, name="regularization_rate"
        )
        kernels = tuple(v for v in model.trainable_variables if v.name in _REGULARIZED)
        self.backend = backend
        self.program = Program(
            model, self.optimizer, self.loss, kernels, training.regularization, self._rate, x, y,
            self.batches.size,
        )  # fmt: skip
        self._race = self._start_race()
        self._compiled = False

    @property
    def loop_name(self) -> str:
        """`graph` or `XLA`, whichever makes the next call."""
        return self._race.current.loop.name

    @property
    def racing(self) -> bool:
        """Whether another loop may still take over."""
        return self._race.open

    def follow(self, training: TrainingSpec) -> None:
        """Take over the settings that act while it trains, from the next step on.

        Those of `nnviz.core.run.live_settings` that say how a step is made; the others say how many
        are made, and when.
        """
        self.optimizer.learning_rate = training.learning_rate
        self._rate.assign(training.regularization_rate)

    def prepare(self) -> None:
        """Compile the loop that makes the first steps."""
        if not self._compiled:
            self._race.current.loop.prepare()
            self._compiled = True

    def train(self, seconds: float, steps: int | None = None) -> SliceResult:
        """Train for about this long, at least one step.

        Args:
            seconds: Time to spend; the first slice also compiles, which comes on top.
            steps: Make at most this many steps.

        Returns:
            The steps made and their losses. Ends early at a loss that is not finite.
        """
        self.prepare()
        start = time.perf_counter()
        parts: list[NDArray[np.float32]] = []
        made, left = 0, seconds
        while not parts or left > _WORTH_ANOTHER_CALL * seconds:
            entry = self._race.current
            count = entry.pace.fitting(left, entry.loop.capacity)
            if steps is not None:
                count = min(count, steps - made)
            parts.append(self._call(count))
            made += len(parts[-1])
            if made == steps or not np.isfinite(parts[-1][-1]):
                break
            left = seconds - (time.perf_counter() - start)
        return SliceResult(made, np.concatenate(parts))

    def wait(self) -> None:
        """Wait for a compilation in the background, before the process ends."""
        self._race.wait()

    def _make_optimizer(
        self, backend: Backend, model: "keras.Model", experiment: Experiment
    ) -> "keras.optimizers.Optimizer":
        training = experiment.training
        optimizer: keras.optimizers.Optimizer = realize(
            optimizer_call(training.optimizer, training.learning_rate)
        )

        def built() -> "keras.optimizers.Optimizer":
            optimizer.build(model.trainable_variables)
            return optimizer

        return backend.make(built)

    def _start_race(self) -> Race:
        """Return the loops of this network; XLA on a CPU lacks fast convolutions.

        A backend with one compiler has nothing to race.
        """
        hopeless = self.backend.device == "CPU" and any(
            "Conv" in type(layer).__name__ for layer in self.program.model.layers
        )
        plain = self.backend.loop(self.program)
        if hopeless or not self.backend.races or not xla_allowed():
            return Race(plain, None)
        return Race(plain, lambda: self.backend.loop(self.program, fused=True))

    def _call(self, count: int) -> NDArray[np.float32]:
        entry = self._race.current
        index = self.batches.take(count)
        start = time.perf_counter()
        losses = entry.loop.run(index)
        taken = time.perf_counter() - start
        entry.pace.note(len(losses), taken)
        self._race.note(len(losses), taken)
        return losses


def state_variables(model: "keras.Model", optimizer: "keras.optimizers.Optimizer") -> list[Any]:
    """Return all that training changes: weights, statistics, dropout seeds, optimizer state."""
    return [*model.variables, *optimizer.variables]
