"""Undo and redo, for every change of the experiment on any page."""

import streamlit as st

from nnviz.core.editing.revisions import difference_words
from nnviz.ui.state.session import experiment, redo, revisions, undo
from nnviz.ui.widgets import words


def undo_buttons() -> None:
    """Draw the two buttons; what they would do stands in their help."""
    now, states = experiment(), revisions()
    before = states.before[-1].experiment if states.before else None
    behind = states.behind[-1].experiment if states.behind else None
    st.button(
        words.UNDO,
        key="undo",
        icon=":material/undo:",
        on_click=undo,
        disabled=before is None,
        shortcut="Mod+Z",
        help=words.undo(difference_words(before, now)) if before else words.NOTHING_TO_UNDO,
    )
    st.button(
        words.REDO,
        key="redo",
        icon=":material/redo:",
        on_click=redo,
        disabled=behind is None,
        shortcut="Mod+Shift+Z",
        help=words.redo(difference_words(now, behind)) if behind else words.NOTHING_TO_REDO,
    )
