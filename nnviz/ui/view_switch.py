"""The part of a page that shows one of several views, drawn again by itself."""

from collections.abc import Callable, Mapping

import streamlit as st

from nnviz.live import component
from nnviz.ui import session
from nnviz.ui.choices import kept
from nnviz.ui.example_choice import current_example
from nnviz.ui.fields import page_part
from nnviz.ui.inspect_header import Inspected

View = Callable[..., None]


def apart(seen: Inspected, draw: View) -> None:
    """Draw a part of a page that is drawn again by itself when something in it is moved.

    The rest of the page costs nothing then. Where the rest would be another too, because another
    example or another network was chosen, or something has to be said, all of it is drawn.

    Args:
        seen: What the page looks at.
        draw: Draws the part; called with `seen`.
    """
    _part(seen, draw, session.notice())


@st.fragment
def _part(seen: Inspected, draw: View, told: session.Notice | None) -> None:
    same = seen.experiment is session.experiment() and seen.example == current_example(seen.dataset)
    if not same or told != session.notice():
        st.rerun()
    with component.part("apart"), page_part("apart"):
        draw(seen)


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
