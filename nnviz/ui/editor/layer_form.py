"""The chosen layer: its name, its parameters, what it reads, and what can be done to it."""

import streamlit as st

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.editing.block_edits import blocks_of
from nnviz.core.shapes.connections import explicit, leads_to, readers_of
from nnviz.core.shapes.shapes import NetworkShapes, layer_kind, layer_values
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.figures.kit.wording import compact_shape
from nnviz.ui.editor import editing, words
from nnviz.ui.editor.block_form import block_form, chosen_block
from nnviz.ui.editor.node_buttons import name_row, reading_row
from nnviz.ui.widgets.parameter_form import parameter_field, trainable_field
from nnviz.ui.widgets.repairs import problem_box


def chosen_panel(network: NetworkSpec, shapes: NetworkShapes, chosen: editing.Chosen) -> None:
    """Draw what belongs to the chosen layer, closed block or link."""
    for number, problem in enumerate(shapes.problems):
        problem_box(number, problem)
    if isinstance(chosen, tuple):
        _link(network, chosen)
    elif chosen == INPUT:
        st.markdown(words.INPUT_HEADING)
        st.caption(words.input_examples(compact_shape(shapes.input_shape)))
    elif chosen in blocks_of(network):
        chosen_block(network, shapes, chosen)
    else:
        _layer(network, shapes, network.layer(chosen))


def _link(network: NetworkSpec, link: tuple[str, str]) -> None:
    source, target = link
    st.markdown(words.link(source, target))
    st.caption(words.ON_THIS_LINK)
    alone = len(set(network.sources_of(network.layer(target)))) == 1
    st.button(
        words.DISCONNECT.label, key="link_disconnect", icon=":material/link_off:",
        on_click=editing.disconnect, args=link, disabled=alone,
        help=words.ONLY_INPUT if alone else words.DISCONNECT.help,
    )  # fmt: skip


def _layer(network: NetworkSpec, shapes: NetworkShapes, layer: LayerSpec) -> None:
    kind, entry = layer_kind(layer), shapes.of(layer.id)
    name_row(
        layer.id, kind.label, words.layer_name(kind.sentence),
        first=network.sources_of(layer)[0] == INPUT,
        last=not readers_of(explicit(network), layer.id),
        alone=len(network.layers) == 1,
    )  # fmt: skip
    if entry.arithmetic:
        st.caption(f"{entry.arithmetic}.")
    rare = [param for param in kind.params if param.rare and param is not TRAINABLE]
    values = layer_values(layer)
    places = st.columns(2, gap="small")
    for number, param in enumerate(param for param in kind.params if not param.rare):
        with places[number % 2]:
            parameter_field(layer, param, values[param.name])
    trainable_field(layer)
    _inputs(network, layer)
    block_form(network, layer.id)
    if rare:
        with st.expander(words.MORE_SETTINGS, key="rare_settings"):
            for param in rare:
                parameter_field(layer, param, values[param.name])


def _inputs(network: NetworkSpec, layer: LayerSpec) -> None:
    """Draw what the layer reads, and what it could read."""
    read = network.sources_of(layer)
    reading_row(layer.id, read, _offered(network, layer.id, read))


def _offered(network: NetworkSpec, layer: str, read: tuple[str, ...]) -> list[str]:
    """Return what the layer could read besides, without a circle."""
    layers = explicit(network)
    names = [INPUT, *(one.id for one in network.layers)]
    return [name for name in names if name not in read and not leads_to(layers, layer, name)]
