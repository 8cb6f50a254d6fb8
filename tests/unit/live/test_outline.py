"""What a browser reports of the list is read carefully."""

import json

import pytest
import streamlit as st

from nnviz.live import outline
from nnviz.live.outline import Asked, Row, read


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


def test_the_list_is_shown_with_all_of_its_rows(mounted):
    rows = [Row("a", "Dense", fixed=True), Row("b", "Output", "3", "reads a", "wrong")]
    outline.outline(rows, print, chosen="b", said="Moved.", label="Layers", key="list")
    assert mounted.shown[0][0] == "live/outline.js"
    assert json.loads(mounted.data["rows"]) == [
        {"id": "a", "title": "Dense", "facts": "", "reads": "", "trouble": "", "fixed": True},
        {
            "id": "b",
            "title": "Output",
            "facts": "3",
            "reads": "reads a",
            "trouble": "wrong",
            "fixed": False,
        },
    ]
    told = {name: mounted.data[name] for name in ("chosen", "said", "handled", "label")}
    assert told == {"chosen": "b", "said": "Moved.", "handled": 0, "label": "Layers"}


def test_every_action_is_answered_once_and_in_order(mounted):
    heard = []
    show = lambda: outline.outline([], heard.append, chosen="", said="", label="", key="list")  # noqa: E731
    show()
    first, second = [1, "up", "a", ""], [2, "remove", "b", ""]
    st.session_state["list"] = {"asked": json.dumps([first])}
    mounted.last["on_asked_change"]()
    st.session_state["list"] = {"asked": json.dumps([first, second])}
    mounted.last["on_asked_change"]()
    mounted.last["on_asked_change"]()
    assert heard == [Asked("up", "a", ""), Asked("remove", "b", "")]
    show()
    assert mounted.data["handled"] == 2
