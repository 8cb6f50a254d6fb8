"""The chosen layer: its name, its parameters, what it reads, and what can be done to it."""

import streamlit as st

from nnviz.core.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.shapes import NetworkShapes, layer_kind, layer_values
from nnviz.core.wiring import explicit, leads_to, readers_of
from nnviz.figures.wording import compact_shape
from nnviz.ui import editing
from nnviz.ui.block_form import block_form
from nnviz.ui.choices import kept
from nnviz.ui.fields import is_echo, standing_at
from nnviz.ui.parameter_form import parameter_field
from nnviz.ui.repairs import problem_box


def chosen_panel(network: NetworkSpec, shapes: NetworkShapes, chosen: editing.Chosen) -> None:
    """Draw what belongs to the chosen layer or link."""
    for number, problem in enumerate(shapes.problems):
        problem_box(number, problem)
    if isinstance(chosen, tuple):
        _link(network, chosen)
    elif chosen == INPUT:
        st.markdown("**Input**")
        st.caption(
            f"The examples, each {compact_shape(shapes.input_shape)}. Which data these are "
            "is chosen on the Playground."
        )
    else:
        _layer(network, shapes, network.layer(chosen))


def _link(network: NetworkSpec, link: tuple[str, str]) -> None:
    source, target = link
    st.markdown(f"**Link** from `{source}` to `{target}`")
    st.caption("A new layer is added on this link, and on no other.")
    alone = len(network.sources([layer.id for layer in network.layers].index(target))) == 1
    st.button(
        "Disconnect", key="link_disconnect", icon=":material/link_off:",
        on_click=editing.disconnect, args=link, disabled=alone,
        help="It is all that the layer reads." if alone else "The layer reads this no longer.",
    )  # fmt: skip


def _layer(network: NetworkSpec, shapes: NetworkShapes, layer: LayerSpec) -> None:
    kind, entry = layer_kind(layer), shapes.of(layer.id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="layer_name"):
        place = standing_at(f"name_{layer.id}", layer.id)
        st.text_input(
            kind.label, layer.id, key=place, on_change=_renamed, args=(layer.id, place),
            max_chars=40, width="stretch", help=f"{kind.sentence} Its name can be changed here.",
        )  # fmt: skip
        _buttons(network, layer)
    if entry.arithmetic:
        st.caption(f"{entry.arithmetic}.")
    rare = [param for param in kind.params if param.rare]
    values = layer_values(layer)
    places = st.columns(2, gap="small")
    for number, param in enumerate(param for param in kind.params if not param.rare):
        with places[number % 2]:
            parameter_field(layer, param, values[param.name])
    _wiring(network, layer)
    block_form(network, layer.id)
    if rare:
        with st.expander("More settings", key="rare_settings"):
            for param in rare:
                parameter_field(layer, param, values[param.name])


def _renamed(layer: str, place: str) -> None:
    name = str(st.session_state.get(place, "")).strip()
    if name and name != layer and not is_echo(place, layer):
        editing.rename(layer, name)


def _buttons(network: NetworkSpec, layer: LayerSpec) -> None:
    """Draw what is done to the layer as a whole; what is not possible is grey."""
    first = network.sources(network.layers.index(layer))[0] == INPUT
    last = not readers_of(explicit(network), layer.id)
    actions = (
        ("Up", "arrow_upward", "Change places with the layer before.", editing.up, first),
        ("Down", "arrow_downward", "Change places with the layer behind.", editing.down, last),
        ("Duplicate", "content_copy", "Put a copy behind it.", editing.duplicate, False),
        ("Remove", "delete", "Take it out; what read it reads what it read.", editing.remove,
         len(network.layers) == 1),
    )  # fmt: skip
    for label, icon, text, act, off in actions:
        st.button(
            label, key=f"layer_{label.lower()}", icon=f":material/{icon}:", help=text,
            on_click=act, args=(layer.id,), disabled=off,
        )  # fmt: skip


def _wiring(network: NetworkSpec, layer: LayerSpec) -> None:
    """Draw what the layer reads, and what it could read."""
    read = network.sources(network.layers.index(layer))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="layer_reads"):
        st.caption("Reads", width="content")
        for name in read:
            st.button(
                name, key=f"unread_{name}", icon=":material/link_off:", disabled=len(read) == 1,
                on_click=editing.disconnect, args=(name, layer.id),
                help="It is all that this layer reads." if len(read) == 1 else "Disconnect it.",
            )  # fmt: skip
    offered = _offered(network, layer.id, read)
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="layer_link"):
        other = kept(
            st.selectbox, "Also read", offered[-1], key=f"link_{layer.id}", options=offered,
            help="Layers that do not depend on this one.",
        )  # fmt: skip
        st.button(
            "Connect", key="layer_connect", icon=":material/add_link:",
            on_click=editing.connect, args=(other, layer.id),
            help="Let this layer read that one as well.",
        )  # fmt: skip


def _offered(network: NetworkSpec, layer: str, read: tuple[str, ...]) -> list[str]:
    """Return what the layer could read besides, without a circle."""
    layers = explicit(network)
    names = [INPUT, *(one.id for one in network.layers)]
    return [name for name in names if name not in read and not leads_to(layers, layer, name)]
