"""Attribution maps over the image, and the image that maximizes a unit's activation."""

import streamlit as st

from nnviz.figures.convolution.dream import dream
from nnviz.figures.convolution.overlay import overlay
from nnviz.figures.kit.colour import coloured
from nnviz.live import component
from nnviz.ui.inspect import convolution_words as words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.layer_choice import choose_unit, chosen_unit, layer_box
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import kept
from nnviz.ui.state.drawing import drawn

_LAST_CLASS = -1


def explanation_view(seen: Inspected) -> None:
    """Show saliency, Grad-CAM, occlusion and activation maximization side by side."""
    if seen.dataset.signature.view != "image":
        st.info(words.NOT_AN_IMAGE)
        return
    layers = _map_layers(seen)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        label = _class_box(seen)
        layer = None
        if layers:
            layer = layer_box(seen, layers, key="explained_layer", label=words.LAYER_FOR_GRAD_CAM)
        side = _patch_slider(seen)
    size = seen.dataset.signature.input_shape[:2]
    views: dict[str, tuple[tuple[int, int], dict[str, str | int]]] = {
        "saliency": ((size[0], size[1]), {"label": label}),
        "occlusion": ((side, side), {"label": label, "side": side}),
    }
    if layer is not None:
        # A network without feature maps of rows and columns has nothing for Grad-CAM to weigh.
        shape = seen.shapes.of(layer).shape or (1, 1, 1)
        views["grad_cam"] = ((shape[0], shape[1]), {"label": label, "layer": layer})
    places = st.columns(4, gap="medium")
    for place, (name, (title, _)) in zip(places, words.ATTRIBUTIONS.items(), strict=False):
        with place:
            if name in views:
                _overlay(seen, name, *views[name])
            else:
                st.markdown(f"**{title}**")
                st.caption(words.NO_MAPS)
    with places[3]:
        _dream(seen)


def _map_layers(seen: Inspected) -> list[str]:
    """Return the layers of feature maps, the last convolution first, then from last to first."""
    kinds = {one.id: one.kind for one in seen.experiment.network.layers}
    found = [one for one in kinds if len(seen.shapes.of(one).shape or ()) == 3][::-1]
    return sorted(found, key=lambda one: "conv" not in kinds[one])


def _class_box(seen: Inspected) -> int:
    names = {_LAST_CLASS: words.PREDICTED, **dict(enumerate(seen.dataset.class_names))}
    return kept(
        st.selectbox, words.CLASS_TO_EXPLAIN.label, _LAST_CLASS, key="explained_class",
        options=names, format_func=names.__getitem__, width=200,
        help=words.CLASS_TO_EXPLAIN.help,
    )  # fmt: skip


def _patch_slider(seen: Inspected) -> int:
    shortest = min(seen.dataset.signature.input_shape[:2])
    return kept(
        st.slider, words.PATCH.label, max(1, shortest // 4), key="patch_side", min_value=1,
        max_value=max(2, shortest // 2), width=180,
        help=words.PATCH.help,
    )  # fmt: skip


def _overlay(
    seen: Inspected, name: str, cells: tuple[int, int], asked: dict[str, str | int]
) -> None:
    title, explained = words.ATTRIBUTIONS[name]
    rows, columns, channels = seen.dataset.signature.input_shape
    look, options = theme(), seen.example.options
    picture = drawn(
        lambda: overlay(look, probe=name, size=(rows, columns), channels=channels, cells=cells,
                        options=options, asked=asked),
        "overlay", name, rows, columns, channels, cells, seen.example, *asked.values(), look.name,
    )  # fmt: skip
    st.markdown(f"**{title}**")
    component.view(picture, token=seen.token, key=f"overlay_{name}")
    st.caption(explained)


def _dream(seen: Inspected) -> None:
    """Show the image that maximizes one unit, which is chosen below the image."""
    layers = [*_map_layers(seen), *(one.id for one in seen.experiment.network.layers)]
    layers = list(dict.fromkeys(layers))
    st.markdown(words.UNIT_IMAGE)
    look = theme()
    rows, columns = seen.dataset.signature.input_shape[:2]
    colour = coloured(seen.dataset.signature.input_shape)
    place = st.container()
    layer = layer_box(seen, layers, key="dream_layer")
    units = (seen.shapes.of(layer).shape or (1,))[-1]
    unit = chosen_unit(layer, units)
    if units > 1:
        unit = kept(
            st.slider, words.unit_of(units), unit + 1, key=f"dream_unit_{layer}", min_value=1,
            max_value=units, help=words.UNIT_IMAGE_HELP,
        ) - 1  # fmt: skip
        choose_unit({"layer": layer, "unit": unit})
    picture = drawn(
        lambda: dream(look, layer=layer, unit=unit, size=(rows, columns), colour=colour),
        "dream", layer, unit, rows, columns, colour, look.name,
    )  # fmt: skip
    with place:
        component.view(picture, token=seen.token, key="dream")
        st.caption(words.UNIT_IMAGE_CAPTION)
