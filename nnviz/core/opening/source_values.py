"""What pasted code is made of, as `keras_source` reads it: names, literals, layers, models."""

import ast
import re
from dataclasses import dataclass, field
from typing import Any, cast

from nnviz.core.errors import OpenError

MAX_NUMBER = 2**53
_MAX_POWER, MAX_BASE = 64, 1_000
ADVICE = (
    "nnviz reads the lines that create layers, including loops and functions, but runs nothing."
)
_AROUND = r"^tensorflow\.(python\.|contrib\.|compat\.v[12]\.)?"
_INNER = ("api", "_tf_keras", "src", "experimental", "legacy")
"""Parts of a path that say nothing about what is found there."""
_ENGINE = ("Sequential", "Model", "Functional", "Input", "InputLayer", "Layer")
_ENGINE_ROOMS = (*_ENGINE, "engine", "models")
"""Where Keras keeps models and inputs, and kept them earlier."""
_MERGES = ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot")


class TooMuchError(OpenError):
    """Code that would take too long to read: nothing of it is passed over."""


@dataclass(frozen=True, slots=True)
class Dotted:
    """A name inside a package, such as `keras.layers.Dense`."""

    path: str

    def below(self, name: str) -> "Dotted":
        """Return a name inside this one."""
        return Dotted(f"{self.path}.{name}")

    @property
    def last(self) -> str:
        """The name without what it lies in."""
        return self.path.rsplit(".", maxsplit=1)[-1]

    @property
    def keras(self) -> str:
        """The name inside Keras, such as `layers.Dense`; empty for one from elsewhere.

        Wherever older Keras and TensorFlow kept a layer, it is a layer.
        """
        path = re.sub(_AROUND, "", self.path)
        if not path.startswith(("keras.", "tf_keras.")):
            return ""
        parts = [part for part in path.split(".")[1:] if part not in _INNER]
        if "layers" in parts[:-1]:
            between = parts[parts.index("layers") + 1 : -1]
            return "" if any(part[:1].isupper() for part in between) else f"layers.{parts[-1]}"
        if parts and parts[-1] in _ENGINE and len(parts) <= 3 and parts[0] in _ENGINE_ROOMS:
            return "layers.Layer" if parts[-1] == "Layer" else parts[-1]
        return ".".join(parts)

    @property
    def layer(self) -> str:
        """The class of a layer of Keras that this names; empty when it names none."""
        found = self.keras.removeprefix("layers.")
        named = self.keras.startswith("layers.") and "." not in found
        return found if named and (found[:1].isupper() or found in _MERGES) else ""

    @property
    def merge(self) -> str:
        """The class of the layer that a function such as `layers.add` stands for."""
        return self.layer.capitalize() if self.layer in _MERGES else ""

    @property
    def foreign_layer(self) -> str:
        """The class of a layer from another package; empty when it names none that looks so."""
        outside = not self.keras and "layer" in self.path.lower()
        return self.last if outside and self.last[:1].isupper() else ""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not read, with the reason: only using it for a network is an error.

    Attributes:
        what: What it is.
        line: Where it stands.
        error: What reading it raised, if anything.
        size: Whether it is a size or shape of the data.
    """

    what: str
    line: int
    error: OpenError | None = None
    size: bool = False


@dataclass(frozen=True, slots=True)
class Array:
    """An array of which only the shape is known; None for an axis of any size."""

    shape: tuple[int | None, ...]


@dataclass(frozen=True, eq=False, slots=True)
class OwnClass:
    """A class that the code defines.

    Attributes:
        name: Its name.
        package: Ours when it is a layer of nnviz, word for word.
        kind: `layer`, `model` or `plain`, by what it is derived from.
        members: Its attributes and methods, those of its bases included.
        fields: Attributes that are given when one is made, as in a dataclass.
    """

    name: str
    package: str
    kind: str = "layer"
    members: dict[str, Any] = field(default_factory=dict[str, Any])
    fields: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Instance:
    """What a class of the code makes.

    Attributes:
        made_by: The class.
        values: Its attributes.
        graph: The network that it is, once that is known.
        shape: Shape of the input that it was built for, with the batch axis.
    """

    made_by: OwnClass
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    graph: "Graph | None" = None
    shape: Any = None


@dataclass(frozen=True, eq=False, slots=True)
class Bound:
    """A method of something."""

    function: "Function"
    owner: Any


@dataclass(frozen=True, slots=True)
class Parent:
    """What `super()` stands for inside a method."""

    owner: Instance


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

    node: ast.FunctionDef | ast.Lambda
    scope: Scope
    defaults: dict[str, Any]

    @property
    def name(self) -> str:
        """What the function is called, short enough for a sentence."""
        return self.node.name[:40] if isinstance(self.node, ast.FunctionDef) else "lambda"


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
    """What a layer gives: the name of the layer, which of its uses it is, and which output."""

    layer: str
    number: int = 0
    output: int = 0


@dataclass(eq=False, slots=True)
class Stack:
    """A Sequential model."""

    name: str
    layers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    lost: Opaque | None = None
    """Why it is not known which layers it has."""
    graph: "Graph | None" = None
    """The same as a functional model, once something asks for its ends."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A functional model, from some tensors to others."""

    name: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


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
        if value.error is not None:
            raise value.error
        raise OpenError(
            f"line {line}: {what} as plain code", f"{value.what} (line {value.line})",
            ADVICE,
        )  # fmt: skip
    inner = cast("dict[str, Any]", value).values() if isinstance(value, dict) else parts_of(value)
    for part in inner or ():
        require_known(part, what, line)
    return cast("Any", value)


def lost(value: Any, what: str, line: int) -> Opaque:  # noqa: ANN401
    """Return why a value is not known: its own reason, or this one."""
    return value if isinstance(value, Opaque) else Opaque(what, line)
