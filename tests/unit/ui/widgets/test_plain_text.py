"""Texts of strangers keep no meaning that Streamlit could find in them."""

import re

import pytest

from nnviz.ui.widgets.plain_text import JOINER, plain
from tests.seen import seen

FOUND_IN_TEXT = re.compile(
    r"(?:https?://|www\.)\w|\w@\w+\.\w|:[a-z]\S*:|->|<-|--|>=|<=|~=|\s\s|\n", re.IGNORECASE
)
"""What Streamlit looks for in texts after Markdown has been read."""


@pytest.mark.parametrize(
    "text",
    [
        "**bold** _i_ `code` ~~del~~ # head",
        "[Session expired: sign in](http://evil.example) ![](https://evil.example/y.png)",
        "<img src=x onerror=alert(1)> <http://evil.example> &lt;b&gt;",
        "$x$ $$y$$ :red[x] :material/error: :smile: :streamlit:",
        "WWW.evil.example a@evil.example mailto:a@evil.example",
        "a -> b <- c -- d >= e <= f ~= g",
    ],
)
def test_everything_is_escaped_and_reads_the_same(text):
    found = plain(text)
    assert seen(found) == text
    unescaped = re.sub(r"\\(.)", r"\1", found)
    assert FOUND_IN_TEXT.search(text) is None or FOUND_IN_TEXT.search(unescaped) is None
    assert re.search(r"(?<!\\)[*_`#$~<>\[\]!&|{}]", found) is None


def test_it_is_one_line():
    assert plain("a\n===\n\n    code\ta") == rf"a \={JOINER}\={JOINER}\= code a"


def test_plain_words_stay_as_they_are():
    assert plain("a hidden layer, 3 units") == "a hidden layer, 3 units"
