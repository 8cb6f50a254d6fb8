"""When a run stops by itself, and when it has nothing left to learn."""

from nnviz.core.run.history import History
from nnviz.core.spec.experiment import StopSpec

_CERTAIN = 0.0001
"""Training loss of a classifier that gives every training example its class: 0.9999."""
_EXACT = 0.000001
"""Training loss of a regression whose errors can no longer be seen."""


def stop_reason(stop: StopSpec, history: History, *, classifies: bool) -> str:
    """Say why a run should stop now; empty when it should go on.

    Args:
        stop: The conditions.
        history: The learning curve so far.
        classifies: Whether the history's accuracy is one (a regression has none).
    """
    if not history.rows:
        return ""
    epoch, loss, _, _, test_accuracy = history.rows[-1]
    if stop.epochs is not None and epoch >= stop.epochs:
        return f"Reached {stop.epochs:,} epochs."
    if stop.loss is not None and loss <= stop.loss:
        return f"Training loss {loss:.4g} is at or below {stop.loss:g}."
    if classifies and stop.accuracy is not None and test_accuracy >= stop.accuracy:
        return f"Test accuracy {test_accuracy:.1%} is at or above {stop.accuracy:.1%}."
    if stop.patience is not None:
        best = history.best()
        since = history.rows[best or 0][0]
        if epoch - since >= stop.patience:
            return f"The test loss has not improved for {stop.patience:,} epochs."
    return ""


def learned_reason(history: History, *, classifies: bool) -> str:
    """Say that there is nothing left to learn from the training data; empty while there is.

    Args:
        history: The learning curve so far.
        classifies: Whether the history's accuracy is one.
    """
    if not history.rows:
        return ""
    _, loss, _, accuracy, _ = history.rows[-1]
    enough = _CERTAIN if classifies else _EXACT
    if not loss <= enough or (classifies and accuracy < 1.0):
        return ""
    limit = f"{enough:f}".rstrip("0")
    return f"Nothing is left to learn: the training loss is below {limit}. Play trains on."
