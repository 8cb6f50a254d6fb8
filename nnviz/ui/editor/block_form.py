"""A block as a whole, as a layer is shown, and how to make one of a layer and its neighbours."""

import streamlit as st

from nnviz.core.editing.block_edits import blocks_of
from nnviz.core.editing.block_moves import first_of, last_of, reads_outside
from nnviz.core.shapes.connections import explicit, leads_to, readers_of
from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.wording import compact_shape
from nnviz.ui.editor import editing, words
from nnviz.ui.editor.node_buttons import name_row, reading_row
from nnviz.ui.state.choices import kept


def chosen_block(network: NetworkSpec, shapes: NetworkShapes, block: str) -> None:
    """Draw a closed block that is chosen: its name, what can be done to it, and what is in it."""
    inside = blocks_of(network)[block]
    read = reads_outside(network, inside)
    last = last_of(network, block, {block: inside})
    name_row(
        block, words.block_of(len(inside)), words.BLOCK_NAME_HELP,
        first=read[0] == INPUT,
        last=all(one in inside for name in inside for one in readers_of(explicit(network), name)),
        alone=len(inside) == len(network.layers),
    )  # fmt: skip
    parameters = sum(shapes.of(one).parameters for one in inside)
    shape = shapes.of(last).shape
    given = compact_shape(shape) if shape else ""
    st.caption(words.inside_block(given, parameters, ", ".join(map(_plain, inside))))
    _turning(block, shut=True)
    reading_row(block, read, _offered(network, block, inside, read))


def _plain(layer: str) -> str:
    return f"`{layer}`"


def _offered(
    network: NetworkSpec, block: str, inside: tuple[str, ...], read: tuple[str, ...]
) -> list[str]:
    """Return what the block could read besides, without a circle."""
    layers = explicit(network)
    start = first_of(network, block, {block: inside})
    names = [INPUT, *(one.id for one in network.layers if one.id not in inside)]
    return [name for name in names if name not in read and not leads_to(layers, start, name)]


def block_form(network: NetworkSpec, layer: str) -> None:
    """Draw what can be done with the open block of a layer; without one, what folds layers."""
    found = next((name for name, inside in blocks_of(network).items() if layer in inside), None)
    if found is None:
        _folding(network, layer)
        return
    _turning(found, shut=False)


def _turning(block: str, *, shut: bool) -> None:
    """Draw what opens, closes and undoes a block."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="layer_block"):
        if not shut:
            st.caption(words.block(block), width="content")
        st.button(
            words.OPEN if shut else words.CLOSE, key="block_turn", on_click=editing.turn,
            args=(block,), help=words.TURN_HELP,
        )  # fmt: skip
        st.button(
            words.UNGROUP.label, key="block_unfold", on_click=editing.unfold, args=(block,),
            help=words.UNGROUP.help,
        )  # fmt: skip
        if not shut:
            st.button(
                words.REMOVE_BLOCK.label, key="block_remove", on_click=editing.remove,
                args=(block,), help=words.REMOVE_BLOCK.help,
            )  # fmt: skip


def _folding(network: NetworkSpec, layer: str) -> None:
    """Offer to fold the layers from this one to a later one."""
    names = [one.id for one in network.layers]
    start = names.index(layer)
    behind = names[start + 1 :]
    if not behind:
        return
    with st.expander(words.GROUP_LAYERS, key="folding"):
        end = kept(
            st.selectbox, words.UP_TO.label, behind[0], key=f"fold_to_{layer}", options=behind,
            help=words.UP_TO.help,
        )  # fmt: skip
        word = kept(
            st.text_input, words.NAME.label, "block", key="fold_word", max_chars=16,
            help=words.NAME.help,
        )  # fmt: skip
        st.button(
            words.GROUP_NOW.label, key="fold", on_click=editing.fold,
            args=(names[start : names.index(end) + 1], word),
            help=words.GROUP_NOW.help,
        )  # fmt: skip
