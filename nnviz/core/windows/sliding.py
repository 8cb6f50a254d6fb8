"""Where the window of a convolution or pooling layer stands for each value that it gives."""

from dataclasses import dataclass
from typing import Literal, cast

from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.kinds import Shape, Values
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import ParamValue
from nnviz.core.windows.slices import Slices

MOST_PLACES = 48
"""Places along one axis that are looked at; of larger maps the upper left part is."""

_PLAIN = ("conv1d", "conv2d", "conv3d", "timed_conv1d", "timed_conv2d", "spectral_conv1d",
          "spectral_conv2d")  # fmt: skip
_DEPTHWISE = ("depthwise_conv1d", "depthwise_conv2d")
_SEPARABLE = ("separable_conv1d", "separable_conv2d")
_TRANSPOSED = ("conv1d_transpose", "conv2d_transpose")
_TIMED = "timed_"
"""Kinds whose window moves over each time step by itself."""
_POOLINGS = (
    "max_pooling1d", "average_pooling1d", "max_pooling2d", "average_pooling2d", "max_pooling3d",
    "average_pooling3d", "timed_max_pooling1d", "timed_max_pooling2d",
)  # fmt: skip
KERNEL_KINDS = (*_PLAIN, *_DEPTHWISE, *_SEPARABLE, *_TRANSPOSED)
"""Kinds of layers whose window has weights."""

SLIDING_KINDS = (*KERNEL_KINDS, *_POOLINGS)
"""Kinds of layers that are taken apart position by position."""

MAP_KINDS = (*SLIDING_KINDS, "conv3d_transpose", "conv_lstm1d", "conv_lstm2d", "conv_lstm3d")
"""Kinds of layers that give maps: those, and some that are not taken apart."""

Pair = tuple[int, int]
Triple = tuple[int, int, int]
Operation = Literal["convolution", "separable", "transposed", "max", "average"]


