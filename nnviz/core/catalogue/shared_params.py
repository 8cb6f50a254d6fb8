"""Parameters that several kinds of layer have in common."""

from nnviz.core.params import Param

ACTIVATIONS = (
    "linear", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "celu", "relu6",
    "softplus", "softsign", "tanh", "sigmoid", "hard_sigmoid", "hard_tanh", "exponential",
    "softmax",
)  # fmt: skip
"""Activation functions by their Keras names."""

INITIALIZERS = (
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
    "lecun_normal", "orthogonal", "random_uniform", "random_normal", "zeros", "ones",
)  # fmt: skip
"""Initializers of kernels. `random_uniform` draws from -0.5 to 0.5."""

MAX_UNITS = 4096


def activation(default: str = "linear") -> Param:
    """Return the activation parameter with this default."""
    return Param(
        "activation",
        "Activation",
        default,
        "The function each unit applies to its weighted sum.",
        choices=ACTIVATIONS,
    )


INITIALIZER = Param(
    "kernel_initializer",
    "Initial weights",
    "glorot_uniform",
    "How the weights are drawn before training.",
    choices=INITIALIZERS,
)


def units(label: str, default: int, help_text: str, name: str = "units") -> Param:
    """Return the parameter that says how many units or filters a layer has."""
    return Param(name, label, default, help_text, low=1, high=MAX_UNITS, step=1)


def window(name: str, label: str, default: int, help_text: str, high: int = 64) -> Param:
    """Return the parameter of a square window: kernel, pool or stride."""
    return Param(name, label, default, help_text, low=1, high=high, step=1)


PADDING = Param(
    "padding",
    "Padding",
    "valid",
    "Whether the border is filled with zeros so that the size is kept (same) or not (valid).",
    choices=("valid", "same"),
)
