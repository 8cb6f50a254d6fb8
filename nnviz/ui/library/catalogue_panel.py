"""The Layers page: every kind of layer and every block, with its arithmetic to play with."""

from typing import Any

import streamlit as st

from nnviz.core.blocks import BLOCKS
from nnviz.core.catalogue import CATALOGUE
from nnviz.core.editing.trying import kinds_found
from nnviz.ui.library.block_view import block_view
from nnviz.ui.library.layer_view import layer_view
from nnviz.ui.state.choices import kept
from nnviz.ui.widgets.page_title import page_title

_NAME, _QUERY, _CATEGORY = "catalogue_name", "catalogue_query", "catalogue_category"
_FIRST = "conv2d"
_LINK = "layer"
"""What of the address says which layer to begin with."""
_BLOCK = "block"
_CATEGORIES = {
    "": "Everything", "core": "Core", "activation": "Activation", "convolution": "Convolution",
    "pooling": "Pooling", "recurrent": "Recurrent", "attention": "Attention", "merge": "Merging",
    "normalization": "Normalization", "regularization": "Dropout and noise",
    "shape": "Order and size", "augmentation": "Changing pictures", _BLOCK: "Blocks of layers",
}  # fmt: skip
_TALL = 530


def panel() -> None:
    """Draw the page."""
    page_title(
        "Layers",
        "Every kind of layer, and blocks of them: what each does, with its formula, a worked "
        "example and its arithmetic to play with.",
    )
    left, right = st.columns([2.3, 9], gap="medium")
    with left:
        chosen = _choice()
    with right:
        if chosen is None:
            st.info("No layer has these words. Try a shorter one, or choose Everything.")
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
        st.text_input, "Find a layer", "", key=_QUERY, placeholder="for example: pooling, LSTM",
        help="Searches names, Keras's names and what they do.",
    )  # fmt: skip
    category = kept(
        st.selectbox, "Kind", "", key=_CATEGORY, options=_CATEGORIES,
        format_func=_CATEGORIES.__getitem__, help="Shows layers of one kind only.",
    )  # fmt: skip
    found = names_found(query, category)
    if not found:
        return None
    asked: Any = st.query_params.get(_LINK, _FIRST)
    first = asked if asked in found else _FIRST if _FIRST in found else found[0]
    st.caption(f"{len(found)} of {len(CATALOGUE) + len(BLOCKS)}")
    with st.container(height=_TALL, border=False, key="catalogue_list"):
        return kept(
            st.radio, "Layer", first, key=_NAME, options=found, format_func=_label,
            label_visibility="collapsed",
        )  # fmt: skip


def _label(name: str) -> str:
    return BLOCKS[name].label if name in BLOCKS else CATALOGUE[name].label
