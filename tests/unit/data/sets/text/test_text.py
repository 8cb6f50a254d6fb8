"""Words, token numbers, and the three text datasets."""

import numpy as np
import pytest

from nnviz.data import default_spec, encode_text, load, tokenize
from nnviz.data.sets.text.corpus import END, build_vocabulary, sentences

FILES = ("next_word", "spam", "not_spam", "positive", "negative")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Happy birthday to YOU!", ["happy", "birthday", "to", "you"]),
        ("Don't stop, please", ["don't", "stop", "please"]),
        ("don’t 'quote'", ["don't", "quote"]),
        ("Üben um 7 Uhr", ["üben", "um", "7", "uhr"]),
        ("a_b <b>bold</b>\n\ttab", ["a", "b", "b", "bold", "b", "tab"]),
        ("", []),
        (" ?!… (end) ", ["end"]),
    ],
)
def test_tokenize(text, words):
    assert tokenize(text) == words


def test_a_vocabulary_counts_and_leaves_rare_words_out():
    texts = [["b", "a"], ["b", "c", "a", "b"]]
    assert build_vocabulary(texts) == ("(padding)", "?", "b", "a", "c")
    assert build_vocabulary(texts, least=2, extra=(END,)) == ("(padding)", "?", "(end)", "b", "a")
    assert build_vocabulary([]) == ("(padding)", "?")


VOCABULARY = ("(padding)", "?", "happy", "to", "you")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Happy", [0, 0, 2]),
        ("to you", [0, 3, 4]),
        ("happy birthday to you", [1, 3, 4]),
        ("", [0, 0, 0]),
        ("(padding) ?", [0, 0, 1]),
    ],
)
def test_encode_text_pads_at_the_left_and_marks_unknown_words(text, tokens):
    made = encode_text(text, VOCABULARY, 3)
    assert (made.dtype, made.shape) == (np.int32, (1, 3))
    assert made.tolist() == [tokens]


def decoded(dataset, row):
    return [dataset.vocabulary[token] for token in row if token]


@pytest.mark.parametrize("name", FILES)
def test_sentences_are_short_plain_and_never_repeated(name):
    texts = sentences(name)
    assert len(texts) >= 60
    assert len(set(texts)) == len(texts)
    assert all(2 <= len(words) <= 14 for words in texts)


def test_classes_share_no_sentence_and_are_balanced():
    for left, right in (("spam", "not_spam"), ("positive", "negative")):
        assert len(sentences(left)) == len(sentences(right))
        assert not set(sentences(left)) & set(sentences(right))
        assert len(sentences(left)) + len(sentences(right)) >= 120


def test_the_next_word_corpus_is_small_and_repeats_itself():
    made = load(default_spec("next_word"))
    assert len(made.vocabulary) < 250
    assert made.vocabulary[:3] == ("(padding)", "?", "(end)")
    assert made.class_names == made.vocabulary
    after = {words[1] for words in sentences("next_word") if words[0] == "happy"}
    assert {"birthday", "anniversary", "new"} <= after


@pytest.mark.parametrize("context", [2, 4, 6])
def test_every_target_follows_its_context_in_some_sentence(context):
    made = load(default_spec("next_word").changed(options={"context": context}))
    known = set()
    for words in sentences("next_word"):
        for index, following in enumerate((*words[1:], END), start=1):
            known.add((words[max(0, index - context) : index], following))
    for x, y in ((made.x_train, made.y_train), (made.x_test, made.y_test)):
        for row, target in zip(x, y, strict=True):
            assert (tuple(decoded(made, row)), made.vocabulary[target]) in known


def test_every_word_of_the_corpus_is_asked_for_once_a_place():
    made = load(default_spec("next_word"))
    asked = len(made.y_train) + len(made.y_test)
    assert asked == sum(len(words) for words in sentences("next_word"))
    both = np.concatenate([made.y_train, made.y_test]).astype(np.int64)
    assert both.min() >= 2
    assert (both == 2).sum() == len(sentences("next_word"))


def test_whole_sentences_are_held_out():
    made = load(default_spec("next_word").changed(options={"context": 6}))
    ends = [(made.y_train == 2).sum(), (made.y_test == 2).sum()]
    assert ends == [160, 41]


def test_typed_words_become_what_the_network_was_trained_on():
    made = load(default_spec("next_word"))
    row = encode_text("Happy", made.vocabulary, 4)
    rows = np.concatenate([made.x_train, made.x_test])
    assert (rows == row).all(axis=1).sum() > 10


@pytest.mark.parametrize(
    ("name", "files", "classes"),
    [
        ("spam", ("not_spam", "spam"), ("not spam", "spam")),
        ("sentiment", ("negative", "positive"), ("negative", "positive")),
    ],
)
@pytest.mark.parametrize("length", [8, 24])
def test_texts_of_two_classes_keep_their_label_and_their_end(name, files, classes, length):
    made = load(default_spec(name).changed(options={"length": length}))
    assert made.class_names == classes
    expected = {
        (encode_text(" ".join(words), made.vocabulary, length).tobytes(), label)
        for label, file in enumerate(files)
        for words in sentences(file)
    }
    x = np.concatenate([made.x_train, made.x_test])
    y = np.concatenate([made.y_train, made.y_test])
    assert {(row.tobytes(), int(label)) for row, label in zip(x, y, strict=True)} == expected
    per_class = len(sentences(files[0]))
    assert np.bincount(y).tolist() == [per_class, per_class]
    assert np.bincount(made.y_test).tolist() == [per_class // 5, per_class // 5]
    assert (x == 1).any()
