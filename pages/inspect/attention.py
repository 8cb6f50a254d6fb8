"""Inspect, attention: which token looks at which, in every head, with the numbers."""

import streamlit as st

from nnviz.ui import attention_view, example_panel, inspect_header
from nnviz.ui.view_switch import apart

seen = inspect_header.begin("Attention", "Which token looks at which, and how it comes to do so.")
left, right = st.columns([2.4, 9], gap="medium")
# The view first, so that its numbers are on their way while the rest is drawn.
with right:
    apart(seen, attention_view.attention_view)
with left:
    example_panel.panel(seen)
