"""Which groups of controls a teacher has hidden for a class, by the URL."""

import streamlit as st

from nnviz.ui.state import words

HIDE_PARAMETER = "hide"

GROUPS: dict[str, str] = words.GROUPS
"""Every group that can be hidden, by its name in the URL."""


def shown(group: str) -> bool:
    """Say whether a group of controls is to be drawn."""
    return group not in hidden_groups()


def hidden_groups() -> frozenset[str]:
    """Return the groups that the URL hides; names that do not exist hide nothing."""
    text = st.query_params.get(HIDE_PARAMETER, "")
    return frozenset(name for name in text.split(",") if name in GROUPS)
