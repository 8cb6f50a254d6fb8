"""The learning curve of a run: bounded, denser where it is young."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run import Metrics

COLUMNS = ("epoch", "loss", "test_loss", "accuracy", "test_accuracy")
"""The columns of a history's table, in order."""


@dataclass(slots=True)
class History:
    """Metrics over epochs. When full, every second older entry is dropped.

    Attributes:
        capacity: Entries kept at most; at least 4.
        rows: `(epoch, loss, test loss, accuracy, test accuracy)` of each moment.
    """

    capacity: int = 400
    rows: list[tuple[float, float, float, float, float]] = field(
        default_factory=list[tuple[float, float, float, float, float]]
    )

    def add(self, epoch: float, metrics: Metrics) -> None:
        """Note the metrics at a moment; a later note for the same epoch replaces the earlier.

        Args:
            epoch: Epochs trained, with the share of the one under way.
            metrics: What was measured.
        """
        row = (
            float(epoch),
            metrics.loss,
            metrics.test_loss,
            metrics.accuracy,
            metrics.test_accuracy,
        )
        if self.rows and self.rows[-1][0] >= row[0]:
            self.rows[-1] = row
            return
        self.rows.append(row)
        if len(self.rows) > self.capacity:
            self.rows = [*self.rows[:-1:2], self.rows[-1]]

    def table(self) -> NDArray[np.float32]:
        """Return all entries, float32 `(entries, 5)`, columns as in `COLUMNS`."""
        return np.array(self.rows, np.float32).reshape(-1, len(COLUMNS))
