"""Which groups of controls a teacher has hidden for a class, by the URL."""

import streamlit as st

HIDE_PARAMETER = "hide"

GROUPS: dict[str, str] = {
    "starters": "Starters",
    "hint": "The line that says what to do",
    "undo": "Undo and redo",
    "playback": "One epoch, one batch, reset, new seed",
    "speed": "Speed",
    "rate": "Learning rate",
    "training": "Training settings",
    "share": "Share and keep",
    "data": "Choice of dataset",
    "options": "Options of the data",
    "features": "Input features",
    "preview": "Preview of the data",
    "family": "Family of networks",
    "depth": "Number of hidden layers",
    "layers": "Units and settings of each layer",
    "network": "Settings for all layers",
    "output": "Output",
    "curves": "Learning curves",
}
"""Every group that can be hidden, by its name in the URL."""


def shown(group: str) -> bool:
    """Say whether a group of controls is to be drawn."""
    return group not in hidden_groups()


def hidden_groups() -> frozenset[str]:
    """Return the groups that the URL hides; names that do not exist hide nothing."""
    text = st.query_params.get(HIDE_PARAMETER, "")
    return frozenset(name for name in text.split(",") if name in GROUPS)
