"""Which example is looked at: one choice for all pages that look inside a network."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import NnvizError
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.dataset import Dataset
from nnviz.engine import get_engine
from nnviz.ui.inspect import words
from nnviz.ui.state.choices import choose, chosen

SPLIT = "example_split"
NUMBERS = {"test": "example", "train": "example_train"}
"""Name of the choice of a number, by split; the Playground shows that of the test data."""
_RANKED = "example_ranked"
_MOST = 200
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Attributes:
        split: `train`, `test`, or `own` for the one that the visitor made.
        number: Its place in that split.
    """

    split: str
    number: int

    @property
    def options(self) -> dict[str, str | int]:
        """What probes are asked for, to look at this example."""
        return {"split": self.split, "example": self.number}

    @property
    def words(self) -> str:
        """Return what it is called: `test example 12`, `your example`."""
        if self.split == "own":
            return words.YOUR_EXAMPLE
        return words.example(self.split, self.number + 1)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Examples in an order.

    Attributes:
        numbers: Their places in their split, the first of the order first.
        total: How many there are, of which `numbers` may be the first.
        note: Why there are none, in words.
    """

    numbers: tuple[int, ...]
    total: int
    note: str = ""


def current_example(dataset: Dataset) -> Example:
    """Return the example that the visitor looks at; the first test example to begin with."""
    split = chosen(SPLIT, "test")
    if split == "own":
        return Example("own", 0)
    count = len(dataset.inputs(split))
    return Example(split, min(int(chosen(NUMBERS[split], 0)), count - 1))


def choose_example(split: str, number: int = 0) -> None:
    """Let every page look at this example."""
    choose(SPLIT, split)
    if split in NUMBERS:
        choose(NUMBERS[split], number)


def labels(dataset: Dataset, split: str) -> np.ndarray:
    """Return what each example of a split is, `(n,)`; all 0 where nothing is known of it."""
    known = dataset.known(split)
    count = len(dataset.inputs(split))
    return np.zeros(count, np.int32) if known is None else np.asarray(known)


def ranking(dataset: Dataset, token: str, split: str, order: str, label: int) -> Ranking:
    """Return the examples of a split that fit a filter, in an order.

    Args:
        dataset: The data.
        token: The run that is asked, except for the order of the data themselves.
        split: `train` or `test`.
        order: As the `ranking` probe knows them: `order`, `wrong`, `uncertain`, `hardest`.
        label: Only examples of this class; -1 for all.
    """
    if order == "order":
        known = labels(dataset, split)
        fitting = np.arange(len(known)) if label < 0 else np.flatnonzero(known == label)
        note = "" if len(fitting) else words.EMPTY_CLASS
        return Ranking(tuple(fitting.tolist()), len(fitting), note)
    key = (token, split, order, label, dataset.name)
    kept = chosen(_RANKED)
    if kept is None or kept[0] != key:
        choose(_RANKED, kept := (key, _asked(token, split, order, label)))
    return kept[1]


def rank_again() -> None:
    """Have the examples ranked again, by the present weights."""
    choose(_RANKED, None)


def _asked(token: str, split: str, order: str, label: int) -> Ranking:
    options = {"split": split, "by": order, "label": label, "count": _MOST}
    try:
        found = get_engine().probe(token, ProbeRequest("r", "ranking", options), _PATIENCE)
    except (NnvizError, TimeoutError) as error:
        return Ranking((), 0, words.cannot_rank(error))
    numbers = tuple(int(number) for number in found["number"])
    note = "" if numbers else words.NO_MISTAKES
    return Ranking(numbers, int(found["total"][0]), note)
