"""Inspect, recurrence: what a recurrent network remembers from step to step, and how."""

import streamlit as st

from nnviz.ui.inspect import cells_panel, inspect_header, recurrence_panel
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

OF_THIS_EXAMPLE = (recurrence_panel.states, recurrence_panel.gradients)
VIEWS = {
    "States and gates": recurrence_panel.states,
    "Gradient through time": recurrence_panel.gradients,
    "Alike elsewhere": recurrence_panel.alike,
    "Three cells": cells_panel.panel,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen, and beside it the arithmetic of one unit."""
    at = recurrence_panel.focus(seen)
    if at is None:
        st.info(
            "This network has no recurrent layer: nothing in it remembers from step to step. "
            "On the Playground, the starters Wave, LSTM and Recall, GRU have one."
        )
        return
    middle, right = st.columns([5.8, 3.4], gap="medium")
    with middle:
        view = chosen_view(
            VIEWS, key="recurrence_view",
            explain="What the layer remembers, how gradients fade, or what others make of it.",
        )  # fmt: skip
        recurrence_panel.controls(seen, at)
        if view in OF_THIS_EXAMPLE:
            recurrence_panel.network_in_time(seen, at)
        view(seen, at)
    with right:
        recurrence_panel.arithmetic(seen, at)


seen = inspect_header.begin("Recurrence", "What the network remembers from step to step, and how.")
beside_example(seen, view)
