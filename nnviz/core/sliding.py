"""Where the window of a convolution or pooling layer stands for each value that it gives."""

from dataclasses import dataclass
from typing import Literal, cast

from nnviz.core.kinds import Shape, Values
from nnviz.core.network import LayerSpec
from nnviz.core.params import ParamValue
from nnviz.core.shapes import layer_values

MOST_PLACES = 48
"""Places along one axis that are looked at; of larger maps the upper left part is."""

_PLAIN = ("conv1d", "conv2d")
_DEPTHWISE = ("depthwise_conv1d", "depthwise_conv2d")
_SEPARABLE = ("separable_conv1d", "separable_conv2d")
_TRANSPOSED = ("conv1d_transpose", "conv2d_transpose")
_POOLINGS = ("max_pooling1d", "average_pooling1d", "max_pooling2d", "average_pooling2d")
KERNEL_KINDS = (*_PLAIN, *_DEPTHWISE, *_SEPARABLE, *_TRANSPOSED)
"""Kinds of layers whose window has weights."""

SLIDING_KINDS = (*KERNEL_KINDS, *_POOLINGS)
"""Kinds of layers that are taken apart place by place."""

Pair = tuple[int, int]
Operation = Literal["convolution", "separable", "transposed", "max", "average"]


@dataclass(frozen=True, slots=True)
class Sliding:
    """A window over rows and columns; a sequence counts as one row of steps.

    A depthwise convolution is one whose groups have one channel each. A transposed one is told
    as the window sees it that stands on one output value: the inputs lie `spread` apart with
    gaps between them, the kernel is turned around and moves one place at a time (Dumoulin and
    Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4).

    Attributes:
        operation: What is done with a patch.
        size: Rows and columns of the window.
        stride: How far it moves between two places.
        dilation: Distance between two values that it reads.
        before: Rows above and columns left of the input that the border is filled up with.
        places: Rows and columns of places, all of them.
        shown: The same, of those that are looked at.
        depth: How many kernels a filter has: one for each channel, or map between, that it sums.
        groups: Into how many groups of channels a convolution is split.
        spread: How far apart two neighbouring input values lie.
    """

    operation: Operation
    size: Pair
    stride: Pair
    dilation: Pair
    before: Pair
    places: Pair
    shown: Pair
    depth: int = 1
    groups: int = 1
    spread: Pair = (1, 1)

    @property
    def learns(self) -> bool:
        """Whether the window has weights."""
        return self.operation not in ("max", "average")

    @property
    def reach(self) -> Pair:
        """Rows and columns from the first value that the window reads to the last one."""
        (high, wide), (down, across) = self.size, self.dilation
        return (high - 1) * down + 1, (wide - 1) * across + 1

    def laid_out(self, inputs: Pair) -> Pair:
        """Return rows and columns that so many inputs take with the gaps between them."""
        return (inputs[0] - 1) * self.spread[0] + 1, (inputs[1] - 1) * self.spread[1] + 1

    def channel(self, unit: int, number: int, channels: int, filters: int) -> int:
        """Return the number of the input channel that a kernel of a filter is laid upon.

        Args:
            unit: Number of the filter, or of the feature that is pooled.
            number: Which of its kernels.
            channels: Channels of the input.
            filters: How many filters there are.
        """
        if not self.learns:
            return unit
        if self.operation == "separable":
            return number // (self.depth // channels)
        return unit // (filters // self.groups) * self.depth + number

    @property
    def covered(self) -> Pair:
        """Rows and columns of the padded input that the places looked at cover."""
        first, second = (
            (self.shown[axis] - 1) * self.stride[axis] + self.reach[axis] for axis in (0, 1)
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
    size = _both(values["pool_size" if layer.kind in _POOLINGS else "kernel_size"], axes)
    stride = _both(values.get("strides") or 0, axes)
    # Stride 0 of a pooling stands for its size.
    stride = stride[0] or size[0], stride[1] or size[1]
    dilation = _both(values.get("dilation_rate", 1), axes)
    inputs, places = _grid(input_shape), _grid(output_shape)
    padding, spread = str(values["padding"]), (1, 1)
    if layer.kind in _TRANSPOSED:
        before = _before_turned(padding, size, stride)
        stride, spread = (1, 1), stride
    else:
        before = _before(padding, inputs, places, (size, stride, dilation))
    depth, groups = _grouped(layer.kind, values, input_shape[-1])
    return Sliding(
        _operation(layer.kind), size, stride, dilation, before, places,
        (min(places[0], MOST_PLACES), min(places[1], MOST_PLACES)), depth, groups, spread,
    )  # fmt: skip


def _operation(kind: str) -> Operation:
    if kind in _SEPARABLE:
        return "separable"
    if kind in _TRANSPOSED:
        return "transposed"
    if kind in KERNEL_KINDS:
        return "convolution"
    return "max" if kind.startswith("max") else "average"


def _grouped(kind: str, values: Values, channels: int) -> Pair:
    """Return how many kernels a filter has, and into how many groups channels are split."""
    if kind in _POOLINGS:
        return 1, 1
    if kind in _DEPTHWISE:
        return 1, channels
    if kind in _SEPARABLE:
        return channels * cast("int", values["depth_multiplier"]), 1
    groups = cast("int", values.get("groups", 1))
    return channels // groups, groups


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


def _before_turned(padding: str, size: Pair, stride: Pair) -> Pair:
    """Return the border before the inputs of a transposed convolution.

    It undoes a convolution from its output, so what that would have filled up is cut off here.
    """
    cut = [max(size[axis] - stride[axis], 0) // 2 if padding == "same" else 0 for axis in (0, 1)]
    return size[0] - 1 - cut[0], size[1] - 1 - cut[1]
