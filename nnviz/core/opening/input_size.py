"""The shape of one example that an opened network reads, also where it does not say all of it."""

from typing import Any, cast

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.errors import OpenError
from nnviz.core.opening.graph import Collected
from nnviz.core.opening.names import layer_class, told
from nnviz.core.opening.opened import MAX_AXES
from nnviz.core.shapes.shapes import MAX_VALUES
from nnviz.core.spec.kinds import Shape, product
from nnviz.core.spec.network import INPUT

FROM_DATA = "data"
"""Stands for the size of an axis, or for a whole shape, that code takes from its data."""
_FREE = {1: 32, 2: 32, 3: 64, 4: 16, 5: 8}
"""Size of an axis that is left open, by rank."""
_CHANNELS = {1: 32, 2: 1, 3: 3, 4: 1, 5: 1}
"""Size of the last axis of an input of which nothing is said, by rank."""
_DTYPES = (None, "float32", "float64", "float16", "bfloat16", "int32", "int64", "uint8", "string",
           "bool", "int8", "int16")  # fmt: skip


def read_first(found: Collected) -> str:
    """Return the class of the first layer that reads the input."""
    readers = (step for step in found.steps.values() if INPUT in step.call.sources)
    first = next(readers, None)
    return layer_class(first.layer.class_name) if first else ""


def input_shape(found: Collected, first: str, given: Shape | None) -> tuple[Shape, list[str]]:
    """Return the shape of one example, and notes about what was not said of it.

    Args:
        found: The layers.
        first: Class of the layer that reads the input.
        given: Shape that counts where the network leaves it open and can read it.

    Raises:
        OpenError: It is no shape, or too large.
    """
    if found.dtype not in _DTYPES:
        raise OpenError("an input of numbers", told(found.dtype))
    said = found.batch_shape
    if said is None or said == FROM_DATA:
        shape = _unsaid(first, given)
        what = "how large the input is, which it does not say"
        return shape, [f"{what} (here it is {' x '.join(map(str, shape))})"]
    sizes: list[Any] = cast("list[Any]", said)[1:] if isinstance(said, list) else []
    if not 1 <= len(sizes) <= MAX_AXES:
        raise OpenError(f"an input of 1 to {MAX_AXES} axes, given in the file", told(said))
    shape = _filled(sizes, given)
    if not all(type(size) is int and size >= 1 for size in shape) or product(shape) > MAX_VALUES:
        raise OpenError(f"an input of 1 to {MAX_VALUES:,} values", told(said))
    open_sizes = [size for size, one in zip(shape, sizes, strict=True) if one in (None, FROM_DATA)]
    if not open_sizes:
        return shape, []
    size = " x ".join(str(one) for one in dict.fromkeys(open_sizes))
    what = "how large the input is, which is up to the data"
    if FROM_DATA not in sizes:
        what = "that the input may have any size"
    return shape, [f"{what} (here it is {size})"]


def _filled(sizes: list[Any], given: Shape | None) -> Shape:
    """Put sizes where they are left open: those of a given shape that otherwise agrees."""
    usual = _FREE[len(sizes)]
    fits = given is not None and len(given) == len(sizes)
    if fits and given is not None:
        pairs = zip(sizes, given, strict=True)
        if all(size in (None, FROM_DATA, one) for size, one in pairs):
            return given
    return tuple(usual if size in (None, FROM_DATA) else size for size in sizes)


def _unsaid(first: str, given: Shape | None) -> Shape:
    """Return a shape that the first layer can read."""
    kinds = [kind for kind in CATALOGUE.values() if kind.keras_name == first]
    ranks = kinds[0].ranks if kinds else (1,)
    if given is not None and len(given) in ranks:
        return given
    rank = min(ranks)
    return (*(_FREE[rank],) * (rank - 1), _CHANNELS[rank])
