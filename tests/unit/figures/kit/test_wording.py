"""Short words of figures."""

import pytest

from nnviz.figures.kit.wording import count_text, folded_lines, size_text, trimmed


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1000, "1.0k"), (9940, "9.9k"), (9960, "10k"), (57_123, "57k"),
     (3_400_000, "3.4M"), (2_000_000_000, "2.0G")],
)  # fmt: skip
def test_counts_are_short(number, text):
    assert count_text(number) == text


@pytest.mark.parametrize(
    ("shape", "text"),
    [((1,), "1 unit"), ((8,), "8 units"), ((26, 26, 8), "26\u00d726\u00d78"), (None, "?")],
)
def test_sizes_are_short(shape, text):
    assert size_text(shape) == text


def test_long_captions_are_folded_and_cut():
    assert folded_lines([], 10, 2) == []
    assert folded_lines(["max pooling", "dropout"], 12, 2) == ["max pooling,", "dropout"]
    assert folded_lines(["one", "two", "three"], 6, 1) == ["one\u2026"]


def test_text_of_others_never_becomes_markup():
    assert trimmed("<i>&", 10) == "&lt;i&gt;&amp;"
    assert trimmed("abcdef", 4) == "abc\u2026"
