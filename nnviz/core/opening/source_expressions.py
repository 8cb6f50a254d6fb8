"""Expressions in pasted code: the value of each, and `Opaque` where it cannot be read."""

import ast
from collections.abc import Callable, Iterator
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening import source_plain
from nnviz.core.opening.source_calls import Calls
from nnviz.core.opening.source_network import SourceNetwork
from nnviz.core.opening.source_values import (
    ADVICE,
    Dotted,
    Function,
    Graph,
    Opaque,
    Partial,
    Scope,
    Stack,
    Tensor,
    literal,
)

MAX_STEPS = 100_000
"""Most expressions and statements that are followed; those in loops count every time."""
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "Add", ast.Mult: "Multiply", ast.Sub: "Subtract",
}  # fmt: skip
_FORMS: dict[type[ast.expr], str] = {
    ast.Lambda: "a lambda", ast.Await: "an await", ast.SetComp: "a set", ast.Set: "a set",
    ast.DictComp: "a computed dictionary",
}  # fmt: skip

Run = Callable[[Function, dict[str, Any], int], Any]


class Expressions:
    """Evaluates expressions without running them.

    Args:
        network: Collects the layers that they make.
        run: Follows a call of a function of the code, with what it is given by name.

    Attributes:
        scope: The names that are known where the code is being read.
    """

    def __init__(self, network: SourceNetwork, run: Run) -> None:
        self.scope = Scope({"__name__": "__main__"})
        self._network, self._run = network, run
        self._calls = Calls(network, self.value)
        self._left = MAX_STEPS
        self._forms: dict[type[ast.expr], Callable[[Any], Any]] = {
            ast.Name: self._name, ast.Attribute: self._attribute, ast.Tuple: self._sequence,
            ast.List: self._sequence, ast.Dict: self._dictionary, ast.UnaryOp: self._unary,
            ast.BinOp: lambda node: self.binary(node.left, node.op, node.right, node.lineno),
            ast.Compare: self._compare, ast.BoolOp: self._bool, ast.IfExp: self._choice,
            ast.JoinedStr: self._text, ast.Subscript: self._part, ast.ListComp: self._each,
            ast.GeneratorExp: self._each, ast.Call: self._call, ast.Starred: self._starred,
        }  # fmt: skip

    def spend(self, line: int) -> None:
        """Count one step.

        Raises:
            OpenError: There have been too many.
        """
        self._left -= 1
        if self._left < 0:
            raise OpenError(
                f"line {line}: code that can be read in {MAX_STEPS:,} steps",
                "loops that need more",
                "Paste only the lines that create the network.",
            )  # fmt: skip

    def value(self, node: ast.expr) -> Any:  # noqa: ANN401 - one value for each form
        """Return the value of an expression, `Opaque` where it cannot be read."""
        self.spend(node.lineno)
        if isinstance(node, ast.Constant):
            return literal(node, node.lineno)
        form = self._forms.get(type(node))
        if form is None:
            return Opaque(_FORMS.get(type(node), "an expression"), node.lineno)
        return form(node)

    def _name(self, node: ast.Name) -> Any:  # noqa: ANN401
        try:
            return self.scope.find(node.id)
        except KeyError:
            return Opaque(f"'{node.id[:40]}', which is not defined", node.lineno)

    def _attribute(self, node: ast.Attribute) -> Any:  # noqa: ANN401
        return self._member(self.value(node.value), node.attr, node.lineno)

    def _member(self, owner: Any, name: str, line: int) -> Any:  # noqa: ANN401
        if isinstance(owner, Opaque):
            return owner
        if isinstance(owner, Dotted):
            found = owner.below(name)
            path = found.keras or found.path
            for prefix in ("activations.", "tensorflow.nn."):
                if path.startswith(prefix):
                    return path.removeprefix(prefix)
            return found
        if isinstance(owner, Graph) and name in ("input", "output"):
            return owner.inputs if name == "input" else owner.outputs
        if isinstance(owner, Tensor) and name == "shape":
            return self._network.shape_of(owner, line)
        return Opaque(f"'.{name[:40]}'", line)

    def _sequence(self, node: ast.Tuple | ast.List) -> Any:  # noqa: ANN401
        found: list[Any] = []
        for part in node.elts:
            value = self.value(part)
            inner = source_plain.items_of(value) if isinstance(part, ast.Starred) else None
            found += [value] if inner is None else inner
        whole = found if isinstance(node, ast.List) else tuple(found)
        return source_plain.bounded(whole, node.lineno)

    def _starred(self, node: ast.Starred) -> Any:  # noqa: ANN401
        return self.value(node.value)

    def _dictionary(self, node: ast.Dict) -> Any:  # noqa: ANN401
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            given = self.value(value)
            name = None if key is None else self.value(key)
            if key is None and isinstance(given, dict):
                found |= cast("dict[Any, Any]", given)
            elif source_plain.is_plain(name) and key is not None:
                found[name] = given
            else:
                return Opaque("a dictionary with computed keys", node.lineno)
        return source_plain.bounded(found, node.lineno)

    def _unary(self, node: ast.UnaryOp) -> Any:  # noqa: ANN401
        if isinstance(node.op, ast.USub):
            return self.binary(
                ast.Constant(0, lineno=node.lineno), ast.Sub(), node.operand, node.lineno
            )
        value = self.value(node.operand)
        holds = source_plain.truth(value)
        if isinstance(node.op, ast.Not) and holds is not None:
            return not holds
        return value if isinstance(value, Opaque) else Opaque("an expression", node.lineno)

    def binary(self, left: ast.expr, operator: ast.operator, right: ast.expr, line: int) -> Any:  # noqa: ANN401
        """Return a calculation with plain values, or a layer that adds or multiplies."""
        values = [self.value(left), self.value(right)]
        if lost := next((value for value in values if isinstance(value, Opaque)), None):
            return lost
        tensors = [value for value in values if isinstance(value, Tensor)]
        if not tensors:
            return source_plain.calculated(operator, values[0], values[1], line)
        numbers = [value for value in values if type(value) in (int, float)]
        name = _OPERATORS.get(type(operator))
        if name is None or len(tensors) + len(numbers) < 2 or (numbers and name == "Subtract"):
            return Opaque("a calculation", line)
        entry = self._network.new(name, {}, "", line)
        entry["module"] = "keras.src.ops.numpy"
        return self._network.use(entry, [*tensors, *numbers], {})

    def _compare(self, node: ast.Compare) -> Any:  # noqa: ANN401
        left = self.value(node.left)
        for operator, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            found = source_plain.compared(operator, left, right, node.lineno)
            if found is not True:
                return found
            left = right
        return True

    def _bool(self, node: ast.BoolOp) -> Any:  # noqa: ANN401
        value: Any = None
        for part in node.values:
            value = self.value(part)
            holds = source_plain.truth(value)
            if holds is None or holds == isinstance(node.op, ast.Or):
                return value
        return value

    def _choice(self, node: ast.IfExp) -> Any:  # noqa: ANN401
        holds = source_plain.truth(self.value(node.test))
        if holds is None:
            return Opaque("a condition", node.lineno)
        return self.value(node.body if holds else node.orelse)

    def _text(self, node: ast.JoinedStr) -> Any:  # noqa: ANN401
        parts: list[str] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
                continue
            value = self.value(part.value) if isinstance(part, ast.FormattedValue) else None
            said = source_plain.written(part, value) if isinstance(part, ast.FormattedValue) else ""
            if said is None:
                return value if isinstance(value, Opaque) else Opaque("an f-string", node.lineno)
            parts.append(said)
        return source_plain.bounded("".join(parts), node.lineno)

    def _part(self, node: ast.Subscript) -> Any:  # noqa: ANN401
        owner = self.value(node.value)
        if not isinstance(node.slice, ast.Slice):
            return source_plain.part(owner, self.value(node.slice), node.lineno)
        ends = [None if end is None else self.value(end)
                for end in (node.slice.lower, node.slice.upper, node.slice.step)]  # fmt: skip
        if not all(end is None or type(end) is int for end in ends):
            return Opaque("an index into an unknown value", node.lineno)
        return source_plain.part(owner, slice(*ends), node.lineno)

    def _each(self, node: ast.ListComp | ast.GeneratorExp) -> Any:  # noqa: ANN401
        """Return the list that a comprehension makes; its names are its own."""
        outside = self.scope
        self.scope = Scope({}, outside)
        try:
            found: list[Any] | Opaque = [*self._rounds(node.generators, node.elt)]
        except _UnreadError as unread:
            found = unread.why
        finally:
            self.scope = outside
        return found if isinstance(found, Opaque) else source_plain.bounded(found, node.lineno)

    def _rounds(self, left: list[ast.comprehension], made: ast.expr) -> Iterator[Any]:
        if not left:
            yield self.value(made)
            return
        line = made.lineno
        given = self.value(left[0].iter)
        items = source_plain.items_of(given)
        if items is None:
            raise _UnreadError(_lost(given, "a list comprehension", line))
        for item in items:
            self.bind(left[0].target, item)
            holds = [source_plain.truth(self.value(one)) for one in left[0].ifs]
            if None in holds:
                raise _UnreadError(Opaque("a condition", line))
            if all(holds):
                yield from self._rounds(left[1:], made)

    def bind(self, target: ast.expr, value: Any) -> None:  # noqa: ANN401
        """Give names to a value, or to the parts of one."""
        if isinstance(target, ast.Name):
            self.scope.names[target.id] = value
            return
        parts = source_plain.items_of(value)
        if isinstance(target, ast.Tuple | ast.List) and parts and len(parts) == len(target.elts):
            for one, part in zip(target.elts, parts, strict=True):
                self.bind(one, part)
            return
        why = _lost(value, "an index into an unknown value", target.lineno)
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.scope.names[node.id] = why

    def _call(self, node: ast.Call) -> Any:  # noqa: ANN401
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value)
            if isinstance(owner, Stack):
                return self._calls.of_stack(owner, node.func.attr, node)
            if isinstance(owner, list | dict | str):
                return self._method(cast("Any", owner), node.func.attr, node)
            called = self._member(owner, node.func.attr, node.lineno)
        else:
            called = self.value(node.func)
        if isinstance(called, Function):
            given = self._arguments(called, node)
            return given if isinstance(given, Opaque) else self._run(called, given, node.lineno)
        if isinstance(called, Dotted) and called.path == "functools.partial" and node.args:
            return Partial(self.value(node.args[0]), self._calls.settings(node))
        if isinstance(called, Opaque) and isinstance(node.func, ast.Name):
            return self._plain_call(node.func.id, called, node)
        return self._calls.made(called, node)

    def _plain_call(self, name: str, called: Opaque, node: ast.Call) -> Any:  # noqa: ANN401
        """Return what one of Python's functions on plain values gives."""
        try:
            self.scope.find(name)
            function = None
        except KeyError:
            function = source_plain.function(name)
        given = [self.value(one) for one in node.args]
        named = {key.arg: self.value(key.value) for key in node.keywords if key.arg}
        if function is None:
            return called
        if lost := next((one for one in given if isinstance(one, Opaque)), None):
            return lost
        try:
            found = function(*given, **named)
        except (TypeError, ValueError, OverflowError):
            found = None
        return Opaque(f"'{name}(...)' of these values", node.lineno) if found is None else found

    def _method(self, owner: Any, name: str, node: ast.Call) -> Any:  # noqa: ANN401
        """Return what a method of a list, dictionary or text gives."""
        given = [self.value(one) for one in node.args]
        if isinstance(owner, list) and name in ("append", "extend") and len(given) == 1:
            found = cast("list[Any]", owner)
            more = given if name == "append" else source_plain.items_of(given[0])
            found += [Opaque("a list of unknown values", node.lineno)] if more is None else more
            if len(found) > source_plain.MAX_ITEMS or source_plain.overfull(found):
                raise OpenError(
                    f"line {node.lineno}: a list of at most 256 elements", "a longer one"
                )
            return None
        if isinstance(owner, dict) and name in ("items", "keys", "values") and not given:
            return [*getattr(cast("dict[Any, Any]", owner), name)()]
        if isinstance(owner, dict) and name == "get" and 1 <= len(given) <= 2:
            known = all(source_plain.is_plain(one) for one in given)
            return cast("dict[Any, Any]", owner).get(*given) if known else Opaque("a part", 0)
        if isinstance(owner, str) and name == "format" and not node.keywords:
            return source_plain.filled(owner, given, node.lineno)
        return Opaque(f"'.{name[:40]}(...)'", node.lineno)

    def _arguments(self, function: Function, node: ast.Call) -> Any:  # noqa: ANN401
        """Return what a function is given by name, `Opaque` where that does not fit it."""
        names = [one.arg for one in (*function.node.args.posonlyargs, *function.node.args.args)]
        given = self._sequence(ast.Tuple(node.args, lineno=node.lineno))
        further = self._calls.keywords_of(node)
        if isinstance(given, Opaque) or isinstance(further, Opaque) or len(given) > len(names):
            return Opaque(f"arguments of '{function.node.name[:40]}'", node.lineno)
        found = {**function.defaults, **dict(zip(names, given, strict=False)), **further}
        wanted = {*names, *(one.arg for one in function.node.args.kwonlyargs)}
        if found.keys() != wanted:
            raise OpenError(
                f"line {node.lineno}: the arguments of '{function.node.name[:40]}'",
                "different arguments, or too few", ADVICE,
            )  # fmt: skip
        return found


class _UnreadError(Exception):
    """A list that is not read."""

    def __init__(self, why: Opaque) -> None:
        super().__init__()
        self.why = why


def _lost(value: Any, what: str, line: int) -> Opaque:  # noqa: ANN401
    return value if isinstance(value, Opaque) else Opaque(what, line)
