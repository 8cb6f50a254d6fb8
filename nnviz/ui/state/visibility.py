"""Which groups of controls a teacher has hidden for a class, by the URL."""

import streamlit as st

from nnviz.live.address import show_in_address
from nnviz.ui.state import words

HIDE_PARAMETER = "hide"
_HIDDEN = "nnviz_hidden"

GROUPS: dict[str, str] = words.GROUPS
"""Every group that can be hidden, by its name in the URL."""


def shown(group: str) -> bool:
    """Say whether a group of controls is to be drawn."""
    return group not in hidden_groups()


def hidden_groups() -> frozenset[str]:
    """Return the groups that the URL hides; names that do not exist hide nothing.

    What was hidden stays hidden for this visit: Streamlit's navigation drops the URL's query.
    """
    text = st.query_params.get(HIDE_PARAMETER)
    if text is not None:
        st.session_state[_HIDDEN] = frozenset(text.split(",")) & GROUPS.keys()
    return st.session_state.get(_HIDDEN, frozenset())


def keep_in_address() -> None:
    """Have the address say what is hidden on every page, so that a reload hides it again."""
    if hidden := hidden_groups():
        show_in_address({HIDE_PARAMETER: ",".join(sorted(hidden))}, "hidden")
