"""Texts that a network writes: numbers in words, sentences that agree, gaps, typed beginnings."""

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.data import default_spec, load
from nnviz.data.sets.text.grammar import LONGEST, sentence, vocabulary_words
from nnviz.data.sets.text.number_words import MOST_WORDS, spelled
from nnviz.data.sets.text.writing import ANSWER, typed, written

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: number for number, word in enumerate(_ONES.split(" "))}
_VALUES |= {word: 10 * number for number, word in enumerate(_TENS.split(" "), 2)}


def value(words):
    """Read number words by the rules of school, as an oracle of its own."""
    total = current = 0
    for word in words:
        if word == "thousand":
            total, current = current * 1000, 0
        elif word == "hundred":
            current *= 100
        else:
            current += _VALUES[word]
    return total + current


@pytest.mark.parametrize(
    "number", [0, 7, 13, 20, 21, 100, 101, 999, 1000, 10_010, 777_777, 999_999]
)
def test_a_number_in_words_reads_as_that_number(number):
    assert value(spelled(number)) == number
    assert len(spelled(number)) <= MOST_WORDS


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_other_numbers_are_refused(number):
    with pytest.raises(SpecError, match="0 to 999,999"):
        spelled(number)


def test_sentences_agree_in_number_and_stay_within_the_vocabulary():
    rng, known = np.random.default_rng(0), set(vocabulary_words())
    for _ in range(300):
        words = sentence(rng)
        assert len(words) <= LONGEST
        assert set(words) <= known
        noun = words[2] if words[1] in ("old", "young", "small", "happy", "quiet") else words[1]
        many = noun.endswith("s") or noun == "children"
        rest = words[words.index(noun) + 1 :]
        verb = rest[4] if rest[0] == "that" else rest[0]
        assert verb.endswith("s") != many
        if "because" in words:
            assert ("they" in words) == many


def test_the_answer_is_the_number_that_was_read():
    data = load(default_spec("spell_numbers"))
    for tokens, target in zip(data.x_test[:50], data.y_test[:50], strict=True):
        words = [data.vocabulary[t] for t in tokens[:MOST_WORDS] if t]
        answer = [data.vocabulary[t] for t in target if t >= 0]
        assert answer[-1] == "(end)"
        assert int("".join(answer[:-1])) == value(words)
        # What is read at a place is what was written at the place before.
        assert [data.vocabulary[t] for t in tokens[MOST_WORDS + 1 :] if t] == answer[:-1][
            : ANSWER - 1
        ]


def test_every_word_is_followed_by_what_is_read_next():
    data = load(default_spec("go_on"))
    inputs, targets = data.x_test, data.y_test
    counted = targets[:, :-1].astype(int) >= 0
    ends = data.vocabulary.index("(end)")
    same = inputs[:, 1:] == targets[:, :-1]
    assert (same | (targets[:, :-1] == ends))[counted].all()
    assert ((targets == ends).sum(axis=1) == 1).all()


def test_exactly_one_word_is_hidden():
    data = load(default_spec("fill_gaps"))
    hidden = data.vocabulary.index("(hidden)")
    assert ((data.x_train == hidden).sum(axis=1) == 1).all()
    np.testing.assert_array_equal(data.x_train == hidden, data.y_train.astype(int) >= 0)


def test_a_typed_beginning_stands_behind_the_start_and_goes_on_after_its_last_word():
    data = load(default_spec("go_on"))
    tokens, place = typed("The cats", data)
    assert [data.vocabulary[t] for t in tokens[0, :4]] == ["(start)", "the", "cats", "(padding)"]
    assert place == 2
    sleep = data.vocabulary.index("sleep")
    assert written(data, tokens, place, sleep) == 3
    assert tokens[0, 3] == sleep
    assert written(data, tokens, 3, data.vocabulary.index("(end)")) is None


def test_nothing_typed_is_a_beginning_too():
    assert typed("", load(default_spec("go_on")))[1] == 0
    tokens, place = typed("", load(default_spec("fill_gaps")))
    assert place == 0
    assert tokens[0, 0] == load(default_spec("fill_gaps")).vocabulary.index("(hidden)")


def test_a_long_text_keeps_its_last_words_and_writes_no_further():
    data = load(default_spec("go_on"))
    tokens, place = typed("cat " * 50, data)
    assert place == 17
    assert written(data, tokens, place, 7) is None


def test_a_gap_may_touch_its_words():
    data = load(default_spec("fill_gaps"))
    tokens, place = typed("the_sleeps", data)
    assert place == 1
    assert [data.vocabulary[t] for t in tokens[0, :3]] == ["the", "(hidden)", "sleeps"]


def test_an_answer_is_written_behind_its_start():
    data = load(default_spec("spell_numbers"))
    tokens, place = typed("Forty-and two", data)
    four = data.vocabulary.index("4")
    assert place == 0
    assert [data.vocabulary[t] for t in tokens[0, MOST_WORDS - 2 : MOST_WORDS]] == ["forty", "two"]
    assert data.vocabulary[tokens[0, MOST_WORDS]] == "(start)"
    assert written(data, tokens, 0, four) == 1
    assert tokens[0, MOST_WORDS + 1] == four


def test_other_data_have_no_network_that_writes():
    with pytest.raises(SpecError, match="a dataset of texts to write"):
        typed("the", load(default_spec("spam")))
