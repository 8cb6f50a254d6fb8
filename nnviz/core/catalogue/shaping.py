"""Layers that only rearrange values."""

from typing import Any

from nnviz.core.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.params import Param


def _flatten(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    size = product(shape)
    return Inference((size,), 0, 0, f"{shape_text(shape)} = {size} values in a row")


def _reshape(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    target: Shape = values["target_shape"]
    if not 1 <= len(target) <= 3 or min(target) < 1 or product(target) != product(shape):
        return Misfit(
            f"a target shape of {product(shape)} values in 1 to 3 axes",
            f"{shape_text(target)} for an input of {shape_text(shape)}",
            (
                Fix("Remove the reshape", remove=True),
                Fix(f"Read it as {shape_text(shape)}", {"target_shape": shape}),
            ),
        )
    return Inference(target, 0, 0, f"{shape_text(shape)} read as {shape_text(target)}")


SHAPING = (
    LayerKind(
        name="flatten",
        label="Flatten",
        category="shape",
        keras_name="Flatten",
        params=(),
        ranks=(1, 2, 3),
        infer=_flatten,
        sentence="Writes all values in one row.",
        formula=r"y = \operatorname{vec}(x)",
    ),
    LayerKind(
        name="reshape",
        label="Reshape",
        category="shape",
        keras_name="Reshape",
        params=(Param("target_shape", "New shape", (1,), "The shape to read the same values in."),),
        ranks=(1, 2, 3),
        infer=_reshape,
        sentence="Reads the same values in another shape.",
        formula=r"y = \operatorname{reshape}(x)",
    ),
)
"""Layers that rearrange values."""
