"""Opinions in a small grammar: parsed sentences whose meaning depends on their structure.

Every phrase has a value from -2 (very bad) to 2 (very good), which follows from its two parts:
`not` reverses a value, `very` strengthens it, `too` spoils it, and what follows `but` outweighs
what comes before.
"""

from collections.abc import Callable

import numpy as np

from nnviz.core.spec.trees import Tree, words_of

VALUES = {
    **dict.fromkeys(("great", "wonderful", "brilliant"), 2),
    **dict.fromkeys(("good", "funny", "clever", "warm", "charm", "humour"), 1),
    **dict.fromkeys(("bad", "dull", "boring", "silly", "faults", "mistakes"), -1),
    **dict.fromkeys(("awful", "terrible", "horrible"), -2),
}
"""Values of single words; all others have the value 0."""
THINGS = ("charm", "humour", "faults", "mistakes")
GOOD = tuple(word for word, value in VALUES.items() if value > 0 and word not in THINGS)
BAD = tuple(word for word, value in VALUES.items() if value < 0 and word not in THINGS)
PLAIN = ("long", "short", "loud", "quiet", "serious", "simple")
QUALITIES = (*GOOD, *BAD, *PLAIN)
NOUNS = ("film", "story", "plot", "song", "ending", "scene", "book", "play")
DENYING = ("not", "hardly", "never")
STRENGTHENING = ("very", "really", "so")
WEAKENING = ("fairly", "rather")
ARTICLES = ("a", "the", "this")
BEING = ("is", "was")
HAVING = ("with", "without")
LONGEST = 12
"""Most words of a sentence."""
_OTHERS = ("it", "and", "but", "although", "too", "far")


def vocabulary_words() -> tuple[str, ...]:
    """Return every word that a sentence can have, by alphabet."""
    groups = (
        VALUES, PLAIN, NOUNS, DENYING, STRENGTHENING, WEAKENING, ARTICLES, BEING, HAVING, _OTHERS
    )  # fmt: skip
    return tuple(sorted({word for group in groups for word in group}))


def value_of(tree: Tree) -> int:
    """Return the value of a phrase, from -2 to 2.

    Only words that come first in one of the two parts change anything, so that every tree
    has a value.
    """
    if isinstance(tree, str):
        return VALUES.get(tree, 0)
    left, right = tree
    one, other = value_of(left), value_of(right)
    if isinstance(left, str) and left in _EFFECTS:
        return _EFFECTS[left](other)
    if _opens_with(left, "although") or _opens_with(right, "but"):
        return _outweighing(one, other)
    if _opens_with(right, "although"):
        return _outweighing(other, one)
    return max(-2, min(2, one + other))


def _opens_with(tree: Tree, word: str) -> bool:
    return not isinstance(tree, str) and tree[0] == word


def _outweighing(less: int, more: int) -> int:
    """Return the value that counts, weakened where the other contradicts it or has to stand in."""
    if not more:
        return _weakened(less)
    return _weakened(more) if less * more < 0 else more


def _weakened(value: int) -> int:
    return (value > 0) - (value < 0)


def _denied(value: int) -> int:
    return -_weakened(value)


def _strengthened(value: int) -> int:
    return 2 * _weakened(value)


def _spoiled(value: int) -> int:
    return -2 if value < 0 else -1


_EFFECTS: dict[str, Callable[[int], int]] = {
    **dict.fromkeys((*DENYING, "without"), _denied),
    **dict.fromkeys((*STRENGTHENING, "far"), _strengthened),
    **dict.fromkeys(WEAKENING, _weakened),
    "too": _spoiled,
}
"""How a word changes the value of what follows it."""


def opinion(rng: np.random.Generator) -> Tree:
    """Draw a sentence as its tree, of at most `LONGEST` words.

    Example:
        `((the film) (is (good (but (far (too long))))))`
    """
    while True:
        tree = _Drawing(rng).sentence()
        if len(words_of(tree)) <= LONGEST:
            return tree


class _Drawing:
    """Draws phrases; each method gives one kind of them."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def _one(self, choices: tuple[str, ...]) -> str:
        return choices[self._rng.integers(len(choices))]

    def _maybe(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def sentence(self) -> Tree:
        """Return two clauses, one clause, a thing that is described, or a description alone."""
        drawn = self._rng.random()
        if drawn < 0.35:
            return self._two_clauses()
        if drawn < 0.7:
            return self._clause(long=True)
        return self._thing() if drawn < 0.9 else self._description(long=True)

    def _two_clauses(self) -> Tree:
        first, second = self._clause(), self._clause()
        drawn = self._rng.random()
        if drawn < 0.34:
            return (first, ("but", second))
        return (first, ("although", second)) if drawn < 0.67 else (("although", first), second)

    def _clause(self, *, long: bool = False) -> Tree:
        if long and self._maybe(0.35):
            thing = self._thing(article="a")
            said = (self._one(DENYING), thing) if self._maybe(0.4) else thing
            return ("it", (self._one(BEING), said))
        about = (self._one(ARTICLES[1:]), self._one(NOUNS))
        return (about, (self._one(BEING), self._description(long=long)))

    def _thing(self, article: str = "") -> Tree:
        """Return such as `a very good film without faults`."""
        article, noun = article or self._one(ARTICLES), self._one(NOUNS)
        described = self._maybe(0.8)
        thing = (article, (self._changed(self._word()), noun) if described else noun)
        if described and self._maybe(0.5):
            return thing
        return (thing, (self._one(HAVING), self._one(THINGS)))

    def _description(self, *, long: bool) -> Tree:
        first = self._quality()
        if not long or self._maybe(0.5):
            return first
        return (first, (self._one(("but", "and")), self._quality()))

    def _quality(self) -> Tree:
        """Return a word for a quality, with up to two words in front that change it."""
        if self._maybe(0.15):
            spoiled = ("too", self._one((*PLAIN, *PLAIN, "silly", "clever")))
            return ("far", spoiled) if self._maybe(0.4) else spoiled
        word = self._word()
        if self._maybe(0.35):
            named = (self._one(STRENGTHENING), word) if self._maybe(0.3) else word
            return (self._one(DENYING), named)
        return self._changed(word)

    def _word(self) -> str:
        return self._one((GOOD, BAD, GOOD, BAD, PLAIN)[self._rng.integers(5)])

    def _changed(self, word: str) -> Tree:
        return (self._one((*STRENGTHENING, *WEAKENING)), word) if self._maybe(0.3) else word
