"""Expressions in pasted code: the value of each, and `Opaque` where it cannot be read."""

import ast
from collections.abc import Callable
from typing import Any, cast

from nnviz.core.opening import source_plain
from nnviz.core.opening.source_arrays import array_member, array_method
from nnviz.core.opening.source_calls import Applications, Calls
from nnviz.core.opening.source_classes import OURS, Classes, arguments
from nnviz.core.opening.source_comprehensions import Comprehensions
from nnviz.core.opening.source_names import below, usual
from nnviz.core.opening.source_network import SourceNetwork
from nnviz.core.opening.source_operations import read_tensors
from nnviz.core.opening.source_parts import MAX_OUTPUTS, Parts
from nnviz.core.opening.source_values import (
    Array,
    Bound,
    Dotted,
    Function,
    Graph,
    Instance,
    Made,
    Opaque,
    OwnClass,
    Parent,
    Partial,
    Scope,
    Stack,
    Tensor,
    TooMuchError,
    literal,
    lost,
)

MAX_STEPS = 100_000
"""Most expressions and statements that are followed; those in loops count every time."""
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "Add", ast.Mult: "Multiply", ast.Sub: "Subtract", ast.Div: "TrueDivide",
    ast.Pow: "Power", ast.MatMult: "Matmul", ast.FloorDiv: "FloorDivide", ast.Mod: "Mod",
}  # fmt: skip
_FORMS: dict[type[ast.expr], str] = {
    ast.Await: "an await", ast.SetComp: "a set", ast.Set: "a set",
    ast.DictComp: "a computed dictionary",
}  # fmt: skip

_HOLDERS = ("SimpleNamespace", "Namespace", "EasyDict", "AttrDict", "ConfigDict")
"""What is made to hold settings by name."""
_HOLDER = OwnClass("settings", "code>", "plain")
_LEFT_OUT = {
    "adapt": "what adapt finds in the data for",
    "set_weights": "the weights that are set in",
}
"""Methods of a layer that give it a state, and what is said about them."""

Run = Callable[[Function, dict[str, Any], int], Any]


