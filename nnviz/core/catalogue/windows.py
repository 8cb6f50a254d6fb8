"""Shape arithmetic of windows that slide over an axis: convolution and pooling."""

from nnviz.core.kinds import Fix, Misfit, Shape, shape_text


def slide(size: int, window: int, stride: int, padding: str) -> int:
    """Return how many places a window takes on an axis of this size; 0 when it does not fit.

    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016.
    """
    if padding == "same":
        return -(-size // stride)
    return (size - window) // stride + 1 if size >= window else 0


def too_small(shape: Shape, window: int, name: str, value: str) -> Misfit:
    """Say that a window is larger than what it slides over, with the repairs.

    Args:
        shape: The input shape.
        window: Side of the window.
        name: What the window is called: `kernel`, `pooling window`.
        value: Name of the parameter that holds its side.
    """
    space = shape[:-1]
    fits = min(space)
    return Misfit(
        f"at least {shape_text((window,) * len(space))} for a {name} of {window}",
        f"{shape_text(space)}",
        (
            Fix("Fill the border with zeros (padding same)", {"padding": "same"}, onward=True),
            Fix(f"Make the {name} {fits} wide", {value: fits}),
            Fix("Remove this layer", remove=True),
        ),
    )


def slide_text(space: Shape, window: int, stride: int, padding: str) -> str:
    """Write out the arithmetic of every axis that is slid over; equal ones once."""
    if len(space) == 1:
        names = ("time",)
    else:
        names = ("each side",) if len(set(space)) == 1 else ("height", "width")
    return ", ".join(
        f"{name} {_axis_text(size, window, stride, padding)}"
        for name, size in zip(names, space, strict=False)
    )


def _axis_text(size: int, window: int, stride: int, padding: str) -> str:
    places = slide(size, window, stride, padding)
    if padding == "same":
        return f"ceil({size} / {stride}) = {places}"
    return f"floor(({size} - {window}) / {stride}) + 1 = {places}"
