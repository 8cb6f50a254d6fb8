"""Keras's names for layers, activations and initializers, and what they become here."""

import re
from collections.abc import Mapping
from typing import Any, cast

from nnviz.core.errors import OpenError

ONLY_VIEWED = {
    "Lambda": "runs custom code",
    "TFSMLayer": "wraps a network from another framework",
    "JaxLayer": "wraps a network from another framework",
    "FlaxLayer": "wraps a network from another framework",
    "TorchModuleWrapper": "wraps a network from another framework",
    "TextVectorization": "needs its vocabulary",
    "StringLookup": "needs its vocabulary",
    "IntegerLookup": "needs its vocabulary",
    "Discretization": "needs its boundaries",
}
"""Layers that are drawn and never computed, and why."""

FURTHER_INPUT, OUTPUTS, SHARED = "Additional input", "Several outputs", "Shared "
FURTHER_OUTPUT = "Additional output"
"""Classes of what is not a layer that can be trained here: drawn grey, for viewing only."""
OWN_PACKAGE = "nnviz>"
"""What the registered names of layers of our own begin with."""
_OTHER_NAMES = (
    (r"^Convolution(?=\d)", "Conv"),
    (r"^SeparableConvolution", "SeparableConv"),
    (r"^(Global)?MaxPool(?=\d)", r"\1MaxPooling"),
    (r"^(Global)?AvgPool(?=\d)", r"\1AveragePooling"),
    (r"^GroupedQueryAttention$", "GroupQueryAttention"),
    (r"^(BatchNormalization|LayerNormalization|LSTM|GRU)V[12]$", r"\1"),
    (r"^ThresholdedReLU$", "ReLU"),
)
_ACTIVATIONS = {"swish": "silu", "hard_swish": "hard_silu"}
_SHORT = {"uniform": "random_uniform", "normal": "random_normal", "zero": "zeros", "one": "ones"}
_INITIALIZERS = (
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
    "lecun_normal", "orthogonal", "random_uniform", "random_normal", "zeros", "ones",
    "constant", "identity", "truncated_normal", "variance_scaling", "stft",
)  # fmt: skip
_SPREAD = {"minval": -0.5, "maxval": 0.5}
"""The random_uniform of the catalogue."""
_TOLD = 40


def layer_class(name: str) -> str:
    """Return the first of several names that Keras has for the same layer."""
    for pattern, plain in _OTHER_NAMES:
        name = re.sub(pattern, plain, name)
    return name


def snake(name: str) -> str:
    """Return a class name as Keras writes it in files: `PReLU` is `p_re_lu`."""
    plain = re.sub(r"\W+", "", name)
    plain = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", plain)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", plain).lower()


def told(value: Any) -> str:  # noqa: ANN401 - whatever a file says
    """Return what a file says, short enough and harmless in a sentence."""
    text = ascii(value)
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}..."


def fields_of(value: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a file says
    """Return an object of a file, an empty one where it is something else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def activation_name(value: Any, layer: str) -> str:  # noqa: ANN401 - whatever a file says
    """Return the name of an activation; a layer without one is linear.

    Raises:
        OpenError: It is a function or layer of its own.
    """
    if value is None:
        return "linear"
    if isinstance(value, str):
        return _ACTIVATIONS.get(value, value)
    given = fields_of(value).get("class_name")
    raise OpenError(
        f"the name of an activation function for layer '{layer}'",
        f"a function or layer ({told(given)})" if given else told(value),
        "Make it a separate layer after this one.",
    )


def initializer_name(value: Any, layer: str) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
    """Return the name of an initializer and its settings.

    Raises:
        OpenError: Keras has none of this name.
    """
    fields = fields_of(value)
    name = fields.get("class_name") if fields else value
    if isinstance(name, str):
        # Keras 3.0 to 3.6 wrote `OrthogonalInitializer`, Keras 2 `GlorotUniformV2`.
        name = re.sub(r"(?<=[a-z])(Initializer|V[12])\Z", "", name)
        plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        plain = _SHORT.get(plain, plain)
        if plain in _INITIALIZERS:
            return plain, fields_of(fields.get("config"))
    raise OpenError(f"an initializer from Keras for layer '{layer}'", told(name))


def is_ours(name: str, settings: Mapping[str, Any]) -> bool:
    """Say whether an initializer draws as the catalogue's of the same name does."""
    if name == "random_uniform":
        return all(settings.get(key) == value for key, value in _SPREAD.items())
    if name == "random_normal":
        return settings.get("mean", 0.0) == 0.0 and settings.get("stddev", 0.05) == 0.05
    return name != "orthogonal" or settings.get("gain", 1.0) == 1.0
