"""Our trainer against `model.fit`, in a process of its own for every network.

Both train the same Keras model on the same batches with the same settings of TensorFlow, those
of a run process. They take many short turns, and the best turn of each counts: the others tell
what else the machine had to do.
"""

import time
from dataclasses import dataclass

from benchmarks.apart import apart
from nnviz.engine.environment import prepare, quiet

SLICE = 0.025
PATIENCE = 30.0
"""Seconds until the choice between plain graph and XLA has to be made."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Optimizer steps per second.

    Attributes:
        ours: Of the compiled loop that was kept.
        fit: Of `model.fit`.
        loop: Which loop was kept.
    """

    ours: float
    fit: float
    loop: str


def speed(name: str, rounds: int, seconds: float) -> Speed:
    """Measure one network of `benchmarks.networks` in a fresh process.

    Args:
        name: Its row.
        rounds: Turns that both take; the best ones count.
        seconds: Length of one turn of one side.

    Raises:
        EOFError: The process ended by an error, which it has printed.
    """
    return apart(_measure, name, rounds, seconds)


def _measure(name: str, rounds: int, seconds: float) -> Speed:
    """Take turns and return the best of both sides."""
    prepare()
    with quiet():
        from benchmarks.networks import material
        from nnviz.model.backends.current_backend import get_backend
        from nnviz.model.training.trainer import Trainer

        made = material(name)
        backend = get_backend()
    trainer = Trainer(
        backend, made.model, made.experiment, made.head,
        backend.put(made.x), backend.put(made.y), len(made.x),
    )  # fmt: skip
    give_up = time.monotonic() + PATIENCE
    while trainer.racing and time.monotonic() < give_up:
        trainer.train(SLICE)
    made.model.compile(optimizer=made.experiment.training.optimizer, loss=trainer.loss)
    batch = made.experiment.training.batch_size
    _fit(made.model, made.x, made.y, batch, 0.2)
    own: list[float] = []
    fit: list[float] = []
    for _ in range(rounds):
        own.append(_train(trainer, seconds))
        fit.append(_fit(made.model, made.x, made.y, batch, seconds))
    return Speed(max(own), max(fit), trainer.loop_name)


def _train(trainer, seconds: float) -> float:  # noqa: ANN001 - its module loads Keras
    """Train in slices as a run does; return steps per second."""
    start, steps = time.perf_counter(), 0
    while (taken := time.perf_counter() - start) < seconds:
        steps += trainer.train(SLICE).steps
    return steps / taken


def _fit(model, x, y, batch: int, seconds: float) -> float:  # noqa: ANN001 - see `_train`
    """Train with `model.fit`, many epochs a call; return steps per second."""
    epochs = 1
    while True:
        start = time.perf_counter()
        model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)
        taken = time.perf_counter() - start
        if taken >= seconds:
            return epochs * -(-len(x) // batch) / taken
        epochs = max(epochs + 1, round(1.1 * epochs * seconds / taken))
