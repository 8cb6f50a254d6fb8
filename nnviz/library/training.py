"""Training in the caller's own process: report by report, with a line of progress."""

import math
from collections.abc import Callable

from nnviz.core.errors import RunError
from nnviz.core.run.head import score_name
from nnviz.core.run.run import RunStatus
from nnviz.engine.training import Training
from nnviz.library.progress import ProgressBar

MOST_REPORTS, FEWEST_REPORTS = 100, 20
"""Reports of one training; every report is a point of the learning curves."""

Callback = Callable[[RunStatus], object]
"""Is told the status at every report; True ends the training."""


def train_on(
    training: Training, epochs: int, callback: Callback | None, progress: bool | None
) -> RunStatus:
    """Train for some epochs, unless a stop condition holds before or the callback says so.

    Ctrl-C, or the stop button of a notebook, ends it too and keeps what was learned.

    Args:
        training: What is trained; goes on from where it is.
        epochs: At least 1.
        callback: Called at every report.
        progress: Whether a line is shown; None is where somebody sees it.

    Returns:
        The status at the end.

    Raises:
        RunError: The training broke down, with what would help.
    """
    session = training.session
    first, begun = session.step, session.seconds
    per_epoch = session.steps_per_epoch
    metric = score_name(session.dataset.signature, session.dataset.target_unit)
    bar = ProgressBar(epochs, metric, progress)

    def show(*, last: bool = False) -> None:
        done = (session.step - first) / per_epoch
        bar.update(done, session.seconds - begun, training.metrics, last=last)

    try:
        for step in milestones(first, epochs, per_epoch):
            training.train_to(step)
            while training.active:
                training.advance()
                show()
            if training.state != "failed":
                training.stop_if_due()
            if _ended(training, callback):
                break
    except KeyboardInterrupt:
        training.measure()
    finally:
        show(last=True)
        bar.close()
    return _checked(training.status())


def milestones(first: int, epochs: int, per_epoch: int) -> list[int]:
    """Return the steps at which is reported: evenly spaced, the last one among them.

    Many epochs are reported every few, few epochs several times each.

    Args:
        first: Step at which training begins.
        epochs: Epochs to be trained.
        per_epoch: Steps in an epoch.

    Examples:
        >>> milestones(10, epochs=1, per_epoch=3)
        [11, 12, 13]
        >>> len(milestones(0, epochs=7, per_epoch=50))
        21
    """
    steps, each = epochs * per_epoch, math.ceil(FEWEST_REPORTS / epochs)
    count = min(steps, MOST_REPORTS, epochs * each)
    return [first + steps * (index + 1) // count for index in range(count)]


def _ended(training: Training, callback: Callback | None) -> bool:
    """Report, and say whether there is nothing more to do."""
    told = callback(training.status()) if callback is not None else None
    return told is True or training.state != "paused"


def _checked(status: RunStatus) -> RunStatus:
    """Return a status, unless it is that of a training that broke down."""
    if status.state != "failed":
        return status
    advice = " ".join(f"{repair.label}." for repair in status.repairs)
    raise RunError("training that goes on", status.reason.rstrip("."), advice)
