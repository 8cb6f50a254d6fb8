"""Layers that merge several inputs into one: residual connections, gates and concatenation."""

from collections.abc import Sequence
from typing import Any

from nnviz.core.catalogue.rules.shared_params import AXIS
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.params import Param

MOST_INPUTS = 8
_REMOVE = (Fix("Remove this layer", remove=True),)


def _shapes_text(shapes: Sequence[Shape]) -> str:
    return " and ".join(shape_text(shape) for shape in shapes)


def _value_by_value(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    """Infer a merge of equal shapes; an axis of size 1 is broadcast."""
    del values
    alike = len({len(shape) for shape in shapes}) == 1
    if alike and all(len({*sizes} - {1}) <= 1 for sizes in zip(*shapes, strict=True)):
        merged = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
        text = f"{len(shapes)} inputs, element by element: {shape_text(merged)}, nothing to learn"
        return Inference(merged, 0, 0, text)
    return Misfit("inputs of the same shape", _shapes_text(shapes), _REMOVE)


def _concatenate(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    first = shapes[0]
    axis: int = values["axis"]
    if len(first) < -axis:
        return Misfit(
            f"at least {-axis} axes",
            shape_text(first),
            (Fix("Use the feature axis", {"axis": -1}),),
        )
    position = len(first) + axis
    others = {shape[:position] + shape[position + 1 :] for shape in shapes}
    if len({len(shape) for shape in shapes}) > 1 or len(others) > 1:
        return Misfit("inputs that differ along one axis only", _shapes_text(shapes), _REMOVE)
    sizes = [shape[position] for shape in shapes]
    merged = (*first[:position], sum(sizes), *first[position + 1 :])
    return Inference(merged, 0, 0, f"{' + '.join(map(str, sizes))} = {sum(sizes)} side by side")


def _dot(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    first, second = shapes
    axes: int = values["axes"]
    if min(len(first), len(second)) < -axes:
        return Misfit(
            f"at least {-axes} axes",
            _shapes_text(shapes),
            (Fix("Use the feature axis", {"axes": -1}),),
        )
    size = first[axes]
    if size != second[axes]:
        return Misfit("the same size along the axis in both inputs", _shapes_text(shapes), _REMOVE)
    left, right = (shape[: len(shape) + axes] + shape[len(shape) + axes + 1 :] for shape in shapes)
    merged = (*left, *right) or (1,)
    text = f"{product((*left, *right))} products of {size} values each"
    count = product((*left, *right))
    return Inference(merged, 0, count * size, text, work=f"{count} products \u00d7 {size} values")


def _kind(keras_name: str, fewest: int, most: int, sentence: str, formula: str) -> LayerKind:
    return LayerKind(
        name=keras_name.lower(),
        label=keras_name,
        category="merge",
        keras_name=keras_name,
        params=(),
        ranks=(1, 2, 3, 4),
        infer=_value_by_value,
        sentence=sentence,
        formula=formula,
        inputs=(fewest, most),
        calling="list",
    )


MERGING = (
    _kind("Add", 2, MOST_INPUTS, "Adds its inputs element by element.", r"y = \sum_i x_i"),
    _kind("Subtract", 2, 2, "Subtracts the second input from the first.", r"y = x_1 - x_2"),
    _kind(
        "Multiply", 2, MOST_INPUTS,
        "Multiplies its inputs element by element; one can gate another.", r"y = \prod_i x_i",
    ),
    _kind(
        "Average", 2, MOST_INPUTS,
        "Averages its inputs element by element.", r"y = \frac{1}{n}\sum_i x_i"
    ),
    _kind("Maximum", 2, MOST_INPUTS,
    "Keeps the largest input at every element.", r"y = \max_i x_i"),
    _kind("Minimum", 2, MOST_INPUTS,
    "Keeps the smallest input at every element.", r"y = \min_i x_i"),
    LayerKind(
        name="concatenate",
        label="Concatenate",
        category="merge",
        keras_name="Concatenate",
        params=(AXIS,),
        ranks=(1, 2, 3, 4),
        infer=_concatenate,
        sentence="Joins its inputs along one axis, so that the next layer sees all of them.",
        formula=r"y = [x_1, x_2, \dots]",
        inputs=(2, MOST_INPUTS),
        calling="list",
    ),
    LayerKind(
        name="dot",
        label="Dot product",
        category="merge",
        keras_name="Dot",
        params=(
            Param(
                "axes", "Axis", -1, "The axis along which the products are summed.",
                low=-2, high=-1, step=1,
            ),
            Param(
                "normalize", "Normalize", False,
                "Whether to scale both vectors to length 1 first, which gives the cosine "
                "similarity.",
            ),
        ),
        ranks=(1, 2),
        infer=_dot,
        sentence="Measures how similar two inputs are: multiplies them element by element and "
        "sums.",
        formula=r"y = \sum_k a_k\,b_k",
        inputs=(2, 2),
        calling="list",
    ),
)  # fmt: skip
"""Merging layers."""
