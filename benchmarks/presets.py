"""Every preset trained as it is stated, on test data that it never saw.

`python -m benchmarks presets` trains all of them and writes what they reached to the record that
the page of presets shows; `--quick` trains a few and writes nothing. Seconds are processor time
from the compilation to the last step, which hardly depend on what else the machine does.
"""

import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.apart import apart
from benchmarks.table import Row
from nnviz.core.run.run import ProbeRequest, Weights
from nnviz.data.presets import PRESETS
from nnviz.data.presets.results import Result, StageResult, write
from nnviz.data.presets.staged_presets import STAGED_PRESETS
from nnviz.data.presets.stages import Stage
from nnviz.engine.environment import prepare, quiet

if TYPE_CHECKING:
    from nnviz.model.session import Session

QUICK = ("perceptron", "gru", "lenet", "autoencoder", "anomaly")
MOST_SECONDS = 120.0
_SLICE = 0.5


def measure(quick: bool) -> list[Row]:
    """Train presets and return what each has reached."""
    found = {name: apart(trained, name) for name in (QUICK if quick else PRESETS)}
    if not quick:
        write(found)
    return [row for name, result in found.items() for row in _rows(name, result)]


def _rows(name: str, result: Result) -> list[Row]:
    preset = PRESETS[name]
    goal = preset.goal
    note = f"after {result.epochs} epochs"
    return [
        Row(preset.label, result.value, goal.measure, goal.value, goal.value,
            more=goal.measure != "error", note=note),
        Row(f"{preset.label}, time", result.seconds, "s processor time", MOST_SECONDS,
            MOST_SECONDS / 4, more=False),
        *(
            Row(f"{preset.label}, {stage.label.lower()}", reached.value, stage.goal.measure,
                stage.goal.value, stage.goal.value,
                note=f"{reached.fresh} without the stage before")
            for stage, reached in zip(
                STAGED_PRESETS[name].stages if name in STAGED_PRESETS else (), result.stages,
                strict=True,
            )
        ),
    ]  # fmt: skip


def trained(name: str) -> Result:
    """Train a preset to its last epoch in this process, which loads Keras."""
    prepare()
    with quiet():
        from nnviz.data import load
        from nnviz.model.session import Session

        preset = PRESETS[name]
        experiment = preset.experiment
        dataset = load(experiment.data)
        session = Session(experiment, dataset)
    epochs, seconds = _to_the_end(session)
    if preset.goal.measure == "area":
        rates = session.probe(ProbeRequest("errors", "errors"))["rates"]
        value = float(np.asarray(rates)[2])
    elif preset.goal.measure == "sentences":
        share = session.probe(ProbeRequest("whole", "whole_sentences"))["share"]
        value = float(np.asarray(share)[0])
    elif preset.goal.measure == "likeness":
        near = session.probe(ProbeRequest("cloud", "adversaries"))["near"]
        value = float(np.asarray(near).min())
    else:
        value = session.evaluate().test_accuracy
    weights = session.weights()
    session.close()
    stages = STAGED_PRESETS[name].stages if name in STAGED_PRESETS else ()
    return Result(
        round(value, 4), round(seconds, 1), epochs, experiment.fingerprint,
        tuple(_staged(stage, weights) for stage in stages),
    )  # fmt: skip


def _to_the_end(session: "Session") -> tuple[int, float]:
    """Train to the last epoch that is stated; return the epochs and the processor time."""
    epochs = session.experiment.training.stop.epochs or 1
    last = epochs * session.steps_per_epoch
    began = time.process_time()
    while session.step < last:
        session.train(_SLICE, last - session.step)
    return epochs, time.process_time() - began


def _staged(stage: Stage, weights: Weights) -> StageResult:
    """Train a stage with the weights of the one before, and without them."""
    from nnviz.data import load
    from nnviz.model.session import Session

    dataset = load(stage.data)
    after, fresh = Session(stage.experiment, dataset, weights), Session(stage.fresh, dataset)
    epochs, seconds = _to_the_end(after)
    _to_the_end(fresh)
    reached = [session.evaluate().test_accuracy for session in (after, fresh)]
    for session in (after, fresh):
        session.close()
    return StageResult(
        round(reached[0], 4), round(reached[1], 4), round(seconds, 1), epochs,
        stage.experiment.fingerprint,
    )  # fmt: skip
