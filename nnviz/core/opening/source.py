"""Keras code -> NetworkSpec: the text is read as syntax, no line of it is ever run.

Understood are plain lines: imports, literals, layers that are made and called, `Sequential` with
`add`, functional models, sums and products of layers. What else there is (data, training, loops) is
passed over; only a network that depends on it is refused, with the line.
"""

import ast
from typing import Any

from nnviz.core.errors import OpenError
from nnviz.core.opening.config import read_model
from nnviz.core.opening.opened import Opened
from nnviz.core.opening.source_calls import Calls
from nnviz.core.opening.source_network import SourceNetwork
from nnviz.core.opening.source_values import (
    ADVICE,
    Dotted,
    Graph,
    Opaque,
    OwnClass,
    Stack,
    Tensor,
    arithmetic,
    literal,
    require_known,
)
from nnviz.core.own_layers import own_layer_source

CHANGED = "a model that is changed"
"""What begins the reason why a model is not read."""
MAX_SOURCE = 200_000
"""Bytes of code at most."""
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "Add", ast.Mult: "Multiply", ast.Sub: "Subtract",
}  # fmt: skip


def read_source(data: bytes) -> Opened:
    """Read the network that Keras code builds.

    Args:
        data: The code, UTF-8.

    Raises:
        OpenError: It is no Python, builds no network, or one that cannot be opened.
    """
    if len(data) > MAX_SOURCE:
        raise OpenError(f"code of at most {MAX_SOURCE:,} bytes", f"{len(data):,}")
    try:
        tree = ast.parse(data.decode("utf-8"))
        reader = _Reader()
        for statement in tree.body:
            reader.statement(statement)
        return read_model(reader.description(), as_listed=True).opened
    except SyntaxError as error:
        raise OpenError("Python code", f"text that is none from line {error.lineno} on") from error
    except UnicodeDecodeError as error:
        raise OpenError("code as text", "bytes that are no text") from error
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, OpenError):
            raise
        raise OpenError("code that can be read", "expressions nested without end") from error


