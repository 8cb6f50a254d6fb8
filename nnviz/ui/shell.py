"""The frame around every page: navigation, appearance, and a guard against tracebacks."""

import logging
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from nnviz.core.errors import NnvizError
from nnviz.ui.appearance import apply_style
from nnviz.ui.fields import begin_page
from nnviz.ui.housekeeping import start_collector

PAGES_FOLDER = Path(__file__).parents[2] / "pages"

_log = logging.getLogger(__name__)


def _pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages by section of the navigation; the first one has none."""
    return {
        "": [
            st.Page(
                PAGES_FOLDER / "playground" / "playground.py",
                title="Playground",
                url_path="playground",
                default=True,
            ),
            st.Page(
                PAGES_FOLDER / "architectures" / "architectures.py",
                title="Architectures",
                url_path="architectures",
            ),
        ],
        "Inspect": [
            st.Page(
                PAGES_FOLDER / "inspect" / "activations.py",
                title="Activations",
                url_path="activations",
            ),
            st.Page(
                PAGES_FOLDER / "inspect" / "convolution.py",
                title="Convolution",
                url_path="convolution",
            ),
            st.Page(
                PAGES_FOLDER / "inspect" / "attention.py",
                title="Attention",
                url_path="attention",
            ),
            st.Page(
                PAGES_FOLDER / "inspect" / "recurrence.py",
                title="Recurrence",
                url_path="recurrence",
            ),
            st.Page(
                PAGES_FOLDER / "inspect" / "learning.py",
                title="Learning",
                url_path="learning",
            ),
        ],
    }


def main() -> None:
    """Draw the page that the visitor asked for."""
    st.set_page_config(page_title="nnviz", layout="wide", initial_sidebar_state="collapsed")
    start_collector()
    begin_page()
    apply_style()
    page = st.navigation(_pages(), position="top")
    try:
        page.run()
    except NnvizError as error:
        st.error(f"This does not work: {error}")
        st.button("Back to the beginning", on_click=st.session_state.clear)
    except Exception:  # noqa: BLE001 - the last guard: no visitor ever sees a traceback
        _log.exception("page failed")
        st.error(
            "Something went wrong on this page; it is written to the server's log. "
            "Your last step was not lost: reload the page to go on from it."
        )
