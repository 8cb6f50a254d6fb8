"""Shapes of inputs in pasted code, also where only the data say them."""

from collections.abc import Mapping
from typing import Any

from nnviz.core.opening.input_size import FROM_DATA
from nnviz.core.opening.source_values import Opaque, parts_of

SIZES = ("input_shape", "batch_input_shape", "input_dim", "input_length")
"""Arguments of a first layer that say what it reads."""


def input_of(sizes: Mapping[str, Any], name: str) -> list[Any] | str | None:
    """Return the shape that a layer says its input has, with the batch axis; None where none."""
    if "batch_input_shape" in sizes:
        return input_sizes(sizes["batch_input_shape"])
    if "input_shape" in sizes:
        return with_batch(input_sizes(sizes["input_shape"]))
    length = sizes.get("input_length")
    if "input_dim" not in sizes:
        return with_batch(input_sizes((length,))) if length is not None else None
    last = sizes["input_dim"]
    steps = name in ("LSTM", "GRU", "SimpleRNN", "Conv1D", "Convolution1D") or length is not None
    return with_batch(input_sizes((length, last) if steps else (last,)))


def input_sizes(value: Any) -> list[Any] | str | None:  # noqa: ANN401
    """Return a shape as a file has it; what only the data say is marked as such.

    Args:
        value: What the code gives: a number, a list, or a value that is not known.

    Returns:
        The sizes; `FROM_DATA` for a shape that is not known at all; None for no shape.
    """
    if isinstance(value, Opaque):
        return FROM_DATA
    if isinstance(value, dict):
        return FROM_DATA
    parts = [value] if type(value) is int else parts_of(value)
    if parts is None:
        return None
    return [FROM_DATA if isinstance(one, Opaque) else one for one in parts]


def with_batch(sizes: list[Any] | str | None) -> list[Any] | str | None:
    """Put the axis of the batch in front of a shape."""
    return [None, *sizes] if isinstance(sizes, list) else sizes
