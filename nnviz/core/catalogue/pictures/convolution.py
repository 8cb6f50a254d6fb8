"""Convolution in one, two and three dimensions: plain, transposed, depthwise and separable."""

from dataclasses import replace
from typing import Any

from nnviz.core.catalogue.rules.shared_params import (
    BIAS,
    INITIALIZER,
    PADDING,
    activation,
    initializer,
    units,
    window,
)
from nnviz.core.catalogue.rules.windows import Window, axes_text, dilated, too_small
from nnviz.core.spec.kinds import (
    Fix,
    Inference,
    LayerKind,
    Misfit,
    Shape,
    per_axis,
    product,
    shape_text,
)
from nnviz.core.spec.params import Param

_FILTERS = units("Filters", 8, "How many filters the layer has.", name="filters")
_KERNEL = window("kernel_size", "Kernel size", 3, "Side of the patch that a filter sees.", high=31)
_STRIDE = window(
    "strides", "Stride", 1, "How many positions the filter moves at each step.", high=16
)
_DILATION = Param(
    "dilation_rate", "Dilation", 1, "Spacing between the values that a filter reads.",
    low=1, high=16, step=1, rare=True, per_axis=True,
)  # fmt: skip
_GROUPS = Param(
    "groups", "Groups", 1,
    "Into how many groups to split the input channels, each with filters of its own.",
    low=1, high=4096, step=1, rare=True,
)  # fmt: skip
_MULTIPLIER = Param(
    "depth_multiplier", "Filters per input", 1, "How many filters each input channel gets.",
    low=1, high=16, step=1, rare=True,
)  # fmt: skip
_CAUSAL = Param(
    "padding", "Padding", "valid",
    "Whether to pad the border with zeros: to keep the size (same), to see only the past "
    "(causal), or not at all (valid).",
    choices=("valid", "same", "causal"),
)  # fmt: skip


def _slid(shape: Shape, values: dict[str, Any]) -> tuple[Window, tuple[int, ...]] | Misfit:
    """Return the window of a convolution and how many positions it takes, or what is wrong."""
    axes = len(shape) - 1
    kernel, strides = (per_axis(values[name], axes) for name in ("kernel_size", "strides"))
    rates = per_axis(values["dilation_rate"], axes)
    if max(rates) > 1 and max(strides) > 1:
        return Misfit(
            "a stride of 1 with a dilation above 1",
            f"stride {max(strides)} and dilation {max(rates)}",
            (Fix("Use dilation 1", {"dilation_rate": 1}), Fix("Use stride 1", {"strides": 1})),
        )
    sizes = tuple(dilated(*pair) for pair in zip(kernel, rates, strict=True))
    slides = Window(sizes, strides, values["padding"])
    places = slides.places(shape[:-1])
    if not all(places):
        return too_small(shape, sizes, "kernel", "kernel_size")
    return slides, places


def _bias(values: dict[str, Any], count: int) -> tuple[int, str]:
    """Return the number of biases and the words that add them."""
    return (count, f" + {count} biases") if values["use_bias"] else (0, "")


def _work(places: tuple[int, ...], each: str) -> str:
    """Say how the multiply-adds follow: the same ones at every position."""
    return f"{shape_text(places)} positions \u00d7 {each}"


