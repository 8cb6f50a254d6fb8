"""Parts of values in pasted code: `sizes[1:]`, `x.shape[-1]`, `states[0]`, `x[:, -1]`."""

import ast
from collections.abc import Callable
from typing import Any, cast

from nnviz.core.opening import source_plain
from nnviz.core.opening.source_arrays import array_part
from nnviz.core.opening.source_network import SourceNetwork
from nnviz.core.opening.source_values import Array, Dotted, Opaque, Tensor

MAX_OUTPUTS = 8
"""Most outputs of one layer."""


class Parts:
    """Reads parts of values.

    Args:
        network: Collects what taking a part of a layer's output makes.
        value: Returns what an expression stands for.
    """

    def __init__(self, network: SourceNetwork, value: Callable[[ast.expr], Any]) -> None:
        self._network, self._value = network, value

    def value(self, node: ast.Subscript) -> Any:  # noqa: ANN401 - one value for each form
        """Return a part of a value, `Opaque` where it is not known."""
        owner = self._value(node.value)
        index = self._index(node.slice)
        if isinstance(owner, Tensor):
            return self._tensor_part(owner, index, node.lineno)
        if isinstance(owner, Array):
            found = None if isinstance(index, Opaque) else array_part(owner, index)
            return found or Opaque("a part of an array", node.lineno)
        if isinstance(owner, Opaque):
            # The rest of a shape of the data is one of the data as well.
            return owner
        return source_plain.part(owner, index, node.lineno)

    def _index(self, node: ast.expr) -> Any:  # noqa: ANN401
        """Return an index: a value, a slice, or several in a tuple."""
        if isinstance(node, ast.Tuple):
            return tuple(self._index(part) for part in node.elts)
        if not isinstance(node, ast.Slice):
            found = self._value(node)
            return None if isinstance(found, Dotted) and found.last == "newaxis" else found
        ends = [None if end is None else self._value(end)
                for end in (node.lower, node.upper, node.step)]  # fmt: skip
        if not all(end is None or type(end) is int for end in ends):
            return Opaque("an index into an unknown value", node.lineno)
        return slice(*ends)

    def _tensor_part(self, owner: Tensor, index: Any, line: int) -> Any:  # noqa: ANN401
        """Return one of several outputs of a layer, or a part of its only one."""
        if type(index) is int and self._network.several(owner) and 0 <= index <= MAX_OUTPUTS:
            return Tensor(owner.layer, owner.number, index)
        parts = cast("tuple[Any, ...]", index) if isinstance(index, tuple) else (index,)
        said: list[Any] = []
        for part in parts:
            if isinstance(part, slice):
                cut = cast("slice[Any, Any, Any]", part)
                ends = {"start": cut.start, "stop": cut.stop, "step": cut.step}
                said.append({"class_name": "__slice__", "config": ends})
            elif part is None or part is ... or type(part) is int:
                said.append("..." if part is ... else part)
            else:
                return (
                    part
                    if isinstance(part, Opaque)
                    else Opaque("an index into an unknown value", line)
                )
        return self._network.operation("GetItem", {}, [owner, said], line)
