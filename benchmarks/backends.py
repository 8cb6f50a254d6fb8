"""TensorFlow, plain and with XLA, against JAX: until the first step, and steps per second.

Every loop is measured in a process of its own that never saw the network, with the settings of a
run process. The last lines are of JAX when another process has compiled the same before. Times
are of the processor, summed over threads, so that whatever else runs here distorts little.
"""

import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.apart import apart
from benchmarks.table import Row
from nnviz.engine.environment import prepare, quiet
from nnviz.model.training.pace import Pace

if TYPE_CHECKING:
    from nnviz.model.backends.backend import Loop
    from nnviz.model.training.batches import Batches

NETWORKS = ("2-4-2-1", "2-(8x6)-1", "2-64-64-1", "CNN 28x28", "LSTM(32)")
LOOPS = {
    "TensorFlow graph": ("tensorflow", False),
    "TensorFlow XLA": ("tensorflow", True),
    "JAX": ("jax", False),
    "JAX, compiled before": ("jax", False),
}
SLICE = 0.025


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of one loop; times in seconds of the processor.

    Attributes:
        built: Until model, optimizer and data were there.
        compiled: From then until the loop was compiled.
        stepped: From then until the first step was made.
        rate: Optimizer steps per second afterwards, the median of some rounds.
    """

    built: float
    compiled: float
    stepped: float
    rate: float


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    rounds, seconds = (3, 0.3) if quick else (7, 1.0)
    rows: list[Row] = []
    for network in NETWORKS:
        with tempfile.TemporaryDirectory() as folder:
            rows += [
                _row(network, loop, apart(_measure, network, loop, folder, rounds, seconds))
                for loop in LOOPS
            ]
    return rows


def _row(network: str, loop: str, found: Found) -> Row:
    first = found.built + found.compiled + found.stepped
    note = f"first step costs {first:.2f} s: build {found.built:.2f}, compile {found.compiled:.2f}"
    return Row(f"{network}, {loop}", found.rate, "steps/s", note=note)


def _measure(network: str, name: str, folder: str, rounds: int, seconds: float) -> Found:
    """Measure one loop; for a fresh process, because it chooses the backend."""
    backend_name, fused = LOOPS[name]
    os.environ["NNVIZ_BACKEND"] = backend_name
    prepare()
    with quiet():
        import keras  # noqa: F401 - imported for its effect

        from benchmarks.networks import material
        from nnviz.model.backends.current_backend import get_backend
        from nnviz.model.training.trainer import Trainer
    backend = get_backend()
    backend.share(Path(folder))
    times = [time.process_time()]
    made = material(network)
    trainer = Trainer(
        backend, made.model, made.experiment, made.head,
        backend.put(made.x), backend.put(made.y), len(made.x),
    )  # fmt: skip
    loop = backend.loop(trainer.program, fused)
    times.append(time.process_time())
    loop.prepare()
    times.append(time.process_time())
    loop.run(trainer.batches.take(1))
    times.append(time.process_time())
    pace = Pace()
    _train(loop, trainer.batches, pace, seconds)
    rates = [_train(loop, trainer.batches, pace, seconds) for _ in range(rounds)]
    built, compiled, stepped = (after - before for before, after in pairwise(times))
    return Found(built, compiled, stepped, statistics.median(rates))


def _train(loop: "Loop", batches: "Batches", pace: Pace, seconds: float) -> float:
    """Train in slices as a run does; return steps per second."""
    start, steps = time.process_time(), 0
    while (taken := time.process_time() - start) < seconds:
        called = time.perf_counter()
        made = len(loop.run(batches.take(pace.fitting(SLICE, loop.capacity))))
        pace.note(made, time.perf_counter() - called)
        steps += made
    return steps / taken
