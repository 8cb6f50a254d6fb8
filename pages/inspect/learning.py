"""Inspect, learning: how a network learns, down to the chain rule, and how its weights move."""

import streamlit as st

from nnviz.ui import example_panel, inspect_header, learning_panel
from nnviz.ui.choices import kept

VIEWS = {
    "One step, number by number": learning_panel.one_step,
    "Gradient of each layer": learning_panel.gradient_of_layers,
    "Weights over time": learning_panel.over_time,
    "Loss surface": learning_panel.surface,
}

seen = inspect_header.begin("Learning", "How the network learns: forward, backward, update.")
left, right = st.columns([2.4, 9], gap="medium")
with left:
    example_panel.panel(seen)
with right:
    view = kept(
        st.segmented_control,
        "Look at",
        next(iter(VIEWS)),
        key="learning_view",
        options=VIEWS,
        required=True,
        label_visibility="collapsed",
    )
    VIEWS[view](seen)
