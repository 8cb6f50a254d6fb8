"""A convolution or pooling layer: its kernels, and every number of its arithmetic."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nnviz.core.frames import Payload, Quantised
from nnviz.core.network import INPUT, LayerSpec
from nnviz.core.params import Param
from nnviz.core.shapes import infer
from nnviz.core.sliding import Sliding, sliding
from nnviz.model.probes.probe import EXAMPLE, PART, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.responses import LAYER, UNIT, responses

CHANNEL = Param("channel", "Channel", 0, "Number of the input channel.", low=0, high=1e6, step=1)
_START = Param("start", "First filter", 0, "Number of the first one.", low=0, high=1e6, step=1)
_COUNT = Param("count", "Filters", 32, "How many filters at most.", low=1, high=64, step=1)
_CHANNELS = Param("channels", "Channels", 8, "Input channels at most.", low=1, high=16, step=1)


def window_of(live: Live, name: str) -> tuple[LayerSpec, str, Sliding]:
    """Return a layer, the id of what it reads, and how its window slides.

    Raises:
        ProbeMisfit: There is no such layer, or it has no window.
    """
    shapes = infer(live.network, live.dataset.signature)
    for index, layer in enumerate(live.network.layers):
        if layer.id == name:
            source = live.network.sources(index)[0]
            before = live.dataset.signature.input_shape
            if source != INPUT:
                before = shapes.of(source).shape or ()
            found = sliding(layer, before, shapes.of(name).shape or ())
            if found is None:
                raise ProbeMisfit(
                    "This layer has no window that slides; choose a convolution or a pooling layer."
                )
            return layer, source, found
    raise ProbeMisfit(f"There is no layer '{name}' in this network.")


def flat_rows(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return one example's `(rows, columns, channels)`; a course over time is one row."""
    return values[None] if values.ndim == 2 else values


def bordered(values: NDArray[np.float32], window: Sliding, fill: float) -> NDArray[np.float32]:
    """Fill the border around `(rows, columns, channels)` and cut out what the window covers."""
    high, wide = window.covered
    top, left = window.before
    padded = np.full((high, wide, values.shape[-1]), fill, np.float32)
    inside = values[: max(0, high - top), : max(0, wide - left)]
    padded[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return padded


def patches(padded: NDArray[np.float32], window: Sliding) -> NDArray[np.float32]:
    """Return what the window reads at every place, as a view.

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
    layer, source, window = window_of(live, values["layer"])
    x = live.example(values["part"], values["example"])
    given = flat_rows(responses(live, source, x)[0])
    made = flat_rows(responses(live, layer.id, x)[0])
    unit = min(values["unit"], made.shape[-1] - 1)
    rows, columns = window.shown
    output = np.ascontiguousarray(made[:rows, :columns, unit])
    if window.operation == "convolution":
        return {**_summed(live, layer, window, given, unit, values["channel"]), "output": output}
    padded = bordered(given[..., unit : unit + 1], window, np.nan)[..., 0]
    largest = float(np.nanmax(np.abs(padded), initial=0.0)) or 1.0
    return {
        "input": padded,
        "output": output,
        "scales": np.array([largest, 1.0, largest, largest], np.float32),
    }


def _summed(
    live: Live,
    layer: LayerSpec,
    window: Sliding,
    given: NDArray[np.float32],
    unit: int,
    channel: int,
) -> dict[str, Payload]:
    """Return patch source, kernel and sums of one filter, one channel apart from the others."""
    arrays = live.weights()[layer.id]
    kernel = arrays[0] if arrays[0].ndim == 4 else arrays[0][None]
    bias = float(arrays[1][unit]) if len(arrays) > 1 else 0.0
    inputs = kernel.shape[2]
    group = unit // (kernel.shape[3] // window.groups)
    padded = bordered(given[..., group * inputs : (group + 1) * inputs], window, 0.0)
    chosen = min(channel, inputs - 1)
    sums = [
        np.einsum("ijuv,uv->ij", patches(padded[..., one], window), kernel[:, :, one, unit])
        for one in range(inputs)
    ]
    total = np.sum(sums, axis=0) + bias
    part, weights = np.ascontiguousarray(padded[..., chosen]), kernel[:, :, chosen, unit].copy()
    scales = [np.abs(part).max(), np.abs(weights).max(), 0.0, np.abs(total).max()]
    scales[2] = scales[0] * scales[1]
    return {
        "input": part,
        "kernel": weights,
        "sum": sums[chosen].astype(np.float32),
        "others": (total - bias - sums[chosen]).astype(np.float32),
        "total": total.astype(np.float32),
        "bias": np.array([bias], np.float32),
        "scales": np.array([float(size) or 1.0 for size in scales], np.float32),
    }


def _kernels(live: Live, values: Values) -> dict[str, Payload]:
    layer, _, window = window_of(live, values["layer"])
    if window.operation != "convolution":
        raise ProbeMisfit("A pooling layer has no kernels: it learns nothing.")
    arrays = live.weights()[layer.id]
    kernel = arrays[0] if arrays[0].ndim == 4 else arrays[0][None]
    start = min(values["start"], kernel.shape[3] - 1)
    shown = kernel[:, :, : values["channels"], start : start + values["count"]]
    largest = float(np.abs(shown).max()) or 1.0
    # Filter by filter, channel by channel, the bottom row first.
    tiles = shown[::-1].transpose(3, 2, 0, 1).reshape(-1, *shown.shape[:2])
    bias = arrays[1][start : start + values["count"]] if len(arrays) > 1 else np.zeros(0)
    return {
        "values": Quantised(tiles / largest, -1.0, 1.0),
        "bias": bias.astype(np.float32),
        "largest": np.array([largest], np.float32),
    }


ARITHMETIC = Probe(
    name="arithmetic",
    sentence="A convolution or pooling taken apart: every product and sum at every place.",
    arrays={
        "input": "(rows, columns) of the chosen channel with its border; NaN around a pooling",
        "kernel": "(window rows, window columns) weights for that channel",
        "sum": "(place rows, place columns) products of this channel, summed",
        "others": "(place rows, place columns) the same of all other channels together",
        "total": "(place rows, place columns) both sums and the bias",
        "bias": "(1,) of this filter",
        "output": "(place rows, place columns) what the layer gives, after its activation",
        "scales": "(4,) largest absolute input, weight, product and sum",
    },
    read=_arithmetic,
    options=(LAYER, UNIT, CHANNEL, PART, EXAMPLE),
)

KERNELS = Probe(
    name="kernels",
    sentence="The kernels of a convolution.",
    arrays={
        "values": "(filters * channels, rows, columns) in -1..1, filter by filter, last row first",
        "bias": "(filters,) empty where there is none",
        "largest": "(1,) the absolute weight that 1 stands for",
    },
    read=_kernels,
    options=(LAYER, _START, _COUNT, _CHANNELS),
)
