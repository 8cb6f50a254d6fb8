"""Parsed sentences: binary trees over words, and the row of integers that encodes one.

A row for at most L words holds L token numbers, padded at the right with 0, and after them
L - 1 merges of two node numbers each. Node i below L is word i, node L + m is what merge m makes.
A merge of a node with itself hands it on: such merges follow the last real one, so that the last
node of every row is its root.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError

Tree = Union[str, tuple["Tree", "Tree"]]  # noqa: UP007 - a name in quotes cannot be or-ed
"""A word, or the two parts of a phrase."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a tree as a row numbers it.

    Attributes:
        number: Its number; words come first.
        tree: The part of the tree that it stands for.
        parts: Numbers of its two parts; None for a word.
    """

    number: int
    tree: Tree
    parts: tuple[int, int] | None = None


def words_of(tree: Tree) -> list[str]:
    """Return the words of a tree from left to right."""
    return [tree] if isinstance(tree, str) else [*words_of(tree[0]), *words_of(tree[1])]


def bracketed(tree: Tree) -> str:
    """Write a tree with brackets around every phrase: `((not good) film)`."""
    return tree if isinstance(tree, str) else f"({bracketed(tree[0])} {bracketed(tree[1])})"


def longest_of(row_length: int) -> int:
    """Return how many words a row of this many numbers holds at most; 0 when it is no such row."""
    return (row_length + 2) // 3 if row_length >= 1 and row_length % 3 == 1 else 0


def nodes(tree: Tree, longest: int) -> list[Node]:
    """Return the nodes of a tree: its words, then its phrases, each after its parts.

    The last one is the root.

    Args:
        tree: The tree.
        longest: Words that a row holds at most.

    Raises:
        SpecError: The tree has more words.
    """
    words = words_of(tree)
    if len(words) > longest:
        raise SpecError(
            f"a sentence of at most {longest} words", f"{len(words)}", "Leave out some words."
        )
    found = [Node(number, word) for number, word in enumerate(words)]
    _number(tree, iter(range(len(words))), longest - len(words), found)
    return found


def _number(tree: Tree, leaves: Iterator[int], gap: int, found: list[Node]) -> int:
    """Append the phrases of a tree; `gap` is what lies between numbers of words and phrases."""
    if isinstance(tree, str):
        return next(leaves)
    parts = _number(tree[0], leaves, gap, found), _number(tree[1], leaves, gap, found)
    found.append(Node(len(found) + gap, tree, parts))
    return found[-1].number


def row_of(tree: Tree, numbers: Mapping[str, int], longest: int) -> NDArray[np.int32]:
    """Write a tree as a row.

    Args:
        tree: The tree.
        numbers: Token number of every word.
        longest: Words that a row holds at most.

    Returns:
        int32 `(3 * longest - 2,)`.

    Raises:
        SpecError: The tree has more words, or one that has no number.
    """
    found = nodes(tree, longest)
    if unknown := [word for word in words_of(tree) if word not in numbers]:
        raise SpecError("words from the vocabulary", ", ".join(unknown)[:80])
    row = np.zeros(3 * longest - 2, np.int32)
    for place, word in enumerate(words_of(tree)):
        row[place] = numbers[word]
    merges = [node.parts for node in found if node.parts]
    # The root is handed on by merges with itself.
    root = found[-1].number
    for number in range(len(merges), longest - 1):
        merges.append((root, root))
        root = longest + number
    row[longest:] = np.array(merges, np.int32).reshape(-1)
    return row


def tree_of(row: NDArray[np.integer[Any]], vocabulary: Sequence[str]) -> Tree:
    """Read a tree back from its row `(3 * longest - 2,)`.

    Raises:
        SpecError: The row is not a tree: it holds no word, or a merge joins missing nodes.
    """
    longest = longest_of(len(row))
    known: dict[int, Tree] = {
        place: vocabulary[int(token)] for place, token in enumerate(row[:longest]) if token
    }
    if not known:
        raise SpecError("a row with a parsed sentence", "one without words")
    for number, (left, right) in enumerate(row[longest:].reshape(-1, 2).tolist()):
        if left not in known or right not in known:
            raise SpecError("merges of existing nodes", f"{left} and {right}")
        one, other = known[left], known[right]
        known[longest + number] = one if left == right else (one, other)
    return known[max(known)]
