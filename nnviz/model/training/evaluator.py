"""Loss and accuracy on training and test data, compiled, on a bounded number of rows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.head import Head, head
from nnviz.core.run.run import Metrics
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.model.backends.backend import Backend, DeviceArray

if TYPE_CHECKING:
    import keras

MOST_ROWS = 2_000
_FEWEST_ROWS = 256
_MOST_MACS = 500_000_000


class Evaluator:
    """Measures a live model.

    Args:
        backend: Compiles the measurement.
        model: The live model.
        loss: `(targets, outputs) -> scalar`.
        experiment: Says how outputs are read.
        dataset: What it is measured on.
    """

    def __init__(
        self,
        backend: Backend,
        model: "keras.Model",
        loss: Callable[[Any, Any], Any],
        experiment: Experiment,
        dataset: Dataset,
    ) -> None:
        self._head: Head = head(experiment.network, dataset.signature, experiment.training.loss)
        one = dataset.signature.task == "regression" and dataset.signature.one_answer
        self._unit = dataset.target_scale if one else 1.0
        cost = max(1, infer(experiment.network, dataset.signature).macs)
        limit = max(_FEWEST_ROWS, min(MOST_ROWS, _MOST_MACS // cost))
        self._parts = [
            self._part(backend, dataset.x_train, dataset.y_train, limit),
            self._part(backend, dataset.x_test, dataset.y_test, limit),
        ]
        self._score = backend.scorer(model, loss, self._parts[0][1])

    def metrics(self) -> Metrics:
        """Measure now."""
        (loss, accuracy, r2), (test_loss, test_accuracy, test_r2) = (
            self._measure(*part) for part in self._parts
        )
        return Metrics(loss, test_loss, accuracy, test_accuracy, r2, test_r2)

    def _part(
        self, backend: Backend, x: NDArray[Any], y: NDArray[Any], limit: int
    ) -> tuple[DeviceArray, DeviceArray, NDArray[Any]]:
        """Put evenly spaced rows on the device; also keep the plain targets."""
        rows = np.unique(np.linspace(0, len(x) - 1, min(limit, len(x))).astype(int))
        targets = y[rows]
        return backend.put(x[rows]), backend.put(self._head.encode(targets)), targets

    def _measure(
        self, x: DeviceArray, y: DeviceArray, targets: NDArray[Any]
    ) -> tuple[float, float, float | None]:
        """Return the loss, the score in the target's unit, and R squared."""
        loss, outputs = self._score(x, y)
        score = self._unit * self._head.score(outputs, targets)
        return loss, score, self._head.explained(outputs, targets)
