"""A convolution or pooling layer: its kernels, and every number of its arithmetic."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.core.spec.params import Param
from nnviz.core.windows.slices import OUTSIDE
from nnviz.core.windows.sliding import Sliding, sliding
from nnviz.model.probes.activations.activations import thinned
from nnviz.model.probes.convolution.filters import filters_of
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.responses import LAYER, SLICE, UNIT, responses

CHANNEL = Param("channel", "Channel", 0, "Number of the input channel.", low=0, high=1e6, step=1)
_START = Param("start", "First filter", 0, "Number of the first filter.", low=0, high=1e6, step=1)
_COUNT = Param("count", "Filters", 32, "Largest number of filters.", low=1, high=64, step=1)
_CHANNELS = Param(
    "channels", "Channels", 8, "Largest number of input channels.", low=1, high=16, step=1
)


def window_of(live: Live, name: str, at: int = 0) -> tuple[LayerSpec, str, Sliding]:
    """Return a layer, the id of what it reads, and how its window slides at a slice.

    Raises:
        ProbeMisfit: There is no such layer, or it has no window.
    """
    for index, layer in enumerate(live.network.layers):
        if layer.id == name:
            source = live.network.sources(index)[0]
            before = live.dataset.signature.input_shape
            if source != INPUT:
                before = live.shapes.of(source).shape or ()
            found = sliding(layer, before, live.shapes.of(name).shape or (), at)
            if found is None:
                raise ProbeMisfit(
                    "This layer has no sliding window; choose a convolution or pooling layer."
                )
            return layer, source, found
    raise ProbeMisfit(f"There is no layer '{name}' in this network.")


def flat_rows(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return one example's `(rows, columns, channels)`; values over time is one row."""
    return values[None] if values.ndim == 2 else values


def read_slices(values: NDArray[np.float32], window: Sliding) -> NDArray[np.float32]:
    """Return `(rows, columns, channels)` of what a window reads of one example.

    Args:
        values: `([slices,] [rows,] columns, channels)` that the layer reads.
        window: How it slides. Of several slices that it multiplies, each brings its channels; of
            those that it pools, the largest or the mean of every position is left.
    """
    if window.slices is None:
        return flat_rows(values)
    rows = values if values.ndim == 4 else values[:, None]
    empty = 0.0 if window.learns else np.nan
    blank = np.full_like(rows[0], empty)
    read = [blank if one == OUTSIDE else rows[one] for one in window.slices.read]
    if window.learns:
        return np.concatenate(read, axis=-1)
    return (np.nanmax if window.operation == "max" else np.nanmean)(np.stack(read), axis=0)


def given_slice(values: NDArray[np.float32], window: Sliding) -> NDArray[np.float32]:
    """Return `(rows, columns, filters)` of the output of a layer for one example, at its slice."""
    return flat_rows(values if window.slices is None else values[window.slices.at])


def laid_out(values: NDArray[np.float32], window: Sliding, fill: float) -> NDArray[np.float32]:
    """Lay `(rows, columns, channels)` out as the window reads them, with gaps and the border.

    Args:
        values: What the layer reads.
        window: How it slides.
        fill: The value where there is none.

    Returns:
        `(covered rows, covered columns, channels)`.
    """
    high, wide = window.covered
    padded = np.full((high, wide, values.shape[-1]), fill, np.float32)
    (top, left), (down, across) = window.before, window.spread
    inside = padded[top::down, left::across][: len(values), : values.shape[1]]
    inside[:] = values[: len(inside), : inside.shape[1]]
    return padded


def patches(padded: NDArray[np.float32], window: Sliding) -> NDArray[np.float32]:
    """Return what the window reads at every position, as a view.

    Args:
        padded: `(rows, columns)` of one channel.
        window: How it slides.

    Returns:
        `(place rows, place columns, window rows, window columns)`.
    """
    reach = tuple((s - 1) * d + 1 for s, d in zip(window.size, window.dilation, strict=True))
    views = sliding_window_view(padded, reach)
    (down, across), (deep, wide) = window.stride, window.dilation
    return views[::down, ::across, ::deep, ::wide]


def _arithmetic(live: Live, values: Values) -> dict[str, Payload]:
    layer, source, window = window_of(live, values["layer"], values["slice"])
    x = live.example(values["split"], values["example"])
    given = read_slices(responses(live, source, x)[0], window)
    made = given_slice(responses(live, layer.id, x)[0], window)
    unit = min(values["unit"], made.shape[-1] - 1)
    rows, columns = window.shown
    output = np.ascontiguousarray(made[:rows, :columns, unit])
    picture = {} if source == INPUT else _picture(x[0])
    if window.learns:
        summed = _summed(live, layer, window, given, (unit, values["channel"]))
        return {**summed, **picture, "output": output}
    padded = laid_out(given[..., unit : unit + 1], window, np.nan)[..., 0]
    largest = float(np.nanmax(np.abs(padded), initial=0.0)) or 1.0
    return {
        "input": padded,
        **picture,
        "output": output,
        "scales": np.array([largest, 1.0, largest, largest], np.float32),
    }


