"""How large one of Keras's applications is, as pasted code asks for it: `MobileNetV2(...)`."""

from collections.abc import Mapping
from typing import Any, cast

from nnviz.core.shapes.shapes import LayerShape, measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.data.networks.architectures import ARCHITECTURES, architecture

_POOLING = ("global_average_pooling2d", "global_max_pooling2d", "flatten")


def application(name: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the shape of the input and the sizes of an application.

    Args:
        name: Its function in Keras.
        arguments: What it is given: `include_top`, `input_shape`, `pooling`, `classes`.

    Returns:
        `input_shape`, and `sizes` with shape, parameters, fixed and macs; None where nnviz does
        not know it.
    """
    if name.lower() not in ARCHITECTURES:
        return None
    found = architecture(name.lower())
    whole = arguments.get("include_top", True) is not False
    shape = _shape(arguments.get("input_shape")) or found.signature.input_shape
    network = found.network
    if not whole:
        network = _without_top(network, pooled=arguments.get("pooling") in ("avg", "max"))
    elif type(arguments.get("classes")) is int:
        network = _with_classes(network, cast("int", arguments["classes"]))
    sizes = measure(network, DataSignature(shape, "regression", 1, "image"))
    last: LayerShape = sizes.layers[-1]
    if last.shape is None:
        return None
    counted = {"shape": [*last.shape], "parameters": sizes.parameters, "fixed": sizes.fixed,
               "macs": sizes.macs}  # fmt: skip
    return {"input_shape": [*shape], "sizes": counted}


def _shape(said: Any) -> Shape | None:  # noqa: ANN401 - whatever the code gives
    sizes = cast("list[Any]", said) if isinstance(said, list | tuple) else []
    known = len(sizes) == 3 and all(type(size) is int and 1 <= size <= 2048 for size in sizes)
    return tuple(sizes) if known else None


def _without_top(network: NetworkSpec, *, pooled: bool) -> NetworkSpec:
    """Return the layers in front of the last pooling, or with it."""
    kinds = [layer.kind for layer in network.layers]
    last = max(index for index, kind in enumerate(kinds) if kind in _POOLING)
    if pooled:
        return NetworkSpec(layers=network.layers[: last + 1])
    wanted, needed = [network.sources(last)[0]], set[str]()
    while wanted:
        name = wanted.pop()
        if name != INPUT and name not in needed:
            needed.add(name)
            wanted += network.sources_of(network.layer(name))
    left = [layer.changed(inputs=network.sources_of(layer)) for layer in network.layers
            if layer.id in needed]  # fmt: skip
    return NetworkSpec(layers=tuple(left))


def _with_classes(network: NetworkSpec, classes: int) -> NetworkSpec:
    """Return the network with so many outputs."""
    last = next(layer for layer in reversed(network.layers) if "units" in layer.params)
    changed = last.changed(params={**last.params, "units": min(max(classes, 1), 8192)})
    return network.replaced(last.id, changed)
