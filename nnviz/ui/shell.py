"""The frame around every page: navigation, appearance, and a guard against tracebacks."""

import logging
from typing import TYPE_CHECKING

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.files.places import PAGES
from nnviz.live import component
from nnviz.ui import words
from nnviz.ui.housekeeping import start_collector
from nnviz.ui.share import handed_file
from nnviz.ui.state import running
from nnviz.ui.state.appearance import apply_style
from nnviz.ui.state.fields import begin_page, end_page
from nnviz.ui.state.visibility import keep_in_address, shown
from nnviz.ui.widgets.plain_text import plain

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_log = logging.getLogger(__name__)


def _page(script: str, title: str = "", *, first: bool = False) -> "StreamlitPage":
    """Return the page of a script; the script's name is the page's address and, capitalized, title.

    Args:
        script: Below the folder of pages.
        title: Where it should be another one.
        first: Whether it opens when no page is asked for.
    """
    path = PAGES / script
    shown = title or path.stem.capitalize()
    return st.Page(path, title=shown, url_path=path.stem, default=first)


def _pages() -> "dict[str, list[StreamlitPage]]":
    """Return the pages by section of the navigation; the first one has none."""
    return {
        "": [
            _page("playground/playground.py", first=True),
            _page("architectures/build.py"),
            _page("architectures/presets.py"),
            _page("architectures/architectures.py"),
            _page("catalogue/layers.py"),
            _page("compare/networks.py", words.COMPARE),
        ],
        words.INSPECT: [
            _page("inspect/activations.py"),
            _page("inspect/convolution.py"),
            _page("inspect/attention.py"),
            _page("inspect/recurrence.py"),
            _page("inspect/learning.py"),
        ],
    }


def main() -> None:
    """Draw the page that the visitor asked for."""
    st.set_page_config(page_title="nnviz", layout="wide", initial_sidebar_state="collapsed")
    start_collector()
    begin_page()
    apply_style()
    page = st.navigation(_pages(), position="top" if shown("navigation") else "hidden")
    keep_in_address()
    try:
        running.catch_up()
        handed_file.follow()
        with component.part("page", page.title):
            page.run()
        end_page()
    except NnvizError as error:
        st.error(plain(words.refused(error)))
        st.button(words.START_OVER, on_click=st.session_state.clear)
    except Exception:  # noqa: BLE001 - the last guard: no visitor ever sees a traceback
        _log.exception("page failed")
        st.error(words.BROKEN)
