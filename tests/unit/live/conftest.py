"""A stand-in for the components of Streamlit, whose other half is a browser."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import streamlit as st

from nnviz.live import canvas, component, outline


@dataclass
class Mounted:
    """What was shown: instances in order, each with the module's path and what it was given.

    Attributes:
        shown: `(path, arguments)` of every instance.
        answer: What every instance says that the browser has told.
    """

    shown: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> dict[str, Any]:
        """The arguments of the last instance."""
        return self.shown[-1][1]

    @property
    def data(self) -> dict[str, Any]:
        """What the last instance sends to the browser."""
        return self.last["data"]

    def registered(self, path: str):
        """Stand in for `nnviz.live.module.registered`."""

        def show(**given: Any) -> dict[str, Any]:
            self.shown.append((path, given))
            return self.answer

        return show


@pytest.fixture
def mounted(monkeypatch) -> Mounted:
    """The components that a test shows, with a session of their own."""
    found = Mounted()
    for module in (canvas, component, outline):
        monkeypatch.setattr(module, "registered", found.registered)
    monkeypatch.setattr(st, "session_state", {})
    return found
