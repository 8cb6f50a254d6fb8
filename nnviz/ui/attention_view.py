"""Attention: who looks at whom, in every head, and how one token comes to do so."""

import numpy as np
import streamlit as st

from nnviz.core.network import INPUT
from nnviz.core.shapes import layer_values
from nnviz.data.attention_example import attention_example
from nnviz.figures.attention import attention
from nnviz.figures.attention_arcs import attention_arcs
from nnviz.figures.attention_row import attention_row
from nnviz.live import component
from nnviz.ui.appearance import theme
from nnviz.ui.choices import choose, chosen
from nnviz.ui.drawing import drawn
from nnviz.ui.inspect_header import Inspected
from nnviz.ui.layer_choice import layer_box
from nnviz.ui.own_example import own_values
from nnviz.ui.session import put

_MOST_TOKENS, _MOST_HEADS = 24, 8
"""As the `attention` probe shows at most."""
_ROW = "attention_row"


def attention_view(seen: Inspected) -> None:
    """Draw the attention layers of the network, or offer one that has some."""
    layers = [
        one.id for one in seen.experiment.network.layers if one.kind == "multi_head_attention"
    ]
    if not layers:
        st.info(
            "This network has no multi-head attention layer, so no token looks at another one here."
        )
        st.button(
            "Open a small network with attention", key="open_attention", type="primary",
            on_click=_open_example,
            help="Sentences that praise or blame, read by two heads. It replaces your network.",
        )  # fmt: skip
        return
    layer = layer_box(seen, layers, key="attention_layer")
    values = layer_values(seen.experiment.network.layer(layer))
    heads, size = values["num_heads"], values["key_dim"]
    words = _words(seen, layer)
    head, token = chosen(_ROW, (0, len(words) - 1))
    here = (min(head, int(str(heads)) - 1), min(token, len(words) - 1))
    left, right = st.columns([5, 4], gap="medium")
    with left:
        _matrices(seen, layer, words, min(int(str(heads)), _MOST_HEADS), here)
    with right:
        _arcs(seen, layer, words, here)
    _row(seen, layer, words, int(str(size)), here)


def _open_example() -> None:
    put(attention_example(), started_as="", fresh=True)


def _words(seen: Inspected, layer: str) -> tuple[str, ...]:
    """Return what the layer's places are called: the tokens, where the input has as many."""
    ids = [one.id for one in seen.experiment.network.layers]
    source = seen.experiment.network.sources(ids.index(layer))[0]
    signature = seen.dataset.signature
    shape = signature.input_shape if source == INPUT else seen.shapes.of(source).shape or (1,)
    count = min(shape[0], _MOST_TOKENS)
    if not signature.tokens or shape[0] != signature.input_shape[0]:
        return tuple(f"step {place + 1}" for place in range(count))
    tokens = _tokens(seen)[:count]
    return tuple(seen.dataset.vocabulary[int(one)] if int(one) else "\u2013" for one in tokens)


def _tokens(seen: Inspected) -> np.ndarray:
    """Return the token numbers of the chosen example."""
    dataset, one = seen.dataset, seen.example
    if one.part == "own":
        made = own_values(seen)
        return np.zeros(dataset.signature.input_shape[0], int) if made is None else made
    return np.asarray(dataset.x_train if one.part == "train" else dataset.x_test)[one.number]


def _matrices(
    seen: Inspected, layer: str, words: tuple[str, ...], heads: int, here: tuple[int, int]
) -> None:
    look, options = theme(), seen.example.options
    picture = drawn(
        lambda: attention(look, layer=layer, words=words, heads=heads, chosen=here,
                          options=options),
        "attention", layer, words, heads, here, seen.example, look.name,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="attention")
    st.caption("A row is a token that asks, a column one that is looked at. Click a row.")
    if clicked and clicked.get("kind") == "row":
        choose(_ROW, (int(clicked["head"]), int(clicked["token"])))
        st.rerun()


def _arcs(seen: Inspected, layer: str, words: tuple[str, ...], here: tuple[int, int]) -> None:
    look, options = theme(), seen.example.options
    picture = drawn(
        lambda: attention_arcs(look, layer=layer, words=words, chosen=here, options=options,
                               height=270),
        "attention_arcs", layer, words, here, seen.example, look.name,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="attention_arcs")
    st.caption(f"Head {here[0] + 1}: the thicker an arc, the more of one token goes into another.")


def _row(
    seen: Inspected, layer: str, words: tuple[str, ...], size: int, here: tuple[int, int]
) -> None:
    look, options = theme(), seen.example.options
    picture = drawn(
        lambda: attention_row(look, layer=layer, words=words, size=size, chosen=here,
                              options=options),
        "attention_row", layer, words, size, here, seen.example, look.name,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="attention_row")
    st.caption(
        f"Head {here[0] + 1}, \u201c{words[here[1]]}\u201d: its query is multiplied with every key "
        f"and divided by \u221a{size}; the softmax turns scores into shares that add up to 1; the "
        "values are mixed by these shares."
    )
