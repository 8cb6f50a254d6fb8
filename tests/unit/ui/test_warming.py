"""What is made ready before the first visitor comes."""

import importlib
import logging

import pytest

from nnviz.ui import warming


@pytest.fixture
def pictures(monkeypatch):
    """The figures that were drawn, by panel; nothing is drawn for real."""
    drawn = []
    for panel, name in (
        ("network_panel", "picture"),
        ("output_panel", "picture"),
        ("output_panel", "curves_picture"),
        ("data_panel", "picture"),
    ):
        noting = lambda *_, panel=panel, name=name: drawn.append((panel, name))  # noqa: E731
        monkeypatch.setattr(getattr(warming, panel), name, noting)
    return drawn


def test_all_modules_that_are_made_ready_are_there(caplog, pictures):
    with caplog.at_level(logging.WARNING):
        warming.warm_up()
    assert caplog.messages == []
    assert len(pictures) == 8


@pytest.mark.parametrize(
    "missing", ["streamlit.no_such_module", "streamlit.no_such_package.emojis"]
)
def test_a_module_that_was_renamed_stops_nothing_else(monkeypatch, caplog, pictures, missing):
    names = ("streamlit.emojis", missing, "streamlit.material_icon_names")
    monkeypatch.setattr(warming, "STREAMLIT_LATER", names)
    imported = []

    def noting(name):
        imported.append(name)
        return __import__(name)

    monkeypatch.setattr(importlib, "import_module", noting)
    with caplog.at_level(logging.WARNING):
        warming.warm_up()
    assert tuple(imported[-3:]) == names
    assert [record.name for record in caplog.records] == ["nnviz.ui.warming"]
    assert missing.split(".")[1] in caplog.text
    assert len(pictures) == 8
