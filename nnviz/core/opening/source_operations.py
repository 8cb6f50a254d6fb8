"""Operations in pasted code, such as `ops.relu(x)`, and functions of packages on arrays."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from nnviz.core.opening.source_arrays import dataset, numpy_call, table
from nnviz.core.opening.source_network import SourceNetwork
from nnviz.core.opening.source_values import Dotted, Opaque, Tensor, parts_of

_OPERATIONS = ("keras.ops.", "keras.backend.", "keras.activations.", "tensorflow.", "numpy.")
_POSITIONS: Mapping[str, tuple[str, ...]] = {
    "reshape": ("", "shape"), "expand_dims": ("", "axis"), "squeeze": ("", "axis"),
    "concatenate": ("", "axis"), "concat": ("", "axis"), "stack": ("", "axis"),
    "transpose": ("", "axes"), "permute_dimensions": ("", "axes"), "clip": ("", "low", "high"),
    **{f"{prefix}{name}": ("", "axis", "keepdims") for prefix in ("", "reduce_")
       for name in ("mean", "sum", "max", "min", "prod", "std", "var", "any", "all")},
}  # fmt: skip
"""Names of what operations are given by position behind what they read; empty for that."""
_FORMS = ("axis", "axes", "perm", "shape", "newshape", "keepdims", "keep_dims")


class Operations:
    """Reads operations on what layers give.

    Args:
        network: Collects them.
        value: Returns what an expression stands for.
    """

    def __init__(self, network: SourceNetwork, value: Callable[[ast.expr], Any]) -> None:
        self._network, self._value = network, value

    def of_a_package(self, called: Dotted, node: ast.Call) -> Any:  # noqa: ANN401
        """Read a function of a package on layers, arrays or numbers."""
        given = [self._value(one) for one in node.args]
        named = {key.arg: self._value(key.value) for key in node.keywords if key.arg}
        path = f"keras.{called.keras}" if called.keras else called.path
        if any(read_tensors((given, named))):
            if path.startswith(_OPERATIONS):
                return self.made(called.last, given, named, node.lineno)
            return Opaque(f"'{called.path[:60]}(...)'", node.lineno)
        if found := dataset(path):
            return found
        if found := table(path):
            both = named.get("return_X_y") is True
            return tuple(found.values()) if both else found
        if path.startswith("keras.utils.to_categorical"):
            path = "numpy.to_categorical"
        return numpy_call(path, given, named, node.lineno)

    def made(
        self, name: str, given: list[Any], named: dict[str, Any], line: int
    ) -> Tensor | Opaque:
        """Note an operation on what layers give, such as `ops.relu(x)`."""
        if name in ("int_shape", "shape") and given and isinstance(given[0], Tensor):
            return self._network.shape_of(given[0], line)  # pyright: ignore[reportReturnType]
        places = _POSITIONS.get(name, ())
        config = {key: listed(value) for key, value in named.items() if key in _FORMS}
        read: list[Any] = []
        for index, value in enumerate(given):
            form = places[index] if index < len(places) else ""
            if form:
                config[form] = listed(value)
            else:
                read.append(value)
        read += [
            value for key, value in named.items() if key not in _FORMS and any(read_tensors(value))
        ]
        if lost := unread((read, config)):
            return lost
        return self._network.operation(name, config, read, line)


def read_tensors(value: Any) -> Iterator[Tensor]:  # noqa: ANN401
    """Yield what layers give inside a value."""
    if isinstance(value, Tensor):
        yield value
    inner = cast("dict[str, Any]", value).values() if isinstance(value, dict) else parts_of(value)
    for part in inner or ():
        yield from read_tensors(part)


def unread(value: Any) -> Opaque | None:  # noqa: ANN401
    """Return the first part of a value that is not read; None where all is."""
    if isinstance(value, Opaque):
        return value
    inner = cast("dict[str, Any]", value).values() if isinstance(value, dict) else parts_of(value)
    return next((lost for part in inner or () if (lost := unread(part))), None)


def listed(value: Any) -> Any:  # noqa: ANN401
    """Write tuples as lists, as a file would."""
    parts = parts_of(value)
    return value if parts is None else [listed(one) for one in parts]
