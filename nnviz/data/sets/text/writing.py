"""Texts that a network writes: continued sentences, filled gaps, numbers in digits.

Input and target are one row of tokens. The prediction at each of its positions is compared
with the target token there; -1 marks positions that do not count.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, whole
from nnviz.data.sets.split import cut, random_split
from nnviz.data.sets.text.corpus import END, PADDING, UNKNOWN, encode_words, number_of, tokenize
from nnviz.data.sets.text.grammar import LONGEST, sentence, vocabulary_words
from nnviz.data.sets.text.number_words import DIGITS, MOST_WORDS, WORDS, spelled

START, HIDDEN = "(start)", "(hidden)"
GAP = "_"
"""What a visitor types for a hidden word."""
PLACES = LONGEST + 1
"""Tokens of a sentence with the one that starts or ends it."""
ANSWER = 7
"""Tokens of an answer: six digits and the end."""


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Return the vocabulary of one of these datasets, by token number."""
    first = (PADDING, UNKNOWN, END, HIDDEN if name == "fill_gaps" else START)
    return (*first, *((*DIGITS, *WORDS) if name == "spell_numbers" else vocabulary_words()))


def typed(text: str, dataset: Dataset) -> tuple[NDArray[np.int32], int]:
    """Turn a typed text into the input of a network that writes.

    Args:
        text: Any text; of a longer one only the last words count.
        dataset: One of those of this module.

    Returns:
        int32 `(1, tokens)`, and the position whose answer comes first: that of the next word, of
        the answer's first token, or of the first gap (the last word where there is none).

    Raises:
        SpecError: The dataset's network does not write.
    """
    signature, numbers = dataset.signature, number_of(dataset.vocabulary)
    (length,) = signature.input_shape
    if signature.writing == "answer":
        # Such as "and": what is not a number is passed over, since none was trained on.
        words = [word for word in tokenize(text) if word in numbers]
        row = encode_words(words, numbers, length - signature.places[0])
        return _with_start(row, numbers)[None], 0
    if signature.writing == "onward":
        words = [START, *tokenize(text)][-length:]
        return _left(words, numbers, length)[None], len(words) - 1
    if signature.writing == "gaps":
        parts = text.replace(GAP, f" {GAP} ").split()
        words = [w for part in parts for w in ([HIDDEN] if part == GAP else tokenize(part))]
        words = words[-length:] or [HIDDEN]
        place = words.index(HIDDEN) if HIDDEN in words else len(words) - 1
        return _left(words, numbers, length)[None], place
    raise SpecError("a dataset of texts to write", dataset.name)


def written(dataset: Dataset, tokens: NDArray[np.int32], place: int, token: int) -> int | None:
    """Write a token that the network chose into its input, where it is read for the next one.

    Args:
        dataset: Of which the network writes.
        tokens: int32 `(1, tokens)` its input, which is changed.
        place: The position at which the token was the answer.
        token: Its number.

    Returns:
        The position of the next answer; None when the text has ended.
    """
    signature = dataset.signature
    beginning = signature.input_shape[0] - signature.places[0]
    if dataset.vocabulary[token] == END or place + 1 >= signature.places[0]:
        return None
    tokens[0, beginning + place + 1] = token
    return place + 1


def _left(words: Sequence[str], numbers: dict[str, int], length: int) -> NDArray[np.int32]:
    """Return words as token numbers from the left, padded at the right."""
    tokens = np.zeros(length, np.int32)
    tokens[: len(words)] = [numbers.get(word, 1) for word in words]
    return tokens


def _with_start(source: NDArray[np.int32], numbers: dict[str, int]) -> NDArray[np.int32]:
    """Return what is read before an answer is begun: its source, and the start of the answer."""
    answer = np.zeros(ANSWER, np.int32)
    answer[0] = numbers[START]
    return np.concatenate([source, answer])


def _sentences(count: int, rng: np.random.Generator) -> list[list[str]]:
    """Draw different sentences."""
    found: dict[tuple[str, ...], None] = {}
    while len(found) < count:
        found[tuple(sentence(rng))] = None
    return [list(words) for words in found]


