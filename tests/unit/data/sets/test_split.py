"""Splits: disjoint, complete, never empty, in proportion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.errors import SpecError
from nnviz.data.sets.split import random_split, stratified_split, tail_split, train_count


@pytest.mark.parametrize(
    ("examples", "share", "expected"),
    [
        (2, 0.1, 1),
        (2, 0.9, 1),
        (5, 0.1, 1),
        (5, 0.9, 4),
        (500, 0.5, 250),
        (100, 0.29, 29),
        (1797, 0.8, 1437),
    ],
)
def test_how_many_are_trained_on(examples, share, expected):
    assert train_count(examples, share) == expected


@pytest.mark.parametrize("examples", [0, 1])
def test_one_example_cannot_be_divided(examples):
    with pytest.raises(SpecError, match=f"at least 2 examples.*received {examples}"):
        train_count(examples, 0.5)


@given(st.integers(2, 300), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_a_random_split_holds_every_example_once(examples, share, seed):
    train, test = random_split(examples, share, np.random.default_rng(seed))
    assert len(train) >= 1
    assert len(test) >= 1
    assert sorted([*train, *test]) == list(range(examples))


@given(st.lists(st.integers(0, 4), min_size=2, max_size=200), st.floats(0.1, 0.9))
def test_a_stratified_split_keeps_the_proportions(classes, share):
    classes = np.array(classes)
    train, test = stratified_split(classes, share, np.random.default_rng(0))
    assert sorted([*train, *test]) == list(range(len(classes)))
    assert len(train) == train_count(len(classes), share)
    taken = np.bincount(classes[train], minlength=5)
    wanted = np.bincount(classes, minlength=5) * len(train) / len(classes)
    assert np.abs(taken - wanted).max() <= 1


def test_equal_classes_are_divided_exactly():
    classes = np.repeat([0, 1, 2], 50)
    train, test = stratified_split(classes, 0.8, np.random.default_rng(3))
    assert np.bincount(classes[train]).tolist() == [40, 40, 40]
    assert np.bincount(classes[test]).tolist() == [10, 10, 10]
    # Shuffled, not one class after the other.
    assert len(set(classes[train][:12])) > 1


def test_the_tail_is_tested_on_and_order_is_kept():
    train, test = tail_split(10, 0.75)
    assert train.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert test.tolist() == [7, 8, 9]
