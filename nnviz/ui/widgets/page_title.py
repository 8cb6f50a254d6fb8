"""The first line of a page: its name, and in a sentence what is to be seen on it."""

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def page_title(title: str, sentence: str = "") -> "DeltaGenerator":
    """Draw the first line of a page.

    Args:
        title: Name of the page.
        sentence: What is to be seen on it, plainly.

    Returns:
        Where the sentence stands, for a page that knows it only later.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top_row"):
        st.markdown(title, width="content")
        place = st.empty()
    if sentence:
        place.caption(sentence)
    return place
