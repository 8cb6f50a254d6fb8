"""Any change of the experiment is taken back and made again, from any page."""

import time

from nnviz.core.editing.revisions import SAME_GESTURE_S
from nnviz.data.starters import STARTERS

CIRCLE = STARTERS["circle"].experiment


def test_a_new_visitor_has_nothing_to_take_back(visit):
    visit.open()
    assert visit.widgets()["undo"].disabled
    assert visit.widgets()["redo"].disabled


def test_changes_of_different_controls_are_taken_back_one_by_one(visit):
    visit.open().set("units_feedforward_0", 8)
    wider = visit.experiment
    visit.set("learning_rate", 0.3)
    faster = visit.experiment
    visit.click("undo")
    assert visit.experiment == wider
    assert visit.value("learning_rate") == CIRCLE.training.learning_rate
    visit.click("undo")
    assert visit.experiment == CIRCLE
    assert visit.value("units_feedforward_0") == 4
    visit.click("redo").click("redo")
    assert visit.experiment == faster
    assert visit.widgets()["redo"].disabled


def test_a_drag_is_one_step_and_a_later_drag_another(visit, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    visit.open()
    for units in (5, 6, 7):
        visit.set("units_feedforward_0", units)
    clock[0] += 2 * SAME_GESTURE_S
    visit.set("units_feedforward_0", 8).click("undo")
    assert visit.value("units_feedforward_0") == 7
    visit.click("undo")
    assert visit.experiment == CIRCLE


def test_another_starter_is_taken_back_with_its_words(visit):
    visit.open().set("starter", "digits")
    visit.click("undo")
    assert visit.experiment == CIRCLE
    assert STARTERS["circle"].hint in visit.texts
    assert visit.app.session_state["nnviz_starter"] == "circle"


def test_what_is_refused_is_no_step(visit):
    visit.open().set("features", [])
    assert visit.widgets()["undo"].disabled


def test_the_experiment_of_a_link_is_where_a_visit_begins(visit):
    visit.open(CIRCLE.changed(seed=9))
    assert visit.widgets()["undo"].disabled
