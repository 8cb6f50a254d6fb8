"""The file that the command line named, opened as if the visitor had chosen it on the page."""

import streamlit as st

from nnviz.core.files.codec import LINK_PARAMETER
from nnviz.core.files.places import PAGES
from nnviz.live.handed import OPEN_PARAMETER, HandedFile, handed
from nnviz.ui.custom_data import custom_data_panel
from nnviz.ui.share import opening_panel, words
from nnviz.ui.state import session

_FOLLOWED = "nnviz_handed"
_ARCHITECTURES = PAGES / "architectures" / "architectures.py"


def follow() -> None:
    """Open the file whose token is in the address, once a visit.

    The token stays in the address, so that a reloaded page has the file again, with its weights;
    an experiment in the address goes before it.
    """
    token = st.query_params.get(OPEN_PARAMETER)
    if token is None or token == st.session_state.get(_FOLLOWED):
        return
    st.session_state[_FOLLOWED] = token
    file = handed(token)
    if file is not None:
        _open(file, token)
    elif LINK_PARAMETER not in st.query_params:
        session.notify(words.FILE_GONE)


def _open(file: HandedFile, token: str) -> None:
    """Bring a file to where it is seen: the Playground, or else the page of architectures."""
    if file.holds_data:
        session.follow_link()
        custom_data_panel.offer(file.name, file.data)
        return
    first = session.is_new()
    trained = opening_panel.open_bytes(file.data, file.name[:60])
    if first:
        # What a new visitor never saw is nothing to go back to.
        session.revisions().before.clear()
    if not trained:
        st.switch_page(_ARCHITECTURES, query_params={OPEN_PARAMETER: token})
