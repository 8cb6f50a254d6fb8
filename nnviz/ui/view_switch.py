"""The row of names at the top of a page, one of whose views is shown."""

from collections.abc import Callable, Mapping

import streamlit as st

from nnviz.ui.choices import kept

View = Callable[..., None]


def chosen_view(views: Mapping[str, View], *, key: str, explain: str) -> View:
    """Draw the names of views and return the one that is chosen, the first to begin with.

    Only that one is drawn, so the others cost nothing.

    Args:
        views: What draws each view, by the name that stands on the page.
        key: Name of the choice.
        explain: The sentence of help.
    """
    name = kept(
        st.segmented_control, "View", next(iter(views)), key=key, options=views, required=True,
        label_visibility="collapsed", help=explain,
    )  # fmt: skip
    return views[name]
