"""Undo and redo, for every change of the experiment on any page."""

import streamlit as st

from nnviz.core.editing.revisions import difference_words
from nnviz.ui.state.session import experiment, redo, revisions, undo


def undo_buttons() -> None:
    """Draw the two buttons; what they would do stands in their help."""
    now, states = experiment(), revisions()
    before = states.before[-1].experiment if states.before else None
    behind = states.behind[-1].experiment if states.behind else None
    st.button(
        "Undo",
        key="undo",
        icon=":material/undo:",
        on_click=undo,
        disabled=before is None,
        shortcut="Mod+Z",
        help=f"Take back: {difference_words(before, now)}." if before else "Nothing to take back.",
    )
    st.button(
        "Redo",
        key="redo",
        icon=":material/redo:",
        on_click=redo,
        disabled=behind is None,
        shortcut="Mod+Shift+Z",
        help=f"Make again: {difference_words(now, behind)}." if behind else "Nothing taken back.",
    )
