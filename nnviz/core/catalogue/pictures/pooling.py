"""Pooling: fewer positions, the same features."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import PADDING, window
from nnviz.core.catalogue.rules.windows import Window, too_small
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, per_axis, shape_text
from nnviz.core.spec.params import Param

_PARAMS = (
    window("pool_size", "Pool size", 2, "Side of the window that becomes one value.", high=16),
    PADDING,
    Param(
        "strides", "Stride", 0, "How far the window moves each time; 0 means its own size.",
        low=0, high=16, step=1, rare=True, per_axis=True,
    ),
)  # fmt: skip
_KEEP = Param(
    "keepdims", "Keep axes", False, "Whether to keep the pooled axes, each with size 1.", rare=True
)
_OUTPUT = Param(
    "output_size", "Output size", 2, "Size of the output along every axis.",
    low=1, high=64, step=1, per_axis=True,
)  # fmt: skip
_LABEL = {1: " 1-D", 2: "", 3: " 3-D"}


def _pooling(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    space, padding = shape[:-1], values["padding"]
    pool = per_axis(values["pool_size"], len(space))
    strides = per_axis(values["strides"] or pool, len(space))
    if not all(strides):
        text = shape_text(strides)
        return Misfit(
            "a stride of at least 1 along every axis",
            text,
            (Fix("Use the pool size", {"strides": 0}),),
        )
    slides = Window(pool, strides, padding)
    places = slides.places(space)
    if not all(places):
        return too_small(shape, pool, "pooling window", "pool_size")
    return Inference((*places, shape[-1]), 0, 0, f"{slides.text(space)}, nothing to learn")


def _global(shape: Shape, values: dict[str, Any], what: str) -> Inference:
    kept = (1,) * (len(shape) - 1) if values["keepdims"] else ()
    text = f"{what} over all positions of each of {shape[-1]} features"
    return Inference((*kept, shape[-1]), 0, 0, text)


def _global_mean(shape: Shape, values: dict[str, Any]) -> Inference:
    return _global(shape, values, "mean")


def _global_max(shape: Shape, values: dict[str, Any]) -> Inference:
    return _global(shape, values, "largest value")


def _adaptive(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    space = shape[:-1]
    target = per_axis(values["output_size"], len(space))
    if any(size < wanted for size, wanted in zip(space, target, strict=True)):
        return Misfit(
            f"at least {shape_text(target)} positions",
            shape_text(space),
            (
                Fix(f"Make the output {min(space)} positions wide", {"output_size": min(space)}),
                Fix("Remove this layer", remove=True),
            ),
        )
    text = f"{shape_text(space)} positions are divided among {shape_text(target)}"
    return Inference((*target, shape[-1]), 0, 0, text)


def _kind(word: str, axes: int) -> LayerKind:
    largest = word == "Max"
    what = "its largest value" if largest else "its mean"
    return LayerKind(
        name=f"{word.lower()}_pooling{axes}d",
        label=f"{word} pooling{_LABEL[axes]}",
        category="pooling",
        keras_name=f"{word}Pooling{axes}D",
        params=_PARAMS,
        ranks=(axes + 1,),
        infer=_pooling,
        sentence=f"Reduces every small window to {what}, so that the input shrinks.",
        formula=_MAX if largest else _MEAN,
    )


def _global_kind(word: str, axes: int) -> LayerKind:
    largest = word == "Max"
    return LayerKind(
        name=f"global_{word.lower()}_pooling{axes}d",
        label=f"Global {word.lower()} pooling{_LABEL[axes]}",
        category="pooling",
        keras_name=f"Global{word}Pooling{axes}D",
        params=(_KEEP,),
        ranks=(axes + 1,),
        infer=_global_max if largest else _global_mean,
        sentence=f"Replaces every feature map with its {'largest value' if largest else 'mean'}.",
        formula=r"y_c = \max_p x_{p,c}"
        if largest
        else r"y_c = \frac{1}{|P|}\sum_{p \in P} x_{p,c}",
    )


def _adaptive_kind(word: str, axes: int) -> LayerKind:
    what = "its largest value" if word == "Max" else "its mean"
    return LayerKind(
        name=f"adaptive_{word.lower()}_pooling{axes}d",
        label=f"Adaptive {word.lower()} pooling{_LABEL[axes]}",
        category="pooling",
        keras_name=f"Adaptive{word}Pooling{axes}D",
        params=(_OUTPUT,),
        ranks=(axes + 1,),
        infer=_adaptive,
        sentence=f"Divides the input into a chosen number of windows and reduces each to {what}.",
        formula=_MAX if word == "Max" else _MEAN,
    )


_MAX = r"y_p = \max_{q \in \mathrm{patch}(p)} x_q"
_MEAN = r"y_p = \operatorname{mean}_{q \in \mathrm{patch}(p)} x_q"
_WORDS = ("Max", "Average")

POOLING = (
    *(_kind(word, axes) for axes in (1, 2, 3) for word in _WORDS),
    *(_global_kind(word, axes) for axes in (1, 2, 3) for word in _WORDS),
    *(_adaptive_kind(word, axes) for axes in (1, 2, 3) for word in _WORDS),
)
"""Pooling layers."""
