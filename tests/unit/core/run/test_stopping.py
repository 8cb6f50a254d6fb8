"""Stop conditions."""

import math

import pytest

from nnviz.core.run.history import History
from nnviz.core.run.run import Metrics
from nnviz.core.run.stopping import learned_reason, stop_reason
from nnviz.core.spec.experiment import StopSpec

ALL = StopSpec(loss=0.1, accuracy=0.9, epochs=10, patience=3)


def history(*rows: tuple[float, float, float, float]) -> History:
    """Epoch, loss, test loss and test accuracy of each moment."""
    made = History()
    for epoch, loss, test_loss, accuracy in rows:
        made.add(epoch, Metrics(loss, test_loss, 0.0, accuracy))
    return made


def test_nothing_has_happened_yet():
    assert stop_reason(ALL, History(), classifies=True) == ""


@pytest.mark.parametrize("row", [(10**6, 0.0, 0.0, 1.0), (1, math.nan, math.nan, math.nan)])
def test_without_conditions_it_goes_on(row):
    assert stop_reason(StopSpec(), history(row), classifies=True) == ""


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((9.9, 0.11, 1, 0.89), ""),
        ((10, 0.11, 1, 0.89), "Reached 10 epochs."),
        ((1, 0.1, 1, 0.89), "Training loss 0.1 is at or below 0.1."),
        ((1, 0.11, 1, 0.9), "Test accuracy 90.0% is at or above 90.0%."),
        ((1, math.nan, math.nan, math.nan), ""),
    ],
)
def test_each_condition_at_its_limit(row, reason):
    assert stop_reason(ALL, history(row), classifies=True) == reason


def test_a_regression_has_no_accuracy():
    assert stop_reason(ALL, history((1, 0.5, 1, 2.0)), classifies=False) == ""


@pytest.mark.parametrize(
    ("losses", "stops"),
    [
        ((1, 2, 2, 2), True),
        ((1, 2, 2), False),
        ((1, 2, 2, 0.5), False),
        ((1, 1, 1, 1), True),
        ((math.nan, 2, 1, 1, 1), False),
        ((math.nan, math.nan, math.nan, math.nan), True),
    ],
)
def test_patience_counts_epochs_since_the_best_test_loss(losses, stops):
    rows = [(epoch, 1.0, loss, 0.0) for epoch, loss in enumerate(losses)]
    reason = stop_reason(StopSpec(patience=3), history(*rows), classifies=True)
    assert reason == ("The test loss has not improved for 3 epochs." if stops else "")


def test_patience_outlasts_thinning():
    made = History(4)
    for epoch in range(40):
        made.add(epoch, Metrics(1, abs(epoch - 21), 0, 0))
        expected = "The test loss has not improved for 10 epochs." if epoch >= 31 else ""
        assert stop_reason(StopSpec(patience=10), made, classifies=True) == expected


@pytest.mark.parametrize(
    ("loss", "accuracy", "classifies", "limit"),
    [
        (0.0001, 1.0, True, "0.0001"),
        (0.0002, 1.0, True, ""),
        (0.0, 0.99, True, ""),
        (0.000001, 2.0, False, "0.000001"),
        (0.0001, 0.0, False, ""),
        (math.nan, 1.0, True, ""),
    ],
)
def test_nothing_is_left_to_learn(loss, accuracy, classifies, limit):
    made = History()
    assert learned_reason(made, classifies=classifies) == ""
    made.add(5, Metrics(loss, 1.0, accuracy, 0.5))
    said = f"Nothing is left to learn: the training loss is below {limit}. Play trains on."
    assert learned_reason(made, classifies=classifies) == (said if limit else "")
