"""Inspect, convolution: kernels, feature maps, and the multiplication at every place."""

import streamlit as st

from nnviz.ui import convolution_views, example_panel, inspect_header

seen = inspect_header.begin("Convolution", "How filters slide over a picture, number by number.")
left, right = st.columns([2.4, 9], gap="medium")
with left:
    example_panel.panel(seen)
with right:
    if convolution_views.sliding_layers(seen):
        convolution_views.filters_view(seen)
    else:
        st.info(
            "This network has no convolution or pooling layer, so nothing slides here. "
            "On the Playground, the starter \u201cDigits, CNN\u201d has some."
        )