@dataclass(frozen=True, slots=True)
class Sliding:
    """A window over rows and columns; a sequence counts as one row of steps.

    One over three axes is told as it stands for one slice of the output (`core.windows.slices`).

    A depthwise convolution is one whose groups have one channel each. A transposed one is told
    as the window sees it that stands on one output value: the inputs lie `spread` apart with
    gaps between them, the kernel is turned around and moves one position at a time (Dumoulin and
    Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4).

    Attributes:
        operation: What is done with a patch.
        size: Rows and columns of the window.
        stride: How far it moves between two positions.
        dilation: Distance between two values that it reads.
        before: Rows above and columns left of the input that the border is filled up with.
        places: Rows and columns of positions, all of them.
        shown: The same, of those that are looked at.
        depth: How many kernels a filter has: one for each channel, or map between, that it sums;
            over three axes as many again for each further slice that it reads.
        groups: Into how many groups of channels a convolution is split.
        spread: How far apart two neighbouring input values lie.
        slices: Where it stands along the first of three axes; None with two.
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
    slices: Slices | None = None

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
        """Return rows and columns that this many inputs take with the gaps between them."""
        return (inputs[0] - 1) * self.spread[0] + 1, (inputs[1] - 1) * self.spread[1] + 1

    def map_shape(self, shape: Shape) -> Shape:
        """Return the shape of what is shown of an output: of one slice, if it has several."""
        return shape[1:] if self.slices else shape

    def channel(self, unit: int, number: int, channels: int, filters: int) -> int:
        """Return the number of the input channel that a kernel of a filter is laid upon.

        With slices, channels are counted on from slice to slice that the window reads.

        Args:
            unit: Number of the filter, or of the feature that is pooled.
            number: Which of its kernels.
            channels: Channels of the input, or of one slice of it.
            filters: How many filters there are.
        """
        if not self.learns:
            return unit
        if self.operation == "separable":
            return number // (self.depth // channels)
        each = self.depth // (self.slices.size if self.slices else 1)
        number, channel = divmod(number, each)
        return number * channels + unit // (filters // self.groups) * each + channel

    @property
    def covered(self) -> Pair:
        """Rows and columns of the padded input that the positions looked at cover."""
        first, second = (
            (self.shown[axis] - 1) * self.stride[axis] + self.reach[axis] for axis in (0, 1)
        )
        return first, second


def sliding(
    layer: LayerSpec, input_shape: Shape, output_shape: Shape, at: int = 0
) -> Sliding | None:
    """Return how the window of a layer slides; None for a layer that has none.

    The border of `same` padding is filled as TensorFlow and Keras do, the smaller half before.

    Args:
        layer: The layer.
        input_shape: `([depth or time,] [height,] width or time, channels)` that it reads.
        output_shape: Likewise, its output.
        at: Number of the slice of the output that is looked at, where there are several.
    """
    if layer.kind not in SLIDING_KINDS:
        return None
    values = layer_values(layer)
    timed = layer.kind.startswith(_TIMED)
    axes = len(input_shape) - 1 - timed
    size = _each(values["pool_size" if layer.kind in _POOLINGS else "kernel_size"], axes)
    # Stride 0 of a pooling stands for its size.
    moved = _each(values.get("strides") or 0, axes, missing=0)
    first, second, third = (step or size[axis] for axis, step in enumerate(moved))
    stride = (first, second, third)
    dilation = _each(values.get("dilation_rate", 1), axes)
    inputs, places = _grid(input_shape, timed), _grid(output_shape, timed)
    padding, spread = str(values["padding"]), (1, 1)
    if layer.kind in _TRANSPOSED:
        before = _before_turned(padding, size, stride)
        stride, spread = (1, 1, 1), stride[1:]
    else:
        before = _before(padding, inputs, places, (size, stride, dilation))
    slices = None
    if timed or axes == 3:
        slices = Slices(size[0], stride[0], dilation[0], before[0], inputs[0], places[0],
                        min(at, places[0] - 1))  # fmt: skip
    depth, groups = _grouped(layer.kind, values, input_shape[-1])
    return Sliding(
        _operation(layer.kind), size[1:], stride[1:], dilation[1:], before[1:], places[1:],
        (min(places[1], MOST_PLACES), min(places[2], MOST_PLACES)), depth * size[0], groups,
        spread, slices,
    )  # fmt: skip


def _operation(kind: str) -> Operation:
    if kind in _SEPARABLE:
        return "separable"
    if kind in _TRANSPOSED:
        return "transposed"
    if kind in KERNEL_KINDS:
        return "convolution"
    return "max" if "max" in kind else "average"


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


def _each(given: ParamValue, axes: int, missing: int = 1) -> Triple:
    """Return a parameter for slices, rows and columns; axes that a layer lacks come first."""
    value = cast("int | tuple[int, ...]", given)
    each = value if isinstance(value, tuple) else (int(value),) * axes
    return _three(each, missing)


def _grid(shape: Shape, timed: bool) -> Triple:
    """Return slices, rows and columns of a shape; a series at every time step is one row."""
    inside = _three(shape[timed:-1], 1)
    return (shape[0], *inside[1:]) if timed else inside


def _three(each: tuple[int, ...], missing: int) -> Triple:
    first, second, third = ((missing,) * (3 - len(each)) + each)[:3]
    return first, second, third


def _before(
    padding: str, inputs: Triple, places: Triple, window: tuple[Triple, Triple, Triple]
) -> Triple:
    if padding == "valid":
        return 0, 0, 0
    reach = [(size - 1) * dilation + 1 for size, dilation in zip(window[0], window[2], strict=True)]
    if padding == "causal":
        return 0, 0, reach[2] - 1
    first, second, third = (
        max((places[axis] - 1) * window[1][axis] + reach[axis] - inputs[axis], 0) // 2
        for axis in range(3)
    )
    return first, second, third


def _before_turned(padding: str, size: Triple, stride: Triple) -> Triple:
    """Return the border before the inputs of a transposed convolution.

    It undoes a convolution from its output, so what that would have filled up is cut off here.
    """
    first, second, third = (
        wide - 1 - (max(wide - step, 0) // 2 if padding == "same" else 0)
        for wide, step in zip(size, stride, strict=True)
    )
    return first, second, third
