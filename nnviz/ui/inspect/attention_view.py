"""Attention: which token attends to which in every head, and how its weights arise."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nnviz.core.families.attention import ATTENTION_KINDS, Scoring, scoring
from nnviz.core.spec.network import INPUT
from nnviz.data.networks.attention_example import attention_example
from nnviz.figures.attention.attention import attention
from nnviz.figures.attention.attention_arcs import attention_arcs
from nnviz.figures.attention.attention_row import attention_row
from nnviz.live import component
from nnviz.ui.inspect import sequence_words as words
from nnviz.ui.inspect.custom_example import own_values
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.layer_choice import layer_box
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.session import put
from nnviz.ui.widgets.plain_text import plain

_MOST_TOKENS, _MOST_HEADS = 24, 8
"""As the `attention` probe shows at most."""
_ROW = "attention_row"
_PADDING = "\u2013"


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is drawn.

    Attributes:
        layer: Id of the layer.
        how: How it looks.
        asking: What the places that ask are called.
        answering: What the places are called that they look at.
        here: The chosen head and asking place.
    """

    layer: str
    how: Scoring
    asking: tuple[str, ...]
    answering: tuple[str, ...]
    here: tuple[int, int]


def attention_view(seen: Inspected) -> None:
    """Draw the attention layers of the network, or offer one that has some."""
    network = seen.experiment.network
    layers = [one.id for one in network.layers if one.kind in ATTENTION_KINDS]
    if not layers:
        st.info(words.NO_ATTENTION)
        st.button(
            words.OPEN_ATTENTION.label, key="open_attention", type="primary",
            on_click=_open_example,
            help=words.OPEN_ATTENTION.help,
        )  # fmt: skip
        return
    layer = layer_box(seen, layers, key="attention_layer")
    sources = network.sources([one.id for one in network.layers].index(layer))
    how = scoring(network.layer(layer), _shape(seen, sources[0]))
    asking, answering = _words(seen, sources[0]), _words(seen, sources[-1])
    head, token = chosen(_ROW, (0, _last_word(asking)))
    here = (min(head, how.heads - 1), min(token, len(asking) - 1))
    looked = _Looked(layer, how, asking, answering, here)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        _matrices(seen, looked)
    with right:
        _arcs(seen, looked)
    _row(seen, looked)


def _last_word(tokens: tuple[str, ...]) -> int:
    """Return the place of the last token that is not padding."""
    known = [position for position, token in enumerate(tokens) if token != _PADDING]
    return known[-1] if known else len(tokens) - 1


def _shape(seen: Inspected, source: str) -> tuple[int, ...]:
    """Return the shape of what a layer reads."""
    if source == INPUT:
        return seen.dataset.signature.input_shape
    return seen.shapes.of(source).shape or (1, 1)


def _open_example() -> None:
    put(attention_example(), started_as="", fresh=True)


def _words(seen: Inspected, source: str) -> tuple[str, ...]:
    """Return what the places of a sequence are called: their tokens, where they are known."""
    signature, places = seen.dataset.signature, _shape(seen, source)[0]
    count = min(places, _MOST_TOKENS)
    length = signature.input_shape[0]
    # Where an answer is written, its tokens stand behind those of the question.
    parts = {length: slice(None)}
    if signature.leaves:
        parts = {signature.leaves: slice(signature.leaves)}
    if signature.writing == "answer":
        answer = signature.places[0]
        parts |= {length - answer: slice(length - answer), answer: slice(length - answer, None)}
    if not signature.tokens or places not in parts:
        what = "patch" if signature.view == "image" else "step"
        return tuple(words.position(what, place + 1) for place in range(count))
    tokens = _tokens(seen)[parts[places]][:count]
    return tuple(seen.dataset.vocabulary[int(one)] if int(one) else _PADDING for one in tokens)


def _tokens(seen: Inspected) -> np.ndarray:
    """Return the token numbers of the chosen example."""
    dataset, one = seen.dataset, seen.example
    if one.split == "own":
        made = own_values(seen)
        return np.zeros(dataset.signature.input_shape[0], int) if made is None else made
    return np.asarray(dataset.inputs(one.split))[one.number]


def _matrices(seen: Inspected, looked: _Looked) -> None:
    look, options, heads = theme(), seen.example.options, min(looked.how.heads, _MOST_HEADS)
    picture = drawn(
        lambda: attention(look, layer=looked.layer, words=looked.asking,
                          looked_at=len(looked.answering), heads=heads, chosen=looked.here,
                          options=options),
        "attention", looked, seen.example, look.name,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="attention")
    st.caption(words.attention(heads, looked.how.heads, _cut(seen, looked)))
    if clicked and clicked.get("kind") == "row":
        choose(_ROW, (int(clicked["head"]), int(clicked["token"])))
        st.rerun()


def _cut(seen: Inspected, looked: _Looked) -> str:
    """Say so where a sequence is longer than what is drawn of it."""
    places = (seen.shapes.of(looked.layer).shape or (0,))[0]
    return words.cut_sequence(places, _MOST_TOKENS) if places > _MOST_TOKENS else ""


def _arcs(seen: Inspected, looked: _Looked) -> None:
    if len(looked.asking) != len(looked.answering):
        st.caption(words.CROSS_ATTENTION)
        return
    look, options = theme(), seen.example.options
    picture = drawn(
        lambda: attention_arcs(look, layer=looked.layer, words=looked.asking, chosen=looked.here,
                               options=options, height=270),
        "attention_arcs", looked, seen.example, look.name,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="attention_arcs")
    st.caption(words.arcs(looked.here[0] + 1))


def _row(seen: Inspected, looked: _Looked) -> None:
    look, options, (head, token) = theme(), seen.example.options, looked.here
    picture = drawn(
        lambda: attention_row(look, layer=looked.layer, name=looked.asking[token],
                              words=looked.answering, size=looked.how.size, chosen=looked.here,
                              options=options),
        "attention_row", looked, seen.example, look.name,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="attention_row")
    shared = _shared(looked.how, head)
    st.caption(words.attention_row(head + 1, plain(looked.asking[token]), looked.how.rule, shared))


def _shared(how: Scoring, head: int) -> str:
    """Say with which heads this one shares its keys and values."""
    if how.shared == 1:
        return ""
    first = head // how.shared * how.shared
    return words.shared_keys(first + 1, first + how.shared)
