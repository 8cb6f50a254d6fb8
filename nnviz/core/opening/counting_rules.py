"""Sizes of Keras layers with settings that change them and that the catalogue lacks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from nnviz.core.spec.kinds import Shape, product

Config = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a layer is.

    Attributes:
        shape: Shape of its output, without the batch axis.
        parameters: All parameters.
        fixed: Those of them that training does not change.
        macs: Multiply-adds for one example.
    """

    shape: Shape
    parameters: int = 0
    fixed: int = 0
    macs: int = 0

    def times(self, steps: int) -> "Sizes":
        """Return the sizes of the layer when it is applied at every one of these steps."""
        return Sizes((steps, *self.shape), self.parameters, self.fixed, steps * self.macs)


Rule = Callable[[Sequence[Shape], Config], Sizes | None]


def _flag(config: Config, name: str, default: bool) -> bool:
    value = config.get(name, default)
    return default if value is None else bool(value)


def _recurrent(gates: int, biases: int) -> Rule:
    """Return the rule of a recurrent layer with so many weighted sums and biases a unit."""

    def sizes(received: Sequence[Shape], config: Config) -> Sizes | None:
        if len(received[0]) != 2:
            return None
        steps, features = received[0]
        units = _whole(config["units"])
        weights = gates * units * (features + units)
        shared = gates == 3 and not _flag(config, "reset_after", default=True)
        learned = gates * units * (1 if shared else biases)
        learned = learned if _flag(config, "use_bias", default=True) else 0
        every = _flag(config, "return_sequences", default=False)
        shape = (steps, units) if every else (units,)
        return Sizes(shape, weights + learned, 0, steps * weights)

    return sizes


def _multi_head(received: Sequence[Shape], config: Config) -> Sizes:
    """Count attention with values of a width of their own, or another output."""
    heads, size = _whole(config["num_heads"]), _whole(config["key_dim"])
    wide = _whole(config.get("value_dim") or size)
    query: Shape = received[0]
    value, key = received[min(1, len(received) - 1)], received[-1]
    given = config.get("output_shape")
    output: Shape = (query[-1],)
    if given is not None:
        sizes = cast("list[Any]", given) if _listed(given) else [given]
        output = tuple(_whole(one) for one in sizes)
    bias = 1 if _flag(config, "use_bias", default=True) else 0
    projected = (
        (product(query[:-1]), query[-1], heads * size),
        (product(key[:-1]), key[-1], heads * size),
        (product(value[:-1]), value[-1], heads * wide),
        (product(query[:-1]), heads * wide, product(output)),
    )
    parameters = sum((reads + bias) * gives for _, reads, gives in projected)
    macs = sum(places * reads * gives for places, reads, gives in projected)
    scores = heads * product(query[:-1]) * product(key[:-1]) * (size + wide)
    return Sizes((*query[:-1], *output), parameters, 0, macs + scores)


def _over_axes(received: Sequence[Shape], config: Config) -> int:
    """Return how many values the axes of a normalization have together."""
    shape, axes = received[0], config.get("axis", -1)
    if axes is None:
        return 1
    listed = [*cast("Sequence[int]", axes)] if _listed(axes) else [cast("int", axes)]
    return product(tuple(shape[axis - 1 if axis > 0 else axis] for axis in listed))


def _learned(moving: int) -> Rule:
    """Return the rule of a normalization that learns a scale and a shift."""

    def sizes(received: Sequence[Shape], config: Config) -> Sizes:
        size = _over_axes(received, config)
        parts = sum(_flag(config, name, default=True) for name in ("scale", "center"))
        return Sizes(received[0], (parts + moving) * size, moving * size)

    return sizes


def _statistics(received: Sequence[Shape], config: Config) -> Sizes:
    """Count a normalization by fixed statistics, which count unless they are settings."""
    size = 0 if config.get("mean") is not None else 2 * _over_axes(received, config) + 1
    return Sizes(received[0], size, size)


def _same(received: Sequence[Shape], config: Config) -> Sizes:
    """Count a layer that learns nothing and keeps the shape."""
    del config
    return Sizes(received[0])


def _tokens(received: Sequence[Shape], config: Config) -> Sizes | None:
    """Count a layer that looks values up: whole numbers of the same shape come out."""
    plain = config.get("output_mode", "int") == "int"
    return Sizes(received[0]) if plain else None


def _vectorized(received: Sequence[Shape], config: Config) -> Sizes | None:
    del received
    length = config.get("output_sequence_length")
    return Sizes((_whole(length),)) if type(length) is int else None


def _embedding(received: Sequence[Shape], config: Config) -> Sizes:
    rows, width = _whole(config["input_dim"]), _whole(config["output_dim"])
    # A single number a step comes as an axis of its own only where it is said.
    return Sizes((*received[0], width), rows * width)


def _lambda(received: Sequence[Shape], config: Config) -> Sizes | None:
    """Count a layer that runs a function, where its output shape is said."""
    said = config.get("output_shape")
    if _listed(said) and said and all(type(size) is int for size in cast("list[Any]", said)):
        return Sizes(tuple(cast("list[int]", said)))
    return Sizes(received[0]) if config.get("keeps_shape") is True else None


def _listed(value: object) -> bool:
    return isinstance(value, list | tuple)


def _whole(value: Any) -> int:  # noqa: ANN401 - whatever a file says
    """Return a size.

    Raises:
        ValueError: It is none.
    """
    if type(value) is not int or not 1 <= value <= 2**31:
        raise ValueError("no size")
    return value


RULES: Mapping[str, Rule] = {
    "SimpleRNN": _recurrent(1, 1), "LSTM": _recurrent(4, 1), "GRU": _recurrent(3, 2),
    "CuDNNLSTM": _recurrent(4, 2), "CuDNNGRU": _recurrent(3, 2),
    "MultiHeadAttention": _multi_head, "Embedding": _embedding, "Lambda": _lambda,
    "BatchNormalization": _learned(2), "LayerNormalization": _learned(0),
    "GroupNormalization": _learned(0), "Normalization": _statistics,
    "TextVectorization": _vectorized, "StringLookup": _tokens, "IntegerLookup": _tokens,
    "Hashing": _tokens, "Discretization": _tokens,
    **dict.fromkeys(("Masking", "RandAugment", "AugMix", "MixUp", "CutMix", "Equalization"), _same),
}  # fmt: skip
"""How layers are counted whose settings matter, by class."""
