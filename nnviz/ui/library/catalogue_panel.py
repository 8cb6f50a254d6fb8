"""The Layers page: every kind of layer and every block, with its arithmetic to play with."""

from typing import Any

import streamlit as st

from nnviz.core.blocks import BLOCKS
from nnviz.core.catalogue import CATALOGUE
from nnviz.core.editing.trying import kinds_found
from nnviz.ui.library import layer_words as words
from nnviz.ui.library.block_view import block_view
from nnviz.ui.library.layer_view import layer_view
from nnviz.ui.state.choices import kept
from nnviz.ui.widgets.page_title import page_title

_NAME, _QUERY, _CATEGORY = "catalogue_name", "catalogue_query", "catalogue_category"
_FIRST = "conv2d"
_LINK = "layer"
"""What of the address says which layer to begin with."""
_BLOCK = "block"
_TALL = 530


def panel() -> None:
    """Draw the page."""
    page_title(*words.LAYERS)
    left, right = st.columns([2.3, 9], gap="medium")
    with left:
        chosen = _choice()
    with right:
        if chosen is None:
            st.info(words.NOTHING_FOUND)
        elif chosen in BLOCKS:
            block_view(BLOCKS[chosen])
        else:
            layer_view(CATALOGUE[chosen])


def names_found(query: str, category: str) -> list[str]:
    """Return the names of layers and blocks with these words, layers first."""
    layers = [] if category == _BLOCK else kinds_found(query, category)
    if category not in ("", _BLOCK):
        return layers
    wanted = query.lower().split()
    spoken = {
        name: f"{name} {block.label} {block.sentence}".lower() for name, block in BLOCKS.items()
    }
    blocks = [name for name, text in spoken.items() if all(word in text for word in wanted)]
    return layers + blocks


def _choice() -> str | None:
    """Draw search, category and the list of what was found; return what is chosen."""
    query = kept(
        st.text_input, words.FIND_LAYER.label, "", key=_QUERY, placeholder=words.FIND_EXAMPLE,
        help=words.FIND_LAYER.help,
    )  # fmt: skip
    category = kept(
        st.selectbox, words.KIND.label, "", key=_CATEGORY, options=words.CATEGORIES,
        format_func=words.CATEGORIES.__getitem__, help=words.KIND.help,
    )  # fmt: skip
    found = names_found(query, category)
    if not found:
        return None
    asked: Any = st.query_params.get(_LINK, _FIRST)
    first = asked if asked in found else _FIRST if _FIRST in found else found[0]
    st.caption(words.found(len(found), len(CATALOGUE) + len(BLOCKS)))
    with st.container(height=_TALL, border=False, key="catalogue_list"):
        return kept(
            st.radio, words.LAYER, first, key=_NAME, options=found, format_func=_label,
            label_visibility="collapsed",
        )  # fmt: skip


def _label(name: str) -> str:
    return BLOCKS[name].label if name in BLOCKS else CATALOGUE[name].label
