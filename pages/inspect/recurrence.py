"""Inspect, recurrence: what a recurrent network remembers from step to step, and how."""

import streamlit as st

from nnviz.ui import cells_panel, example_panel, inspect_header, recurrence_panel
from nnviz.ui.view_switch import chosen_view

OF_THIS_EXAMPLE = (recurrence_panel.states, recurrence_panel.gradients)
VIEWS = {
    "States and gates": recurrence_panel.states,
    "Gradient through time": recurrence_panel.gradients,
    "Alike elsewhere": recurrence_panel.alike,
    "Three cells": cells_panel.panel,
}

seen = inspect_header.begin("Recurrence", "What the network remembers from step to step, and how.")
at = recurrence_panel.focus(seen)
left, middle, right = st.columns([2.4, 5.8, 3.4], gap="medium")
# The view first, so that its numbers are on their way while the rest is drawn.
with middle:
    if at is None:
        st.info(
            "This network has no recurrent layer: nothing in it remembers from step to step. "
            "On the Playground, the starters Wave, LSTM and Recall, GRU have one."
        )
    else:
        view = chosen_view(
            VIEWS, key="recurrence_view",
            explain="What the layer remembers, how gradients fade, or what others make of it.",
        )  # fmt: skip
        recurrence_panel.controls(seen, at)
        if view in OF_THIS_EXAMPLE:
            recurrence_panel.network_in_time(seen, at)
        view(seen, at)
if at is not None:
    with right:
        recurrence_panel.arithmetic(seen, at)
with left:
    example_panel.panel(seen)
