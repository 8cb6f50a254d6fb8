"""The views of the page about convolution: kernels, feature maps and their arithmetic."""

import streamlit as st

from nnviz.core.spec.network import INPUT
from nnviz.core.windows.input_field import input_field
from nnviz.core.windows.sliding import MAP_KINDS, MOST_PLACES, Pair, Sliding, sliding
from nnviz.figures.activations.units import ShownLayer, units
from nnviz.figures.convolution.convolution import TakenApart, convolution
from nnviz.figures.convolution.filter_history import FilterShown, filter_history
from nnviz.figures.convolution.kernels import kernels
from nnviz.figures.kit.wording import layer_activation
from nnviz.live import component
from nnviz.live.cursor import cursor_view
from nnviz.ui.inspect import convolution_words as words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.layer_choice import (
    UNIT,
    choose_unit,
    chosen_unit,
    layer_box,
    page_slider,
    slice_slider,
    unit_word,
)
from nnviz.ui.state import running
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.fields import in_words
from nnviz.ui.widgets import time_panel

_PAGE = 32
_CHANNELS = 8


def map_layers(seen: Inspected) -> list[str]:
    """Return the layers of the network whose window gives maps, by id."""
    return [one.id for one in seen.experiment.network.layers if one.kind in MAP_KINDS]


def input_of(seen: Inspected, layer: str) -> tuple[int, ...]:
    """Return the shape of what a layer reads."""
    source = seen.experiment.network.sources(_place(seen, layer))[0]
    if source == INPUT:
        return seen.dataset.signature.input_shape
    return seen.shapes.of(source).shape or (1,)


def _place(seen: Inspected, layer: str) -> int:
    return [one.id for one in seen.experiment.network.layers].index(layer)


def filters_view(seen: Inspected) -> None:
    """Show kernels, feature maps and the arithmetic of one place."""
    taken = _chosen_filter(seen)
    if taken is not None:
        _arithmetic(seen, taken)


def over_time_view(seen: Inspected) -> None:
    """Show kernels and feature maps as they are now, and one filter at earlier checkpoints."""
    taken = _chosen_filter(seen)
    if taken is None:
        return
    status = running.status()
    shape = seen.shapes.of(taken.layer).shape or (1,)
    filter_ = FilterShown(
        taken.layer, taken.window, shape, taken.unit, taken.number,
        max(1, status.steps_per_epoch), -1 if status.playing else time_panel.shown_step(),
    )  # fmt: skip
    look, one = theme(), seen.example
    picture = drawn(
        lambda: filter_history(look, filter_, split=one.split, example=one.number),
        "filter checkpoints", filter_, one, look.name,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="filter_history")
    st.caption(words.filter_checkpoints(taken.unit + 1, learns=taken.window.learns))
    if clicked and clicked.get("kind") == "checkpoint" and clicked.get("step") is not None:
        time_panel.go_to(int(clicked["step"]))
        st.rerun()


