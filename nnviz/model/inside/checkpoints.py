"""Checkpoints: weights of a run at earlier steps, few enough to keep, dense where much happens.

Most happens at the beginning, so the distance between two checkpoints grows with the step. Where
they become too many or too large, every second one is dropped and the distance doubles.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SAVED = 8 * 2**20
"""Most bytes of a snapshot for checkpoints; writing that many takes about 10 ms."""
_RATIO = 8
"""The next checkpoint is kept when the step has grown by one part in this many."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The weights at one step.

    Attributes:
        step: Optimizer steps made until then.
        values: Of all the model's variables, in Keras's order.
    """

    step: int
    values: tuple[NDArray[Any], ...]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return sum(value.nbytes for value in self.values)


class Checkpoints:
    """Keeps weights within bounds of memory and number.

    Args:
        most: Most checkpoints; at least 4.
        most_bytes: Most bytes of all together. Larger weights are not kept at all.

    Attributes:
        version: Grows with every change.
    """

    def __init__(self, most: int = 96, most_bytes: int = 64 * 2**20) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: list[Checkpoint] = []
        self._stride = 1
        self.version = 0

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that can be returned to, in rising order."""
        return tuple(checkpoint.step for checkpoint in self._kept)

    @property
    def all(self) -> tuple[Checkpoint, ...]:
        """All checkpoints, the earliest first."""
        return tuple(self._kept)

    @property
    def size(self) -> int:
        """Bytes that all of them take."""
        return sum(checkpoint.size for checkpoint in self._kept)

    def due_in(self, step: int) -> int:
        """Return after how many more steps the next checkpoint is to be kept; 0 for at once."""
        if not self._kept:
            return 0
        last = self._kept[-1].step
        return max(0, last + self._stride * max(1, last // _RATIO) - step)

    def add(self, step: int, values: "list[NDArray[Any]]") -> None:
        """Keep the weights at a step; later ones, which no longer exist, are forgotten."""
        checkpoint = Checkpoint(step, tuple(values))
        self.version += 1
        self._kept = [one for one in self._kept if one.step < step]
        if 2 * checkpoint.size > self._most_bytes:
            return
        self._kept.append(checkpoint)
        while len(self._kept) > self._most or self.size > self._most_bytes:
            self._thin()

    def nearest(self, step: int) -> Checkpoint | None:
        """Return the checkpoint closest to a step; None when there is none."""
        return min(self._kept, key=lambda checkpoint: abs(checkpoint.step - step), default=None)

    def state(self, most_bytes: int = _SAVED) -> "tuple[dict[str, Any], dict[str, NDArray[Any]]]":
        """Return what `restore` needs, within a bound, for a snapshot that is written often.

        Where there are too many checkpoints, evenly spaced ones are taken, including both ends.

        Returns:
            JSON values, and for each of the model's variables `(checkpoints, *shape)`, by name.
        """
        largest = max((checkpoint.size for checkpoint in self._kept), default=1)
        count = min(len(self._kept), most_bytes // max(1, largest))
        if count < min(2, len(self._kept)):
            count = 0
        places = np.linspace(0, len(self._kept) - 1, count).round().astype(int)
        chosen = [self._kept[place] for place in places]
        stacks = zip(*(checkpoint.values for checkpoint in chosen), strict=True)
        arrays = {f"m{index}": np.stack(values) for index, values in enumerate(stacks)}
        return {"steps": [checkpoint.step for checkpoint in chosen], "stride": self._stride}, arrays

    def restore(self, meta: "dict[str, Any]", arrays: "dict[str, NDArray[Any]]") -> None:
        """Keep what `state` gave; other named arrays are left alone."""
        stacks = [arrays[f"m{index}"] for index in range(len(arrays)) if f"m{index}" in arrays]
        self._kept = [
            Checkpoint(step, tuple(stack[place] for stack in stacks))
            for place, step in enumerate(meta["steps"])
        ]
        self._stride = meta["stride"]
        self.version += 1

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._stride = 1
        self.version += 1

    def _thin(self) -> None:
        """Drop every second checkpoint; the first and the latest stay."""
        last = len(self._kept) - 1
        self._kept = [one for i, one in enumerate(self._kept) if i % 2 == 0 or i == last]
        if last == len(self._kept) - 1:
            self._kept.pop(0)
        self._stride *= 2
