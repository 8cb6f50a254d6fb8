"""Statements of pasted code, followed as far as they are plain: loops, conditions, functions.

What cannot be followed is passed over: the names that it gives stand for nothing that is known from
then on, and only a network that depends on them is refused, with the line.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nnviz.core.code.custom_layers import own_layer_source
from nnviz.core.errors import OpenError
from nnviz.core.opening import source_plain
from nnviz.core.opening.source_calls import Applications
from nnviz.core.opening.source_classes import OURS, known_decorators, own_class
from nnviz.core.opening.source_expressions import Expressions
from nnviz.core.opening.source_network import SourceNetwork
from nnviz.core.opening.source_values import (
    ADVICE,
    Dotted,
    Function,
    Instance,
    Opaque,
    OwnClass,
    Scope,
    Stack,
    TooMuchError,
)
from nnviz.core.spec.kinds import Shape

MAX_DEPTH = 30
"""Functions that call one another at most."""
_BLOCKS: dict[type[ast.stmt], str] = {
    ast.For: "a loop", ast.AsyncFor: "a loop", ast.While: "a loop", ast.If: "a condition",
    ast.AsyncWith: "a with block", ast.AsyncFunctionDef: "a function", ast.Match: "a condition",
}  # fmt: skip
_CHANGES = ("add", "pop", "append", "extend", "insert")


@dataclass(frozen=True, slots=True)
class _Left:
    """How a block of lines is left before its end.

    Attributes:
        how: `return`, `break`, `continue`, or `unknown` where that is not known.
        value: What a function returns.
    """

    how: str
    value: Any = None


class Reader:
    """Follows the lines of one module.

    Args:
        given: Shape of the input where the code does not say it.
        applications: Says how large Keras's applications are.

    Attributes:
        network: The layers and models that they make.
        errors: What kept lines from being read, in order.
    """

    def __init__(
        self, given: Shape | None = None, applications: Applications | None = None
    ) -> None:
        self.network = SourceNetwork(given)
        self.errors: list[OpenError] = []
        self._expressions = Expressions(self.network, self._run, applications)
        self._depth = 0

    def module(self, tree: ast.Module) -> None:
        """Follow all lines; where they only define functions, also the one that needs nothing."""
        for line in tree.body:
            self._block([line])
        names = self._expressions.scope.names
        if self.network.last() is None:
            self._trace_models(names)
        if self.network.last() is None:
            ready = [one for one in names.values() if _needs_nothing(one)]
            for function in ready[::-1]:
                self._run(function, {**function.defaults}, function.node.lineno)
                self._trace_models(names)
                if self.network.last() is not None:
                    return

    def _trace_models(self, names: dict[str, Any]) -> None:
        """Follow models of classes of the code that no line has called yet, the last one first."""
        made = [one for one in names.values() if isinstance(one, Instance)]
        if not made:
            # A class that needs nothing is made to see what it holds.
            classes = [one for one in names.values() if isinstance(one, OwnClass)]
            made = [
                found
                for one in classes
                if one.kind == "model"
                and isinstance(found := self._expressions.instance(one), Instance)
            ]
        for one in made[::-1]:
            if one.made_by.kind == "model" and self._expressions.graph_of(one) is not None:
                return

    def builders(self) -> list[Function]:
        """Return the functions that need arguments and seem to build a network."""
        values = self._expressions.scope.names.values()
        return [one for one in values if isinstance(one, Function) and _builds(one)]

    def own_models(self) -> list[str]:
        """Return the names of classes that the code defines."""
        values = self._expressions.scope.names.values()
        return [one.name for one in values if isinstance(one, OwnClass)]

    def _block(self, lines: list[ast.stmt]) -> _Left | None:
        for line in lines:
            self._expressions.spend(line.lineno)
            try:
                left = self._statement(line)
            except TooMuchError:
                raise
            except OpenError as error:
                # Only a network that depends on this line cannot be opened.
                self.errors.append(error)
                self._pass_over([line], "a line that cannot be read", line.lineno, error)
                left = None
            if left:
                return left
        return None

    def _statement(self, node: ast.stmt) -> _Left | None:  # noqa: PLR0911 - one for each form
        if isinstance(node, ast.For):
            return self._for(node)
        if isinstance(node, ast.If):
            return self._if(node)
        if isinstance(node, ast.With):
            for item in node.items:
                value = self._expressions.value(item.context_expr)
                if item.optional_vars is not None:
                    self._bind(item.optional_vars, value)
            return self._block(node.body)
        if isinstance(node, ast.Return):
            value = None if node.value is None else self._expressions.value(node.value)
            return _Left("return", value)
        if isinstance(node, ast.Break | ast.Continue):
            return _Left("break" if isinstance(node, ast.Break) else "continue")
        if isinstance(node, ast.Try):
            return self._block([*node.body, *node.orelse, *node.finalbody])
        if type(node) in _BLOCKS:
            return self._unknown(node)
        self._plain(node)
        return None

    def _plain(self, node: ast.stmt) -> None:
        """Follow a statement that has no lines inside it, or is passed over."""
        value = self._expressions.value
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node)
        elif isinstance(node, ast.Assign):
            found = value(node.value)
            for target in node.targets:
                self._bind(target, found)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, value(node.value))
        elif isinstance(node, ast.AugAssign):
            found = self._expressions.binary(node.target, node.op, node.value, node.lineno)
            self._bind(node.target, found)
        elif isinstance(node, ast.Expr):
            value(node.value)
        elif isinstance(node, ast.ClassDef):
            self._names[node.name] = self._class(node)
        elif isinstance(node, ast.FunctionDef):
            self._define(node)
        elif not isinstance(node, ast.Pass):
            self._pass_over([node], "a statement that is not supported", node.lineno)

    @property
    def _names(self) -> dict[str, Any]:
        return self._expressions.scope.names

    def _class(self, node: ast.ClassDef) -> OwnClass:
        """Read a class; ours when it is word for word a layer of nnviz."""
        try:
            source = ast.parse(own_layer_source(node.name)).body[0]
        except KeyError:
            source = None
        if source is not None and ast.dump(source) == ast.dump(node):
            return OwnClass(node.name, OURS)
        bases = [self._expressions.value(base) for base in node.bases]
        outside = self._expressions.scope
        self._expressions.scope = Scope({}, outside)
        try:
            self._block(node.body)
            names = self._expressions.scope.names
        finally:
            self._expressions.scope = outside
        return own_class(node, bases, names, outside)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                path = f"{node.module or ''}.{alias.name}"
                self._names[alias.asname or alias.name] = Dotted(path)
            elif alias.asname:
                self._names[alias.asname] = Dotted(alias.name)
            else:
                first = alias.name.split(".", maxsplit=1)[0]
                self._names[first] = Dotted(first)

    def _bind(self, target: ast.expr, value: Any) -> None:  # noqa: ANN401 - any value there is
        if isinstance(target, ast.Attribute):
            if target.attr == "trainable" and isinstance(value, bool):
                self.network.set_trainable(self._named_layer(target.value), value)
            self._expressions.bind(target, value)
        elif isinstance(target, ast.Subscript):
            owner = self._expressions.value(target.value)
            key = self._expressions.value(target.slice)
            if isinstance(owner, dict) and isinstance(key, str):
                owner[key] = value
                if source_plain.overfull(owner):
                    owner[key] = Opaque("a dictionary that is too large", target.lineno)
            elif isinstance(target.value, ast.Name):
                self._names[target.value.id] = Opaque("something that is modified", target.lineno)
        else:
            self._expressions.bind(target, value)

    def _named_layer(self, node: ast.expr) -> Any:  # noqa: ANN401 - a layer or a model
        """Return a layer or a model; one layer of it where `get_layer` names one."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if node.func.attr == "get_layer" and names:
                return names[0]
        return self._expressions.value(node)

    def _for(self, node: ast.For) -> _Left | None:
        given = self._expressions.value(node.iter)
        items = source_plain.items_of(given)
        if items is None:
            return self._unknown(node)
        for item in items:
            self._expressions.spend(node.lineno)
            self._bind(node.target, item)
            left = self._block(node.body)
            if left is None or left.how == "continue":
                continue
            if left.how == "unknown":
                return self._unknown(node)
            return None if left.how == "break" else left
        return self._block(node.orelse)

    def _if(self, node: ast.If) -> _Left | None:
        holds = source_plain.truth(self._expressions.value(node.test))
        if holds is None:
            return self._unknown(node)
        return self._block(node.body if holds else node.orelse)

    def _unknown(self, node: ast.stmt) -> _Left | None:
        """Pass over a block; where it may leave the lines around it, these are not known either."""
        what = _BLOCKS[type(node)]
        self._pass_over([node], what, node.lineno)
        loop = isinstance(node, ast.For | ast.AsyncFor | ast.While)
        leaving = ast.Return if loop else ast.Return | ast.Break | ast.Continue
        found = any(isinstance(one, leaving) for one in _own_lines(node))
        return _Left("unknown", Opaque(what, node.lineno)) if found else None

    def _define(self, node: ast.FunctionDef) -> None:
        """Note a function; one of a kind that is not followed stands for nothing that is known."""
        args = node.args
        if not known_decorators(node):
            self._names[node.name] = Opaque("a function with decorators", node.lineno)
            return
        named = [*args.posonlyargs, *args.args]
        pairs = [*zip(named[len(named) - len(args.defaults) :], args.defaults, strict=True),
                 *zip(args.kwonlyargs, args.kw_defaults, strict=True)]  # fmt: skip
        defaults = {one.arg: self._expressions.value(value) for one, value in pairs if value}
        self._names[node.name] = Function(node, self._expressions.scope, defaults)

    def _run(self, function: Function, given: dict[str, Any], line: int) -> Any:  # noqa: ANN401
        """Return what a call of a function of the code gives.

        Raises:
            OpenError: Functions call one another too deep.
        """
        node = function.node
        if self._depth >= MAX_DEPTH:
            raise TooMuchError(
                f"line {line}: functions that call one another at most {MAX_DEPTH} deep",
                f"'{function.name}', which goes deeper", ADVICE,
            )  # fmt: skip
        outside = self._expressions.scope
        self._expressions.scope = Scope({**given}, function.scope)
        self._depth += 1
        try:
            if isinstance(node, ast.Lambda):
                return self._expressions.value(node.body)
            left = self._block(node.body)
            if left is not None and left.how == "unknown":
                self._pass_over(node.body, left.value.what, left.value.line)
            return None if left is None else left.value
        finally:
            self._depth -= 1
            self._expressions.scope = outside

    def _pass_over(
        self, lines: list[ast.stmt], what: str, line: int, error: OpenError | None = None
    ) -> None:
        """Note which names some lines change, without following them."""
        unread = Opaque(what, line, error)
        for inner in (one for node in lines for one in ast.walk(node)):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self._names[inner.id] = unread
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                self._names[inner.name] = unread
            if isinstance(inner, ast.Attribute) and inner.attr in _CHANGES:
                why = Opaque(f"a model that is changed in {what}", line, error)
                self._change(inner.value, why)

    def _change(self, node: ast.expr, why: Opaque) -> None:
        """Note that a model or list is changed in a way that is not known."""
        try:
            owner = self._expressions.scope.find(node.id) if isinstance(node, ast.Name) else None
        except KeyError:
            return
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            holder = self._expressions.value(node.value)
            owner = holder.values.get(node.attr) if isinstance(holder, Instance) else None
        if isinstance(owner, Stack):
            owner.lost = why
        elif isinstance(owner, list) and isinstance(node, ast.Name):
            what = why.what.replace("model", "list")
            self._names[node.id] = Opaque(what, why.line, why.error)


def _needs_nothing(value: Any) -> bool:  # noqa: ANN401
    """Say whether a value is a function that can be called without arguments."""
    if not isinstance(value, Function):
        return False
    args = value.node.args
    if not isinstance(value.node, ast.FunctionDef):
        return False
    return len(value.defaults) == len([*args.posonlyargs, *args.args, *args.kwonlyargs])


def _own_lines(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all that is inside a block, but for functions and classes that it defines."""
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield inner
            yield from _own_lines(inner)


def _builds(function: Function) -> bool:
    """Say whether a function creates a model itself."""
    calls = (one.func for one in ast.walk(function.node) if isinstance(one, ast.Call))
    names = (
        one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in calls
    )
    return any(name in ("Sequential", "Model") for name in names)
