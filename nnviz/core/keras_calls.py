"""Which Keras constructors an experiment stands for, as data.

The builder evaluates these calls and the generated script prints them, so both make the same
network with the same initial weights. Nothing here imports Keras.
"""

import json
from dataclasses import dataclass

import numpy as np

from nnviz.core.experiment import Loss, Optimizer, Penalty
from nnviz.core.head import Head
from nnviz.core.network import LayerSpec
from nnviz.core.params import ParamValue
from nnviz.core.shapes import layer_kind, layer_values

_LINE, _INDENT = 84, 4
_UNSEEDED = ("zeros", "ones")


@dataclass(frozen=True, slots=True)
class KerasCall:
    """A constructor below the `keras` module and its keyword arguments.

    Attributes:
        target: Dotted name inside `keras`, for example `layers.Dense`.
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
        flat = f"keras.{self.target}({', '.join(parts)})"
        if len(flat) + indent <= _LINE and "\n" not in flat:
            return flat
        lines = "".join(f"{' ' * inner}{part},\n" for part in parts)
        return f"keras.{self.target}(\n{lines}{' ' * indent})"


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
    layer: LayerSpec, index: int, seed: int, penalty: KerasCall | None = None
) -> KerasCall:
    """Return the call that makes one layer.

    Args:
        layer: The layer; its id becomes the Keras name.
        index: Its place in the network, which with `seed` decides its random numbers.
        seed: The experiment's seed.
        penalty: Regularizer of its kernels (biases, embeddings and scales have none).

    Raises:
        SpecError: The kind or a parameter is not in the catalogue.
    """
    target = f"layers.{layer_kind(layer).keras_name}"
    values = layer_values(layer)
    both_ways = values.pop("bidirectional", False)
    if not both_ways:
        return KerasCall(
            target, {"name": layer.id, **_arguments(layer.kind, values, index, seed, 0, penalty)}
        )
    forward = KerasCall(target, _arguments(layer.kind, values, index, seed, 0, penalty))
    backward = KerasCall(
        target,
        {**_arguments(layer.kind, values, index, seed, 1, penalty), "go_backwards": True},
    )
    return KerasCall(
        "layers.Bidirectional", {"name": layer.id, "layer": forward, "backward_layer": backward}
    )


def _arguments(
    kind: str,
    values: dict[str, ParamValue],
    index: int,
    seed: int,
    way: int,
    penalty: KerasCall | None,
) -> dict[str, ParamValue | KerasCall]:
    """Return a layer's arguments with seeded initializers; `way` 1 reads backwards."""
    arguments: dict[str, ParamValue | KerasCall] = dict(values)
    if "kernel_initializer" in values:
        name = str(values["kernel_initializer"])
        arguments["kernel_initializer"] = _initializer(name, _draw(seed, index, way, 0))
        if penalty is not None:
            arguments["kernel_regularizer"] = penalty
    if "return_sequences" in values:
        arguments["recurrent_initializer"] = _initializer("orthogonal", _draw(seed, index, way, 1))
        if penalty is not None:
            arguments["recurrent_regularizer"] = penalty
    if kind == "embedding":
        arguments["embeddings_initializer"] = KerasCall(
            "initializers.RandomUniform",
            {"minval": -0.05, "maxval": 0.05, "seed": _draw(seed, index, way, 0)},
        )
    if kind == "dropout":
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
    """Return a number below 2**31 that is independent for every seed and place."""
    return int(np.random.SeedSequence([seed, *place]).generate_state(1)[0] & 0x7FFFFFFF)


def penalty_call(penalty: Penalty, rate: float) -> KerasCall | None:
    """Return the kernel regularizer, None for no penalty."""
    if penalty == "none":
        return None
    return KerasCall(f"regularizers.{penalty.upper()}", {penalty: rate})


def optimizer_call(optimizer: Optimizer, learning_rate: float) -> KerasCall:
    """Return the optimizer."""
    target, extra = _OPTIMIZERS[optimizer]
    return KerasCall(f"optimizers.{target}", {"learning_rate": learning_rate, **extra})


def loss_call(loss: Loss, head: Head) -> KerasCall:
    """Return the loss; it applies the sigmoid or softmax itself where the output lacks it."""
    extra: dict[str, ParamValue | KerasCall] = {"from_logits": True} if head.from_logits else {}
    return KerasCall(f"losses.{_LOSSES[loss]}", extra)
