"""Which examples a network trains on and which it is tested on: disjoint, never empty."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import Dataset, DataSignature

Indices = NDArray[np.int64]
Parts = tuple[Indices, Indices]
"""Indices of the training and of the test examples."""


def train_count(examples: int, train_share: float) -> int:
    """Return how many examples to train on, at least one and at most all but one.

    Args:
        examples: Number of examples, at least 2.
        train_share: Fraction to train on, 0 to 1; the count is rounded down.

    Raises:
        SpecError: There are fewer than two examples.
    """
    if examples < 2:
        raise SpecError("at least 2 examples, one for training and one for testing", str(examples))
    # 0.29 * 100 is 28.999999999999996, which must count as 29.
    count = int(examples * train_share + 1e-9)
    return min(max(count, 1), examples - 1)


def random_split(examples: int, train_share: float, rng: np.random.Generator) -> Parts:
    """Shuffle all examples and cut once.

    The order depends on the generator alone, so another fraction moves the cut and keeps the order.

    Returns:
        Indices of the training and of the test examples.
    """
    order = rng.permutation(examples)
    count = train_count(examples, train_share)
    return order[:count], order[count:]


def stratified_split(
    classes: NDArray[np.generic], train_share: float, rng: np.random.Generator
) -> Parts:
    """Split so that every class has nearly the same fraction in both splits.

    Every example gets its position within its class as a fraction; the smallest fractions train.
    So the total is exact, and each class is within one example of its fraction. The split has a
    stream of random numbers of its own: another fraction changes nothing else that is drawn.

    Args:
        classes: `(n,)` class of every example.
        train_share: Fraction to train on, 0 to 1.
        rng: Source of randomness.

    Returns:
        Shuffled indices of the training and of the test examples.
    """
    rng = rng.spawn(1)[0]
    order = rng.permutation(len(classes))
    place = np.empty(len(classes))
    for value in np.unique(classes):
        members = order[classes[order] == value]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    order = order[np.argsort(place[order], kind="stable")]
    count = train_count(len(classes), train_share)
    return rng.permutation(order[:count]), rng.permutation(order[count:])


def tail_split(examples: int, train_share: float) -> Parts:
    """Train on the beginning and test on the end, in order, as a forecast must."""
    order = np.arange(examples, dtype=np.int64)
    count = train_count(examples, train_share)
    return order[:count], order[count:]


def cut(
    name: str,
    signature: DataSignature,
    x: NDArray[np.generic],
    y: NDArray[np.generic],
    parts: Parts,
) -> Dataset:
    """Return a dataset of these parts, still without names and note.

    Args:
        name: Name in the dataset catalogue.
        signature: Shapes and task.
        x: `(n, *input_shape)`.
        y: `(n,)` classes or `(n, outputs)` values.
        parts: Indices of the training and of the test examples.
    """
    train, test = parts
    return Dataset(
        name=name,
        signature=signature,
        x_train=x[train],
        y_train=y[train],
        x_test=x[test],
        y_test=y[test],
    )
