"""What a browser reports of the list is read carefully."""

import json

import pytest

from nnviz.live.outline import Asked, read


def test_actions_come_with_their_numbers():
    text = json.dumps([[1, "up", "a", ""], [2, "name", "a", "b"]])
    assert read(text) == [(1, Asked("up", "a", "")), (2, Asked("name", "a", "b"))]


@pytest.mark.parametrize(
    "text",
    [None, 3, "", "{", "[[1]]", '[["x", "up", "a", ""]]', "[null]", '{"a": 1}', "[" * 50_000,
     '"' + "a" * 200_000 + '"'],
)  # fmt: skip
def test_anything_else_is_nothing(text):
    assert read(text) == []


def test_a_report_of_exactly_the_largest_length_is_read():
    text = json.dumps([[1, "up", "a", ""]])
    assert len(read(text + " " * (100_000 - len(text)))) == 1
    assert read(text + " " * (100_001 - len(text))) == []
