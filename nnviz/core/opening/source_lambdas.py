"""Functions that a `Lambda` layer runs: whether they work on each value by itself."""

import ast
from collections.abc import Callable
from typing import Any

from nnviz.core.opening.operations import EACH_VALUE, operation_name
from nnviz.core.opening.source_values import Function


def keeps_shape(node: ast.Call, value: Callable[[ast.expr], Any]) -> bool:
    """Say whether the function of a `Lambda` works on each value by itself."""
    named = [key.value for key in node.keywords if key.arg == "function"]
    given = [*node.args[:1], *named]
    function = value(given[0]) if given else None
    if not isinstance(function, Function) or len(function.node.args.args) != 1:
        return False
    body = function.node.body
    if isinstance(body, list):
        last = body[-1] if len(body) == 1 else None
        body = last.value if isinstance(last, ast.Return) else None
    return body is not None and _by_value(body, function.node.args.args[0].arg)


def _by_value(node: ast.expr, name: str) -> bool:
    """Say whether an expression works on each value of one argument by itself."""
    if isinstance(node, ast.Name | ast.Constant):
        return not isinstance(node, ast.Name) or node.id == name
    if isinstance(node, ast.BinOp):
        return _by_value(node.left, name) and _by_value(node.right, name)
    if isinstance(node, ast.UnaryOp):
        return _by_value(node.operand, name)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    known = operation_name(node.func.attr, {}) in EACH_VALUE
    return known and all(_by_value(one, name) for one in node.args)
