"""Where the window of a convolution or pooling layer stands for each value that it gives."""

from dataclasses import dataclass
from typing import Literal, cast

from nnviz.core.kinds import Shape
from nnviz.core.network import LayerSpec
from nnviz.core.params import ParamValue
from nnviz.core.shapes import layer_values

MOST_PLACES = 48
"""Places along one axis that are looked at; of larger maps the upper left part is."""

_CONVOLUTIONS = ("conv1d", "conv2d")
_POOLINGS = ("max_pooling1d", "average_pooling1d", "max_pooling2d", "average_pooling2d")
SLIDING_KINDS = (*_CONVOLUTIONS, *_POOLINGS)
"""Kinds of layers that are taken apart place by place."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sliding:
    """A window over rows and columns; a sequence counts as one row of steps.

    Attributes:
        operation: `convolution`, `max` or `average`.
        size: Rows and columns of the window.
        stride: How far it moves between two places.
        dilation: Distance between two values that it reads.
        before: Rows above and columns left of the input that the border is filled up with.
        places: Rows and columns of places, all of them.
        shown: The same, of those that are looked at.
        groups: Into how many groups of channels a convolution is split.
    """

    operation: Literal["convolution", "max", "average"]
    size: Pair
    stride: Pair
    dilation: Pair
    before: Pair
    places: Pair
    shown: Pair
    groups: int = 1

    @property
    def covered(self) -> Pair:
        """Rows and columns of the padded input that the places looked at cover."""
        first, second = (
            (self.shown[axis] - 1) * self.stride[axis]
            + (self.size[axis] - 1) * self.dilation[axis]
            + 1
            for axis in (0, 1)
        )
        return first, second


def sliding(layer: LayerSpec, input_shape: Shape, output_shape: Shape) -> Sliding | None:
    """Return how the window of a layer slides; None for a layer that has none.

    The border of `same` padding is filled as TensorFlow and Keras do, the smaller half before.

    Args:
        layer: The layer.
        input_shape: `(height, width, channels)` or `(time, channels)` that it reads.
        output_shape: Likewise, what it gives.
    """
    if layer.kind not in SLIDING_KINDS:
        return None
    values = layer_values(layer)
    axes = len(input_shape) - 1
    pooling = layer.kind in _POOLINGS
    size = _both(values["pool_size" if pooling else "kernel_size"], axes)
    stride = _both(values.get("strides") or 0, axes)
    # Stride 0 of a pooling stands for its size.
    stride = stride[0] or size[0], stride[1] or size[1]
    dilation = _both(values.get("dilation_rate", 1), axes)
    inputs, places = _grid(input_shape), _grid(output_shape)
    groups = values.get("groups", 1)
    return Sliding(
        "convolution" if not pooling else "max" if layer.kind.startswith("max") else "average",
        size,
        stride,
        dilation,
        _before(str(values["padding"]), inputs, places, (size, stride, dilation)),
        places,
        (min(places[0], MOST_PLACES), min(places[1], MOST_PLACES)),
        groups if isinstance(groups, int) else 1,
    )


def _both(given: ParamValue, axes: int) -> Pair:
    """Return a parameter for rows and columns; a sequence has one row."""
    value = cast("int | tuple[int, ...]", given)
    each = value if isinstance(value, tuple) else (int(value),) * axes
    return (each[0], each[1]) if axes == 2 else (1, each[0])


def _grid(shape: Shape) -> Pair:
    return (shape[0], shape[1]) if len(shape) == 3 else (1, shape[0])


def _before(padding: str, inputs: Pair, places: Pair, window: tuple[Pair, Pair, Pair]) -> Pair:
    size, stride, dilation = window
    if padding == "valid":
        return 0, 0
    reach = [(size[axis] - 1) * dilation[axis] + 1 for axis in (0, 1)]
    if padding == "causal":
        return 0, reach[1] - 1
    missing = [
        max((places[axis] - 1) * stride[axis] + reach[axis] - inputs[axis], 0) for axis in (0, 1)
    ]
    return missing[0] // 2, missing[1] // 2