def _convolution(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    filters, groups, channels = values["filters"], values["groups"], shape[-1]
    if channels % groups or filters % groups:
        return Misfit(
            f"numbers of channels and filters that are divisible by {groups}",
            f"{channels} channels and {filters} filters",
            (Fix("Use one group", {"groups": 1}),),
        )
    slid = _slid(shape, values)
    if isinstance(slid, Misfit):
        return slid
    slides, places = slid
    kernel = per_axis(values["kernel_size"], len(places))
    patch = product(kernel) * (channels // groups)
    biases, added = _bias(values, filters)
    text = (
        f"{slides.text(shape[:-1])}; {shape_text(kernel)} \u00d7 {channels // groups} inputs "
        f"\u00d7 {filters} filters{added}"
    )
    macs = product(places) * patch * filters
    work = _work(places, f"{patch} weights of a patch \u00d7 {filters} filters")
    return Inference((*places, filters), patch * filters + biases, macs, text, work=work)


def _transposed(shape: Shape, values: dict[str, Any]) -> Inference:
    space, filters = shape[:-1], values["filters"]
    kernel, strides = (per_axis(values[name], len(space)) for name in ("kernel_size", "strides"))
    same = values["padding"] == "same"
    sizes: list[int] = []
    lines: list[str] = []
    for size, window_size, stride in zip(space, kernel, strides, strict=True):
        more = 0 if same else max(window_size - stride, 0)
        sizes.append(size * stride + more)
        lines.append(f"{size} \u00d7 {stride}{f' + {more}' if more else ''} = {sizes[-1]}")
    patch = product(kernel) * shape[-1]
    biases, added = _bias(values, filters)
    text = (
        f"{axes_text(lines)}; {shape_text(kernel)} \u00d7 {shape[-1]} inputs "
        f"\u00d7 {filters} filters{added}"
    )
    macs = product(space) * patch * filters
    work = _work(space, f"{patch} weights of a patch \u00d7 {filters} filters")
    return Inference((*sizes, filters), patch * filters + biases, macs, text, work=work)


def _depthwise(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    slid = _slid(shape, values)
    if isinstance(slid, Misfit):
        return slid
    slides, places = slid
    kernel = per_axis(values["kernel_size"], len(places))
    outputs = shape[-1] * values["depth_multiplier"]
    biases, added = _bias(values, outputs)
    weights = product(kernel) * outputs
    text = (
        f"{slides.text(shape[:-1])}; {shape_text(kernel)} \u00d7 {outputs} filters, "
        f"each on one input{added}"
    )
    work = _work(places, f"{weights} weights")
    macs = product(places) * weights
    return Inference((*places, outputs), weights + biases, macs, text, work=work)


def _separable(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    slid = _slid(shape, values)
    if isinstance(slid, Misfit):
        return slid
    slides, places = slid
    kernel, filters = per_axis(values["kernel_size"], len(places)), values["filters"]
    between = shape[-1] * values["depth_multiplier"]
    biases, added = _bias(values, filters)
    weights = product(kernel) * between + between * filters
    text = (
        f"{slides.text(shape[:-1])}; {shape_text(kernel)} \u00d7 {between} + "
        f"{between} \u00d7 {filters} filters{added}"
    )
    work = _work(places, f"({product(kernel) * between} + {between * filters}) weights")
    macs = product(places) * weights
    return Inference((*places, filters), weights + biases, macs, text, work=work)


_EVEN = replace(_STRIDE, per_axis=False)
_MORE = (_DILATION, BIAS)
_WHERE = {1: "along a sequence", 2: "over an image", 3: "over a volume"}
_LABEL = {1: " 1-D", 2: "", 3: " 3-D"}


def _plain_kind(axes: int, formula: str) -> LayerKind:
    return LayerKind(
        name=f"conv{axes}d",
        label=f"Convolution{_LABEL[axes]}",
        category="convolution",
        keras_name=f"Conv{axes}D",
        params=(
            _FILTERS, _KERNEL, _STRIDE, _CAUSAL if axes == 1 else PADDING,
            activation(), INITIALIZER, _GROUPS, *_MORE,
        ),
        ranks=(axes + 1,),
        infer=_convolution,
        sentence=f"Slides small filters {_WHERE[axes]} and responds where their patterns occur.",
        formula=formula,
        units="filters",
        unit_word="filter",
    )  # fmt: skip


def _transposed_kind(axes: int) -> LayerKind:
    return LayerKind(
        name=f"conv{axes}d_transpose",
        label=f"Transposed convolution{_LABEL[axes]}",
        category="convolution",
        keras_name=f"Conv{axes}DTranspose",
        params=(_FILTERS, _KERNEL, _STRIDE, PADDING, activation(), INITIALIZER, BIAS),
        ranks=(axes + 1,),
        infer=_transposed,
        sentence="Spreads every input value over a small patch, so that the output can grow.",
        formula=r"y_{p,f} = g\Big(\sum_{q,k:\,qs+k=p}\sum_c x_{q,c}\,W_{k,f,c} + b_f\Big)",
        units="filters",
        unit_word="filter",
    )


def _depthwise_kind(axes: int) -> LayerKind:
    return LayerKind(
        name=f"depthwise_conv{axes}d",
        label=f"Depthwise convolution{_LABEL[axes]}",
        category="convolution",
        keras_name=f"DepthwiseConv{axes}D",
        params=(
            _KERNEL, _EVEN, PADDING, activation(),
            initializer("depthwise_initializer", "Initial weights"), _MULTIPLIER, *_MORE,
        ),
        ranks=(axes + 1,),
        infer=_depthwise,
        sentence="Slides a filter over every channel separately, without mixing channels.",
        formula=r"y_{p,c} = f\Big(\sum_k x_{ps+k,c}\,W_{k,c} + b_c\Big)",
    )  # fmt: skip


def _separable_kind(axes: int) -> LayerKind:
    return LayerKind(
        name=f"separable_conv{axes}d",
        label=f"Separable convolution{_LABEL[axes]}",
        category="convolution",
        keras_name=f"SeparableConv{axes}D",
        params=(
            _FILTERS, _KERNEL, _EVEN, PADDING, activation(),
            initializer("depthwise_initializer", "Initial depthwise weights"),
            initializer("pointwise_initializer", "Initial pointwise weights"),
            _MULTIPLIER, *_MORE,
        ),
        ranks=(axes + 1,),
        infer=_separable,
        sentence="Filters every channel separately, then mixes the channels: far fewer weights.",
        formula=r"y_{p,f} = g\Big(\sum_c P_{c,f}\sum_k x_{ps+k,c}\,D_{k,c} + b_f\Big)",
        units="filters",
        unit_word="filter",
    )  # fmt: skip


CONVOLUTION = (
    _plain_kind(1, r"y_{t,f} = f\Big(\sum_{k,c} x_{ts+k,c}\,W_{k,c,f} + b_f\Big)"),
    _plain_kind(2, r"y_{i,j,f} = f\Big(\sum_{u,v,c} x_{is+u,js+v,c}\,W_{u,v,c,f} + b_f\Big)"),
    _plain_kind(3, r"y_{p,f} = f\Big(\sum_{k,c} x_{ps+k,c}\,W_{k,c,f} + b_f\Big)"),
    _separable_kind(1),
    _separable_kind(2),
    _depthwise_kind(1),
    _depthwise_kind(2),
    _transposed_kind(1),
    _transposed_kind(2),
    _transposed_kind(3),
)
"""Convolution layers."""
