"""Worked examples of the layers that read parsed sentences."""

from typing import Any

import numpy as np

from nnviz.core.worked.example import Example, Make, weights

_ROW = np.array([5.0, 3.0, 2.0, 0.0, 0.0, 1.0, 4.0, 2.0, 5.0, 5.0])
"""The sentence ((5 3) 2) among at most four words: two merges, and one that hands the root on."""
_VECTORS = np.array([[1.0, 0.5], [0.0, 1.0], [-1.0, 0.5], [0.0, 0.0]])
_WORDS = len(_VECTORS)


def _words(values: dict[str, Any]) -> Example:
    del values
    note = "Room for 4 words, 3 of them used; the merges that follow are left out."
    return Example((_ROW,), _ROW[:_WORDS], note)


def _merges(values: dict[str, Any]) -> Example:
    del values
    note = "First words 0 and 1, then that phrase (node 4) and word 2; the last merge only copies."
    return Example((_ROW,), _ROW[_WORDS:].reshape(-1, 2), note)


def _composition(values: dict[str, Any]) -> Example:
    merges = _ROW[_WORDS:].reshape(-1, 2).astype(int)
    kernel, bias = weights(4, 2), np.array([0.5, -0.5])
    used = bias if values["use_bias"] else 0 * bias
    nodes = list(_VECTORS)
    for left, right in merges.tolist():
        both = np.concatenate([nodes[left], nodes[right]])
        nodes.append(nodes[left] if left == right else np.tanh(both @ kernel + used))
    learned = [("weights", kernel)]
    if values["use_bias"]:
        learned.append(("biases", bias))
    note = "The last three rows are new: the same weights compute each from two rows above it."
    given = (_VECTORS, merges.astype(float))
    return Example(given, np.stack(nodes), note, tuple(learned))


TREES: dict[str, Make] = {
    "tree_words": _words, "tree_merges": _merges, "tree_composition": _composition,
}  # fmt: skip
"""What makes the example of a kind."""
