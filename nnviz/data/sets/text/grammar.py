"""Random sentences of a small grammar with long-range dependencies.

The verb and the pronoun agree with the subject, however many words are in between, so a network
that predicts words has to look back at the right one.
"""

import numpy as np

_NOUNS = ("cat", "dog", "bird", "child", "teacher", "farmer", "horse", "friend")
_IRREGULAR = {"child": "children"}
_ADJECTIVES = ("old", "young", "small", "happy", "quiet")
_VERBS = ("sleep", "sing", "play", "wait", "work", "rest")
_SEEING = ("see", "hear", "know", "like")
_PLACES = (
    ("in", "garden"), ("in", "house"), ("near", "river"), ("near", "school"), ("under", "tree"),
)  # fmt: skip
_STATES = ("tired", "hungry", "glad", "free")
LONGEST = 17
"""Most words of a sentence."""


def _plural(noun: str) -> str:
    return _IRREGULAR.get(noun, f"{noun}s")


def sentence(rng: np.random.Generator) -> list[str]:
    """Draw a sentence as its words, at most `LONGEST`.

    Example:
        `the old cats that see the dog sleep near the river because they are tired`
    """

    def one(choices: tuple[str, ...]) -> str:
        return choices[rng.integers(len(choices))]

    many = bool(rng.random() < 0.5)
    noun, verb = one(_NOUNS), one(_VERBS)
    words = ["the"]
    if rng.random() < 0.4:
        words.append(one(_ADJECTIVES))
    words.append(_plural(noun) if many else noun)
    if rng.random() < 0.5:
        seeing, other = one(_SEEING), one(_NOUNS)
        seen = _plural(other) if rng.random() < 0.5 else other
        words += ["that", seeing if many else f"{seeing}s", "the", seen]
    words.append(verb if many else f"{verb}s")
    if rng.random() < 0.6:
        where, what = _PLACES[rng.integers(len(_PLACES))]
        words += [where, "the", what]
    if rng.random() < 0.6:
        words += ["because", *(("they", "are") if many else ("it", "is")), one(_STATES)]
    return words


def vocabulary_words() -> tuple[str, ...]:
    """Return every word that a sentence can have, by alphabet."""
    both = {form for noun in _NOUNS for form in (noun, _plural(noun))}
    verbs = {form for verb in (*_VERBS, *_SEEING) for form in (verb, f"{verb}s")}
    places = {word for place in _PLACES for word in place}
    small = {"the", "that", "because", "they", "are", "it", "is"}
    return tuple(sorted({*both, *verbs, *places, *small, *_ADJECTIVES, *_STATES}))
