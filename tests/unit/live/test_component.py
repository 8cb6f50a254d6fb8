"""What the live component is given to show, and when a changed figure is pushed ahead."""

import dataclasses
import hashlib
import json

import plotly.graph_objects as go
import pytest

from nnviz.live import component
from nnviz.live.component import Drawn, part, show_ahead, status, view
from nnviz.live.module import nothing

WANTS = [{"key": "surface", "probe": "surface", "options": {}}]


def drawn(text="{}", height=200, wants=()):
    return Drawn(text, height, hashlib.sha256(text.encode()).hexdigest()[:16], tuple(wants))


@pytest.fixture
def pushed(mounted, monkeypatch):  # noqa: ARG001 - figures are shown in its session
    """What is pushed: `(token, message)`."""
    found = []
    monkeypatch.setattr(
        component, "push", lambda token, text: found.append((token, json.loads(text)))
    )
    return found


def test_a_figure_is_written_out_with_height_wants_and_fingerprint():
    figure = go.Figure(layout={"height": 123, "meta": {"wants": WANTS}})
    made = Drawn.of(figure)
    text = str(figure.to_json())
    assert made == Drawn(text, 123, hashlib.sha256(text.encode()).hexdigest()[:16], tuple(WANTS))
    assert Drawn.of(go.Figure()).height == 0
    assert Drawn.of(go.Figure()).wants == ()


def test_a_figure_that_is_written_out_cannot_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(drawn(), "height", 3)  # noqa: B010 - types forbid it, too


@pytest.mark.parametrize(("least", "tall"), [(None, 200), (0, 200), (150, 200), (250, 250)])
def test_a_figure_gets_the_height_that_it_needs_or_is_given(mounted, least, tall):
    view(drawn(), key="a", height=least)
    assert mounted.data["height"] == tall


def test_a_figure_without_any_height_has_none(mounted):
    view(drawn(height=0), key="a")
    assert mounted.data["height"] == 0


def test_what_was_clicked_is_returned(mounted):
    assert view(drawn(), key="a") is None
    assert mounted.last["on_clicked_change"] is nothing
    mounted.answer = {"clicked": {"kind": "unit"}}
    assert view(drawn(), key="a", on_click=print) == {"kind": "unit"}
    assert mounted.last["on_clicked_change"] is print


def test_only_a_change_is_a_new_order_and_is_pushed(pushed):
    first = show_ahead(drawn("[1]"), key="a", token="run")
    assert pushed == []
    assert show_ahead(drawn("[1]"), key="a", token="run") == first
    assert pushed == []
    second = show_ahead(drawn("[2]"), key="a", token="run")
    assert second["order"] > first["order"]
    assert pushed == [("run", {"place": "a", "data": second})]
    show_ahead(drawn("[3]"), key="a")
    assert len(pushed) == 1


def test_another_height_is_a_change(pushed):
    show_ahead(drawn(), key="a", token="run")
    show_ahead(drawn(), key="a", token="run", height=300)
    assert len(pushed) == 1


def test_the_numbers_of_a_new_place_are_asked_for_ahead(pushed):
    for _ in range(2):
        with part("page"):
            show_ahead(drawn(wants=WANTS), key="a", token="run")
    assert pushed == [("run", {"place": "a", "wants": WANTS})]
    with part("page"):
        show_ahead(drawn(), key="b", token="run")
    with part("page"):
        show_ahead(drawn(wants=WANTS), key="c")
    assert len(pushed) == 1


def test_on_another_page_every_place_is_new(pushed):
    for page in ("one", "one", "two", "one"):
        with part("all", page):
            show_ahead(drawn(wants=WANTS), key="a", token="run")
    assert len(pushed) == 3


def test_a_part_inside_a_part_has_places_of_its_own(pushed):
    for _ in range(2):
        with part("outer"):
            show_ahead(drawn(wants=WANTS), key="a", token="run")
            with part("inner"):
                show_ahead(drawn(wants=WANTS), key="b", token="run")
            show_ahead(drawn(wants=WANTS), key="c", token="run")
    assert [message["place"] for _, message in pushed] == ["a", "b", "c"]


def test_a_status_line_shows_its_fields_in_their_order(mounted):
    status("run", key="line", fields=("epoch", "state", "other"), metric="R2")
    assert mounted.data == {
        "type": "status",
        "token": "run",
        "header": json.dumps({"state": "created"}),
        "fields": "state epoch",
        "metric": "R2",
        "percent": False,
        "alt": "Training status",
    }
    status(None, key="line", header={"state": "paused"})
    assert json.loads(mounted.data["header"]) == {"state": "paused"}
    assert mounted.data["percent"] is True
    assert mounted.data["fields"] == " ".join(component.FIELDS)
