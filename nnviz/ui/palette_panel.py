"""The palette: every kind of layer, to be added behind the chosen one."""

import streamlit as st

from nnviz.core.catalogue import CATALOGUE
from nnviz.ui import editing
from nnviz.ui.choices import kept

_ALL = "all"


def palette_panel(chosen: editing.Chosen) -> None:
    """Draw group, kind and the button that adds a layer."""
    groups = [_ALL, *dict.fromkeys(kind.category for kind in CATALOGUE.values())]
    left, right = st.columns([1, 1.35], gap="small")
    with left:
        group = kept(
            st.selectbox, "Group", _ALL, key="palette_group", options=groups,
            format_func=str.capitalize, help="Which layers are offered beside.",
        )  # fmt: skip
    names = [name for name, kind in CATALOGUE.items() if group in (_ALL, kind.category)]
    with right:
        name = kept(
            st.selectbox, "Layer to add", names[0], key="palette_kind", options=names,
            format_func=lambda name: CATALOGUE[name].label,
            help="Type a part of its name to find it.",
        )  # fmt: skip
    where = f"after {chosen}" if isinstance(chosen, str) else f"before {chosen[1]}"
    st.button(
        f"Add {where}", key="palette_add", icon=":material/add:", width="stretch",
        on_click=editing.add, args=(name, chosen), help=CATALOGUE[name].sentence,
    )  # fmt: skip
    st.caption(CATALOGUE[name].sentence)
