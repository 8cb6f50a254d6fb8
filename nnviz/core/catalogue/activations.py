"""Activations as separate layers, including those with parameters."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import (
    ACTIVATIONS,
    AXIS,
    FURTHER_ACTIVATIONS,
    activation,
    seldom,
)
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.params import Param

_RANKS = (1, 2, 3, 4)


def _activation(shape: Shape, values: dict[str, Any]) -> Inference:
    return Inference(shape, 0, 0, f"{values['activation']} of each value, nothing to learn")


def _same(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "one function of each value, nothing to learn")


def _softmax(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    axis = values["axis"]
    if len(shape) < -axis:
        return Misfit(
            f"at least {-axis} axes", shape_text(shape), (Fix("Use the features", {"axis": -1}),)
        )
    return Inference(shape, 0, 0, f"{shape[axis]} values become probabilities that sum to 1")


def _prelu(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    shared: tuple[int, ...] = values["shared_axes"]
    if any(not 1 <= axis <= len(shape) for axis in shared):
        return Misfit(
            f"axes from 1 to {len(shape)}",
            shape_text(shared),
            (Fix("Share no axes", {"shared_axes": ()}),),
        )
    count = product(tuple(1 if i in shared else size for i, size in enumerate(shape, 1)))
    return Inference(shape, count, 0, f"{count} slopes for negative values")


def _slope(default: float, help_text: str) -> Param:
    return Param(
        "negative_slope", "Negative slope", default, help_text, low=0.0, high=1.0, step=0.01
    )


_LIMIT = Param(
    "max_value", "Maximum", 0.0, "Values above this are clipped; 0 means no limit.",
    low=0.0, high=100.0, step=0.5, rare=True,
)  # fmt: skip
_ALPHA = Param(
    "alpha", "Alpha", 1.0, "Very negative inputs approach minus this value.",
    low=0.0, high=10.0, step=0.1,
)  # fmt: skip
_SHARED = Param(
    "shared_axes", "Shared axes", (),
    "Axes, counted from 1, along which all positions share a slope.",
    rare=True,
)  # fmt: skip
_FUNCTIONS = Param(
    "activation", "Activation", "relu", activation().help,
    choices=(*ACTIVATIONS, *FURTHER_ACTIVATIONS),
)  # fmt: skip


ACTIVATION_LAYERS = (
    LayerKind(
        name="activation",
        label="Activation",
        category="activation",
        keras_name="Activation",
        params=(_FUNCTIONS,),
        ranks=_RANKS,
        infer=_activation,
        sentence="Applies an activation function to every value.",
        formula=r"y = f(x)",
    ),
    LayerKind(
        name="relu",
        label="ReLU",
        category="activation",
        keras_name="ReLU",
        params=(
            _LIMIT,
            seldom(_slope(0.0, "Slope for negative values.")),
        ),
        ranks=_RANKS,
        infer=_same,
        sentence="Passes positive values and replaces negative ones with 0.",
        formula=r"y = \max(0, x)",
    ),
    LayerKind(
        name="leaky_relu",
        label="Leaky ReLU",
        category="activation",
        keras_name="LeakyReLU",
        params=(_slope(0.3, "Slope for negative values."),),
        ranks=_RANKS,
        infer=_same,
        sentence="Passes positive values unchanged and scales negative ones down.",
        formula=r"y = \max(x, \alpha x)",
    ),
    LayerKind(
        name="prelu",
        label="PReLU",
        category="activation",
        keras_name="PReLU",
        params=(_SHARED,),
        ranks=_RANKS,
        infer=_prelu,
        sentence="A leaky ReLU that learns its slope for negative values.",
        formula=r"y = \max(0, x) + \alpha \min(0, x)",
    ),
    LayerKind(
        name="elu",
        label="ELU",
        category="activation",
        keras_name="ELU",
        params=(_ALPHA,),
        ranks=_RANKS,
        infer=_same,
        sentence="Passes positive values; negative ones level off smoothly at a lower bound.",
        formula=r"y = x \text{ if } x > 0, \text{ else } \alpha (e^x - 1)",
    ),
    LayerKind(
        name="softmax",
        label="Softmax",
        category="activation",
        keras_name="Softmax",
        params=(AXIS,),
        ranks=_RANKS,
        infer=_softmax,
        sentence="Turns values into probabilities that sum to 1.",
        formula=r"y_i = e^{x_i} / \sum_j e^{x_j}",
    ),
)
"""Activation layers."""
