"""Probable next words, and texts that are written on: each word beside its own bar."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.output.completion import completion
from nnviz.figures.output.next_word import next_word

WORDS = ("pad", "the", "a<b", "x" * 20)


@pytest.fixture
def text():
    x = np.zeros((1, 3), np.int32)
    signature = DataSignature((3,), "multiclass", 4, "tokens", tokens=4)
    return Dataset("text", signature, x, x, x, x, vocabulary=WORDS)


def test_next_words_have_bars_words_and_numbers(text, bound, binding):
    figure: Any = next_word(text, LIGHT, text="the")
    assert bound(figure) == {(0, "x"): "next_word/probability"}
    words, numbers = binding(figure, "labels")
    assert (words["array"], words["trace"], words["count"]) == ("next_word/token", 1, 8)
    assert words["texts"] == ["pad", "the", "a&lt;b", "x" * 13 + "\u2026"]
    assert (numbers["array"], numbers["trace"]) == ("next_word/probability", 2)
    assert (numbers["percent"], numbers["digits"]) == (True, 1)
    assert list(figure.data[0].y) == list(range(8))
    assert figure.layout.yaxis.range == (7.5, -0.5)
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "next_word", "probe": "next_word", "options": {"text": "the"}}]
    assert "8 most probable words" in meta["alt"]


def test_a_completion_has_bars_and_words_and_no_word_after_its_end(text, bound, binding):
    figure: Any = completion(text, LIGHT, text="a")
    assert bound(figure) == {(0, "x"): "completion/probability"}
    (words,) = binding(figure, "labels")
    assert (words["array"], words["trace"], words["count"]) == ("completion/token", 1, 12)
    assert words["texts"] == ["", "the", "a&lt;b", "x" * 13 + "\u2026"]
    assert len(figure.data) == 2
    assert figure.layout.yaxis.range == (11.5, -0.5)
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "completion", "probe": "completion", "options": {"text": "a"}}]
    assert "12 words" in meta["alt"]
