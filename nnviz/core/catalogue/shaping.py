"""Layers that only rearrange, repeat, cut or surround values."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import window
from nnviz.core.catalogue.rules.windows import axes_text
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

_LABEL = {1: " 1-D", 2: "", 3: " 3-D"}


def _flatten(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    size = product(shape)
    return Inference((size,), 0, 0, f"{shape_text(shape)} = {size} values in a row")


def _reshape(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    target: Shape = values["target_shape"]
    if not 1 <= len(target) <= 5 or min(target) < 1 or product(target) != product(shape):
        return Misfit(
            f"a target shape of {product(shape)} values in 1 to 5 axes",
            f"{shape_text(target)} for an input of {shape_text(shape)}",
            (
                Fix("Remove this layer", remove=True),
                Fix(f"Keep the shape {shape_text(shape)}", {"target_shape": shape}),
            ),
        )
    return Inference(target, 0, 0, f"{shape_text(shape)} reshaped to {shape_text(target)}")


def _permute(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    order: tuple[int, ...] = values["dims"]
    if sorted(order) != list(range(1, len(shape) + 1)):
        same = tuple(range(1, len(shape) + 1))
        return Misfit(
            f"a permutation of the axes 1 to {len(shape)}",
            shape_text(order),
            (Fix("Remove this layer", remove=True), Fix("Keep the order", {"dims": same})),
        )
    turned = tuple(shape[axis - 1] for axis in order)
    return Inference(turned, 0, 0, f"{shape_text(shape)} permuted to {shape_text(turned)}")


def _repeat(shape: Shape, values: dict[str, Any]) -> Inference:
    times = values["n"]
    return Inference((times, *shape), 0, 0, f"the same {shape[0]} values at {times} steps")


def _upsampling(shape: Shape, values: dict[str, Any]) -> Inference:
    space = shape[:-1]
    times = per_axis(values["size"], len(space))
    larger = tuple(size * factor for size, factor in zip(space, times, strict=True))
    lines = [
        f"{size} \u00d7 {factor} = {size * factor}"
        for size, factor in zip(space, times, strict=True)
    ]
    return Inference((*larger, shape[-1]), 0, 0, f"{axes_text(lines)}, nothing to learn")


def _sides(value: tuple[int, ...], axes: int, name: str) -> list[tuple[int, int]] | Misfit:
    """Return what is before and after each axis."""
    if len(value) != 2 * axes:
        return Misfit(
            f"{2 * axes} numbers, two for each axis",
            f"{len(value)}",
            (Fix("Use 1 on every side", {name: (1,) * (2 * axes)}), Fix("Remove", remove=True)),
        )
    return list(zip(value[::2], value[1::2], strict=True))


def _padding(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    sides = _sides(values["padding"], len(shape) - 1, "padding")
    if isinstance(sides, Misfit):
        return sides
    sized = list(zip(shape[:-1], sides, strict=True))
    larger = tuple(size + before + after for size, (before, after) in sized)
    lines = [
        f"{before} + {size} + {after} = {size + before + after}" for size, (before, after) in sized
    ]
    return Inference((*larger, shape[-1]), 0, 0, f"{axes_text(lines)}, nothing to learn")


def _cropping(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    sides = _sides(values["cropping"], len(shape) - 1, "cropping")
    if isinstance(sides, Misfit):
        return sides
    sized = list(zip(shape[:-1], sides, strict=True))
    left = tuple(size - before - after for size, (before, after) in sized)
    if min(left) < 1:
        return Misfit(
            "an input larger than what is cropped",
            shape_text(shape[:-1]),
            (
                Fix("Remove this layer", remove=True),
                Fix("Crop nothing", {"cropping": (0,) * len(values["cropping"])}),
            ),
        )
    lines = [
        f"{size} - {before} - {after} = {size - before - after}" for size, (before, after) in sized
    ]
    return Inference((*left, shape[-1]), 0, 0, f"{axes_text(lines)}, nothing to learn")


def _edges(name: str, label: str, axes: int, help_text: str) -> Param:
    return Param(name, label, (1,) * (2 * axes), help_text, low=0, high=64, step=1)


def _upsampling_kind(axes: int) -> LayerKind:
    blending = Param(
        "interpolation", "Interpolation", "nearest",
        "Whether to repeat each value (nearest) or to blend it with its neighbours (bilinear).",
        choices=("nearest", "bilinear"),
    )  # fmt: skip
    return LayerKind(
        name=f"up_sampling{axes}d",
        label=f"Upsampling{_LABEL[axes]}",
        category="shape",
        keras_name=f"UpSampling{axes}D",
        params=(
            window("size", "Factor", 2, "How many times to repeat each value.", high=16),
            *((blending,) if axes == 2 else ()),
        ),
        ranks=(axes + 1,),
        infer=_upsampling,
        sentence="Enlarges its input by repeating every value.",
        formula=r"y_p = x_{\lfloor p / s \rfloor}",
    )


def _padding_kind(axes: int) -> LayerKind:
    return LayerKind(
        name=f"zero_padding{axes}d",
        label=f"Zero padding{_LABEL[axes]}",
        category="shape",
        keras_name=f"ZeroPadding{axes}D",
        params=(
            _edges(
                "padding", "Zeros", axes, "How many zeros to add before and after, axis by axis."
            ),
        ),
        ranks=(axes + 1,),
        infer=_padding,
        sentence="Surrounds its input with zeros.",
        formula=r"y_p = x_{p - a} \text{ inside, } 0 \text{ outside}",
    )


def _cropping_kind(axes: int) -> LayerKind:
    return LayerKind(
        name=f"cropping{axes}d",
        label=f"Cropping{_LABEL[axes]}",
        category="shape",
        keras_name=f"Cropping{axes}D",
        params=(
            _edges(
                "cropping",
                "Cropping",
                axes,
                "How many positions to remove before and after, axis by axis.",
            ),
        ),
        ranks=(axes + 1,),
        infer=_cropping,
        sentence="Removes positions at the borders.",
        formula=r"y_p = x_{p + a}",
    )


SHAPING = (
    LayerKind(
        name="flatten",
        label="Flatten",
        category="shape",
        keras_name="Flatten",
        params=(),
        ranks=(1, 2, 3, 4, 5),
        infer=_flatten,
        sentence="Arranges all values in one vector.",
        formula=r"y = \operatorname{vec}(x)",
    ),
    LayerKind(
        name="reshape",
        label="Reshape",
        category="shape",
        keras_name="Reshape",
        params=(
            Param(
                "target_shape",
                "New shape",
                (1,),
                "The shape in which to arrange the same values.",
            ),
        ),
        ranks=(1, 2, 3, 4, 5),
        infer=_reshape,
        sentence="Arranges the same values in another shape.",
        formula=r"y = \operatorname{reshape}(x)",
    ),
    LayerKind(
        name="permute",
        label="Permute",
        category="shape",
        keras_name="Permute",
        params=(Param("dims", "Order", (2, 1), "The new order of the axes, counted from 1."),),
        ranks=(2, 3, 4),
        infer=_permute,
        sentence="Reorders the axes, for example time and features.",
        formula=r"y_{j,i} = x_{i,j}",
    ),
    LayerKind(
        name="repeat_vector",
        label="Repeat",
        category="shape",
        keras_name="RepeatVector",
        params=(
            Param(
                "n",
                "Steps",
                4,
                "How many time steps the new sequence has.",
                low=1,
                high=512,
                step=1,
            ),
        ),
        ranks=(1,),
        infer=_repeat,
        sentence="Repeats the same values at every step of a new sequence.",
        formula=r"y_t = x",
    ),
    *(_upsampling_kind(axes) for axes in (1, 2, 3)),
    *(_padding_kind(axes) for axes in (1, 2, 3)),
    *(_cropping_kind(axes) for axes in (1, 2, 3)),
)
"""Layers that rearrange values."""
