"""Opinions: what phrases are worth, how typed ones become trees, and what words alone can tell."""

from itertools import pairwise

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.spec.trees import bracketed, tree_of, words_of
from nnviz.data import default_spec, load
from nnviz.data.sets.text.opinions import LONGEST, opinion, value_of, vocabulary_words
from nnviz.data.sets.text.parsed_sentiment import CLASSES, sentiment_of, tree_row
from nnviz.data.sets.text.parsing import parsed

WORTH = [
    ("film", 0), ("good", 1), ("awful", -2), ("not good", -1), ("not great", -1),
    ("hardly boring", 1), ("never terrible", 1), ("not serious", 0), ("very good", 2),
    ("rather great", 1), ("not very good", -1), ("too long", -1), ("far too long", -2),
    ("too clever", -1), ("too silly", -2), ("not too long", 1), ("a very dull film", -2),
    ("not a good film", -1), ("a film without faults", 1), ("a film without charm", -1),
    ("a good film with faults", 0), ("good but far too long", -1), ("dull but funny", 1),
    ("long but good", 1), ("good but long", 1), ("good and warm", 2), ("it is not a good film", -1),
    ("the plot is dull although the song is great", -1),
    ("although the plot is dull the song is great", 1),
    ("the song is great but the plot is awful", -1),
]  # fmt: skip
DRAWN = [opinion(np.random.default_rng(seed)) for seed in range(400)]


@pytest.mark.parametrize(("text", "value"), WORTH)
def test_a_phrase_is_worth_what_its_parts_say(text, value):
    assert value_of(parsed(text)) == value


def test_what_belongs_together_decides():
    assert value_of(parsed("((not good) (but dull))")) == -1
    assert value_of(parsed("(not (good (but dull)))")) == 1


def test_a_drawn_sentence_is_parsed_as_it_was_drawn():
    for tree in DRAWN:
        words = words_of(tree)
        assert 1 <= len(words) <= LONGEST
        assert set(words) <= set(vocabulary_words())
        assert parsed(" ".join(words)) == tree
        assert parsed(bracketed(tree)) == tree
        assert -2 <= value_of(tree) <= 2


def test_all_words_and_all_values_are_drawn():
    assert {word for tree in DRAWN for word in words_of(tree)} == set(vocabulary_words())
    assert {value_of(tree) for tree in DRAWN} == {-2, -1, 0, 1, 2}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Good!", "good"),
        ("(good)", "good"),
        ("((not good) film)", (("not", "good"), "film")),
        ("(not good) film", (("not", "good"), "film")),
        ("not(good film)", ("not", ("good", "film"))),
        ("the film is good", (("the", "film"), ("is", "good"))),
    ],
)
def test_brackets_and_grammar_make_trees(text, tree):
    assert parsed(text) == tree


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no word"),
        (" () ", "no word"),
        ("a nice film", "received nice"),
        ("good film the is", "small grammar"),
        ("(not good film)", "two parts in every pair of brackets, received 3"),
        ("(good ())", "two parts in every pair of brackets, received none"),
        ("((not good) film", "1 left open"),
        ("(not good)) film", "one . too many"),
        ("not " * 12 + "good", "at most 12 words, received 13"),
    ],
)
def test_what_is_no_sentence_is_said(text, what):
    with pytest.raises(SpecError, match=what):
        parsed(text)


def test_every_node_of_every_sentence_has_its_class():
    data = load(default_spec("parsed_sentiment"))
    for row, targets in zip(data.x_test[:50], data.y_test[:50], strict=True):
        tree = tree_of(row, data.vocabulary)
        counted = targets[targets >= 0]
        assert len(counted) == 2 * len(words_of(tree)) - 1
        assert counted[-1] == sentiment_of(tree)
        assert np.array_equal(tree_row(tree), row)
    assert data.class_names == CLASSES


def test_no_test_sentence_was_trained_on():
    data = load(default_spec("parsed_sentiment"))
    assert not {row.tobytes() for row in data.x_test} & {row.tobytes() for row in data.x_train}


@pytest.mark.parametrize(("hidden", "least", "most"), [(0, 0.5, 0.6), (64, 0.65, 0.78)])
def test_a_bag_of_the_same_words_tells_far_fewer_sentences(hidden, least, most):
    """The preset's card says 55 to 73 %; a recursive network reaches over 92 %."""
    data = load(default_spec("parsed_sentiment"))
    bags = [
        np.stack([np.bincount(row[:LONGEST], minlength=len(data.vocabulary))[1:] for row in x])
        for x in (data.x_train, data.x_test)
    ]
    roots = [np.array([row[row >= 0][-1] for row in y]) for y in (data.y_train, data.y_test)]
    found = bag_of_words(bags[0], roots[0], hidden)(bags[1])
    assert least < (found == roots[1]).mean() < most


def bag_of_words(x, y, hidden, steps=300, rate=0.01):
    """Train a network on counts of words by Adam on all examples at once; return its answers."""
    rng = np.random.default_rng(0)
    sizes = [x.shape[1], hidden, 5] if hidden else [x.shape[1], 5]
    weights = [rng.normal(0, (2 / n) ** 0.5, (n + 1, m)) for n, m in pairwise(sizes)]
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]

    def layers(values):
        found = [values]
        for number, w in enumerate(weights):
            values = values @ w[:-1] + w[-1]
            values = np.maximum(values, 0) if number < len(weights) - 1 else values
            found.append(values)
        return found

    for step in range(1, steps + 1):
        found = layers(x)
        raised = np.exp(found[-1] - found[-1].max(axis=1, keepdims=True))
        slope = (raised / raised.sum(axis=1, keepdims=True) - np.eye(5)[y]) / len(x)
        for number in reversed(range(len(weights))):
            below = np.hstack([found[number], np.ones((len(x), 1))])
            change = below.T @ slope
            slope = (slope @ weights[number][:-1].T) * (found[number] > 0)
            first, second = moments[number]
            first += 0.1 * (change - first)
            second += 0.001 * (change**2 - second)
            scaled = first / (1 - 0.9**step), second / (1 - 0.999**step)
            weights[number] -= rate * scaled[0] / (np.sqrt(scaled[1]) + 1e-8)
    return lambda values: layers(values)[-1].argmax(axis=1)
