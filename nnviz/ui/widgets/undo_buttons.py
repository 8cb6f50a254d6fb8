"""Undo and redo, for every change of the experiment on any page."""

import streamlit as st

from nnviz.core.editing.revisions import Revision, change_words, difference_words
from nnviz.core.spec.experiment import Experiment
from nnviz.ui.state.running import redo, undo
from nnviz.ui.state.session import experiment, revisions
from nnviz.ui.state.visibility import shown
from nnviz.ui.widgets import words


def undo_buttons() -> None:
    """Draw the two buttons, unless they are hidden; what they would do stands in their help."""
    if not shown("undo"):
        return
    now, states = experiment(), revisions()
    before = states.before[-1] if states.before else None
    behind = states.behind[-1] if states.behind else None
    st.button(
        words.UNDO,
        key="undo",
        icon=":material/undo:",
        on_click=undo,
        disabled=before is None,
        shortcut="Mod+Z",
        help=words.undo(change_words(before, now)) if before else words.NOTHING_TO_UNDO,
    )
    st.button(
        words.REDO,
        key="redo",
        icon=":material/redo:",
        on_click=redo,
        disabled=behind is None,
        shortcut="Mod+Shift+Z",
        help=words.redo(_made_again(behind, now)) if behind else words.NOTHING_TO_REDO,
    )


def _made_again(behind: Revision, now: Experiment) -> str:
    """Say which change Redo makes: from the present state to the one behind it."""
    if behind.typed is not None:
        return change_words(behind, now)
    return difference_words(now, behind.experiment)
