"""Worked examples of layers that treat places: windows, pooling, padding, order, memory."""

import itertools
from typing import Any

import numpy as np

from nnviz.core.catalogue.rules.windows import dilated, slide
from nnviz.core.errors import SpecError
from nnviz.core.spec.kinds import per_axis
from nnviz.core.worked.activation_values import activate
from nnviz.core.worked.example import PICTURE, ROW, STEPS, Example, Make, Numbers, weights

_LINE = ROW[:, None]
_EDGE = "The filter responds where values rise from left to right; its bias is 0."


def _on(axes: int) -> Numbers:
    """Return the input of an example along this many axes."""
    return PICTURE if axes == 2 else _LINE


def _windows(
    given: Numbers, sizes: tuple[int, ...], values: dict[str, Any], empty: float
) -> Numbers:
    """Return what lies under a window at every position, `(*places, *window)`.

    Args:
        given: `(*space, 1)`.
        sizes: Of the window, without the gaps of a dilation.
        values: Parameters of the layer, of which strides, padding and dilation are read.
        empty: What stands beyond the border.

    Raises:
        SpecError: The window is larger than the input.
    """
    axes = len(sizes)
    strides = per_axis(values["strides"] or sizes, axes)
    rates = per_axis(values.get("dilation_rate", 1), axes)
    reach = [dilated(*pair) for pair in zip(sizes, rates, strict=True)]
    space, padding = given.shape[:-1], values["padding"]
    places = [slide(*each, padding) for each in zip(space, reach, strides, strict=True)]
    if not all(places):
        raise SpecError(f"a window of at most {min(space)} for this small example", f"{max(reach)}")
    around: list[tuple[int, int]] = []
    for size, count, stride, width in zip(space, places, strides, reach, strict=True):
        missing = max((count - 1) * stride + width - size, 0) if padding != "valid" else 0
        before = width - 1 if padding == "causal" else missing // 2
        around.append((before, max(missing - before, 0)))
    padded = np.pad(given[..., 0], around, constant_values=empty)
    found = np.empty((*places, *sizes))
    for at in itertools.product(*map(range, places)):
        begin = [place * stride for place, stride in zip(at, strides, strict=True)]
        cut = tuple(
            slice(start, start + width, rate)
            for start, width, rate in zip(begin, reach, rates, strict=True)
        )
        found[at] = padded[cut]
    return found


def _edge(sizes: tuple[int, ...]) -> Numbers:
    """Return a kernel that answers to values that rise along the last axis."""
    kernel = np.zeros(sizes)
    kernel[..., 0], kernel[..., -1] = -1.0, 1.0
    return kernel


def _convolution(axes: int) -> Make:
    def make(values: dict[str, Any]) -> Example:
        sizes = per_axis(values["kernel_size"], axes)
        kernel = _edge(sizes)
        seen = _windows(_on(axes), sizes, values, 0.0)
        sums = np.tensordot(seen, kernel, axes=axes)[..., None]
        output = activate(values["activation"], sums)
        return Example((_on(axes),), output, _EDGE, (("filter", kernel[..., None, None]),))

    return make


def _transposed(axes: int) -> Make:
    def make(values: dict[str, Any]) -> Example:
        sizes, strides = (per_axis(values[name], axes) for name in ("kernel_size", "strides"))
        kernel, given = weights(*sizes), _on(axes)[..., 0][(slice(0, 3),) * axes]
        full = np.zeros(
            [(n - 1) * s + k for n, s, k in zip(given.shape, strides, sizes, strict=True)]
        )
        for at in itertools.product(*map(range, given.shape)):
            cut = tuple(slice(i * s, i * s + k) for i, s, k in zip(at, strides, sizes, strict=True))
            full[cut] += given[at] * kernel
        output = _resized(full, given.shape, strides, values["padding"])
        note = "Every value adds the pattern, scaled by itself; overlapping patterns add up."
        sums = activate(values["activation"], output[..., None])
        return Example((given[..., None],), sums, note, (("pattern", kernel[..., None, None]),))

    return make


def _resized(
    full: Numbers, given: tuple[int, ...], strides: tuple[int, ...], padding: str
) -> Numbers:
    """Cut what a transposed convolution painted, or fill it up, to the size that it gives."""
    for axis, (size, stride) in enumerate(zip(given, strides, strict=True)):
        long = full.shape[axis]
        wanted = size * stride if padding == "same" else max(long, size * stride)
        if long < wanted:
            around = [(0, 0)] * full.ndim
            around[axis] = (0, wanted - long)
            full = np.pad(full, around)
        begin = max(long - wanted, 0) // 2
        full = full.take(range(begin, begin + wanted), axis=axis)
    return full


def _depthwise(axes: int) -> Make:
    def make(values: dict[str, Any]) -> Example:
        sizes, count = per_axis(values["kernel_size"], axes), values["depth_multiplier"]
        kernel = _edge(sizes)
        sums = np.tensordot(_windows(_on(axes), sizes, values, 0.0), kernel, axes=axes)
        output = activate(values["activation"], np.repeat(sums[..., None], count, axis=-1))
        learned = np.repeat(kernel[..., None, None], count, axis=-1)
        return Example((_on(axes),), output, _EDGE, (("filter", learned),))

    return make


