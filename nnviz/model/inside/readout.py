"""Readout: outputs of the live model, and of all its layers in one compiled call."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.model.backends.backend import Backend, Reader
from nnviz.model.inside.sensitivity import Sensitivity

if TYPE_CHECKING:
    import keras

_CHUNK = 4_096
_SPARE = 1_000_000
"""Up to this many values of all layers, reading all is quicker than compiling for fewer."""


class Readout:
    """Reads a model that goes on training; nothing is compiled before it is asked for.

    Args:
        backend: Compiles.
        model: The live model.

    Attributes:
        backend: What compiles, for read-outs that need something of their own.
        model: The live model.
        sensitivity: Derivatives of its outputs by the outputs of its layers.
    """

    def __init__(self, backend: Backend, model: "keras.Model") -> None:
        self.backend, self.model = backend, model
        self.sensitivity = Sensitivity(backend, model)
        self._names = tuple(layer.name for layer in model.layers[1:])
        self._readers: dict[tuple[str, ...], Reader] = {}
        self._onward: dict[str, Reader] = {}
        shapes = [layer.output.shape[1:] for layer in model.layers[1:]]
        self._values = sum(math.prod(size or 1 for size in shape) for shape in shapes)

    def outputs(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """Return the output layer's values, float32 `(n, outputs)`, for inputs `(n, *shape)`."""
        last = self._names[-1:]
        parts = [self._read(last, x[at : at + _CHUNK])[0] for at in range(0, len(x), _CHUNK)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def layers(self, x: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
        """Return the output of every layer for inputs `(n, *shape)`, each `(n, ...)`, by id."""
        return dict(zip(self._names, self._read(self._names, x), strict=True))

    def some(self, names: tuple[str, ...], x: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
        """Return the outputs of these layers for inputs `(n, *shape)`, each `(n, ...)`, by id."""
        return dict(zip(names, self._read(names, x), strict=True))

    def onward(self, layer: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the output of the rest of the network for other values of a layer.

        Args:
            layer: Id of a layer that every path through the network passes.
            values: `(n, ...)` used as its output.

        Returns:
            `(n, *outputs)`.
        """
        if layer not in self._onward:
            import keras

            rest = keras.Model(self.model.get_layer(layer).output, self.model.outputs[0])
            self._onward[layer] = self.backend.reader(rest, ())
        return self._onward[layer](self.backend.put(values))[0]

    def _read(self, names: tuple[str, ...], x: NDArray[Any]) -> list[NDArray[np.float32]]:
        if names not in self._readers:
            if self._names in self._readers and len(x) * self._values <= _SPARE:
                found = self.layers(x)
                return [found[name] for name in names]
            self._readers[names] = self.backend.reader(self.model, names)
        return self._readers[names](self.backend.put(x))
