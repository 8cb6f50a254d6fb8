"""Pooling: fewer places, the same features."""

from typing import Any

from nnviz.core.catalogue.shared_params import PADDING, window
from nnviz.core.catalogue.windows import slide, slide_text, too_small
from nnviz.core.kinds import Inference, LayerKind, Misfit, Shape

_PARAMS = (
    window("pool_size", "Pool size", 2, "Side of the patch that becomes one value.", high=16),
    PADDING,
)


def _pooling(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    pool, padding = values["pool_size"], values["padding"]
    places = tuple(slide(size, pool, pool, padding) for size in shape[:-1])
    if not all(places):
        return too_small(shape, pool, "pooling window", "pool_size")
    text = f"{slide_text(shape[:-1], pool, pool, padding)}, nothing to learn"
    return Inference((*places, shape[-1]), 0, 0, text)


def _global(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference((shape[-1],), 0, 0, f"mean over all places of each of {shape[-1]} features")


def _kind(keras_name: str, label: str, rank: int, what: str, formula: str) -> LayerKind:
    name = keras_name.replace("Pooling", "_pooling").replace("D", "d").lower()
    return LayerKind(
        name=name,
        label=label,
        category="pooling",
        keras_name=keras_name,
        params=_PARAMS,
        ranks=(rank,),
        infer=_pooling,
        sentence=f"Keeps {what} of every small patch, so that the size shrinks.",
        formula=formula,
    )


def _global_kind(dimensions: int, label: str) -> LayerKind:
    return LayerKind(
        name=f"global_average_pooling{dimensions}d",
        label=label,
        category="pooling",
        keras_name=f"GlobalAveragePooling{dimensions}D",
        params=(),
        ranks=(dimensions + 1,),
        infer=_global,
        sentence="Replaces every feature map by its mean.",
        formula=r"y_c = \frac{1}{|P|}\sum_{p \in P} x_{p,c}",
    )


_MAX = r"y_p = \max_{q \in \mathrm{patch}(p)} x_q"
_MEAN = r"y_p = \operatorname{mean}_{q \in \mathrm{patch}(p)} x_q"

POOLING = (
    _kind("MaxPooling1D", "Max pooling 1-D", 2, "the largest value", _MAX),
    _kind("MaxPooling2D", "Max pooling", 3, "the largest value", _MAX),
    _kind("AveragePooling1D", "Average pooling 1-D", 2, "the mean", _MEAN),
    _kind("AveragePooling2D", "Average pooling", 3, "the mean", _MEAN),
    _global_kind(1, "Global average pooling 1-D"),
    _global_kind(2, "Global average pooling"),
)
"""Pooling layers."""
