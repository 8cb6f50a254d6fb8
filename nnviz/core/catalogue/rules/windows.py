"""Shape arithmetic of windows that slide over an axis: convolution and pooling.

Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.spec.kinds import Fix, Misfit, Shape, shape_text

_AXES = {1: ("time",), 2: ("height", "width"), 3: ("depth", "height", "width")}


@dataclass(frozen=True, slots=True)
class Window:
    """A window along every axis that is slid over.

    Attributes:
        sizes: How many positions it covers along each axis, gaps of a dilation included.
        strides: How far it moves between two positions.
        padding: `valid`, `same` or `causal`.
    """

    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str

    def places(self, space: Shape) -> tuple[int, ...]:
        """Return how many positions it takes along each axis; 0 where it does not fit."""
        return tuple(
            slide(size, window, stride, self.padding)
            for size, window, stride in zip(space, self.sizes, self.strides, strict=True)
        )

    def text(self, space: Shape) -> str:
        """Write out the arithmetic of every axis; equal ones once."""
        lines = [
            _axis_text(size, window, stride, self.padding)
            for size, window, stride in zip(space, self.sizes, self.strides, strict=True)
        ]
        return axes_text(lines)


def axes_text(lines: Sequence[str]) -> str:
    """Put the name of its axis before each text, or `each side` where all are the same."""
    if len(lines) > 1 and len(set(lines)) == 1:
        return f"each side {lines[0]}"
    return ", ".join(f"{name} {text}" for name, text in zip(_AXES[len(lines)], lines, strict=True))


def slide(size: int, window: int, stride: int, padding: str) -> int:
    """Return how many positions a window takes on an axis of this size; 0 when it does not fit."""
    if padding != "valid":
        return -(-size // stride)
    return (size - window) // stride + 1 if size >= window else 0


def dilated(kernel: int, rate: int) -> int:
    """Return how many positions a kernel covers whose values stand `rate` positions apart."""
    return rate * (kernel - 1) + 1


def too_small(shape: Shape, window: tuple[int, ...], name: str, value: str) -> Misfit:
    """Say that a window is larger than what it slides over, with the repairs.

    Args:
        shape: The input shape.
        window: Size of the window along each axis.
        name: What the window is called: `kernel`, `pooling window`.
        value: Name of the parameter that holds its side.
    """
    space = shape[:-1]
    fits = min(min(space), min(window))
    told = window[0] if len(set(window)) == 1 else shape_text(window)
    return Misfit(
        f"at least {shape_text(window)} for a {name} of {told}",
        f"{shape_text(space)}",
        (
            Fix("Pad the border with zeros (padding same)", {"padding": "same"}, onward=True),
            Fix(f"Make the {name} {fits} wide", {value: fits}),
            Fix("Remove this layer", remove=True),
        ),
    )


def _axis_text(size: int, window: int, stride: int, padding: str) -> str:
    places = slide(size, window, stride, padding)
    if padding != "valid":
        return f"ceil({size} / {stride}) = {places}"
    return f"floor(({size} - {window}) / {stride}) + 1 = {places}"
