"""Networks that a visitor opened: the newest few, to be looked at beside the famous ones."""

import streamlit as st

from nnviz.core.opening.opened import Opened
from nnviz.core.shapes.shapes import measure
from nnviz.data.networks.architectures import ARCHITECTURES, Architecture, Entry, architecture
from nnviz.ui.share import words
from nnviz.ui.state.choices import choose

CHOICE = "architecture_name"
"""The choice of what the page of architectures shows."""
_OPENED = "nnviz_opened"
_KEPT = 4
_PREFIX = "opened_"


def keep(opened: Opened, label: str) -> str:
    """Note an opened network and return the name under which it can be looked at.

    Args:
        opened: The network.
        label: What it is called on the page.
    """
    named = opened.changed(name=label[:40] or opened.name[:40])
    name = f"{_PREFIX}{named.fingerprint}"
    known = {name: named, **_known()}
    st.session_state[_OPENED] = dict(list(known.items())[:_KEPT])
    return name


def entries() -> dict[str, Entry]:
    """Return what can be looked at by name: the visitor's first, then the collection."""
    own = {name: _entry(name, each) for name, each in _known().items()}
    return {**own, **ARCHITECTURES}


def found(name: str) -> Architecture:
    """Return a network by name.

    Raises:
        SpecError: There is none of this name.
    """
    opened = _known().get(name)
    if opened is None:
        return architecture(name)
    parameters = measure(opened.network, opened.signature).parameters
    return Architecture(_entry(name, opened), opened.network, opened.signature, parameters)


def show(name: str) -> None:
    """Let the page of architectures show this one."""
    choose(CHOICE, name)


def _known() -> dict[str, Opened]:
    return st.session_state.get(_OPENED, {})


def _entry(name: str, opened: Opened) -> Entry:
    idea = words.OPENED_IDEA
    if opened.unknown:
        idea = words.cannot_train(opened.untrained)
    return Entry(name, opened.name, words.OPENED, 0, "", idea)
