"""Inspect, recurrence: what a recurrent network remembers from step to step, and how."""

import streamlit as st

from nnviz.ui.inspect import cells_panel, inspect_header, recurrence_panel
from nnviz.ui.inspect import sequence_words as words
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

OF_THIS_EXAMPLE = (recurrence_panel.states, recurrence_panel.gradients)
VIEWS = {
    words.STATES_AND_GATES: recurrence_panel.states,
    words.THROUGH_TIME: recurrence_panel.gradients,
    words.SIMILAR: recurrence_panel.alike,
    words.THREE_CELLS: cells_panel.panel,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen, and beside it the arithmetic of one unit."""
    at = recurrence_panel.focus(seen)
    if at is None:
        st.info(words.NO_RECURRENCE)
        return
    middle, right = st.columns([5.8, 3.4], gap="medium")
    with middle:
        view = chosen_view(
            VIEWS, key="recurrence_view",
            explain=words.RECURRENCE_VIEWS_HELP,
        )  # fmt: skip
        recurrence_panel.controls(seen, at)
        if view in OF_THIS_EXAMPLE:
            recurrence_panel.network_in_time(seen, at)
        view(seen, at)
    with right:
        recurrence_panel.arithmetic(seen, at)


seen = inspect_header.begin(words.RECURRENCE)
beside_example(seen, view)
