"""The learning curve: bounded, in order, with its ends and its best."""

import math

import numpy as np
import pytest

from nnviz.core.run.history import COLUMNS, History
from nnviz.core.run.run import Metrics


def metrics(test_loss: float = 1.0, loss: float = 1.0, accuracy: float = 0.5) -> Metrics:
    return Metrics(loss, test_loss, accuracy, accuracy)


def filled(epochs: range, capacity: int = 400) -> History:
    history = History(capacity)
    for epoch in epochs:
        history.add(epoch, metrics(abs(epoch - 3)))
    return history


def test_an_empty_history():
    assert History().table().shape == (0, len(COLUMNS))
    assert History().table().dtype == np.float32
    assert History().best() is None


def test_columns_are_in_their_order():
    history = History()
    history.add(1.5, Metrics(2, 3, 0.4, 0.5))
    assert history.table().tolist() == [[1.5, 2, 3, np.float32(0.4), 0.5]]


def test_the_same_epoch_replaces_and_going_back_forgets():
    history = filled(range(5))
    history.add(4, metrics(9))
    assert [row[0] for row in history.rows] == [0, 1, 2, 3, 4]
    assert history.rows[-1][2] == 9
    history.add(2, metrics(8))
    assert [row[0] for row in history.rows] == [0, 1, 2]
    history.add(0, metrics(7))
    assert [row[2] for row in history.rows] == [7]


def test_thinning_by_hand():
    assert [row[0] for row in filled(range(5), capacity=4).rows] == [0, 2, 3, 4]


@pytest.mark.parametrize("capacity", [4, 5, 7, 50])
def test_it_stays_bounded_and_keeps_first_last_and_best(capacity):
    history = History(capacity)
    for epoch in range(1000):
        history.add(epoch, metrics(abs(epoch - 333)))
        epochs = [row[0] for row in history.rows]
        assert len(epochs) <= capacity
        assert (epochs[0], epochs[-1]) == (0, epoch)
        assert min(epoch, 333) in epochs
        assert epochs == sorted(set(epochs))


def test_the_best_is_the_earliest_of_equals_and_never_nan():
    history = History()
    for epoch, loss in enumerate([math.nan, 2, 1, 1, math.nan, math.inf]):
        history.add(epoch, metrics(loss))
    assert history.best() == 2
    only = History()
    only.add(0, metrics(math.nan))
    assert only.best() is None
