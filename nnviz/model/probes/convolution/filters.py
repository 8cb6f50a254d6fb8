"""The weights of a convolution of any kind in one form: a stack of kernels for each filter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.network import LayerSpec
from nnviz.core.windows.sliding import Sliding


@dataclass(frozen=True, slots=True)
class Filters:
    """What a layer of filters multiplies with, a sequence counting as one row.

    Attributes:
        kernels: `(rows, columns, depth, filters)`.
        bias: `(filters,)`, zeros where the layer has none.
        mixing: `(depth, filters)` of a separable convolution: what the sum of each kernel is
            multiplied with; all its filters share their kernels.
    """

    kernels: NDArray[np.float32]
    bias: NDArray[np.float32]
    mixing: NDArray[np.float32] | None = None

    @property
    def mixed(self) -> NDArray[np.float32]:
        """`(rows, columns, depth, filters)` kernels as they act on what the filter gives."""
        return self.kernels if self.mixing is None else self.kernels * self.mixing


def filters_of(
    layer: LayerSpec, window: Sliding, arrays: tuple[NDArray[np.float32], ...]
) -> Filters:
    """Return the filters of a layer.

    Args:
        layer: A kind of `KERNEL_KINDS`.
        window: How it slides.
        arrays: Its weights in Keras's order: `(rows, columns, channels, filters)`, of transposed
            ones `(rows, columns, filters, channels)`, of depthwise and separable ones `(rows,
            columns, channels, filters of each)`, the latter with `(1, 1, depth, filters)` after
            them; in one dimension all without rows, over three axes with slices before them;
            biases, where there are some.

    Returns:
        The filters; over three axes the kernels of a slice follow those of the one before.
    """
    kernel = arrays[0][None] if layer.kind.partition("_transpose")[0].endswith("1d") else arrays[0]
    if kernel.ndim == 5:
        # (slices, rows, columns, channels, filters): slices become further channels.
        kernel = kernel.transpose(1, 2, 0, 3, 4).reshape(*window.size, -1, kernel.shape[-1])
    last = next((one for one in arrays[1:] if one.ndim == 1), arrays[0])
    if window.operation == "separable":
        mixing = arrays[1].reshape(window.depth, -1)
        stack = kernel.reshape(*window.size, window.depth, 1)
        shared = np.broadcast_to(stack, (*window.size, *mixing.shape))
        return Filters(shared, _bias(last, mixing.shape[1]), mixing)
    if window.operation == "transposed":
        kernel = kernel.transpose(0, 1, 3, 2)
    elif layer.kind.startswith("depthwise"):
        kernel = kernel.reshape(*window.size, 1, -1)
    return Filters(kernel, _bias(last, kernel.shape[3]))


def _bias(last: NDArray[np.float32], filters: int) -> NDArray[np.float32]:
    return last if last.ndim == 1 else np.zeros(filters, np.float32)