class Expressions:
    """Evaluates expressions without running them.

    Args:
        network: Collects the layers that they make.
        run: Follows a call of a function of the code, with what it is given by name.
        applications: Says how large Keras's applications are; see `Calls`.

    Attributes:
        scope: The names that are known where the code is being read.
    """

    def __init__(
        self, network: SourceNetwork, run: Run, applications: Applications | None = None
    ) -> None:
        self.scope = Scope({"__name__": "__main__"})
        self._network, self._run = network, run
        self._calls = Calls(network, self.value, applications)
        self._classes = Classes(network, self._calls, run)
        self._parts = Parts(network, self.value)
        self._rounds = Comprehensions(self)
        self._left = MAX_STEPS
        self._forms: dict[type[ast.expr], Callable[[Any], Any]] = {
            ast.Name: self._name, ast.Attribute: self._attribute, ast.Tuple: self._sequence,
            ast.List: self._sequence, ast.Dict: self._dictionary, ast.UnaryOp: self._unary,
            ast.BinOp: lambda node: self.binary(node.left, node.op, node.right, node.lineno),
            ast.Compare: self._compare, ast.BoolOp: self._bool, ast.IfExp: self._choice,
            ast.JoinedStr: self._text, ast.Subscript: self._parts.value,
            ast.ListComp: self._rounds.value,
            ast.GeneratorExp: self._rounds.value, ast.Call: self._call, ast.Starred: self._starred,
            ast.Lambda: self._lambda,
        }  # fmt: skip

    def instance(self, made_by: OwnClass) -> Any:  # noqa: ANN401
        """Return what a class makes that is given nothing, `Opaque` where it needs something."""
        return self._classes.made(made_by, [], {}, 0)

    def graph_of(self, instance: Instance) -> Graph | None:
        """Return the network that a model of a class of the code is; None where not known."""
        return self._classes.graph_of(instance)

    def spend(self, line: int) -> None:
        """Count one step.

        Raises:
            OpenError: There have been too many.
        """
        self._left -= 1
        if self._left < 0:
            raise TooMuchError(
                f"line {line}: code that can be read in {MAX_STEPS:,} steps",
                "loops that need more",
                "Paste only the lines that create the network.",
            )  # fmt: skip

    def value(self, node: ast.expr) -> Any:  # noqa: ANN401 - one value for each form
        """Return the value of an expression, `Opaque` where it cannot be read."""
        self.spend(node.lineno)
        if isinstance(node, ast.Constant):
            if node.value is ...:
                return ...
            return literal(node, node.lineno)
        form = self._forms.get(type(node))
        if form is None:
            return Opaque(_FORMS.get(type(node), "an expression"), node.lineno)
        return form(node)

    def _name(self, node: ast.Name) -> Any:  # noqa: ANN401
        try:
            return self.scope.find(node.id)
        except KeyError:
            found = None if source_plain.function(node.id) else usual(node.id)
            return found or Opaque(f"'{node.id[:40]}', which is not defined", node.lineno)

    def _attribute(self, node: ast.Attribute) -> Any:  # noqa: ANN401
        return self._member(self.value(node.value), node.attr, node.lineno)

    def _member(self, owner: Any, name: str, line: int) -> Any:  # noqa: ANN401
        if isinstance(owner, Opaque):
            size = owner.size or name in ("shape", "columns", "n_features_in_")
            return Opaque(owner.what, owner.line, owner.error, size)
        if isinstance(owner, Dotted):
            return below(owner, name)
        found = self._classes.member(owner, name, line)
        if found is None and isinstance(owner, Array):
            found = array_member(owner, name)
        if found is None and isinstance(owner, dict):
            # What scikit-learn loads is asked by attribute as well.
            found = cast("dict[str, Any]", owner).get(name)
        return Opaque(f"'.{name[:40]}'", line) if found is None else found

    def _lambda(self, node: ast.Lambda) -> Any:  # noqa: ANN401
        args = node.args
        if args.vararg or args.kwarg or args.kwonlyargs:
            return Opaque("a lambda with a variable number of arguments", node.lineno)
        named = [*args.posonlyargs, *args.args]
        pairs = zip(named[len(named) - len(args.defaults) :], args.defaults, strict=True)
        return Function(node, self.scope, {one.arg: self.value(value) for one, value in pairs})

    def _sequence(self, node: ast.Tuple | ast.List) -> Any:  # noqa: ANN401
        found: list[Any] = []
        for part in node.elts:
            value = self.value(part)
            inner = source_plain.items_of(value) if isinstance(part, ast.Starred) else None
            if inner is None and isinstance(part, ast.Starred):
                return lost(value, "a list of unknown length", part.lineno)
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
        if unread := next((value for value in values if isinstance(value, Opaque)), None):
            return unread
        if not any(isinstance(value, Tensor) for value in values):
            arrays = [value for value in values if isinstance(value, Array)]
            plain = source_plain.calculated
            return arrays[0] if arrays else plain(operator, values[0], values[1], line)
        name = _OPERATORS.get(type(operator))
        read = [value for value in values if isinstance(value, Tensor | int | float)]
        if name is None or len(read) < 2:
            return Opaque("a calculation", line)
        return self._network.operation(name, {}, read, line)

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

    def bind(self, target: ast.expr, value: Any) -> None:  # noqa: ANN401
        """Give names to a value, or to the parts of one."""
        if isinstance(target, ast.Name):
            self.scope.names[target.id] = value
            return
        if isinstance(target, ast.Attribute):
            owner = self.value(target.value)
            if isinstance(owner, Instance):
                owner.values[target.attr] = value
            elif isinstance(owner, OwnClass):
                owner.members[target.attr] = value
            return
        parts = source_plain.items_of(value)
        if isinstance(value, Tensor) and isinstance(target, ast.Tuple | ast.List):
            several = self._network.several(value) and len(target.elts) <= MAX_OUTPUTS
            parts = [Tensor(value.layer, value.number, output)
                     for output in range(len(target.elts))] if several else None  # fmt: skip
        if isinstance(target, ast.Tuple | ast.List) and parts and len(parts) == len(target.elts):
            for one, part in zip(target.elts, parts, strict=True):
                self.bind(one, part)
            return
        why = lost(value, "an index into an unknown value", target.lineno)
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.scope.names[node.id] = why

    def _call(self, node: ast.Call) -> Any:  # noqa: ANN401
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value)
            name = node.func.attr
            if isinstance(owner, Parent):
                return self._classes.initialized(owner, name, *self._given(node))
            if isinstance(owner, list | dict | str) and not (
                isinstance(owner, str) and isinstance(node.func.value, ast.Attribute)
            ):
                return self._method(cast("Any", owner), name, node)
            if isinstance(owner, Array):
                found = array_method(owner, name, *self._given(node))
                return Opaque(f"'.{name[:40]}(...)'", node.lineno) if found is None else found
            self._note_left_out(owner, name)
            if isinstance(owner, Stack) and name in ("add", "build", "pop"):
                return self._calls.of_stack(owner, name, node)
            if self._classes.knows(owner, name):
                return self._classes.method(owner, name, *self._given(node), node.lineno)
            called = self._member(owner, name, node.lineno)
        else:
            called = self.value(node.func)
        return self._called(called, node)

    def _called(self, called: Any, node: ast.Call) -> Any:  # noqa: ANN401 - one value for each form
        line = node.lineno
        if isinstance(called, Function | Bound):
            function = called.function if isinstance(called, Bound) else called
            owner = called.owner if isinstance(called, Bound) else None
            given = self._arguments(function, node, owner)
            return given if isinstance(given, Opaque) else self._run(function, given, line)
        if isinstance(called, OwnClass) and called.package != OURS:
            return self._classes.made(called, *self._given(node), line)
        if isinstance(called, Instance):
            return self._classes.called(called, *self._given(node), line)
        if isinstance(called, Opaque) and isinstance(node.func, ast.Name):
            return self._plain_call(node.func.id, called, node)
        return self._named_call(called, node)

    def _named_call(self, called: Any, node: ast.Call) -> Any:  # noqa: ANN401
        """Return what a function of a package makes, or a layer or model gives."""
        if isinstance(called, str):
            # The name of an activation that is called as a function.
            given, named = self._given(node)
            tensors = any(read_tensors(given))
            made = self._calls.operations.made
            return made(called, given, named, node.lineno) if tensors else called
        if isinstance(called, Dotted) and called.path == "functools.partial" and node.args:
            return Partial(self.value(node.args[0]), self._calls.settings(node))
        if isinstance(called, Dotted) and called.last in _HOLDERS:
            return self._classes.made(_HOLDER, *self._given(node), node.lineno)
        return self._calls.made(called, node)

    def _given(self, node: ast.Call) -> tuple[list[Any], dict[str, Any]]:
        """Return arguments by position and by name; unknown ones stay unknown."""
        given = self._sequence(ast.Tuple(node.args, lineno=node.lineno))
        if isinstance(given, Opaque):
            given = (given,)
        named: dict[str, Any] = {}
        for key in node.keywords:
            value = self.value(key.value)
            if key.arg:
                named[key.arg] = value
            elif isinstance(value, dict):
                named |= {str(name): one for name, one in cast("dict[Any, Any]", value).items()}
        return [*given], named

    def _note_left_out(self, owner: Any, name: str) -> None:  # noqa: ANN401
        """Note what a line changes in a layer or model and is not part of its description."""
        if isinstance(owner, Made) and name in _LEFT_OUT:
            self._network.notes.append(f"{_LEFT_OUT[name]} '{owner.entry['config']['name']}'")
        elif isinstance(owner, Stack | Graph | Instance) and name == "load_weights":
            self._network.notes.append("the weights that the code loads")

    def _plain_call(self, name: str, called: Opaque, node: ast.Call) -> Any:  # noqa: ANN401
        """Return what one of Python's functions on plain values gives."""
        try:
            self.scope.find(name)
            function = None
        except KeyError:
            function = source_plain.function(name)
        if name == "super" and (owner := self._classes.inside(self.scope)) is not None:
            return Parent(owner)
        given = [self.value(one) for one in node.args]
        named = {key.arg: self.value(key.value) for key in node.keywords if key.arg}
        if function is None:
            return called
        if unread := next((one for one in given if isinstance(one, Opaque)), None):
            return unread
        try:
            found = function(*given, **named)
        except (TypeError, ValueError, OverflowError):
            found = None
        return Opaque(f"'{name}(...)' of these values", node.lineno) if found is None else found

    def _method(self, owner: Any, name: str, node: ast.Call) -> Any:  # noqa: ANN401
        """Return what a method of a list, dictionary or text gives."""
        given = [self.value(one) for one in node.args]
        named = bool(node.keywords)
        return source_plain.method(owner, name, given, node.lineno, named=named)

    def _arguments(
        self,
        function: Function,
        node: ast.Call,
        owner: Any = None,  # noqa: ANN401 - what a method belongs to
    ) -> Any:  # noqa: ANN401
        """Return what a function is given by name, `Opaque` where that is not known."""
        further = self._calls.keywords_of(node)
        given = self._sequence(ast.Tuple(node.args, lineno=node.lineno))
        if isinstance(given, Opaque):
            return given
        return arguments(
            function, ([] if owner is None else [owner]) + [*given], further, node.lineno
        )
