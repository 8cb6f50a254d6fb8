"""The first of three axes that a window slides along: depth of a volume, or time."""

from dataclasses import dataclass

OUTSIDE = -1
"""In place of the number of a slice: the border."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Which slices of a volume, or time steps of a video, a window reads for one that it gives.

    At one slice of what comes out, a convolution over three axes is one over two: the slices that
    it reads count as channels, each with kernels of its own.

    Attributes:
        size: How many the window reads.
        stride: How far it moves from one to the next that comes out.
        dilation: Distance between two that it reads.
        before: Slices that the border is filled up with before the first.
        inputs: How many go in.
        places: How many come out.
        at: Number of the one, of those, that is looked at.
    """

    size: int
    stride: int
    dilation: int
    before: int
    inputs: int
    places: int
    at: int = 0

    @property
    def read(self) -> tuple[int, ...]:
        """Numbers of the input's slices that the window reads, `OUTSIDE` for the border."""
        first = self.at * self.stride - self.before
        numbers = (first + step * self.dilation for step in range(self.size))
        return tuple(one if 0 <= one < self.inputs else OUTSIDE for one in numbers)
