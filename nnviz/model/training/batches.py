"""Which rows form the next batches: a fresh permutation every epoch, from a seed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Batches:
    """An endless sequence of batches of row numbers.

    An epoch is `floor(rows / size)` batches over a fresh permutation; the rows left over, different
    ones each epoch, are skipped, so that all batches have the same size.

    Args:
        rows: Rows there are; at least 1.
        size: Rows in a batch; more than there are means all of them.
        seed: Draws the permutations, as `numpy.random.default_rng(seed)`.
    """

    def __init__(self, rows: int, size: int, seed: int) -> None:
        self.rows = rows
        self.size = min(size, rows)
        self.per_epoch = rows // self.size
        self.start(seed)

    def start(self, seed: int) -> None:
        """Begin the sequence of this seed."""
        self._generator = np.random.default_rng(seed)
        self._left = np.zeros((0, self.size), np.int32)

    def take(self, count: int) -> NDArray[np.int32]:
        """Return the next batches, `(count, size)`."""
        parts, found = [self._left], len(self._left)
        while found < count:
            order = self._generator.permutation(self.rows)[: self.per_epoch * self.size]
            parts.append(order.reshape(self.per_epoch, self.size).astype(np.int32))
            found += self.per_epoch
        joined = np.concatenate(parts)
        self._left = joined[count:]
        return joined[:count]

    def state(self) -> dict[str, Any]:
        """Return what is needed to continue exactly from here, as JSON values."""
        return {"left": self._left.tolist(), "generator": self._generator.bit_generator.state}

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a state that `state` returned for equal rows and size."""
        self._left = np.array(state["left"], np.int32).reshape(-1, self.size)
        self._generator.bit_generator.state = state["generator"]
