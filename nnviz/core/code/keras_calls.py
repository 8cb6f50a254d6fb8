"""The Keras constructors of an experiment, as data.

The builder evaluates these calls and the generated script prints them, so both make the same
network with the same initial weights. Nothing here imports Keras.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from nnviz.core.run.head import Head
from nnviz.core.shapes.shapes import layer_kind, layer_values
from nnviz.core.spec.experiment import Loss, Optimizer, Regularization
from nnviz.core.spec.kinds import LayerKind, Values
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import ParamValue

OWN = "own_layers."
"""What the targets of layers that Keras does not have begin with."""
_LINE, _INDENT = 84, 4
_UNSEEDED = ("zeros", "ones")
_WEIGHTS = {"kernel_initializer": 0, "depthwise_initializer": 0, "pointwise_initializer": 3}
"""Parameters that say how weights are drawn, with the number that their draw gets."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KerasCall:
    """A constructor and its keyword arguments.

    Attributes:
        target: Dotted name inside `keras`, for example `layers.Dense`; or `own_layers.` and the
            name of a class in `nnviz.model.building.custom_layers`.
        arguments: Plain values, or calls that make the value.
    """

    target: str
    arguments: dict[str, "ParamValue | KerasCall"]

    def source(self, indent: int = 0) -> str:
        """Return the call as Python source; every value is a literal.

        A call that is too long for one line has one argument a line.

        Args:
            indent: Columns by which continuation lines are moved to the right.
        """
        inner = indent + _INDENT
        parts = [f"{name}={_source(value, inner)}" for name, value in self.arguments.items()]
        name = self.name
        flat = f"{name}({', '.join(parts)})"
        if len(flat) + indent <= _LINE and "\n" not in flat:
            return flat
        lines = "".join(f"{' ' * inner}{part},\n" for part in parts)
        return f"{name}(\n{lines}{' ' * indent})"

    @property
    def name(self) -> str:
        """The constructor's name in source; our own layers are defined in the script itself."""
        own = self.target.removeprefix(OWN)
        return own if own != self.target else f"keras.{self.target}"


def _source(value: "ParamValue | KerasCall", indent: int) -> str:
    if isinstance(value, KerasCall):
        return value.source(indent)
    # Text in double quotes, escaped: JSON text in ASCII is also a Python literal.
    return json.dumps(value) if isinstance(value, str) else repr(value)


_OPTIMIZERS: dict[Optimizer, tuple[str, dict[str, ParamValue]]] = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {}),
    "adagrad": ("Adagrad", {}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
}
_LOSSES: dict[Loss, str] = {
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "SparseCategoricalCrossentropy",
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "huber": "Huber",
    "hinge": "Hinge",
}


def layer_call(
    layer: LayerSpec, index: int, seed: int, regularization: KerasCall | None = None
) -> KerasCall:
    """Return the call that makes one layer.

    Args:
        layer: The layer; its id becomes the Keras name.
        index: Its position in the network, which with `seed` decides its random numbers.
        seed: The experiment's seed.
        regularization: Regularizer of its kernels (biases, embeddings and scales have none).

    Raises:
        SpecError: The kind or a parameter is not in the catalogue.
    """
    kind = layer_kind(layer)
    target = f"{OWN if kind.own else 'layers.'}{kind.keras_name}"
    values = _making(kind, layer_values(layer))
    if kind.wrapper:
        outer: dict[str, Any] = {
            name: values.pop(name) for name in kind.wrapper_params if name in values
        }
        if kind.wrapper.startswith(OWN):
            outer["seed"] = _draw(seed, index, 0, 2)
        inner = KerasCall(target, _arguments(kind, values, index, seed, 0, regularization))
        return KerasCall(kind.wrapper, {"name": layer.id, "layer": inner, **outer})
    both_ways = values.pop("bidirectional", False)
    if not both_ways:
        return KerasCall(
            target, {"name": layer.id, **_arguments(kind, values, index, seed, 0, regularization)}
        )
    forward = KerasCall(target, _arguments(kind, values, index, seed, 0, regularization))
    backward = KerasCall(
        target,
        {**_arguments(kind, values, index, seed, 1, regularization), "go_backwards": True},
    )
    return KerasCall(
        "layers.Bidirectional", {"name": layer.id, "layer": forward, "backward_layer": backward}
    )


