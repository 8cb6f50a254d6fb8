"""Which weights a layer has, in Keras's order, and under which path its files keep them.

Known without Keras, so that what a file holds can be compared with what it should hold before any
of it is read. A sweep compares every kind with Keras.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnviz.core.spec.kinds import LayerKind, Shape, Values, per_axis, product


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight array.

    Attributes:
        path: Where it lies, below the position of its layer.
        shape: Its shape.
        counts: Whether it counts something and holds a whole number.
        fixed: Whether training by gradients leaves it as it is, though weights behind it change.
    """

    path: str
    shape: Shape
    counts: bool = False
    fixed: bool = False


Found = list[tuple[str, Shape]]
Finder = Callable[[tuple[Shape, ...], dict[str, Any]], Found]


def weights_of(kind: LayerKind, values: Values, received: tuple[Shape, ...]) -> tuple[Weight, ...]:
    """Return the weights of a layer in the order in which Keras lists them.

    Args:
        kind: Its kind.
        values: Its complete parameters.
        received: Shapes of what it reads.

    Raises:
        KeyError: Nothing is known about the weights of this kind.
    """
    if kind.wrapper.endswith("TimeDistributed"):
        return _below("layer", _plain(kind, values, tuple(shape[1:] for shape in received)))
    if kind.wrapper.endswith("SpectralNormalization"):
        kernel, *bias = _below("layer", _plain(kind, values, received))
        # The wrapper keeps the kernel a second time, in front of its own vector.
        return (kernel, Weight("vars/1", (1, kernel.shape[-1]), fixed=True), *bias)
    if values.get("bidirectional"):
        one = _plain(kind, values, received)
        return (*_below("forward_layer", one), *_below("backward_layer", one))
    if kind.name == "normalization":
        size = received[0][-1:]
        return (
            Weight("vars/0", size),
            Weight("vars/1", size),
            Weight("vars/2", (), counts=True),
        )
    return _plain(kind, values, received)


def _plain(kind: LayerKind, values: Values, received: tuple[Shape, ...]) -> tuple[Weight, ...]:
    finder = _FINDERS.get(kind.keras_name)
    if finder is None:
        raise KeyError(kind.name)
    found = finder(received, dict(values))
    return tuple(Weight(path, shape) for path, shape in found)


def _below(part: str, weights: tuple[Weight, ...]) -> tuple[Weight, ...]:
    return tuple(Weight(f"{part}/{one.path}", one.shape, one.counts) for one in weights)


def _numbered(*shapes: Shape, below: str = "") -> Found:
    return [(f"{below}vars/{number}", shape) for number, shape in enumerate(shapes)]


def _with_bias(values: dict[str, Any], size: int, *shapes: Shape) -> Found:
    return _numbered(*shapes, *(((size,),) if values["use_bias"] else ()))


