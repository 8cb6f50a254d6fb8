"""What pasted code is made of, as `keras_source` reads it: names, literals, layers, models."""

import ast
from dataclasses import dataclass, field
from typing import Any, cast

from nnviz.core.errors import OpenError

MAX_NUMBER = 2**53
_MAX_POWER, MAX_BASE = 64, 1_000
ADVICE = (
    "nnviz reads the lines that create layers, including loops and functions, but runs nothing."
)
_MERGES = ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot")


@dataclass(frozen=True, slots=True)
class Dotted:
    """A name inside a package, such as `keras.layers.Dense`."""

    path: str

    def below(self, name: str) -> "Dotted":
        """Return a name inside this one."""
        return Dotted(f"{self.path}.{name}")

    @property
    def keras(self) -> str:
        """The name inside Keras, such as `layers.Dense`; empty for one from elsewhere."""
        path = self.path.removeprefix("tensorflow.")
        return path.removeprefix("keras.") if path.startswith("keras.") else ""

    @property
    def layer(self) -> str:
        """The class of a layer of Keras that this names; empty when it names none."""
        found = self.keras.removeprefix("layers.")
        return found if self.keras.startswith("layers.") and "." not in found else ""

    @property
    def merge(self) -> str:
        """The class of the layer that a function such as `layers.add` stands for."""
        return self.layer.capitalize() if self.layer in _MERGES else ""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not read, with the reason: only using it for a network is an error."""

    what: str
    line: int


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class that the code defines; `package` is ours when it is a layer of nnviz."""

    name: str
    package: str


@dataclass(eq=False, slots=True)
class Scope:
    """Names of the module or of one call of a function, inside those of what is around it."""

    names: dict[str, Any] = field(default_factory=dict[str, Any])
    around: "Scope | None" = None

    def find(self, name: str) -> Any:  # noqa: ANN401
        """Return the value of a name.

        Raises:
            KeyError: Nothing has this name.
        """
        if name in self.names or self.around is None:
            return self.names[name]
        return self.around.find(name)


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A function of the code: its text, where it was defined, and what is not given to it."""

    node: ast.FunctionDef
    scope: Scope
    defaults: dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Partial:
    """A class of layers with some of its settings, as `functools.partial` makes it."""

    called: Any
    settings: dict[str, Any]


@dataclass(eq=False, slots=True)
class Made:
    """A layer that was made; called, it is an entry of the network."""

    entry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tensor:
    """What a layer gives: the name of the layer, and which of its uses it is."""

    layer: str
    number: int = 0


@dataclass(eq=False, slots=True)
class Stack:
    """A Sequential model."""

    name: str
    layers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    lost: Opaque | None = None
    """Why it is not known which layers it has."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A functional model, from one tensor to another."""

    name: str
    inputs: Tensor
    outputs: Tensor


def literal(node: ast.expr, line: int) -> Any:  # noqa: ANN401 - a plain value, or Opaque
    """Return the value of a constant."""
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, int | float) and abs(value) <= MAX_NUMBER:
        return value
    return Opaque("a value of another type", line)


def arithmetic(operator: ast.operator, left: Any, right: Any, line: int) -> Any:  # noqa: ANN401
    """Return a sum, difference, product, quotient, rest or power of two plain numbers."""
    try:
        if isinstance(operator, ast.Add):
            value = left + right
        elif isinstance(operator, ast.Sub):
            value = left - right
        elif isinstance(operator, ast.Mult):
            value = left * right
        elif isinstance(operator, ast.FloorDiv):
            value = left // right
        elif isinstance(operator, ast.Div):
            value = left / right
        elif isinstance(operator, ast.Mod):
            value = left % right
        elif isinstance(operator, ast.Pow) and abs(right) <= _MAX_POWER and abs(left) <= MAX_BASE:
            value = left**right
        else:
            return Opaque("a calculation", line)
    except (ZeroDivisionError, OverflowError):
        return Opaque("a calculation without a result", line)
    known = isinstance(value, int | float) and abs(value) <= MAX_NUMBER
    return value if known else Opaque("a number that is far too large", line)


def parts_of(value: Any) -> list[Any] | None:  # noqa: ANN401
    """Return the parts of a list or tuple, None where it is neither."""
    return list(cast("list[Any]", value)) if isinstance(value, list | tuple) else None


def require_known(value: Any, what: str, line: int) -> Any:  # noqa: ANN401
    """Return the value, unless it is one that was not read.

    Raises:
        OpenError: It is; says where it comes from.
    """
    if isinstance(value, Opaque):
        raise OpenError(
            f"line {line}: {what} as plain code", f"{value.what} (line {value.line})",
            ADVICE,
        )  # fmt: skip
    inner = cast("dict[str, Any]", value).values() if isinstance(value, dict) else parts_of(value)
    for part in inner or ():
        require_known(part, what, line)
    return cast("Any", value)
