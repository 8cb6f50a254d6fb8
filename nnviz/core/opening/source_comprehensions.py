"""Comprehensions in pasted code: lists that are made of lists of known length."""

import ast
from collections.abc import Iterator
from typing import Any, Protocol

from nnviz.core.opening import source_plain
from nnviz.core.opening.source_values import Opaque, Scope, lost


class Reading(Protocol):
    """What reads expressions.

    Attributes:
        scope: The names that are known where the code is being read.
    """

    scope: Scope

    def value(self, node: ast.expr) -> Any:  # noqa: ANN401
        """Return the value of an expression."""
        ...

    def bind(self, target: ast.expr, value: Any) -> None:  # noqa: ANN401
        """Give names to a value, or to the parts of one."""
        ...


class Comprehensions:
    """Reads comprehensions.

    Args:
        reader: Reads the expressions in them.
    """

    def __init__(self, reader: Reading) -> None:
        self._reader = reader

    def value(self, node: ast.ListComp | ast.GeneratorExp) -> Any:  # noqa: ANN401
        """Return the list that a comprehension makes; its names are its own."""
        outside = self._reader.scope
        self._reader.scope = Scope({}, outside)
        try:
            found: list[Any] | Opaque = [*self._rounds(node.generators, node.elt)]
        except _UnreadError as unread:
            found = unread.why
        finally:
            self._reader.scope = outside
        return found if isinstance(found, Opaque) else source_plain.bounded(found, node.lineno)

    def _rounds(self, left: list[ast.comprehension], made: ast.expr) -> Iterator[Any]:
        if not left:
            yield self._reader.value(made)
            return
        line = made.lineno
        given = self._reader.value(left[0].iter)
        items = source_plain.items_of(given)
        if items is None:
            raise _UnreadError(lost(given, "a list comprehension", line))
        for item in items:
            self._reader.bind(left[0].target, item)
            holds = [source_plain.truth(self._reader.value(one)) for one in left[0].ifs]
            if None in holds:
                raise _UnreadError(Opaque("a condition", line))
            if all(holds):
                yield from self._rounds(left[1:], made)


class _UnreadError(Exception):
    """A list that is not read."""

    def __init__(self, why: Opaque) -> None:
        super().__init__()
        self.why = why
