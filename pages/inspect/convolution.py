"""Inspect, convolution: filters, feature maps, products and sums, and attribution."""

import streamlit as st

from nnviz.ui.inspect import convolution_views, explanation_views, inspect_header
from nnviz.ui.inspect import convolution_words as words
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

VIEWS = {
    words.FILTERS_VIEW: convolution_views.filters_view,
    words.OVER_TIME: convolution_views.over_time_view,
    words.ATTRIBUTION: explanation_views.explanation_view,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen, where anything slides over the picture."""
    if convolution_views.map_layers(seen):
        chosen_view(
            VIEWS, key="convolution_view",
            explain=words.CONVOLUTION_VIEWS_HELP,
        )(seen)  # fmt: skip
    else:
        st.info(words.NOTHING_SLIDES)


seen = inspect_header.begin(words.CONVOLUTION)
beside_example(seen, view, ahead="convolution")
