"""The palette: every kind of layer and every block, to be added behind the chosen layer."""

from typing import Any

import streamlit as st

from nnviz.core.blocks import BLOCKS
from nnviz.core.blocks.block import Block
from nnviz.core.catalogue import CATALOGUE
from nnviz.core.spec.params import Param, ParamValue
from nnviz.ui.editor import editing, words
from nnviz.ui.state.choices import kept
from nnviz.ui.state.fields import in_words

_ALL, _BLOCKS = "all", "blocks"


def palette_panel(chosen: editing.Chosen) -> None:
    """Draw group, kind and the button that adds a layer or a block."""
    groups = [_ALL, _BLOCKS, *dict.fromkeys(kind.category for kind in CATALOGUE.values())]
    left, right = st.columns([1, 1.35], gap="small")
    with left:
        group = kept(
            st.selectbox, words.GROUP.label, _ALL, key="palette_group", options=groups,
            format_func=str.capitalize,
            help=words.GROUP.help,
        )  # fmt: skip
    with right:
        if group == _BLOCKS:
            name = _choice(
                words.BLOCK_TO_ADD, {name: block.label for name, block in BLOCKS.items()}
            )
        else:
            kinds = {
                name: kind.label
                for name, kind in CATALOGUE.items()
                if group in (_ALL, kind.category)
            }
            name = _choice(words.LAYER_TO_ADD, kinds)
    if group == _BLOCKS:
        block = BLOCKS[name]
        _add(chosen, block.sentence, editing.add_block, name, _settings(block))
    else:
        _add(chosen, CATALOGUE[name].sentence, editing.add, name)


def _choice(label: str, names: dict[str, str]) -> str:
    return kept(
        st.selectbox, label, next(iter(names)), key="palette_kind", options=names,
        format_func=names.__getitem__, help=words.FIND_HELP,
    )  # fmt: skip


def _add(chosen: editing.Chosen, sentence: str, add: Any, *what: Any) -> None:  # noqa: ANN401
    """Draw the button that adds, and what is added in a sentence."""
    label = words.add_after(chosen) if isinstance(chosen, str) else words.add_before(chosen[1])
    st.button(
        label, key="palette_add", icon=":material/add:", width="stretch", on_click=add,
        args=(*what, chosen), help=sentence,
    )  # fmt: skip
    st.caption(sentence)


def _settings(block: Block) -> dict[str, ParamValue]:
    """Draw the parameters of a block, which decide what layers it has."""
    with st.popover(words.BLOCK_SETTINGS, icon=":material/tune:", width="stretch"):
        return {param.name: _setting(block, param) for param in block.params}


def _setting(block: Block, param: Param) -> ParamValue:
    common: dict[str, Any] = {"key": f"block_{block.name}_{param.name}", "help": param.help}
    if isinstance(param.default, bool):
        return kept(st.toggle, param.label, param.default, **common)
    if param.choices:
        return kept(
            st.selectbox, param.label, param.default, options=param.choices, format_func=in_words,
            **common,
        )  # fmt: skip
    kind = float if isinstance(param.default, float) else int
    return kept(
        st.number_input, param.label, param.default, min_value=kind(param.low or 0),
        max_value=kind(param.high or 1), step=kind(param.step or 1), **common,
    )  # fmt: skip
