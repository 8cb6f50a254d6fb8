"""Which layer, and which of its units, a page looks at."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT
from nnviz.figures.kit.wording import compact_shape, layer_title
from nnviz.ui.inspect import words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.state.choices import choose, chosen, kept

LAYER, UNIT = "layer", "unit"
"""Names of the choices."""


def layer_box(
    seen: Inspected,
    layers: Sequence[str],
    *,
    key: str = LAYER,
    label: str = words.LAYER.label,
) -> str:
    """Draw a select box over these layers and return the chosen one's id.

    Args:
        seen: What the page looks at.
        layers: Ids, at least one.
        key: Name of the choice.
        label: What the box is called.
    """
    names = {layer: layer_words(seen, layer) for layer in layers}
    return kept(
        st.selectbox, label, layers[0], key=key, options=layers, format_func=names.__getitem__,
        help=words.LAYER.help, width=300,
    )  # fmt: skip


def layer_words(seen: Inspected, layer: str) -> str:
    """Name a layer: what it is, its number in the network and its output shape."""
    if layer == INPUT:
        return f"{words.INPUT} \u00b7 {compact_shape(seen.dataset.signature.input_shape)}"
    place = [one.id for one in seen.experiment.network.layers].index(layer) + 1
    title = layer_title(seen.experiment.network, layer)
    return f"{place}. {title} \u00b7 {compact_shape(seen.shapes.of(layer).shape or ())}"


def unit_word(seen: Inspected, layer: str) -> str:
    """Return what one unit of a layer is called."""
    if layer == INPUT:
        return "feature"
    kind = layer_kind(seen.experiment.network.layer(layer))
    if kind.units:
        return kind.unit_word
    return "map" if len(seen.shapes.of(layer).shape or ()) > 1 else "value"


def chosen_unit(layer: str, count: int) -> int:
    """Return the unit of a layer that is looked at; the first to begin with."""
    of, unit = chosen(UNIT, ("", 0))
    return unit if of == layer and unit < count else 0


def choose_unit(clicked: Mapping[str, Any]) -> None:
    """Choose the unit that a figure reports."""
    choose(UNIT, (str(clicked["layer"]), int(clicked["unit"])))


def page_slider(label: str, count: int, size: int, *, key: str) -> int:
    """Draw a slider over pages where there are several, and return the number of the first item.

    Args:
        label: What is leafed through.
        count: How many there are.
        size: How many a page holds.
        key: Name of the choice.
    """
    pages = -(-count // size)
    if pages < 2:
        return 0
    page = kept(
        st.slider, words.pages(label, count, size), 1, key=key, min_value=1, max_value=pages,
        help=words.PAGE_HELP, width=260,
    )  # fmt: skip
    return (page - 1) * size


def slice_slider(shape: Shape, *, key: str, timed: bool = False) -> int:
    """Draw a slider over the slices of what a layer gives, and return the number of one.

    Args:
        shape: Output shape of the layer; with four sizes the first counts slices of a volume, or
            time steps of a video.
        key: Name of the choice.
        timed: Whether the first of three sizes counts time steps, too.
    """
    if len(shape) < (3 if timed else 4) or shape[0] < 2:
        return 0
    return kept(
        st.slider, words.slices(shape[0]), (shape[0] + 1) // 2, key=key, min_value=1,
        max_value=shape[0], width=180,
        help=words.SLICE_HELP,
    ) - 1  # fmt: skip
