"""One worked example of a layer: numbers in, numbers learned, numbers out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """What a layer makes of a few numbers, computed in plain NumPy.

    Attributes:
        inputs: What goes in, without the batch axis, one array for each layer that is read.
        output: What comes out.
        learned: Its weights in Keras's order, with their names; empty when it has none.
        note: One sentence on what to look at.
        batched: Whether the first axis of the input is the batch.
        chance: Whether a part of it is drawn at random; then other draws give other numbers.
    """

    inputs: tuple[Numbers, ...]
    output: Numbers
    note: str
    learned: tuple[tuple[str, Numbers], ...] = ()
    batched: bool = False
    chance: bool = False


Make = Callable[[dict[str, Any]], Example]

ROW = np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0])
"""One row of values, `(8,)`."""
STEPS = np.array([[1.0, 0.0], [2.0, -1.0], [0.0, 3.0], [-1.0, 1.0], [4.0, 2.0], [1.0, -2.0]])
"""A sequence of six steps with two features, `(6, 2)`."""
PICTURE = np.array(
    [
        [0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
        [0.0, 0.2, 1.0, 1.0, 0.2, 0.0],
        [0.5, 0.9, 1.0, 1.0, 0.9, 0.5],
        [0.0, 0.2, 1.0, 1.0, 0.2, 0.0],
        [0.0, 0.0, 0.0, 0.3, 0.0, 0.0],
    ]
)[..., None]
"""A small image, `(6, 6, 1)`."""


def weights(*shape: int) -> Numbers:
    """Return small weights that are easy to read, the same ones each time."""
    drawn = np.random.default_rng(7).integers(-4, 5, size=shape)
    return drawn / 4.0
