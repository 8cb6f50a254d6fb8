"""The views of the page about activations."""

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.run.run import ProbeRequest
from nnviz.core.run.sampling import projected_rows
from nnviz.core.spec.network import INPUT
from nnviz.engine import get_engine
from nnviz.figures.activations.distributions import distributions
from nnviz.figures.activations.layer_maps import COUNT, layer_maps
from nnviz.figures.activations.projection import projection
from nnviz.figures.activations.top_activations import top_activations
from nnviz.figures.activations.units import ShownLayer, units
from nnviz.live import component
from nnviz.ui.inspect import words
from nnviz.ui.inspect.example_choice import choose_example
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.layer_choice import (
    LAYER,
    choose_unit,
    chosen_unit,
    layer_box,
    page_slider,
    slice_slider,
    unit_word,
)
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets.plain_text import plain

VIEW = "activation_view"
_PAGE = 64
_STAGED_PRESETS = 32
_PATIENCE = 30.0


def network_view(seen: Inspected) -> None:
    """Show every layer as a row of pictures."""
    look, one = theme(), seen.example
    picture = drawn(
        lambda: layer_maps(
            seen.experiment.network, seen.shapes, look, split=one.split, example=one.number
        ),
        "layer_maps", seen.experiment.network.fingerprint, seen.experiment.data.fingerprint,
        look.name, one,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="layer_maps", grows=True)
    st.caption(words.layer_maps(one.words, COUNT))
    if clicked and clicked.get("kind") == "unit":
        choose_unit(clicked)
        choose(LAYER, str(clicked["layer"]))
        choose(VIEW, words.ONE_LAYER)
        st.rerun()


def layer_view(seen: Inspected) -> None:
    """Show all units of one layer, and the top activations of the chosen one."""
    ids = [*(layer.id for layer in seen.experiment.network.layers), INPUT]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layer = layer_box(seen, ids)
        shape = _shape(seen, layer)
        axes = len(shape)
        size = _STAGED_PRESETS if axes == 2 else _PAGE if axes > 2 else 16 * _PAGE
        start = page_slider(words.UNITS, shape[-1], size, key=f"units_page_{layer}")
        at = slice_slider(shape, key=f"slice_{layer}")
    unit, word = chosen_unit(layer, shape[-1]), unit_word(seen, layer)
    left, right = st.columns([6, 3], gap="medium")
    look, one = theme(), seen.example
    shown = ShownLayer(layer, shape, start, size, word, at)
    with left:
        picture = drawn(
            lambda: units(look, shown, marked=unit, split=one.split, example=one.number),
            "units", shown, unit, one, look.name,
        )  # fmt: skip
        clicked = component.view(picture, token=seen.token, key="units", grows=True)
        st.caption(words.units(one.words, word))
    if clicked and clicked.get("kind") == "unit":
        choose_unit(clicked)
        st.rerun()
    with right:
        st.markdown(words.top_activations(word, unit + 1))
        _top_activations(seen, layer, unit)


def _shape(seen: Inspected, layer: str) -> tuple[int, ...]:
    signature = seen.dataset.signature
    if layer == INPUT:
        return (*signature.input_shape, 1) if signature.tokens else signature.input_shape
    return seen.shapes.of(layer).shape or (1,)


def _top_activations(seen: Inspected, layer: str, unit: int) -> None:
    """Show the top activations of a unit; a click sends their example through the network."""
    split = "train" if seen.example.split == "train" else "test"
    look = theme()
    picture = drawn(
        lambda: top_activations(seen.dataset, look, layer=layer, unit=unit, split=split),
        "top_activations", seen.experiment.data.fingerprint, layer, unit, split, look.name,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="top_activations")
    st.caption(words.TOP_TRAINING if split == "train" else words.TOP_TEST)
    _choose_clicked(clicked, split)


def spread_view(seen: Inspected) -> None:
    """Show how the activations of every layer are spread over many examples."""
    split = _split()
    look = theme()
    picture = drawn(
        lambda: distributions(seen.experiment.network, look, split=split),
        "distributions", seen.experiment.network.fingerprint, look.name, split,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="distributions", grows=True)
    st.caption(words.SPREAD)


def _split() -> str:
    return kept(
        st.segmented_control, words.SPLIT.label, "test", key="set_part", options=words.SPLITS,
        format_func=words.SPLITS.__getitem__, required=True, label_visibility="collapsed",
        help=words.SPLIT.help,
    )  # fmt: skip


def projection_view(seen: Inspected) -> None:
    """Show a whole set as a layer sees it."""
    layers = [layer.id for layer in seen.experiment.network.layers]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layer = layer_box(seen, [*layers[-2::-1], layers[-1], INPUT])
        split = _split()
        method = kept(
            st.segmented_control, words.METHOD.label, "pca", key="projection_method",
            options=words.METHODS, format_func=words.METHODS.__getitem__, required=True,
            label_visibility="collapsed", help=words.METHOD.help,
        )  # fmt: skip
    count = len(seen.dataset.inputs(split))
    numbers = tuple(projected_rows(seen.shapes, layer, count).tolist())
    marked = seen.example.number if seen.example.split == split else -1
    if method == "tsne":
        _still_projection(seen, layer, split, numbers, marked)
        return
    look = theme()
    picture = drawn(
        lambda: projection(
            seen.dataset, look, layer=layer, split=split, numbers=numbers, marked=marked
        ),
        "projection", seen.experiment.data.fingerprint, look.name, layer, split, numbers, marked,
    )  # fmt: skip
    _choose_clicked(component.view(picture, token=seen.token, key="projection", grows=True), split)
    st.caption(words.projected(len(numbers)))


def _choose_clicked(clicked: dict | None, split: str) -> None:
    if clicked and clicked.get("kind") == "example":
        choose_example(split, int(clicked["number"]))
        st.rerun()


def _still_projection(
    seen: Inspected, layer: str, split: str, numbers: tuple[int, ...], marked: int
) -> None:
    """Show t-SNE as it was when it was asked for."""
    key = (seen.token, seen.experiment.network.fingerprint, layer, split)
    known = chosen("tsne")
    stale = known is None or known[0] != key
    asked = st.button(
        words.TSNE.label if stale else words.TSNE_AGAIN, key="compute_tsne",
        type="primary" if stale else "secondary",
        help=words.TSNE.help,
    )  # fmt: skip
    if asked:
        want = ProbeRequest(
            "once", "projection", {"layer": layer, "split": split, "method": "tsne"}
        )
        try:
            with st.spinner(words.TSNE_RUNNING):
                found = get_engine().probe(seen.token, want, _PATIENCE)
        except (NnvizError, TimeoutError) as error:
            st.caption(plain(words.cannot_read(error)))
            return
        known, stale = (key, found["x"], found["y"]), False
        choose("tsne", known)
    if stale or known is None:
        st.caption(words.TSNE_OFFER)
        return
    figure = projection(
        seen.dataset, theme(), layer=layer, split=split, method="tsne", numbers=numbers,
        marked=marked,
    )  # fmt: skip
    figure.update_traces({"x": known[1], "y": known[2]}, selector=0)
    _choose_clicked(component.view(component.Drawn.of(figure), key="tsne", grows=True), split)
