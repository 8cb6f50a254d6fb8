"""Inspect, activations: what every unit of every layer makes of an example and of a whole set."""

import streamlit as st

from nnviz.ui import activation_views, example_panel, inspect_header
from nnviz.ui.choices import kept

VIEWS = {
    "network": ("All layers", activation_views.network_view),
    "layer": ("One layer", activation_views.layer_view),
    "spread": ("Distribution", activation_views.spread_view),
    "projection": ("Projection", activation_views.projection_view),
}

seen = inspect_header.begin("Activations", "What every unit of every layer makes of an example.")
left, right = st.columns([2.4, 9], gap="medium")
with left:
    example_panel.panel(seen)
with right:
    view = kept(
        st.segmented_control,
        "View",
        "network",
        key=activation_views.VIEW,
        options=VIEWS,
        format_func=lambda name: VIEWS[name][0],
        required=True,
        label_visibility="collapsed",
        help="All layers at once, all units of one, or how a layer sees many examples.",
    )
    VIEWS[view][1](seen)
