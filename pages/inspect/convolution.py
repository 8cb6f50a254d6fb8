"""Inspect, convolution: filters, feature maps, products and sums, and what speaks for a class."""

import streamlit as st

from nnviz.ui.inspect import convolution_views, explanation_views, inspect_header
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

VIEWS = {
    "Filters": convolution_views.filters_view,
    "Over time": convolution_views.over_time_view,
    "What matters": explanation_views.explanation_view,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen, where anything slides over the picture."""
    if convolution_views.map_layers(seen):
        chosen_view(
            VIEWS, key="convolution_view",
            explain="How filters work, how they came to be what they are, or which parts of the "
            "picture speak for a class.",
        )(seen)  # fmt: skip
    else:
        st.info(
            "This network has no convolution or pooling whose window moves over places, so nothing "
            "slides here. On the Playground, the starter \u201cDigits, CNN\u201d has some."
        )


seen = inspect_header.begin("Convolution", "How filters slide over a picture, number by number.")
beside_example(seen, view, ahead="convolution")
