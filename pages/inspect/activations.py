"""Inspect, activations: what every unit of every layer makes of an example and of a whole set."""

import streamlit as st

from nnviz.ui import example_panel, inspect_header

seen = inspect_header.begin("Activations", "What every unit of every layer makes of an example.")
left, right = st.columns([2.4, 9], gap="medium")
with left:
    example_panel.panel(seen)