def _dense(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    units = values["units"]
    return _with_bias(values, units, (received[0][-1], units))


def _composition(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    units = received[0][-1]
    return _with_bias(values, units, (2 * units, units))


def _embedding(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    del received
    return _numbered((values["input_dim"], values["output_dim"]))


def _kernel(received: tuple[Shape, ...], values: dict[str, Any]) -> Shape:
    return per_axis(values["kernel_size"], len(received[0]) - 1)


def _convolution(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    filters, channels = values["filters"], received[0][-1]
    kernel = (*_kernel(received, values), channels // values["groups"], filters)
    return _with_bias(values, filters, kernel)


def _transposed(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    filters = values["filters"]
    return _with_bias(values, filters, (*_kernel(received, values), filters, received[0][-1]))


def _depthwise(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    channels, each = received[0][-1], values["depth_multiplier"]
    return _with_bias(values, channels * each, (*_kernel(received, values), channels, each))


def _separable(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    channels, each, filters = received[0][-1], values["depth_multiplier"], values["filters"]
    kernel = _kernel(received, values)
    mixing = (*(1 for _ in kernel), channels * each, filters)
    return _with_bias(values, filters, (*kernel, channels, each), mixing)


def _recurrent(gates: int, biases: int) -> Finder:
    def found(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
        size, sums = values["units"], gates * values["units"]
        bias = (sums,) if biases == 1 else (biases, sums)
        return _numbered((received[0][-1], sums), (size, sums), bias, below="cell/")

    return found


def _conv_lstm(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    filters = values["filters"]
    kernel = per_axis(values["kernel_size"], len(received[0]) - 2)
    sums = 4 * filters
    shapes = ((*kernel, received[0][-1], sums), (*kernel, filters, sums), (sums,))
    return _numbered(*shapes, below="cell/")


def _multi_head(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    heads, size = values["num_heads"], values["key_dim"]
    return _projections(received, values, (heads, heads, size), "")


def _grouped(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    heads = (values["num_query_heads"], values["num_key_value_heads"], values["head_dim"])
    return _projections(received, values, heads, "_")


def _projections(
    received: tuple[Shape, ...], values: dict[str, Any], heads: tuple[int, int, int], mark: str
) -> Found:
    asking, answering, size = heads
    features, offered = received[0][-1], received[-1][-1]
    found: Found = []
    for part, reads, count in (
        ("query", features, asking), ("key", offered, answering), ("value", offered, answering),
    ):  # fmt: skip
        found.append((f"{mark}{part}_dense/vars/0", (reads, count, size)))
        if values["use_bias"]:
            found.append((f"{mark}{part}_dense/vars/1", (count, size)))
    found.append((f"{mark}output_dense/vars/0", (asking, size, features)))
    if values["use_bias"]:
        found.append((f"{mark}output_dense/vars/1", (features,)))
    return found


def _dot_scale(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    del received
    return _numbered(()) if values["use_scale"] else []


def _additive_scale(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    return _numbered(received[0][-1:]) if values["use_scale"] else []


def _learned(moving: int) -> Finder:
    """Return the finder of scale and shift where they are learned, and moving statistics."""

    def found(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
        count = sum(1 for name in ("scale", "center") if values.get(name, False))
        return _numbered(*(received[0][-1:],) * (count + moving))

    return found


def _features(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    del values
    return _numbered(received[0][-1:])


def _places(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    del values
    return _numbered(received[0])


def _slopes(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    shared = values["shared_axes"]
    return _numbered(tuple(1 if i in shared else size for i, size in enumerate(received[0], 1)))


def _einsum(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    """Return kernel and bias of an equation, which `catalogue.einsum` has found to be sound."""
    reads, weights, gives = re.split(r",|->", values["equation"])
    letters = reads.strip(".")
    batch = "" if reads.startswith(".") else letters[0]
    axes, output = letters.removeprefix(batch), gives.strip(".").removeprefix(batch)
    shape = received[0]
    seen = shape[len(shape) - len(axes) :] if reads.startswith(".") else shape[: len(axes)]
    sizes = {**dict(zip(axes, seen, strict=True)),
             **dict(zip(output, values["output_shape"], strict=True))}  # fmt: skip
    kernel = tuple(sizes[letter] for letter in weights)
    shifted: str = values["bias_axes"]
    if not shifted:
        return _numbered(kernel)
    behind = (1,) * (len(shape) - len(axes)) if reads.endswith(".") else ()
    first = min(output.index(letter) for letter in shifted)
    bias = tuple(sizes[letter] if letter in shifted else 1 for letter in output[first:])
    return _numbered(kernel, (*bias, *behind))


def _pairs(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    """Return the weights between all values of the input."""
    del values
    return _numbered((product(received[0]),) * 2)


def _two_sided(received: tuple[Shape, ...], values: dict[str, Any]) -> Found:
    """Return weights between visible and hidden units, and the biases of both."""
    visible, hidden = product(received[0]), values["units"]
    return _numbered((visible, hidden), (hidden,), (visible,))


_FINDERS: dict[str, Finder] = {
    "Dense": _dense,
    "Embedding": _embedding,
    "EinsumDense": _einsum,
    "PositionEmbedding": _places,
    "LayerScale": _features,
    "Hopfield": _pairs,
    "Boltzmann": _two_sided,
    "PReLU": _slopes,
    "TreeComposition": _composition,
    **{f"Conv{axes}D": _convolution for axes in (1, 2, 3)},
    **{f"Conv{axes}DTranspose": _transposed for axes in (1, 2, 3)},
    **{f"DepthwiseConv{axes}D": _depthwise for axes in (1, 2)},
    **{f"SeparableConv{axes}D": _separable for axes in (1, 2)},
    "SimpleRNN": _recurrent(1, 1),
    "LSTM": _recurrent(4, 1),
    "GRU": _recurrent(3, 2),
    **{f"ConvLSTM{axes}D": _conv_lstm for axes in (1, 2, 3)},
    "MultiHeadAttention": _multi_head,
    "GroupQueryAttention": _grouped,
    "Attention": _dot_scale,
    "AdditiveAttention": _additive_scale,
    "BatchNormalization": _learned(2),
    "LayerNormalization": _learned(0),
    "GroupNormalization": _learned(0),
    "RMSNormalization": _features,
}
"""How the weights of a layer are found, by its Keras class."""
