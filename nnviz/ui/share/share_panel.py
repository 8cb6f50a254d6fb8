"""Share, open, save: the link with what it hides, and everything that is kept in files."""

from urllib.parse import urlencode

import streamlit as st

from nnviz.core.files.codec import LINK_PARAMETER, to_link
from nnviz.core.spec.experiment import Experiment
from nnviz.ui.share import opening_panel, saving_panel, words
from nnviz.ui.share.reachable import for_others
from nnviz.ui.state.visibility import GROUPS, HIDE_PARAMETER, hidden_groups


def panel(experiment: Experiment, token: str | None) -> None:
    """Draw everything that takes an experiment out of the app or into it.

    Args:
        experiment: The visitor's.
        token: Its run; None while none is possible.
    """
    page = (st.context.url or "").split("?", maxsplit=1)[0]
    elsewhere = for_others(page, st.get_option("server.address"))
    st.markdown(words.SHARE)
    st.caption(words.ADDRESS if elsewhere or not page else words.ONLY_HERE)
    already = sorted(hidden_groups())
    hidden = st.multiselect(
        words.HIDE.label,
        list(GROUPS),
        default=already,
        format_func=GROUPS.__getitem__,
        key=f"hide-{','.join(already)}",
        help=words.HIDE.help,
    )
    st.code(
        _address(elsewhere or page, experiment, hidden), language=None, wrap_lines=True, height=70
    )
    saving_panel.panel(experiment, token)
    opening_panel.panel()


def _address(page: str, experiment: Experiment, hidden: list[str]) -> str:
    query = {LINK_PARAMETER: to_link(experiment)}
    if hidden:
        query[HIDE_PARAMETER] = ",".join(hidden)
    return f"{page}?{urlencode(query, safe=',')}"
