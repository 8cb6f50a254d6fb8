"""How an output of the live model depends on the output of one layer, compiled once each."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.network import INPUT
from nnviz.model.backends.backend import Backend, Gradient

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
        self._compiled: dict[tuple[str, bool], Gradient] = {}
        self._exciting: dict[str, Gradient] = {}

    def by_layer(
        self,
        layer: str,
        values: NDArray[Any],
        x: NDArray[Any],
        weights: NDArray[Any],
        *,
        scores: bool = False,
    ) -> NDArray[np.float32]:
        """Return the derivative of a weighted sum of outputs by the output of a layer.

        Args:
            layer: Its id; `input` for the model's input, which must not be tokens.
            values: `(n, ...)` its output for these inputs.
            x: `(n, *shape)` the inputs themselves, for paths that go around the layer.
            weights: `(n, outputs)`; 1 for a chosen output, 0 for the others.
            scores: Whether outputs count before a softmax or sigmoid of the last layer, as the
                score of a class does in the literature: after it, a confident network has no
                gradient.

        Returns:
            float32 of the shape of `values`.
        """
        arrays = [self._backend.put(np.asarray(one)) for one in (values, x, weights)]
        key = (layer, scores)
        if key not in self._compiled:
            rest = _after(self._model, layer, scores)
            self._compiled[key] = self._backend.gradient(rest, arrays, by=(0,))
        return self._compiled[key](*arrays)[1][0]

    def of_unit(
        self, layer: str, x: NDArray[Any], weights: NDArray[Any]
    ) -> tuple[float, NDArray[np.float32]]:
        """Return the activation of units of a layer, mean over positions, and its derivative by x.

        Args:
            layer: Its id.
            x: `(n, *shape)` real inputs.
            weights: `(units,)`; 1 for a chosen unit, 0 for the others.

        Returns:
            The sum over the examples, and float32 of the shape of `x`.
        """
        arrays = [self._backend.put(np.asarray(one)) for one in (x, weights)]
        if layer not in self._exciting:
            self._exciting[layer] = self._backend.gradient(
                _until(self._model, layer), arrays, by=(0,)
            )
        value, found = self._exciting[layer](*arrays)
        return value, found[0]


def _after(model: "keras.Model", layer: str, scores: bool) -> Any:  # noqa: ANN401 - a function
    """Return the part of the model after a layer: `(values, x, weights) -> scalar`."""
    import keras

    last = model.layers[-1]
    before = scores and _squashes(last)
    end = last.input if before else model.outputs[0]
    starts = model.inputs if layer == INPUT else [model.get_layer(layer).output, *model.inputs]
    inner = keras.Model(starts, end)

    def weighed(values: Any, x: Any, weights: Any) -> Any:  # noqa: ANN401 - tensors
        given = [values] if layer == INPUT else [values, x]
        outputs = inner(given, training=False)
        if before:
            outputs = keras.ops.matmul(outputs, last.kernel)
            outputs = outputs + last.bias if last.use_bias else outputs
        return keras.ops.sum(outputs * weights)

    return weighed


def _squashes(layer: "keras.Layer") -> bool:
    """Say whether a layer is dense and ends in a softmax or sigmoid."""
    import keras

    return isinstance(layer, keras.layers.Dense) and layer.activation in (
        keras.activations.softmax,
        keras.activations.sigmoid,
    )


def _until(model: "keras.Model", layer: str) -> Any:  # noqa: ANN401 - (x, weights) -> scalar
    """Return the weighted activation of a layer's units, mean over positions, as a function."""
    import keras

    inner = keras.Model(model.inputs, model.get_layer(layer).output)

    def active(x: Any, weights: Any) -> Any:  # noqa: ANN401 - tensors
        values = inner(x, training=False)
        axes = tuple(range(1, len(values.shape) - 1))
        means = keras.ops.mean(values, axis=axes) if axes else values
        return keras.ops.sum(means * weights)

    return active
