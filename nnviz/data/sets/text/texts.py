"""Text datasets: the next word, spam or not, and the tone of a review.

All sentences were written for this package and are in its folder `text`, one per line.
"""

from dataclasses import replace
from functools import cache
from itertools import chain

import numpy as np

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, task_of, whole
from nnviz.data.sets.split import cut, random_split, stratified_split
from nnviz.data.sets.text.corpus import END, build_vocabulary, encode_words, number_of, sentences


@cache
def next_word_vocabulary() -> tuple[str, ...]:
    """Return the words of the next-word corpus by token number; 2 is the end of a sentence."""
    return build_vocabulary(sentences("next_word"), extra=(END,))


@cache
def class_vocabulary(*names: str) -> tuple[str, ...]:
    """Return the words that occur at least twice in these files, by token number.

    Rare words are left out so that "?" is trained too, and typed ones meet something known.
    """
    return build_vocabulary(chain.from_iterable(sentences(name) for name in names), least=2)


def _next_word_signature(spec: DataSpec) -> DataSignature:
    words = len(next_word_vocabulary())
    return DataSignature((whole(spec, "context"),), "multiclass", words, "tokens", tokens=words)


def _next_word(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    vocabulary = next_word_vocabulary()
    numbers, context = number_of(vocabulary), whole(spec, "context")
    inputs, targets, owners = [], [], []
    for owner, words in enumerate(sentences("next_word")):
        for index, following in enumerate((*words[1:], END), start=1):
            inputs.append(encode_words(words[:index], numbers, context))
            targets.append(numbers[following])
            owners.append(owner)
    x, y, of_sentence = np.stack(inputs), np.array(targets, np.int32), np.array(owners)
    # Whole sentences are held out; else a test window might overlap a training window.
    train_sentences, _ = random_split(len(sentences("next_word")), spec.train_share, rng)
    trained = np.isin(of_sentence, train_sentences)
    parts = np.flatnonzero(trained), np.flatnonzero(~trained)
    return replace(
        cut(spec.name, _next_word_signature(spec), x, y, parts),
        class_names=vocabulary,
        vocabulary=vocabulary,
        note='Several words can be right: type "happy" and look at the probabilities.',
    )


def _two_classes(
    name: str, label: str, sentence: str, note: str, classes: dict[str, str]
) -> DatasetKind:
    """Describe a dataset of two kinds of texts; `classes` maps a file to a class name."""

    def signature(spec: DataSpec) -> DataSignature:
        task, outputs = task_of(len(classes))
        tokens = len(class_vocabulary(*classes))
        return DataSignature((whole(spec, "length"),), task, outputs, "tokens", tokens=tokens)

    def make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
        vocabulary = class_vocabulary(*classes)
        numbers, length = number_of(vocabulary), whole(spec, "length")
        texts = [(words, c) for c, file in enumerate(classes) for words in sentences(file)]
        x = np.stack([encode_words(words, numbers, length) for words, _ in texts])
        y = np.array([c for _, c in texts], np.int32)
        parts = stratified_split(y, spec.train_share, rng)
        return replace(
            cut(spec.name, signature(spec), x, y, parts),
            class_names=tuple(classes.values()),
            vocabulary=vocabulary,
            note=note,
        )

    return DatasetKind(
        name=name,
        label=label,
        category="Text",
        sentence=sentence,
        default_train_share=0.8,
        signature=signature,
        make=make,
        params=(
            Param(
                "length",
                "Length",
                12,
                "How many words of a text the network sees, counted from its end.",
                low=8,
                high=24,
                step=1,
                unit="words",
            ),
        ),
    )


TEXTS = (
    DatasetKind(
        name="next_word",
        label="Next word",
        category="Text",
        sentence="Short everyday sentences: predict the next word.",
        default_train_share=0.8,
        signature=_next_word_signature,
        make=_next_word,
        params=(
            Param(
                "context",
                "Context",
                4,
                "How many words the network sees before it predicts the next.",
                low=2,
                high=6,
                step=1,
                unit="words",
            ),
        ),
    ),
    _two_classes(
        "spam",
        "Spam",
        "Short messages: is it spam or not?",
        "Try your own messages: single words such as free, claim or lunch count most.",
        {"not_spam": "not spam", "spam": "spam"},
    ),
    _two_classes(
        "sentiment",
        "Sentiment",
        "Short reviews: are they positive or negative?",
        'Try "not bad at all": words that reverse the meaning are harder than single words.',
        {"negative": "negative", "positive": "positive"},
    ),
)
