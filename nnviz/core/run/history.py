"""The learning curve of a run: bounded in size, denser at the start."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.run import Metrics

COLUMNS = ("epoch", "loss", "test_loss", "accuracy", "test_accuracy")
"""The columns of a history's table, in order."""


@dataclass(slots=True)
class History:
    """Metrics over epochs, in rising order.

    When it is full, every second older entry is dropped; the first, the latest and the one of
    the lowest test loss always stay.

    Attributes:
        capacity: Most entries kept; at least 4.
        rows: `(epoch, loss, test loss, accuracy, test accuracy)` of each checkpoint.
    """

    capacity: int = 400
    rows: list[tuple[float, float, float, float, float]] = field(
        default_factory=list[tuple[float, float, float, float, float]]
    )

    def add(self, epoch: float, metrics: Metrics) -> None:
        """Note the metrics at a checkpoint; it replaces what was noted for this epoch or later.

        Args:
            epoch: Epochs trained, with the fraction of the one under way.
            metrics: What was measured.
        """
        row = (
            float(epoch),
            metrics.loss,
            metrics.test_loss,
            metrics.accuracy,
            metrics.test_accuracy,
        )
        while self.rows and self.rows[-1][0] >= row[0]:
            self.rows.pop()
        self.rows.append(row)
        if len(self.rows) > self.capacity:
            self._thin()

    def best(self) -> int | None:
        """Return the number of the row of the lowest test loss, the earliest of equals."""
        finite = [i for i, row in enumerate(self.rows) if not math.isnan(row[2])]
        return min(finite, key=lambda i: self.rows[i][2], default=None)

    def _thin(self) -> None:
        last = len(self.rows) - 1
        kept = {last, self.best()}
        self.rows = [row for i, row in enumerate(self.rows) if i % 2 == 0 or i in kept]

    def table(self) -> NDArray[np.float32]:
        """Return all entries, float32 `(entries, 5)`, columns as in `COLUMNS`."""
        return np.array(self.rows, np.float32).reshape(-1, len(COLUMNS))