class _Reader:
    """Follows the names of one module."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {}
        self._network = SourceNetwork()
        self._calls = Calls(self._network, self._value)

    def description(self) -> dict[str, Any]:
        """Return the network: the last model that is no part of another.

        Raises:
            OpenError: There is none.
        """
        for value in self._names.values():
            if isinstance(value, Opaque) and value.what.startswith(CHANGED):
                require_known(value, "the model", value.line)
        model = self._network.last()
        if model is None:
            raise OpenError("code that makes keras.Sequential or keras.Model", "none", ADVICE)
        return self._network.described(model)

    def statement(self, node: ast.stmt) -> None:
        """Follow one statement."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node)
        elif isinstance(node, ast.Assign):
            value = self._value(node.value)
            for target in node.targets:
                self._bind(target, value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self._value(node.value))
        elif isinstance(node, ast.AugAssign):
            self._bind(node.target, self._binary(node.target, node.op, node.value, node.lineno))
        elif isinstance(node, ast.Expr):
            self._value(node.value)
        elif isinstance(node, ast.ClassDef):
            self._names[node.name] = _class(node)
        else:
            self._pass_over(node)

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
        if isinstance(target, ast.Name):
            self._names[target.id] = value
        elif isinstance(target, ast.Attribute) and target.attr == "trainable":
            if isinstance(value, bool):
                self._network.set_trainable(self._named_layer(target.value), value)
        else:
            for name in _names_in(target):
                self._names[name] = Opaque("a part of something", target.lineno)

    def _named_layer(self, node: ast.expr) -> Any:  # noqa: ANN401 - a layer or a model
        """Return a layer or a model; one layer of it where `get_layer` names one."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if node.func.attr == "get_layer" and names:
                return names[0]
        return self._value(node)

    def _pass_over(self, node: ast.stmt) -> None:
        """Note which names a block of lines changes, without following it."""
        what = _BLOCKS.get(type(node), "a block of lines")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._names[node.name] = Opaque(what, node.lineno)
            return
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self._names[inner.id] = Opaque(what, node.lineno)
            if isinstance(inner, ast.Attribute) and inner.attr in ("add", "pop"):
                owner = inner.value.id if isinstance(inner.value, ast.Name) else ""
                if isinstance(self._names.get(owner), Stack):
                    self._names[owner] = Opaque(f"{CHANGED} in {what}", node.lineno)

    def _value(self, node: ast.expr) -> Any:  # noqa: ANN401, PLR0911 - one value for each form
        """Return what an expression stands for, `Opaque` where it is not read."""
        line = node.lineno
        if isinstance(node, ast.Constant):
            return literal(node, line)
        if isinstance(node, ast.Name):
            return self._names.get(node.id, Opaque(f"'{node.id[:40]}', which is not defined", line))
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Tuple | ast.List):
            parts = [self._value(part) for part in node.elts]
            return parts if isinstance(node, ast.List) else tuple(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self._binary(ast.Constant(0, lineno=line), ast.Sub(), node.operand, line)
        if isinstance(node, ast.BinOp):
            return self._binary(node.left, node.op, node.right, line)
        if isinstance(node, ast.Call):
            owner = self._value(node.func.value) if isinstance(node.func, ast.Attribute) else None
            if isinstance(owner, Stack):
                return self._calls.change(owner, node)
            return self._calls.made(self._value(node.func), node)
        return Opaque(_FORMS.get(type(node), "an expression"), line)

    def _attribute(self, node: ast.Attribute) -> Any:  # noqa: ANN401
        owner = self._value(node.value)
        if isinstance(owner, Dotted):
            found = owner.below(node.attr)
            path = found.keras or found.path
            for prefix in ("activations.", "tensorflow.nn."):
                if path.startswith(prefix):
                    return path.removeprefix(prefix)
            return found
        if isinstance(owner, Graph) and node.attr in ("input", "output"):
            return owner.inputs if node.attr == "input" else owner.outputs
        return Opaque(f"'.{node.attr[:40]}'", node.lineno)

    def _binary(self, left: ast.expr, operator: ast.operator, right: ast.expr, line: int) -> Any:  # noqa: ANN401
        """Return a calculation with numbers, or a layer that adds or multiplies."""
        values = [self._value(left), self._value(right)]
        if all(type(value) in (int, float) for value in values):
            return arithmetic(operator, values[0], values[1], line)
        tensors = [value for value in values if isinstance(value, Tensor)]
        numbers = [value for value in values if type(value) in (int, float)]
        name = _OPERATORS.get(type(operator))
        if name is None or len(tensors) + len(numbers) < 2 or (numbers and name == "Subtract"):
            return Opaque("a calculation", line)
        entry = self._network.new(name, {}, "", line)
        entry["module"] = "keras.src.ops.numpy"
        return self._network.use(entry, [*tensors, *numbers], {})


_BLOCKS: dict[type[ast.stmt], str] = {
    ast.For: "a loop", ast.While: "a loop", ast.If: "a condition", ast.With: "a with block",
    ast.Try: "a try block", ast.FunctionDef: "a function", ast.AsyncFunctionDef: "a function",
}  # fmt: skip
_FORMS: dict[type[ast.expr], str] = {
    ast.ListComp: "a list comprehension", ast.GeneratorExp: "a generator", ast.Lambda: "a lambda",
    ast.IfExp: "a condition", ast.Subscript: "a part of something", ast.JoinedStr: "an f-string",
    ast.Dict: "a dictionary", ast.Compare: "a comparison", ast.Await: "an await",
}  # fmt: skip


def _class(node: ast.ClassDef) -> OwnClass:
    """Return a class that the code defines: ours when it is word for word a layer of nnviz."""
    try:
        source = ast.parse(own_layer_source(node.name)).body[0]
    except KeyError:
        return OwnClass(node.name, "code>")
    return OwnClass(node.name, "nnviz>" if ast.dump(source) == ast.dump(node) else "code>")


def _names_in(target: ast.expr) -> list[str]:
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
