"""Convolution in one and two dimensions."""

from typing import Any

from nnviz.core.catalogue.shared_params import INITIALIZER, PADDING, activation, units, window
from nnviz.core.catalogue.windows import slide, slide_text, too_small
from nnviz.core.kinds import Inference, LayerKind, Misfit, Shape, product, shape_text

_PARAMS = (
    units("Filters", 8, "How many filters look for patterns.", name="filters"),
    window("kernel_size", "Kernel size", 3, "Side of the patch a filter looks at.", high=31),
    window("strides", "Stride", 1, "How far the patch moves between two places.", high=16),
    PADDING,
    activation(),
    INITIALIZER,
)


def _convolution(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    kernel, stride, padding = values["kernel_size"], values["strides"], values["padding"]
    filters, channels, space = values["filters"], shape[-1], shape[:-1]
    places = tuple(slide(size, kernel, stride, padding) for size in space)
    if not all(places):
        return too_small(shape, kernel, "kernel", "kernel_size")
    patch = kernel ** len(space) * channels
    text = (
        f"{slide_text(space, kernel, stride, padding)}; "
        f"{shape_text((kernel,) * len(space))} \u00d7 {channels} inputs \u00d7 {filters} filters "
        f"+ {filters} biases"
    )
    macs = product(places) * patch * filters
    return Inference((*places, filters), patch * filters + filters, macs, text)


CONVOLUTION = (
    LayerKind(
        name="conv1d",
        label="Convolution 1-D",
        category="convolution",
        keras_name="Conv1D",
        params=_PARAMS,
        ranks=(2,),
        infer=_convolution,
        sentence="Slides small filters along a sequence and reports where each pattern occurs.",
        formula=r"y_{t,f} = f\Big(\sum_{k,c} x_{ts+k,c}\,W_{k,c,f} + b_f\Big)",
        units="filters",
        unit_word="filter",
    ),
    LayerKind(
        name="conv2d",
        label="Convolution",
        category="convolution",
        keras_name="Conv2D",
        params=_PARAMS,
        ranks=(3,),
        infer=_convolution,
        sentence="Slides small filters over a picture and reports where each pattern occurs.",
        formula=r"y_{i,j,f} = f\Big(\sum_{u,v,c} x_{is+u,js+v,c}\,W_{u,v,c,f} + b_f\Big)",
        units="filters",
        unit_word="filter",
    ),
)
"""Convolution layers."""
