"""Keras model -> NetworkSpec, layer by layer and key by key, with the catalogue.

Only for models that were made in this process. What the catalogue does not know is refused by
name: nothing is guessed.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.layer_order import Ids, brief, in_order
from nnviz.core.errors import SpecError
from nnviz.core.spec.kinds import LayerKind, Values
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec

if TYPE_CHECKING:
    import keras

_KINDS: dict[str, LayerKind] = {}
for _kind in CATALOGUE.values():
    _KINDS.setdefault(_kind.keras_name, _kind)

_CLASSES = {"GlobalAvgPool2D": "GlobalAveragePooling2D", "Convolution2D": "Conv2D"}
_ABSENT = {"max_value": 0.0, "strides": 0, "shared_axes": ()}
"""What represents Keras's None, by parameter."""


def spec_of(model: "keras.Model") -> NetworkSpec:
    """Translate a functional or sequential model with one input and one output.

    Args:
        model: The model; nested sequential models are opened.

    Returns:
        Its layers, branch after branch as they come together, named after Keras's names.

    Raises:
        SpecError: A layer or a setting of it is not in the catalogue.
    """
    reader = _Reader()
    last = reader.read(model, (INPUT,))
    order = in_order({name: layer.inputs for name, layer in reader.layers.items()}, last)
    return NetworkSpec(layers=brief([reader.layers[name] for name in order]))


class _Reader:
    """Collects the layers of a model and of the models inside it."""

    def __init__(self) -> None:
        self.layers: dict[str, LayerSpec] = {}
        self._ids = Ids()

    def read(self, model: Any, inputs: tuple[str, ...]) -> str:  # noqa: ANN401 - a Keras model
        """Append a model's layers; return the id of the one that gives its output."""
        functional = getattr(model, "_functional", None) or model
        given: dict[int, str] = {
            id(tensor): name for tensor, name in zip(functional.inputs, inputs, strict=True)
        }
        for operation in functional.operations:
            for node in operation._inbound_nodes:
                if node.is_input or not any(id(t) in given for t in node.input_tensors):
                    continue
                sources = tuple(given[id(tensor)] for tensor in node.input_tensors)
                (output,) = node.output_tensors
                given[id(output)] = self._operation(operation, node, sources)
        return given[id(functional.outputs[0])]

    def _operation(self, operation: Any, node: Any, sources: tuple[str, ...]) -> str:  # noqa: ANN401
        """Append one operation on these sources; return its id."""
        if hasattr(operation, "layers"):
            return self.read(operation, sources)
        if type(operation).__name__ == "CustomScaleLayer":
            # Inception-ResNet adds a branch that is made smaller first.
            scale: Values = {"scale": (float(operation.scale),)}
            smaller = self._append("rescaling", scale, f"{operation.name}_scale", sources[1:])
            return self._append("add", {}, operation.name, (sources[0], smaller))
        kind, params = _kind_and_params(operation, node)
        return self._append(kind, params, operation.name, sources)

    def _append(self, kind: str, params: Values, name: str, sources: tuple[str, ...]) -> str:
        layer_id = self._ids.free(name)
        self.layers[layer_id] = LayerSpec(id=layer_id, kind=kind, params=params, inputs=sources)
        return layer_id


def _kind_and_params(operation: Any, node: Any) -> tuple[str, Values]:  # noqa: ANN401
    """Return the kind of an operation and what differs from its defaults."""
    name = type(operation).__name__
    if not hasattr(operation, "get_config") or not hasattr(operation, "weights"):
        return _arithmetic(name, node)
    config = operation.get_config()
    if name == "Dropout" and config.get("noise_shape"):
        return "stochastic_depth", {"rate": config["rate"]}
    if name == "Normalization" and config.get("mean") is not None:
        mean, spread = config["mean"], config["variance"]
        scale = tuple(1 / max(float(v) ** 0.5, 1e-7) for v in _flat(spread))
        offset = tuple(-float(m) * s for m, s in zip(_flat(mean), scale, strict=True))
        return "rescaling", {"scale": scale, "offset": offset}
    kind = _KINDS.get(_CLASSES.get(name, name))
    if kind is None:
        raise SpecError("layers from the catalogue", f"'{operation.name}', a {name}")
    return kind.name, _params(kind, config)


def _flat(values: Any) -> list[float]:  # noqa: ANN401 - numbers, nested
    return [n for v in values for n in _flat(v)] if isinstance(values, list | tuple) else [values]


def _arithmetic(name: str, node: Any) -> tuple[str, Values]:  # noqa: ANN401
    """Read a plain sum or product with a number as a rescaling."""
    if name == "Add" and len(node.input_tensors) == 2:
        return "add", {}
    numbers = [value for value in node.arguments.args if isinstance(value, int | float)]
    if len(numbers) == 1 and name in ("Add", "Multiply"):
        number = float(numbers[0])
        scale, offset = (1.0, number) if name == "Add" else (number, 0.0)
        return "rescaling", {"scale": (scale,), "offset": (offset,)}
    raise SpecError("layers from the catalogue", f"the operation {name}")


def _params(kind: LayerKind, config: Mapping[str, Any]) -> Values:
    """Return the settings that the catalogue knows and that differ from its defaults.

    Initial weights that the catalogue cannot name are left out.
    """
    found: Values = {}
    for param in kind.params:
        if param.name not in config:
            continue
        value = _value(param.name, config[param.name])
        if isinstance(param.default, tuple) and not isinstance(value, tuple):
            value = (value,)
        if isinstance(param.default, int) and isinstance(value, tuple) and len(set(value)) == 1:
            value = value[0]
        if param.name.endswith("_initializer") and value not in param.choices:
            continue
        if param.name == "axis" and isinstance(value, int) and value > 0:
            # Keras counts the batch axis too; images have three more.
            value -= 4
        value = param.check(value, kind.label)
        if value != param.default:
            found[param.name] = value
    if kind.name.startswith("max_pooling") or kind.name.startswith("average_pooling"):
        default = next(param.default for param in kind.params if param.name == "pool_size")
        if found.get("strides") == found.get("pool_size", default):
            del found["strides"]
    return found


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a configuration holds
    """Write a setting as specs have it: plain, flat and without None."""
    if value is None:
        return _ABSENT[name]
    if isinstance(value, Mapping):
        return _snake(str(value["class_name"]))
    if isinstance(value, list | tuple):
        return tuple(_flat(value))
    if name == "activation":
        return {"swish": "silu", "hard_swish": "hard_silu"}.get(value, value)
    return value


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
