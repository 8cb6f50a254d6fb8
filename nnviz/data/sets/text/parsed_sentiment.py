"""Parsed sentences whose every phrase has a sentiment, written for this by a small grammar.

One example is a row of whole numbers: the words, and which nodes are merged. Socher et al.,
"Recursive deep models for semantic compositionality over a sentiment treebank", 2013, have trees of
this kind, with the same five classes.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.core.spec.trees import Tree, bracketed, nodes, row_of
from nnviz.data.sets.kind import DatasetKind, whole
from nnviz.data.sets.split import cut, random_split
from nnviz.data.sets.text.corpus import PADDING, number_of
from nnviz.data.sets.text.opinions import LONGEST, opinion, value_of, vocabulary_words

CLASSES = ("very bad", "bad", "neutral", "good", "very good")
_NEUTRAL = 2
_PLACES = 2 * LONGEST - 1


@cache
def tree_vocabulary() -> tuple[str, ...]:
    """Return the words by token number; 0 is padding."""
    return (PADDING, *vocabulary_words())


@cache
def _numbers() -> dict[str, int]:
    return number_of(tree_vocabulary())


def sentiment_of(tree: Tree) -> int:
    """Return the class of a phrase."""
    return value_of(tree) + _NEUTRAL


def tree_row(tree: Tree) -> NDArray[np.int32]:
    """Return a tree as a network reads it, int32 `(34,)`.

    Raises:
        SpecError: It has more than twelve words, or one that the vocabulary lacks.
    """
    return row_of(tree, _numbers(), LONGEST)


def _targets(tree: Tree) -> NDArray[np.int32]:
    """Return the class at every node, int32 `(23,)`; -1 where there is none."""
    found = np.full(_PLACES, -1, np.int32)
    for node in nodes(tree, LONGEST):
        found[node.number] = sentiment_of(node.tree)
    return found


def roots(targets: NDArray[Any]) -> NDArray[np.int32]:
    """Return the class of each whole sentence, int32 `(n,)`, of its targets `(n, 23)`.

    The root has the largest number of all nodes that count.
    """
    last = targets.shape[1] - 1 - (targets.astype(int)[:, ::-1] >= 0).argmax(axis=1)
    return targets[np.arange(len(targets)), last].astype(np.int32)


def _signature(spec: DataSpec) -> DataSignature:
    del spec
    return DataSignature(
        (3 * LONGEST - 2,), "multiclass", len(CLASSES), "tokens", len(tree_vocabulary()),
        (_PLACES,), leaves=LONGEST,
    )  # fmt: skip


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    drawn: dict[str, Tree] = {}
    while len(drawn) < whole(spec, "count"):
        tree = opinion(rng)
        drawn[bracketed(tree)] = tree
    trees = list(drawn.values())
    x, y = np.stack([tree_row(tree) for tree in trees]), np.stack([_targets(t) for t in trees])
    made = cut(spec.name, _signature(spec), x, y, random_split(len(x), spec.train_share, rng))
    return replace(
        made,
        class_names=CLASSES,
        vocabulary=tree_vocabulary(),
        group_names=CLASSES,
        group_train=roots(made.y_train),
        group_test=roots(made.y_test),
        note="Context matters more than single words: look at not, too and but.",
    )


PARSED_SENTIMENT = DatasetKind(
    name="parsed_sentiment",
    label="Parsed sentences",
    category="Text",
    sentence="Opinions with their parse trees: how positive or negative is each phrase?",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "count", "Sentences", 2000,
            "How many different sentences to generate.", low=200, high=4000,
            step=100,
        ),
    ),
)  # fmt: skip
"""The dataset of parsed sentences."""
