"""Training an experiment in this process, without pages: what `nnviz train` does."""

from collections.abc import Iterator

from nnviz.core.run.run import RunStatus, Weights
from nnviz.core.spec.experiment import Experiment
from nnviz.data import load
from nnviz.engine.environment import prepare
from nnviz.engine.protocol import Begin
from nnviz.engine.training import Training
from nnviz.engine.worker import find_device, open_session
from nnviz.engine.worker import load as load_keras

REPORTS = 20
"""Most reports of one training run."""


def train_here(
    experiment: Experiment, epochs: int, weights: Weights | None = None
) -> Iterator[RunStatus]:
    """Train at full speed and report now and then.

    The experiment's own stop conditions apply too; they are checked with every report.

    Args:
        experiment: What to train.
        epochs: Epochs to train, at least 1.
        weights: Weights to begin with where they fit.

    Yields:
        The status after every report's epoch, at most 20 times, the last one at the end.

    Raises:
        SpecError: The network cannot be built for the data.
        RunError: There is no such backend or device here.
    """
    prepare()
    load_keras()
    find_device()
    settings = experiment.training
    own = settings.stop.epochs or epochs
    stop = settings.stop.changed(epochs=min(own, epochs))
    training = settings.changed(speed=None, stop=stop)
    experiment = experiment.changed(training=training)
    dataset = load(experiment.data)
    run = Training(open_session(Begin(experiment, weights=weights), dataset), dataset)
    try:
        for epoch in milestones(min(own, epochs)):
            run.train_to(epoch * run.session.steps_per_epoch)
            while run.active:
                run.advance()
            if run.state != "failed":
                run.stop_if_due()
            yield run.status()
            if run.state != "paused":
                return
    finally:
        run.session.close()


def export_here(experiment: Experiment, form: str, weights: Weights | None = None) -> bytes:
    """Return the network with its first weights, or those given, as the bytes of a file.

    Args:
        experiment: What to write.
        form: `keras` or `onnx`.
        weights: Weights to take over where they fit.

    Raises:
        SpecError: The network cannot be built for the data.
        RunError: There is no such form, or what it needs is not installed.
    """
    prepare()
    load_keras()
    run = open_session(Begin(experiment, weights=weights), load(experiment.data))
    try:
        return run.export(form)
    finally:
        run.close()


def milestones(epochs: int) -> list[int]:
    """Return the epochs that are reported: evenly spaced, the last one among them."""
    count = min(epochs, REPORTS)
    return [epochs * (index + 1) // count for index in range(count)]
