"""The views of the page about convolution: kernels, feature maps and their arithmetic."""

import streamlit as st

from nnviz.core.network import INPUT
from nnviz.core.sliding import MOST_PLACES, SLIDING_KINDS, Sliding, sliding
from nnviz.figures.convolution import TakenApart, convolution
from nnviz.figures.kernels import kernels
from nnviz.figures.units import ShownLayer, units
from nnviz.figures.wording import layer_activation
from nnviz.live import component
from nnviz.live.cursor import cursor_view
from nnviz.ui.appearance import theme
from nnviz.ui.choices import choose, chosen, kept
from nnviz.ui.drawing import drawn
from nnviz.ui.fields import words
from nnviz.ui.inspect_header import Inspected
from nnviz.ui.layer_choice import UNIT, choose_unit, chosen_unit, layer_box, page_slider, unit_word

_CHANNEL = "channel"
_PAGE = 32
_CHANNELS = 8


def sliding_layers(seen: Inspected) -> list[str]:
    """Return the layers of the network that have a window, by id."""
    return [one.id for one in seen.experiment.network.layers if one.kind in SLIDING_KINDS]


def convolution_layers(seen: Inspected) -> list[str]:
    """Return the convolutions of the network that have kernels, by id."""
    return [one.id for one in seen.experiment.network.layers if one.kind in ("conv1d", "conv2d")]


def input_of(seen: Inspected, layer: str) -> tuple[int, ...]:
    """Return the shape of what a layer reads."""
    ids = [one.id for one in seen.experiment.network.layers]
    source = seen.experiment.network.sources(ids.index(layer))[0]
    if source == INPUT:
        return seen.dataset.signature.input_shape
    return seen.shapes.of(source).shape or (1,)


def filters_view(seen: Inspected) -> None:
    """Show kernels, feature maps and the arithmetic of one place."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        layer = layer_box(seen, sliding_layers(seen), key="sliding_layer")
        shape, before = seen.shapes.of(layer).shape or (1,), input_of(seen, layer)
        start = page_slider("Filters", shape[-1], _PAGE, key=f"filters_page_{layer}")
    found = sliding(seen.experiment.network.layer(layer), before, shape)
    if found is None:
        return
    unit = chosen_unit(layer, shape[-1])
    learns = found.operation == "convolution"
    channels = before[-1] // found.groups if learns else 1
    channel = min(int(chosen(_CHANNEL, 0)), channels - 1) if learns else unit
    left, right = st.columns(2, gap="medium")
    if learns:
        with left:
            _kernels(seen, layer, found, (start, unit, channel), channels)
    with right if learns else left:
        _maps(seen, layer, shape, start, unit)
    if channels > 1:
        channel = kept(
            st.slider, f"Input channel (1 to {channels})", channel + 1, key=f"channel_{layer}",
            min_value=1, max_value=channels, width=260,
            help="Which channel of the input is multiplied below; all of them are summed.",
        ) - 1  # fmt: skip
    taken = TakenApart(
        layer, found, _inside(before), unit, channel, channels,
        words(layer_activation(seen.experiment.network, layer).replace(" ", "_"))
        if learns else "",
    )  # fmt: skip
    _arithmetic(seen, taken)


def _inside(before: tuple[int, ...]) -> tuple[int, int]:
    return (before[0], before[1]) if len(before) == 3 else (1, before[0])


def _kernels(
    seen: Inspected,
    layer: str,
    found: Sliding,
    chosen_ones: tuple[int, int, int],
    channels: int,
) -> None:
    """Show the kernels of a page of filters; a click chooses filter and channel."""
    start, unit, channel = chosen_ones
    filters = min(_PAGE, (seen.shapes.of(layer).shape or (1,))[-1] - start)
    look, rows = theme(), min(channels, _CHANNELS)
    picture = drawn(
        lambda: kernels(look, layer=layer, size=found.size, filters=filters, channels=rows,
                        start=start, marked=(unit, channel)),
        "kernels", layer, found.size, filters, rows, start, unit, channel, look.name,
    )  # fmt: skip
    more = f" (the first {rows} of {channels} input channels)" if channels > rows else ""
    st.caption(f"Kernels: a column is one filter, a row one input channel{more}.")
    clicked = component.view(picture, token=seen.token, key="kernels")
    if clicked and clicked.get("kind") == "kernel":
        choose_unit(clicked)
        choose(f"channel_{layer}", int(clicked["channel"]) + 1)
        st.rerun()


def _maps(seen: Inspected, layer: str, shape: tuple[int, ...], start: int, unit: int) -> None:
    """Show the feature maps of a page of filters; a click chooses one."""
    look, one = theme(), seen.example
    shown = ShownLayer(layer, shape, start, _PAGE, unit_word(seen, layer))
    picture = drawn(
        lambda: units(look, shown, marked=unit, part=one.part, example=one.number, height=130),
        "feature maps", shown, unit, one, look.name,
    )  # fmt: skip
    st.caption(f"Feature maps: what each filter makes of {one.words}. Click one.")
    clicked = component.view(picture, token=seen.token, key="feature_maps")
    if clicked and clicked.get("kind") == "unit":
        choose(UNIT, (layer, int(clicked["unit"])))
        st.rerun()


def _arithmetic(seen: Inspected, taken: TakenApart) -> None:
    """Show one place of the layer with every number."""
    look, one, window = theme(), seen.example, taken.window
    picture = drawn(
        lambda: convolution(look, taken, part=one.part, example=one.number),
        "convolution", taken, one, look.name,
    )  # fmt: skip
    cursor_view(picture, key="convolution", token=seen.token)
    st.caption(f"Drag over input or output, press the arrows, or play. {_words(window)}")


def _words(window: Sliding) -> str:
    """Say how the window moves."""
    said = [f"The window moves {window.stride[1]} at a time (stride)"]
    if max(window.dilation) > 1:
        said.append(f"reads every {window.dilation[1]}. value (dilation)")
    border = "outside the dotted frame lies the border" if any(window.before) else "without border"
    said.append(border if window.operation == "convolution" else f"{border} (padding)")
    cut = any(all_of > shown for all_of, shown in zip(window.places, window.shown, strict=True))
    more = f" Of this large map the upper left {MOST_PLACES} places are shown." if cut else ""
    return ", ".join(said) + "." + more
