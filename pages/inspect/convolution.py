"""Inspect, convolution: filters, feature maps, products and sums, and what speaks for a class."""

import streamlit as st

from nnviz.ui import convolution_views, example_panel, explanation_views, inspect_header
from nnviz.ui.choices import kept

VIEWS = {
    "filters": ("Filters", convolution_views.filters_view),
    "explanations": ("What matters", explanation_views.explanation_view),
}

seen = inspect_header.begin("Convolution", "How filters slide over a picture, number by number.")
left, right = st.columns([2.4, 9], gap="medium")
with left:
    example_panel.panel(seen)
with right:
    if convolution_views.sliding_layers(seen):
        view = kept(
            st.segmented_control,
            "View",
            "filters",
            key="convolution_view",
            options=VIEWS,
            format_func=lambda name: VIEWS[name][0],
            required=True,
            label_visibility="collapsed",
            help="How filters work, or which parts of the picture speak for a class.",
        )
        VIEWS[view][1](seen)
    else:
        st.info(
            "This network has no convolution or pooling layer, so nothing slides here. "
            "On the Playground, the starter \u201cDigits, CNN\u201d has some."
        )