def _making(kind: LayerKind, values: dict[str, ParamValue]) -> dict[str, ParamValue]:
    """Return the values that making the layer takes: rare ones only where they say something."""
    defaults = {param.name: param.default for param in kind.params if param.rare}
    return {
        name: _as_keras(kind, name, value)
        for name, value in values.items()
        if name not in kind.call_params and (name not in defaults or value != defaults[name])
    }


def own_classes(kind: LayerKind) -> tuple[str, ...]:
    """Return the classes of `nnviz.model.building.custom_layers` that a kind needs."""
    wrapper = (kind.wrapper.removeprefix(OWN),) if kind.wrapper.startswith(OWN) else ()
    return (kind.keras_name, *wrapper) if kind.own else wrapper


def _as_keras(kind: LayerKind, name: str, value: ParamValue) -> Any:  # noqa: ANN401 - Keras's own
    """Write a value as Keras reads it.

    What is before and after each of several axes stands in pairs; None stands for nothing.
    """
    if kind.name == "einsum_dense" and name == "bias_axes":
        return value or None
    edged = kind.name.startswith(("zero_padding", "cropping"))
    if edged and isinstance(value, tuple) and len(value) > 2:
        return tuple(zip(value[::2], value[1::2], strict=True))
    return value


def layer_use(layer: LayerSpec, sources: Sequence[T]) -> tuple[list[T | list[T]], Values]:
    """Return what a layer is called with: positional and keyword arguments.

    Args:
        layer: The layer.
        sources: What it reads: tensors, or their names.
    """
    kind = layer_kind(layer)
    values = layer_values(layer)
    keywords = {name: values[name] for name in kind.call_params if values[name]}
    given = list(sources)
    if kind.calling != "one" and len(given) == 1:
        given *= 2
    return ([given] if kind.calling == "list" else [*given]), keywords


def _arguments(
    kind: LayerKind,
    values: dict[str, ParamValue],
    index: int,
    seed: int,
    way: int,
    regularization: KerasCall | None,
) -> dict[str, Any]:
    """Return a layer's arguments with seeded initializers; `way` 1 reads backwards."""
    arguments: dict[str, Any] = {**values, **dict(kind.constants)}
    for name, draw in _WEIGHTS.items():
        if name in values:
            called = _initializer(str(values[name]), _draw(seed, index, way, draw))
            arguments[name] = called
            if regularization is not None:
                arguments[name.replace("initializer", "regularizer")] = regularization
    if "return_sequences" in values:
        arguments["recurrent_initializer"] = _initializer("orthogonal", _draw(seed, index, way, 1))
        if regularization is not None:
            arguments["recurrent_regularizer"] = regularization
    if kind.name == "embedding":
        arguments["embeddings_initializer"] = KerasCall(
            "initializers.RandomUniform",
            {"minval": -0.05, "maxval": 0.05, "seed": _draw(seed, index, way, 0)},
        )
    if kind.seeded:
        arguments["seed"] = _draw(seed, index, way, 2)
    return arguments


def _initializer(name: str, seed: int) -> KerasCall:
    title = "".join(part.capitalize() for part in name.split("_"))
    if name in _UNSEEDED:
        return KerasCall(f"initializers.{title}", {})
    if name == "random_uniform":
        return KerasCall(f"initializers.{title}", {"minval": -0.5, "maxval": 0.5, "seed": seed})
    return KerasCall(f"initializers.{title}", {"seed": seed})


def _draw(seed: int, *place: int) -> int:
    """Return a number below 2**31 that is independent for every seed and position."""
    return int(np.random.SeedSequence([seed, *place]).generate_state(1)[0] & 0x7FFFFFFF)


def regularizer_call(regularization: Regularization, rate: float) -> KerasCall | None:
    """Return the kernel regularizer, None for no regularization."""
    if regularization == "none":
        return None
    return KerasCall(f"regularizers.{regularization.upper()}", {regularization: rate})


def optimizer_call(optimizer: Optimizer, learning_rate: float) -> KerasCall:
    """Return the optimizer."""
    target, extra = _OPTIMIZERS[optimizer]
    return KerasCall(f"optimizers.{target}", {"learning_rate": learning_rate, **extra})


def loss_call(loss: Loss, head: Head) -> KerasCall:
    """Return the loss; it applies the sigmoid or softmax itself where the output lacks it."""
    extra: dict[str, ParamValue | KerasCall] = {"from_logits": True} if head.from_logits else {}
    if head.places and head.encoding == "index":
        extra["ignore_class"] = -1
    return KerasCall(f"losses.{_LOSSES[loss]}", extra)
