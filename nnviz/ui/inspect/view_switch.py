"""The views of a page beside its example: one of several, drawn again by itself."""

from collections.abc import Callable, Mapping

import streamlit as st

from nnviz.live import component
from nnviz.ui.inspect import example_panel, words
from nnviz.ui.inspect.example_choice import current_example
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.state import session
from nnviz.ui.state.choices import kept
from nnviz.ui.state.fields import page_part

View = Callable[..., None]


def beside_example(seen: Inspected, draw: View, *, ahead: str = "") -> None:
    """Draw the views of a page, and at their left the example that is looked at.

    The views are drawn again by themselves when something in them is moved, and the rest of the
    page costs nothing then. Where the rest would be another too, because another example or
    another network was chosen, or something has to be said, all of it is drawn.

    Args:
        seen: What the page looks at.
        draw: Draws the views; called with `seen`.
        ahead: As for `example_panel.panel`.
    """
    left, right = st.columns([2.4, 9], gap="medium")
    # The view first, so that its numbers are on their way while the rest is drawn.
    with right:
        _apart(seen, draw, session.notice())
    with left:
        example_panel.panel(seen, ahead=ahead)


@st.fragment
def _apart(seen: Inspected, draw: View, told: session.Notice | None) -> None:
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
        st.segmented_control, words.VIEW, next(iter(views)), key=key, options=views, required=True,
        label_visibility="collapsed", help=explain,
    )  # fmt: skip
    return views[name]
