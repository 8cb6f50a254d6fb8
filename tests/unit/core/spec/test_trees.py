"""Rows that hold a sentence with its tree: numbers worked out by hand, and read back."""

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.spec.trees import Node, bracketed, longest_of, nodes, row_of, tree_of, words_of

NUMBERS = {"a": 1, "b": 2, "c": 3, "d": 4}
VOCABULARY = ("(padding)", *NUMBERS)
ROWS = [
    ("a", [1, 0, 0, 0, 0, 0, 4, 4, 5, 5]),
    (("a", "b"), [1, 2, 0, 0, 0, 1, 4, 4, 5, 5]),
    ((("a", "b"), "c"), [1, 2, 3, 0, 0, 1, 4, 2, 5, 5]),
    (("a", ("b", "c")), [1, 2, 3, 0, 1, 2, 0, 4, 5, 5]),
    (((("a", "b"), "c"), "d"), [1, 2, 3, 4, 0, 1, 4, 2, 5, 3]),
    (("a", ("b", ("c", "d"))), [1, 2, 3, 4, 2, 3, 1, 4, 0, 5]),
    ((("a", "b"), ("c", "d")), [1, 2, 3, 4, 0, 1, 2, 3, 4, 5]),
    (("a", "a"), [1, 1, 0, 0, 0, 1, 4, 4, 5, 5]),
]


@pytest.mark.parametrize(("tree", "row"), ROWS, ids=lambda case: str(case)[:24])
def test_a_tree_is_written_as_a_row_and_read_back(tree, row):
    written = row_of(tree, NUMBERS, 4)
    assert written.dtype == np.int32
    assert written.tolist() == row
    assert tree_of(written, VOCABULARY) == tree


def test_words_come_first_and_the_root_last():
    assert nodes((("a", "b"), "c"), 12) == [
        Node(0, "a"),
        Node(1, "b"),
        Node(2, "c"),
        Node(12, ("a", "b"), (0, 1)),
        Node(13, (("a", "b"), "c"), (12, 2)),
    ]
    assert nodes("a", 1) == [Node(0, "a")]


def test_a_tree_is_written_with_brackets():
    tree = (("a", "b"), ("c", ("d", "a")))
    assert bracketed(tree) == "((a b) (c (d a)))"
    assert words_of(tree) == ["a", "b", "c", "d", "a"]


def test_the_length_of_a_row_says_how_many_words_it_holds():
    found = {length: longest_of(length) for length in (0, 1, 2, 3, 4, 7, 34, 35)}
    assert found == {0: 0, 1: 1, 2: 0, 3: 0, 4: 2, 7: 3, 34: 12, 35: 0}


def test_too_many_words_and_unknown_ones_are_refused():
    with pytest.raises(SpecError, match="at most 2 words, received 3"):
        row_of((("a", "b"), "c"), NUMBERS, 2)
    with pytest.raises(SpecError, match="vocabulary, received x, y"):
        row_of((("x", "a"), "y"), NUMBERS, 4)


@pytest.mark.parametrize(
    ("row", "what"), [([0, 0, 0, 0], "without words"), ([1, 0, 0, 1], "0 and 1")]
)
def test_a_row_of_no_tree_is_refused(row, what):
    with pytest.raises(SpecError, match=what):
        tree_of(np.array(row), VOCABULARY)
