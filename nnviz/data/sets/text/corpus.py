"""Words and token numbers: the sentences in this package, their vocabularies, and encoding."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

PADDING = "(padding)"
UNKNOWN = "?"
END = "(end)"
"""Names of the tokens 0 and 1, and of the one that ends a sentence of the next-word corpus.

None of them can be typed: `tokenize` gives only letters, digits and apostrophes."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def tokenize(sentence: str) -> list[str]:
    """Split a sentence into lower-case words; punctuation separates and disappears.

    Example:
        >>> tokenize("Don't stop, please!")
        ["don't", 'stop', 'please']
    """
    return _WORD.findall(sentence.lower().replace("\u2019", "'"))


@cache
def sentences(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the sentences of a text file of this package, each as its words."""
    text = (files("nnviz.data.sets.text") / "corpora" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(tuple(tokenize(line)) for line in text.splitlines() if line.strip())


def build_vocabulary(
    texts: Iterable[Sequence[str]], least: int = 1, extra: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Number the words of texts, the most frequent first, equally frequent ones by alphabet.

    Args:
        texts: Texts as words.
        least: Words that occur less often are left out; they become "?".
        extra: Tokens that follow the padding and the unknown word.

    Returns:
        Words by token number; 0 is padding and 1 an unknown word.
    """
    counts = Counter(word for text in texts for word in text)
    kept = sorted((word for word in counts if counts[word] >= least), key=lambda w: (-counts[w], w))
    return (PADDING, UNKNOWN, *extra, *kept)


def encode_words(words: Sequence[str], numbers: dict[str, int], length: int) -> NDArray[np.int32]:
    """Return the last `length` words as token numbers `(length,)`, padded at the left with 0."""
    tokens = np.zeros(length, np.int32)
    last = words[-length:]
    if last:
        tokens[length - len(last) :] = [numbers.get(word, 1) for word in last]
    return tokens


def encode_text(text: str, vocabulary: Sequence[str], length: int) -> NDArray[np.int32]:
    """Turn a typed text into the input of a network.

    Args:
        text: Any text; of a longer one only the last words count.
        vocabulary: Words by token number, from a Dataset.
        length: Tokens in one input.

    Returns:
        int32 `(1, length)`, padded at the left with 0; unknown words are 1.
    """
    return encode_words(tokenize(text), number_of(vocabulary), length)[None]


def number_of(vocabulary: Sequence[str]) -> dict[str, int]:
    """Return the token number of every word."""
    return {word: number for number, word in enumerate(vocabulary)}
