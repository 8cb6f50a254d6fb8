"""Parameters that several kinds of layer have in common."""

from dataclasses import replace

from nnviz.core.spec.params import Param

ACTIVATIONS = (
    "linear", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "celu", "relu6",
    "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "hard_tanh", "exponential",
    "softmax",
)  # fmt: skip
"""Activation functions by their Keras names."""

FURTHER_ACTIVATIONS = (
    "hard_silu", "log_sigmoid", "log_softmax", "squareplus", "sparsemax", "sparse_plus",
    "sparse_sigmoid", "tanh_shrink", "hard_shrink", "soft_shrink",
)  # fmt: skip
"""Rarer functions, available only as a separate activation layer."""

INITIALIZERS = (
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
    "lecun_normal", "orthogonal", "random_uniform", "random_normal", "zeros", "ones",
)  # fmt: skip
"""Initializers of kernels. `random_uniform` draws from -0.5 to 0.5."""

MAX_UNITS = 8192


def activation(default: str = "linear") -> Param:
    """Return the activation parameter with this default."""
    return Param(
        "activation",
        "Activation",
        default,
        "The function each unit applies to its weighted sum.",
        choices=ACTIVATIONS,
    )


def initializer(name: str, label: str) -> Param:
    """Return the parameter that says how some of the weights are drawn."""
    return Param(
        name,
        label,
        "glorot_uniform",
        "How to draw the weights before training.",
        choices=INITIALIZERS,
    )


INITIALIZER = initializer("kernel_initializer", "Initial weights")


def units(label: str, default: int, help_text: str, name: str = "units") -> Param:
    """Return the parameter that says how many units or filters a layer has."""
    return Param(name, label, default, help_text, low=1, high=MAX_UNITS, step=1)


def window(name: str, label: str, default: int, help_text: str, high: int = 64) -> Param:
    """Return the parameter of a window, square or with a size for each axis."""
    return Param(name, label, default, help_text, low=1, high=high, step=1, per_axis=True)


def seldom(param: Param) -> Param:
    """Return the parameter as one that forms fold away."""
    return replace(param, rare=True)


def share(name: str, label: str, default: float, help_text: str) -> Param:
    """Return a parameter from 0 to 0.9, such as the rate of a dropout."""
    return Param(name, label, default, help_text, low=0.0, high=0.9, step=0.05)


def epsilon(default: float = 0.001) -> Param:
    """Return the small number that keeps a division from failing."""
    return Param(
        "epsilon",
        "Epsilon",
        default,
        "A small number added to the denominator to prevent division by 0.",
        low=1e-12,
        high=0.1,
        rare=True,
    )


PADDING = Param(
    "padding",
    "Padding",
    "valid",
    "Whether to pad the border with zeros to keep the size (same) or not (valid).",
    choices=("valid", "same"),
)

BIAS = Param(
    "use_bias",
    "Bias",
    True,
    "Whether each unit adds a learned constant to its weighted sum.",
    rare=True,
)

AXIS = Param(
    "axis",
    "Axis",
    -1,
    "The axis, counted from the end: -1 is the feature axis.",
    low=-4,
    high=-1,
    step=1,
    rare=True,
)

TRAINABLE = Param(
    "trainable",
    "Trainable",
    True,
    "Whether training changes the weights of this layer. If not, the layer is frozen.",
    rare=True,
)
