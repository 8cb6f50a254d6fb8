"""A weight or bias that is typed in: its own value is shown and written, and Undo knows of it."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nnviz.core.run.run import ProbeRequest, SetWeight
from nnviz.ui.state import running

WEIGHT = {"kind": "link", "layer": "dense_1", "array": 0, "position": [0, 1]}
OTHER = {"kind": "link", "layer": "dense_1", "array": 0, "position": [1, 1]}
BIAS = {"kind": "bias", "layer": "dense_1", "array": 1, "position": [1]}


def script() -> None:
    """Draw the dialog of what was clicked, and the buttons that take back and make again."""
    import streamlit as st

    from nnviz.ui.playground import unit_dialog
    from nnviz.ui.state import running
    from nnviz.ui.widgets.undo_buttons import undo_buttons

    unit_dialog._number(running.token(), st.session_state["clicked"])
    undo_buttons()


class Numbers:
    """The numbers of one unit, as a run would answer."""

    def __init__(self, engine: Any) -> None:
        self.numbers = {(0, 0): -0.604, (0, 1): -1.850, (1, 0): -2.267}
        self._engine = engine

    def probe(self, _token: str, _want: ProbeRequest, _timeout: float = 10.0) -> dict[str, Any]:
        for command in self._engine.sent:
            if isinstance(command, SetWeight):
                place = (command.array, 0 if command.array else command.position[0])
                self.numbers[place] = command.value
        return {"incoming": [self.numbers[0, 0], self.numbers[0, 1]], "bias": [self.numbers[1, 0]]}


@pytest.fixture
def page(engine, monkeypatch) -> AppTest:
    monkeypatch.setattr(engine, "probe", Numbers(engine).probe)
    app = AppTest.from_function(script)
    app.session_state["clicked"] = WEIGHT
    return app.run()


def clicked(page: AppTest, what: dict[str, Any]) -> AppTest:
    page.session_state["clicked"] = what
    return page.run()


def test_every_dialog_shows_the_number_that_was_clicked(page):
    assert page.number_input[0].value == -0.604
    assert clicked(page, OTHER).number_input[0].value == -1.850
    assert clicked(page, BIAS).number_input[0].value == -2.267
    assert clicked(page, WEIGHT).number_input[0].value == -0.604


def test_plus_changes_the_number_that_is_shown_and_no_other(page, engine):
    clicked(page, BIAS).number_input[0].increment().run()
    (sent,) = engine.sent
    assert (sent.layer, sent.array, sent.position) == ("dense_1", 1, (1,))
    assert sent.value == pytest.approx(-2.167)
    assert page.number_input[0].value == pytest.approx(-2.167)


def test_undo_and_redo_know_of_a_typed_number(page, engine):
    page.number_input[0].set_value(0.5).run()
    assert page.button(key="undo").help == "Undo: a weight of dense_1."
    page.button(key="undo").click().run()
    assert engine.sent[-1] == SetWeight("dense_1", 0, (0, 1), -0.604)
    assert page.number_input[0].value == -0.604
    assert page.button(key="redo").help == "Redo: a weight of dense_1."
    page.button(key="redo").click().run()
    assert engine.sent[-1] == SetWeight("dense_1", 0, (0, 1), 0.5)


def test_a_number_that_is_not_finite_is_said_to_be_so(page, engine, monkeypatch):
    bad = {"incoming": [float("nan"), 0.0], "bias": [0.0]}
    monkeypatch.setattr(engine, "probe", lambda *_: bad)
    page.run()
    assert page.number_input[0].value is None
    assert page.number_input[0].placeholder == "not finite"
    assert running.known_token() is None  # Nothing of it reaches another visit.
