"""How an output of the live model depends on what one of its layers gives, compiled once each."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import INPUT
from nnviz.model.backend import Backend, Gradient

if TYPE_CHECKING:
    import keras


class Sensitivity:
    """Derivatives of outputs by the values of a layer; nothing is compiled before it is asked for.

    Args:
        backend: Compiles.
        model: The live model.
    """

    def __init__(self, backend: Backend, model: "keras.Model") -> None:
        self._backend, self._model = backend, model
        self._compiled: dict[str, Gradient] = {}

    def by_layer(
        self, layer: str, values: NDArray[Any], x: NDArray[Any], weights: NDArray[Any]
    ) -> NDArray[np.float32]:
        """Return the derivative of a weighted sum of outputs by what a layer gives.

        Args:
            layer: Its id; `input` for the model's input, which must not be tokens.
            values: `(n, ...)` what it gives for these inputs.
            x: `(n, *shape)` the inputs themselves, for paths that go around the layer.
            weights: `(n, outputs)`; 1 for a chosen output, 0 for the others.

        Returns:
            float32 of the shape of `values`.
        """
        arrays = [self._backend.put(np.asarray(one)) for one in (values, x, weights)]
        if layer not in self._compiled:
            rest = _after(self._model, layer)
            self._compiled[layer] = self._backend.gradient(rest, arrays, by=(0,))
        return self._compiled[layer](*arrays)[1][0]


def _after(model: "keras.Model", layer: str) -> Any:  # noqa: ANN401 - (values, x, weights) -> scalar
    """Return the part of the model that comes after a layer, as a scalar function."""
    import keras

    if layer == INPUT:
        return lambda values, _, weights: keras.ops.sum(model(values, training=False) * weights)
    inner = keras.Model([model.get_layer(layer).output, *model.inputs], model.outputs[0])
    return lambda values, x, weights: keras.ops.sum(inner([values, x], training=False) * weights)
