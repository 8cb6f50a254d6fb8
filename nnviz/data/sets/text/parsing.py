"""Typed sentences become trees: by the grammar of the opinions, or by typed brackets.

The grammar is read by trying its rules in a fixed order, the longer reading first, so that a
sentence has one tree at most.
"""

import re
from collections.abc import Sequence

from nnviz.core.errors import SpecError
from nnviz.core.spec.trees import Tree
from nnviz.data.sets.text.corpus import tokenize
from nnviz.data.sets.text.opinions import (
    ARTICLES,
    BEING,
    DENYING,
    HAVING,
    LONGEST,
    NOUNS,
    QUALITIES,
    STRENGTHENING,
    THINGS,
    WEAKENING,
    vocabulary_words,
)

_BRACKETS = "Put two parts into every pair of brackets, such as ((not good) film)."
_PIECE = re.compile(r"[()]|[^()]+")
Found = tuple[Tree, int] | None
"""A phrase and the position after it, or that there is none here."""


def parsed(text: str) -> Tree:
    """Return the tree of a typed sentence.

    Args:
        text: Words of the opinions; with brackets around phrases of two parts each, or without any,
            where the grammar says what belongs together.

    Raises:
        SpecError: There is no word, an unknown word, too many of them, brackets that do not fit,
            or a sentence that is none of the grammar's.
    """
    words = tokenize(text)
    if not words:
        raise SpecError("a sentence", "no words", "Type one, such as: not a good film.")
    if unknown := sorted({word for word in words if word not in vocabulary_words()}):
        raise SpecError(
            "words that the network knows",
            ", ".join(unknown)[:60],
            "Try words such as film, story, good, dull, not, very, too, but, although.",
        )
    if len(words) > LONGEST:
        raise SpecError(f"at most {LONGEST} words", f"{len(words)}", "Leave out some of them.")
    if "(" in text or ")" in text:
        return _bracketed(text)
    return words[0] if len(words) == 1 else _by_grammar(words)


def _bracketed(text: str) -> Tree:
    """Read brackets; those around everything may be left out."""
    open_parts: list[list[Tree]] = [[]]
    for piece in _PIECE.findall(text):
        if piece == "(":
            open_parts.append([])
        elif piece == ")":
            if len(open_parts) == 1:
                raise SpecError(
                    "an opening bracket for every closing one", "one ) too many", _BRACKETS
                )
            inner = open_parts.pop()
            open_parts[-1].append(_joined(inner))
        else:
            open_parts[-1] += tokenize(piece)
    if len(open_parts) > 1:
        missing = len(open_parts) - 1
        raise SpecError("every bracket to be closed", f"{missing} left open", _BRACKETS)
    return _joined(open_parts[0])


def _joined(parts: Sequence[Tree]) -> Tree:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return (parts[0], parts[1])
    raise SpecError("two parts in every pair of brackets", f"{len(parts) or 'none'}", _BRACKETS)


def _by_grammar(words: Sequence[str]) -> Tree:
    found = _Grammar(words).sentence()
    if found is None:
        raise SpecError(
            "a sentence of the small grammar", " ".join(words)[:60],
            "Say it more simply, or put brackets to show what belongs together: "
            "((not good) film).",
        )  # fmt: skip
    return found


class _Grammar:
    """Reads phrases; each method returns the phrase that begins at a position."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def sentence(self) -> Tree | None:
        """Return the tree of all words; None when they are no sentence."""
        for rule in (self._although, self._clauses, self._thing, self._description):
            found = rule(0)
            if found and found[1] == len(self._words):
                return found[0]
        return None

    def _is(self, at: int, *choices: str) -> bool:
        return at < len(self._words) and self._words[at] in choices

    def _then(self, first: Tree, second: Found) -> Found:
        """Join what is known with what follows it, if anything does."""
        return ((first, second[0]), second[1]) if second else None

    def _behind(self, at: int, choices: tuple[str, ...], second: Found) -> Found:
        """Return a word of these and the phrase that follows it."""
        return self._then(self._words[at], second) if self._is(at, *choices) else None

    def _although(self, at: int) -> Found:
        if not self._is(at, "although"):
            return None
        first = self._clause(at + 1)
        return self._then(("although", first[0]), self._clause(first[1])) if first else None

    def _clauses(self, at: int) -> Found:
        first = self._clause(at)
        if first is None:
            return None
        joined = self._behind(first[1], ("but", "although"), self._clause(first[1] + 1))
        return self._then(first[0], joined) or first

    def _clause(self, at: int) -> Found:
        if self._is(at, "it"):
            said = self._thing(at + 2) or self._description(at + 2)
            return self._then("it", self._behind(at + 1, BEING, said))
        if not (self._is(at, *ARTICLES) and self._is(at + 1, *NOUNS)):
            return None
        said = self._behind(at + 2, BEING, self._thing(at + 3) or self._description(at + 3))
        return self._then((self._words[at], self._words[at + 1]), said)

    def _thing(self, at: int) -> Found:
        if self._is(at, *DENYING):
            return self._behind(at, DENYING, self._thing(at + 1))
        noun = self._noun(at + 1)
        thing = self._behind(at, ARTICLES, noun)
        if thing is None:
            return None
        more = self._behind(thing[1], HAVING, self._word(thing[1] + 1, THINGS))
        return self._then(thing[0], more) or thing

    def _noun(self, at: int) -> Found:
        quality = self._quality(at)
        named = self._then(quality[0], self._word(quality[1], NOUNS)) if quality else None
        return named or self._word(at, NOUNS)

    def _description(self, at: int) -> Found:
        first = self._quality(at)
        if first is None:
            return None
        more = self._behind(first[1], ("but", "and"), self._quality(first[1] + 1))
        return self._then(first[0], more) or first

    def _quality(self, at: int) -> Found:
        if self._is(at, *DENYING):
            return self._behind(at, DENYING, self._quality(at + 1))
        if self._is(at, "far"):
            return self._behind(at, ("far",), self._spoiled(at + 1))
        changed = self._behind(at, (*STRENGTHENING, *WEAKENING), self._word(at + 1, QUALITIES))
        return self._spoiled(at) or changed or self._word(at, QUALITIES)

    def _spoiled(self, at: int) -> Found:
        return self._behind(at, ("too",), self._word(at + 1, QUALITIES))

    def _word(self, at: int, choices: tuple[str, ...]) -> Found:
        return (self._words[at], at + 1) if self._is(at, *choices) else None
