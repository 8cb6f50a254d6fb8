"""The trail of a run: gradients and weights at each checkpoint, computed once and kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.network import NetworkSpec
from nnviz.model.building.layer_weights import copies
from nnviz.model.inside.checkpoints import Checkpoint, Checkpoints
from nnviz.model.inside.learning import Learning

_EXAMPLES = 64
_SAMPLE = 2_000
_SECONDS = (0.0, 0.04)
"""Seconds for checkpoints that are not known yet: when somebody begins to look (one only,
so that something is seen at once), and while they look on."""
_LOOKING = 1.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """The footprint of one checkpoint; one list entry for each trainable layer.

    Attributes:
        step: Optimizer steps made until then.
        sizes: Root mean square of the derivative of the loss by the layer's weights.
        weights: At most 2,000 of its weights, evenly spaced.
        gradients: The derivatives by these.
    """

    step: int
    sizes: tuple[float, ...]
    weights: tuple[NDArray[np.float32], ...]
    gradients: tuple[NDArray[np.float32], ...]


class Trail:
    """Reads the kept checkpoints of a run.

    All are measured on the same examples, the first of the training data, so that they can be
    compared.

    Args:
        learning: Gives derivatives; its model is the live one.
        checkpoints: The kept weights.
        dataset: The data.
        network: The layers, in the order in which they are reported.

    Attributes:
        layers: Ids of the trainable layers.
        complete: Whether the last footprints were those of all kept checkpoints.
    """

    def __init__(
        self, learning: Learning, checkpoints: Checkpoints, dataset: Dataset, network: NetworkSpec
    ) -> None:
        self._learning, self._checkpoints = learning, checkpoints
        self._x, self._y = dataset.x_train[:_EXAMPLES], dataset.y_train[:_EXAMPLES]
        self._known: dict[int, tuple[Checkpoint, Footprint]] = {}
        self._looked_at = -_LOOKING
        self.complete = True
        model = learning.program.model
        self.layers = tuple(
            layer.id for layer in network.layers if model.get_layer(layer.id).trainable_variables
        )

    def footprints(self, seconds: float | None = None) -> list[Footprint]:
        """Return the footprints of the kept checkpoints, in rising order.

        What takes too long is left for the next time; checkpoints from all over the run come
        first, so that what is there shows the whole of it.

        Args:
            seconds: Time for checkpoints without a footprint; by default short enough not to
                be noticed.
        """
        kept = {checkpoint.step: checkpoint for checkpoint in self._checkpoints.all}
        self._known = {
            step: known for step, known in self._known.items() if kept.get(step) is known[0]
        }
        start = time.perf_counter()
        budget = _SECONDS[start - self._looked_at < _LOOKING] if seconds is None else seconds
        missing = [checkpoint for step, checkpoint in kept.items() if step not in self._known]
        with self.restored():
            for checkpoint in _scattered(missing):
                self.show(checkpoint)
                self._known[checkpoint.step] = (checkpoint, self._measure(checkpoint.step))
                if time.perf_counter() - start > budget:
                    break
        self._looked_at = time.perf_counter()
        self.complete = all(step in self._known for step in kept)
        return [self._known[step][1] for step in sorted(self._known)]

    def now(self, step: int) -> Footprint:
        """Return the footprint of the live model, which has made this many steps."""
        return self._measure(step)

    def show(self, checkpoint: Checkpoint) -> None:
        """Give the model the weights of a checkpoint; to be used inside `restored`."""
        for variable, value in zip(
            self._learning.program.model.variables, checkpoint.values, strict=True
        ):
            variable.assign(value)

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Give the model its own weights back afterwards."""
        variables = self._learning.program.model.variables
        own = copies(variables)
        try:
            yield
        finally:
            for variable, value in zip(variables, own, strict=True):
                variable.assign(value)

    def losses_along(
        self, centre: NDArray[Any], directions: NDArray[Any], offsets: NDArray[Any]
    ) -> NDArray[np.float32]:
        """Return the loss at points around some weights, on the same examples as everything here.

        See `Learning.losses_along`.
        """
        return self._learning.losses_along(centre, directions, offsets, self._x, self._y)

    def _measure(self, step: int) -> Footprint:
        _, gradients = self._learning.by_weights(self._x, self._y)
        by_variable = {
            id(variable): gradient
            for variable, gradient in zip(self._learning.variables, gradients, strict=True)
        }
        sizes: list[float] = []
        weights: list[NDArray[Any]] = []
        slopes: list[NDArray[Any]] = []
        model = self._learning.program.model
        for name in self.layers:
            variables = model.get_layer(name).trainable_variables
            values = np.concatenate([one.reshape(-1) for one in copies(variables)])
            slope = np.concatenate([by_variable[id(one)].reshape(-1) for one in variables])
            sizes.append(float(np.sqrt(np.square(slope, dtype=np.float64).mean())))
            stride = -(-len(values) // _SAMPLE)
            weights.append(values[::stride])
            slopes.append(slope[::stride])
        return Footprint(step, tuple(sizes), tuple(weights), tuple(slopes))


def _scattered(checkpoints: list[Checkpoint]) -> list[Checkpoint]:
    """Return the last, the first, the middle one, the middles of both halves, and so on."""
    order: dict[int, None] = dict.fromkeys((len(checkpoints) - 1, 0) if checkpoints else ())
    stride = 1
    while stride < len(checkpoints):
        stride *= 2
    while stride >= 1:
        order.update(dict.fromkeys(range(0, len(checkpoints), stride)))
        stride //= 2
    return [checkpoints[at] for at in order]
