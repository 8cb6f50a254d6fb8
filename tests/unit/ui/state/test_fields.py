"""Widgets that stand where the experiment is, whatever order the browser's messages come in."""

import pytest

from nnviz.ui.state import fields


@pytest.fixture
def state(monkeypatch):
    """What Streamlit keeps of one visitor, and every edit that was made."""
    kept: dict[str, object] = {}
    monkeypatch.setattr(fields.st, "session_state", kept)
    return kept


@pytest.fixture
def edits(monkeypatch):
    made: list[object] = []
    monkeypatch.setattr(fields, "edit", lambda change, **_: made.append(change(None)))
    return made


def chosen(_experiment, value):
    return value


def test_a_widget_that_the_script_moves_gets_another_key(state):
    assert fields.standing_at("dataset", "circle") == "dataset"
    state["dataset"] = "circle"
    assert fields.standing_at("dataset", "circle") == "dataset"
    assert fields.standing_at("dataset", "digits") == "dataset-1"
    # Cut short before the browser heard of it: the next run draws the same widget again.
    assert fields.standing_at("dataset", "digits") == "dataset-1"


def test_a_widget_that_the_visitor_moved_keeps_its_key(state):
    fields.standing_at("depth", 2)
    state["depth"] = 3
    assert fields.standing_at("depth", 3) == "depth"


def test_the_old_value_of_a_widget_that_is_gone_changes_nothing(state, edits):
    fields.begin_page()
    fields.standing_at("dataset", "circle")
    state["dataset"] = "circle"
    fields.begin_page()
    fields.standing_at("dataset", "digits")
    fields._changed("dataset", "circle", chosen)
    assert edits == []


def test_a_widget_on_the_page_can_be_moved_back_to_where_it_was_drawn(state, edits):
    fields.begin_page()
    fields.standing_at("depth", 2)
    state["depth"] = 2
    fields._changed("depth", 2, chosen)
    assert edits == [2]


def test_a_visitor_may_still_move_a_widget_that_is_about_to_go(state, edits):
    fields.begin_page()
    fields.standing_at("depth", 2)
    state["depth"] = 5
    fields.begin_page()
    fields._changed("depth", 2, chosen)
    assert edits == [5]


def test_a_slider_that_a_run_cut_short_did_not_draw_may_come_back_to_where_it_stood(state, edits):
    fields.begin_page()
    fields.standing_at("depth", 2)
    fields.end_page()
    fields.begin_page()  # Of a value on the way, cut short before the slider was drawn.
    state["depth"] = 2
    fields._changed("depth", 2, chosen)
    assert edits == [2]


def test_a_widget_that_a_whole_run_did_not_draw_has_left_the_page(state, edits):
    fields.begin_page()
    fields.standing_at("units_3", 4)
    fields.end_page()
    fields.begin_page()
    fields.end_page()
    state["units_3"] = 4
    fields._changed("units_3", 4, chosen)
    assert edits == []


def test_a_widget_that_left_a_part_drawn_by_itself_has_left_the_page(state, edits):
    fields.begin_page()
    fields.standing_at("depth", 2)
    with fields.page_part("views"):
        fields.standing_at("units", 4)
    fields.end_page()
    with fields.page_part("views"):
        fields.standing_at("layer", "input")
    state.update(depth=2, units=4, layer="input")
    for place, value in (("units", 4), ("layer", "input"), ("depth", 2)):
        fields._changed(place, value, chosen)
    assert edits == ["input", 2]


def test_what_a_part_has_is_on_the_page_when_all_of_it_was_drawn(state, edits):
    fields.begin_page()
    with fields.page_part("views"):
        fields.standing_at("units", 4)
    fields.end_page()
    state["units"] = 4
    fields._changed("units", 4, chosen)
    assert edits == [4]