def _picture(x: NDArray[np.generic]) -> dict[str, Payload]:
    """Return the network's input, where its positions form rows and columns, or one row."""
    if x.ndim not in (2, 3):
        return {}
    shown = thinned(flat_rows(x.astype(np.float32)).mean(axis=-1)[None])[0]
    return {"picture": shown / (float(np.abs(shown).max(initial=0.0)) or 1.0)}


def _summed(
    live: Live,
    layer: LayerSpec,
    window: Sliding,
    given: NDArray[np.float32],
    chosen: tuple[int, int],
) -> dict[str, Payload]:
    """Return patch source, kernel and sums of one filter, one of its kernels apart from the rest.

    Args:
        live: The live model.
        layer: The layer.
        window: How it slides.
        given: `(rows, columns, channels)` that it reads.
        chosen: Number of the filter, and of its kernel.
    """
    filters = filters_of(layer, window, live.weights()[layer.id])
    depth, many = filters.kernels.shape[2:]
    unit, number = chosen[0], min(chosen[1], depth - 1)
    each = given.shape[-1] // (window.slices.size if window.slices else 1)
    channels = [window.channel(unit, one, each, many) for one in range(depth)]
    kernels = filters.kernels[..., unit]
    # Nothing lies in the gaps of a transposed convolution; zeros give the same sums.
    empty = np.nan if window.operation == "transposed" else 0.0
    kernels = kernels[::-1, ::-1] if window.operation == "transposed" else kernels
    padded = laid_out(given, window, 0.0)
    sums = np.stack([
        np.einsum("ijuv,uv->ij", patches(padded[..., channel], window), kernels[..., one])
        for one, channel in enumerate(channels)
    ])  # fmt: skip
    weighted = sums if filters.mixing is None else sums * filters.mixing[:, unit, None, None]
    together = weighted.sum(axis=0)
    total = together + filters.bias[unit]
    seen = laid_out(given[..., channels[number]][..., None], window, empty)[..., 0]
    weights = kernels[..., number].copy()
    scales = [np.nanmax(np.abs(seen), initial=0.0), np.abs(weights).max(), 0.0, np.abs(total).max()]
    scales[2] = scales[0] * scales[1]
    mixing = {} if filters.mixing is None else {"mixing": filters.mixing[number, unit][None].copy()}
    return {
        "input": seen,
        "kernel": weights,
        "sum": sums[number].astype(np.float32),
        **mixing,
        "others": (together - weighted[number]).astype(np.float32),
        "total": total.astype(np.float32),
        "bias": filters.bias[unit][None].copy(),
        "scales": np.array([float(size) or 1.0 for size in scales], np.float32),
    }


def _kernels(live: Live, values: Values) -> dict[str, Payload]:
    layer, _, window = window_of(live, values["layer"])
    if not window.learns:
        raise ProbeMisfit("A pooling layer has no kernel: it learns nothing.")
    filters = filters_of(layer, window, live.weights()[layer.id])
    start = min(values["start"], filters.kernels.shape[3] - 1)
    end = start + values["count"]
    shown = filters.mixed[:, :, : values["channels"], start:end]
    largest = float(np.abs(shown).max()) or 1.0
    # Filter by filter, channel by channel, the bottom row first.
    tiles = shown[::-1].transpose(3, 2, 0, 1).reshape(-1, *shown.shape[:2])
    return {
        "values": Quantized(tiles / largest, -1.0, 1.0),
        "bias": filters.bias[start:end].copy(),
        "largest": np.array([largest], np.float32),
    }


ARITHMETIC = Probe(
    name="arithmetic",
    sentence="A convolution or pooling step by step: every product and sum at every position.",
    arrays={
        "input": "(rows, columns) of the chosen channel with its border; NaN around a pooling and "
        "between the values that a transposed convolution moves apart",
        "picture": "(rows, columns) the network's input, mean over channels, in -1..1 and "
        "thinned; only where the layer does not read it directly",
        "kernel": "(window rows, window columns) weights for that channel, flipped in a "
        "transposed convolution",
        "sum": "(place rows, place columns) products of this channel, summed",
        "mixing": "(1,) of a separable convolution: the factor for that sum",
        "others": "(place rows, place columns) the same for all other channels together, mixed",
        "total": "(place rows, place columns) all sums and the bias",
        "bias": "(1,) of this filter",
        "output": "(place rows, place columns) the layer's output, after its activation",
        "scales": "(4,) largest absolute input, weight, product and sum",
    },
    read=_arithmetic,
    options=(LAYER, UNIT, CHANNEL, SLICE, SPLIT, EXAMPLE),
)

KERNELS = Probe(
    name="kernels",
    sentence="The kernels of a convolution; for a separable one, as its filters mix them.",
    arrays={
        "values": "(filters * channels, rows, columns) in -1..1, filter by filter, last row first",
        "bias": "(filters,) zeros where there is none",
        "largest": "(1,) the absolute weight that 1 represents",
    },
    read=_kernels,
    options=(LAYER, _START, _COUNT, _CHANNELS),
)