def _signature(spec: DataSpec) -> DataSignature:
    words = len(words_of(spec.name))
    if spec.name == "spell_numbers":
        return DataSignature(
            (MOST_WORDS + ANSWER,), "multiclass", words, "tokens", words, (ANSWER,), "answer"
        )
    writing = "onward" if spec.name == "go_on" else "gaps"
    return DataSignature((PLACES,), "multiclass", words, "tokens", words, (PLACES,), writing)


def _go_on(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return sentences after a start token, and each shifted by one position with an end token."""
    numbers = number_of(words_of(spec.name))
    texts = _sentences(whole(spec, "count"), rng)
    x = np.stack([_left([START, *words], numbers, PLACES) for words in texts])
    y = np.stack([_left([*words, END], numbers, PLACES) for words in texts])
    y[y == 0] = -1
    return _dataset(spec, rng, x, y, "After long subjects, watch whether the verb still agrees.")


def _fill_gaps(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return sentences with one word hidden, and that word alone as what counts."""
    numbers = number_of(words_of(spec.name))
    texts = _sentences(whole(spec, "count"), rng)
    x = np.stack([_left(words, numbers, PLACES) for words in texts])
    y = np.full_like(x, -1)
    for row, words in enumerate(texts):
        hidden = int(rng.integers(len(words)))
        y[row, hidden] = x[row, hidden]
        x[row, hidden] = numbers[HIDDEN]
    return _dataset(
        spec, rng, x, y, "The words before and after a gap tell which word belongs there."
    )


def _spell_numbers(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return numbers in words with the digits so far, and the next digit at each position."""
    numbers = number_of(words_of(spec.name))
    count = whole(spec, "count")
    digits = rng.integers(1, 7, 4 * count)
    drawn = np.unique(rng.integers(0, 10**digits))
    chosen = rng.permutation(drawn)[:count]
    inputs, targets = [], []
    for number in chosen.tolist():
        row = _with_start(encode_words(spelled(number), numbers, MOST_WORDS), numbers)
        answer = [numbers[digit] for digit in str(number)]
        row[MOST_WORDS + 1 : MOST_WORDS + 1 + len(answer)] = answer
        target = np.full(ANSWER, -1, np.int32)
        target[: len(answer) + 1] = [*answer, numbers[END]]
        inputs.append(row)
        targets.append(target)
    note = "Each digit has to find its own words; zeros are not spelled out, so they are hardest."
    return _dataset(spec, rng, np.stack(inputs), np.stack(targets), note)


def _dataset(
    spec: DataSpec,
    rng: np.random.Generator,
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    note: str,
) -> Dataset:
    words = words_of(spec.name)
    parts = random_split(len(x), spec.train_share, rng)
    made = cut(spec.name, _signature(spec), x, y, parts)
    return replace(made, class_names=words, vocabulary=words, note=note)


def _count(default: int) -> Param:
    return Param(
        "count", "Texts", default, "How many different sentences to generate.", low=200, high=4000,
        step=100,
    )  # fmt: skip


WRITING = (
    DatasetKind(
        name="go_on",
        label="Continue a sentence",
        category="Text",
        sentence="Sentences from a small grammar: at every word, predict the next one.",
        default_train_share=0.8,
        signature=_signature,
        make=_go_on,
        params=(_count(2000),),
    ),
    DatasetKind(
        name="fill_gaps",
        label="Fill in the gap",
        category="Text",
        sentence="Sentences from a small grammar with one word hidden: predict that word.",
        default_train_share=0.8,
        signature=_signature,
        make=_fill_gaps,
        params=(_count(3000),),
    ),
    DatasetKind(
        name="spell_numbers",
        label="Numbers in words",
        category="Text",
        sentence="Read a number in words, such as forty two, and write it in digits.",
        default_train_share=0.8,
        signature=_signature,
        make=_spell_numbers,
        params=(_count(3000),),
    ),
)
"""Datasets of texts that a network writes."""
