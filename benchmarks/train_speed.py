"""Training against `model.fit`, and the time from play to the first trained step."""

import statistics
import time

from benchmarks.networks import experiments
from benchmarks.table import Row, ratio
from benchmarks.training import speed
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.supervisor import Engine

EPOCHS = {"2-4-2-1": (150, 500), "2-(8x6)-1": (60, 200), "2-64-64-1": (80, 200)}
"""Must and aim of the networks that are compared by epochs."""
STEPS = {
    "CNN 28x28": (2.4, 4),
    "SimpleRNN(32)": (5, 10),
    "LSTM(32)": (3, 8),
    "GRU(32)": (5, 10),
    "transformer block": (2, 4),
}
PER_EPOCH = 25
FIRST, FIRST_AIM = 1.0, 0.3


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    rounds, seconds = (8, 0.25) if quick else (20, 0.5)
    rows: list[Row] = []
    for name, (must, aim) in {**EPOCHS, **STEPS}.items():
        found = speed(name, rounds, seconds)
        per, each = (PER_EPOCH, "epochs/s") if name in EPOCHS else (1, "steps/s")
        ours, fit = found.ours / per, found.fit / per
        rows.append(ratio(name, ours, fit, each, must, aim, note=found.loop))
    return [*rows, *first_steps(2 if quick else 5)]


def first_steps(repeats: int) -> list[Row]:
    """Measure the first step of each network, every time in a process that never saw it."""
    engine = Engine()
    engine.start()
    while not engine.ready:
        time.sleep(0.05)
    try:
        return [
            _row(name, [_first_step(engine, experiment) for _ in range(repeats)])
            for name, experiment in experiments().items()
        ]
    finally:
        engine.stop()


def _row(name: str, seconds: list[float]) -> Row:
    what = f"{name}: play to first step"
    note = f"worst of {len(seconds)}: {max(seconds):.2f} s"
    return Row(what, statistics.median(seconds), "s", FIRST, FIRST_AIM, more=False, note=note)


def _first_step(engine: Engine, experiment: Experiment) -> float:
    """Return the seconds from play to the first step of a network."""
    time.sleep(1.0)  # The next process is being made ready, as between two clicks.
    start = time.perf_counter()
    token = engine.create(experiment, play=True)
    try:
        while engine.status(token).step < 1:
            time.sleep(0.002)
        return time.perf_counter() - start
    finally:
        engine.drop(token)
