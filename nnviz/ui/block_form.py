"""The block that the chosen layer belongs to, or how to make one of it and its neighbours."""

import streamlit as st

from nnviz.core.block_edits import blocks_of
from nnviz.core.network import NetworkSpec
from nnviz.ui import editing
from nnviz.ui.choices import kept


def block_form(network: NetworkSpec, layer: str) -> None:
    """Draw what can be done with the block of a layer; without one, what folds layers."""
    found = next((name for name, inside in blocks_of(network).items() if layer in inside), None)
    if found is None:
        _folding(network, layer)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="layer_block"):
        st.caption(f"Block {found}", width="content")
        shut = found in editing.closed(network)
        st.button(
            "Open" if shut else "Close", key="block_turn", on_click=editing.turn, args=(found,),
            help="A closed block is one box of the diagram.",
        )  # fmt: skip
        st.button(
            "Take apart", key="block_unfold", on_click=editing.unfold, args=(found,),
            help="The layers stay where they are, and are no block any more.",
        )  # fmt: skip
        st.button(
            "Remove block", key="block_remove", on_click=editing.remove_block, args=(found,),
            help="Take all layers of the block out.",
        )  # fmt: skip


def _folding(network: NetworkSpec, layer: str) -> None:
    """Offer to fold the layers from this one to a later one."""
    names = [one.id for one in network.layers]
    start = names.index(layer)
    behind = names[start + 1 :]
    if not behind:
        return
    with st.expander("Fold into a block", key="folding"):
        end = kept(
            st.selectbox, "Up to and with", behind[0], key=f"fold_to_{layer}", options=behind,
            help="All layers from the chosen one to this one become one box.",
        )  # fmt: skip
        word = kept(
            st.text_input, "Name", "block", key="fold_word", max_chars=16,
            help="What the block is called: small letters and underscores.",
        )  # fmt: skip
        st.button(
            "Fold", key="fold", on_click=editing.fold,
            args=(names[start : names.index(end) + 1], word),
            help="The layers keep what they have learned.",
        )  # fmt: skip