def _pooling(axes: int, largest: bool) -> Make:
    def make(values: dict[str, Any]) -> Example:
        sizes = per_axis(values["pool_size"], axes)
        seen = _windows(_on(axes), sizes, values, np.nan)
        inside = tuple(range(axes, 2 * axes))
        output = np.nanmax(seen, inside) if largest else np.nanmean(seen, inside)
        what = "The largest value" if largest else "The mean"
        return Example((_on(axes),), output[..., None], f"{what} of every window is kept.")

    return make


def _global(axes: int, largest: bool) -> Make:
    def make(values: dict[str, Any]) -> Example:
        over, keep = tuple(range(axes)), values["keepdims"]
        given = _on(axes)
        output = given.max(over, keepdims=keep) if largest else given.mean(over, keepdims=keep)
        return Example((given,), output, "One number for each feature map.")

    return make


def _edges(axes: int, name: str) -> Make:
    def make(values: dict[str, Any]) -> Example:
        sides: tuple[int, ...] = values[name]
        given = _on(axes)
        if len(sides) != 2 * axes:
            raise SpecError(f"{2 * axes} numbers, two for each axis", f"{len(sides)}")
        pairs = list(zip(sides[::2], sides[1::2], strict=True))
        if name == "padding":
            return Example((given,), np.pad(given, [*pairs, (0, 0)]), "Zeros all around.")
        if any(before + after >= n for (before, after), n in zip(pairs, given.shape, strict=False)):
            raise SpecError("less cropping for this small example", f"{sides}")
        cut = tuple(slice(a, n - b) for (a, b), n in zip(pairs, given.shape, strict=False))
        return Example((given,), given[cut], "The borders are removed.")

    return make


def _upsampling(axes: int) -> Make:
    def make(values: dict[str, Any]) -> Example:
        if values.get("interpolation", "nearest") != "nearest":
            raise SpecError("repeated values (nearest) for this small example", "blended values")
        given = output = _on(axes)[(slice(0, 4),) * axes]
        for axis, times in enumerate(per_axis(values["size"], axes)):
            output = output.repeat(min(times, 4), axis=axis)
        return Example((given,), output, "Each value is repeated.")

    return make


def _flatten(values: dict[str, Any]) -> Example:
    del values
    return Example((STEPS,), STEPS.reshape(-1), "Row after row.")


def _reshape(values: dict[str, Any]) -> Example:
    target: tuple[int, ...] = values["target_shape"]
    fits = np.prod(target) == STEPS.size and len(target) <= 2
    given = STEPS.reshape(target) if fits else STEPS.reshape(3, 4)
    return Example((STEPS,), given, "The same values in the same order, in rows of another length.")


def _permute(values: dict[str, Any]) -> Example:
    del values
    return Example((STEPS,), STEPS.T, "Rows become columns.")


def _repeat(values: dict[str, Any]) -> Example:
    given = ROW[:4]
    return Example((given,), np.tile(given, (min(values["n"], 8), 1)), "The same at every step.")


def _simple_rnn(values: dict[str, Any]) -> Example:
    kernel, again, state = np.array([[0.5], [-0.5]]), np.array([[0.8]]), np.zeros(1)
    states: list[Numbers] = []
    for step in STEPS:
        state = activate(values["activation"], step @ kernel + state @ again)
        states.append(state)
    output = np.stack(states) if values["return_sequences"] else state
    learned = (("input weights", kernel), ("state weights", again), ("bias", np.zeros(1)))
    return Example(
        (STEPS,), output, "One unit: each new sum includes 0.8 times its previous state.", learned
    )


def _flip(values: dict[str, Any]) -> Example:
    output = PICTURE
    if "horizontal" in values["mode"]:
        output = output[:, ::-1]
    if "vertical" in values["mode"].replace("horizontal", ""):
        output = output[::-1]
    return Example(
        (PICTURE,),
        output,
        "One random draw during training; other draws change nothing.",
        chance=True,
    )


def _invert(values: dict[str, Any]) -> Example:
    del values
    return Example(
        (PICTURE,),
        1 - PICTURE,
        "One random draw during training; other draws change nothing.",
        chance=True,
    )


PLACES: dict[str, Make] = {
    **{f"conv{axes}d": _convolution(axes) for axes in (1, 2)},
    **{f"conv{axes}d_transpose": _transposed(axes) for axes in (1, 2)},
    **{f"depthwise_conv{axes}d": _depthwise(axes) for axes in (1, 2)},
    **{f"max_pooling{axes}d": _pooling(axes, largest=True) for axes in (1, 2)},
    **{f"average_pooling{axes}d": _pooling(axes, largest=False) for axes in (1, 2)},
    **{f"global_max_pooling{axes}d": _global(axes, largest=True) for axes in (1, 2)},
    **{f"global_average_pooling{axes}d": _global(axes, largest=False) for axes in (1, 2)},
    **{f"zero_padding{axes}d": _edges(axes, "padding") for axes in (1, 2)},
    **{f"cropping{axes}d": _edges(axes, "cropping") for axes in (1, 2)},
    **{f"up_sampling{axes}d": _upsampling(axes) for axes in (1, 2)},
    "flatten": _flatten, "reshape": _reshape, "permute": _permute, "repeat_vector": _repeat,
    "simple_rnn": _simple_rnn, "random_flip": _flip, "random_invert": _invert,
}  # fmt: skip
"""What makes the example of a kind."""