def _chosen_filter(seen: Inspected) -> TakenApart | None:
    """Draw what chooses a filter of a layer and one of its kernels, and return that."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layer = layer_box(seen, map_layers(seen), key="sliding_layer")
        shape, before = seen.shapes.of(layer).shape or (1,), input_of(seen, layer)
        start = page_slider(words.FILTERS, shape[-1], _PAGE, key=f"filters_page_{layer}")
        timed = seen.experiment.network.layer(layer).kind.startswith("timed_")
        at = slice_slider(shape, key=f"slice_{layer}", timed=timed)
        found = sliding(seen.experiment.network.layer(layer), before, shape, at)
        number = _kernel_slider(layer, found, before[-1]) if found else 0
    unit = chosen_unit(layer, shape[-1])
    left, right = st.columns(2, gap="medium")
    if found and found.learns:
        with left:
            _kernels(seen, layer, found, (start, unit, number))
    with right if found and found.learns else left:
        _maps(seen, ShownLayer(layer, shape, start, _PAGE, unit_word(seen, layer), at), unit)
    if found is None:
        st.info(words.NO_ARITHMETIC)
        return None
    inputs = seen.dataset.signature.input_shape
    reads_input = seen.experiment.network.sources(_place(seen, layer))[0] == INPUT
    return TakenApart(
        layer, found, found.laid_out(_inside(found, before)), unit,
        found.channel(unit, number, before[-1], shape[-1]) % before[-1], number,
        in_words(layer_activation(seen.experiment.network, layer).replace(" ", "_"))
        if found.learns else "",
        None if reads_input else input_field(seen.experiment.network, seen.shapes, layer),
        (inputs[0], inputs[1]) if len(inputs) == 3 else (1, inputs[0]),
    )  # fmt: skip


def _kernel_slider(layer: str, found: Sliding, channels: int) -> int:
    """Draw a slider over the kernels of a filter where it has several; return the number of one."""
    if found.depth < 2:
        return 0
    label = words.input_channel(found.depth)
    if found.slices and found.slices.size > 1:
        label = words.slice_channel(found.depth)
    if found.operation == "separable" and found.depth > channels:
        label = words.mixed_map(found.depth)
    return kept(
        st.slider, label, 1, key=f"channel_{layer}", min_value=1, max_value=found.depth, width=260,
        help=words.CHANNEL_HELP,
    ) - 1  # fmt: skip


def _inside(found: Sliding, before: tuple[int, ...]) -> Pair:
    """Return rows and columns of what is read, of one slice where there are several."""
    shape = found.map_shape(before)
    return (shape[0], shape[1]) if len(shape) == 3 else (1, shape[0])


def _kernels(
    seen: Inspected,
    layer: str,
    found: Sliding,
    chosen_ones: tuple[int, int, int],
) -> None:
    """Show the kernels of a page of filters; a click chooses filter and channel."""
    start, unit, channel = chosen_ones
    filters = min(_PAGE, (seen.shapes.of(layer).shape or (1,))[-1] - start)
    look, rows = theme(), min(found.depth, _CHANNELS)
    picture = drawn(
        lambda: kernels(look, layer=layer, size=found.size, filters=filters, channels=rows,
                        start=start, marked=(unit, channel), each=_each_slice(found)),
        "kernels", layer, found.size, filters, rows, start, unit, channel, _each_slice(found),
        look.name,
    )  # fmt: skip
    mixed, sliced = found.operation == "separable", bool(_each_slice(found))
    st.caption(words.kernels(rows, found.depth, mixed=mixed, sliced=sliced))
    clicked = component.view(picture, token=seen.token, key="kernels")
    if clicked and clicked.get("kind") == "kernel":
        choose_unit(clicked)
        choose(f"channel_{layer}", int(clicked["channel"]) + 1)
        st.rerun()


def _each_slice(found: Sliding) -> int:
    """Return how many kernels a filter has for each slice that it reads; 0 where it reads one."""
    several = found.slices is not None and found.slices.size > 1
    return found.depth // found.slices.size if several and found.slices else 0


def _maps(seen: Inspected, shown: ShownLayer, unit: int) -> None:
    """Show the feature maps of a page of filters; a click chooses one."""
    look, one = theme(), seen.example
    picture = drawn(
        lambda: units(look, shown, marked=unit, split=one.split, example=one.number, height=130),
        "feature maps", shown, unit, one, look.name,
    )  # fmt: skip
    st.caption(words.feature_maps(one.words))
    clicked = component.view(picture, token=seen.token, key="feature_maps")
    if clicked and clicked.get("kind") == "unit":
        choose(UNIT, (shown.name, int(clicked["unit"])))
        st.rerun()


def _arithmetic(seen: Inspected, taken: TakenApart) -> None:
    """Show one place of the layer with every number."""
    look, one, window = theme(), seen.example, taken.window
    picture = drawn(
        lambda: convolution(look, taken, split=one.split, example=one.number),
        "convolution", taken, one, look.name,
    )  # fmt: skip
    cursor_view(picture, key="convolution", token=seen.token, grows=True)
    st.caption(_explained(window))


def _explained(window: Sliding) -> str:
    """Say how the window moves, and what is peculiar about it."""
    peculiar = words.PECULIAR.get(window.operation, "")
    return words.convolution(peculiar, _movement(window), _cut(window))


def _movement(window: Sliding) -> str:
    if window.operation == "transposed":
        return words.transposed_movement(window.spread[1])
    return words.movement(
        window.stride[1], window.dilation[1] if max(window.dilation) > 1 else 1,
        padded=any(window.before), learns=window.learns,
    )  # fmt: skip


def _cut(window: Sliding) -> str:
    cut = any(all_of > shown for all_of, shown in zip(window.places, window.shown, strict=True))
    return words.cut_map(MOST_PLACES) if cut else ""
