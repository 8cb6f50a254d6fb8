"""Weight arrays by layer id: read, transferred where they fit, set one by one."""

import math
from typing import TYPE_CHECKING, Any

from nnviz.core.errors import RunError
from nnviz.core.run.run import SetWeight, Weights

if TYPE_CHECKING:
    from collections.abc import Iterable

    import keras
    from numpy.typing import NDArray


def copies(variables: "Iterable[keras.Variable]") -> "list[NDArray[Any]]":
    """Return the values of variables, which later training does not change."""
    return [variable.numpy().copy() for variable in variables]


def read_weights(model: "keras.Model") -> Weights:
    """Return the weights of every layer that has some, in Keras's order (kernel, bias, ...)."""
    return {layer.name: tuple(copies(layer.weights)) for layer in model.layers if layer.weights}


def take_over(model: "keras.Model", weights: Weights) -> tuple[str, ...]:
    """Give layers the weights of layers with the same name and shapes.

    Returns:
        Ids of the layers that took them; the others keep their own.
    """
    kept: list[str] = []
    for layer in model.layers:
        given = weights.get(layer.name)
        shapes = [tuple(variable.shape) for variable in layer.weights]
        if given and [array.shape for array in given] == shapes:
            layer.set_weights(list(given))
            kept.append(layer.name)
    return tuple(kept)


def set_weight(model: "keras.Model", change: SetWeight) -> None:
    """Replace one number of one weight array.

    Raises:
        RunError: There is no such layer, array or position, or the value is not finite.
    """
    layers = {layer.name: layer for layer in model.layers if layer.weights}
    if change.layer not in layers:
        raise RunError(f"a layer with weights: {', '.join(layers) or 'none'}", change.layer)
    arrays = layers[change.layer].get_weights()
    if not 0 <= change.array < len(arrays):
        raise RunError(f"an array from 0 to {len(arrays) - 1}", str(change.array))
    shape = arrays[change.array].shape
    inside = len(change.position) == len(shape) and all(
        0 <= place < size for place, size in zip(change.position, shape, strict=False)
    )
    if not inside:
        raise RunError(f"a position inside {shape}", str(change.position))
    if not math.isfinite(change.value):
        raise RunError("a finite weight", str(change.value))
    arrays[change.array][change.position] = change.value
    layers[change.layer].set_weights(arrays)
