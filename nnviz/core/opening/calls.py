"""How layers are used: what a file says about one call, in the words of old and new Keras."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening.names import fields_of, told

_TENSOR = "__keras_tensor__"
AGAIN, OUTPUT = "#", "@"
"""Between the name of a layer and the number of its use, and of its output."""
_MASKS = ("mask", "query_mask", "value_mask", "key_mask", "attention_mask")
_ORDER = ("inputs", "query", "value", "key")
"""Arguments that are layers, in the order in which a layer takes them."""


@dataclass(frozen=True, slots=True)
class Call:
    """How a layer is used.

    Attributes:
        sources: What it reads, in the order of the arguments: names of layers, of a later use
            with its number (`shared#1`), of a further output with that (`lstm@1`); in the end ids
            of ours.
        numbers: Further arguments that are plain numbers.
        keywords: Further arguments by name that are plain.
        opaque: Whether there are arguments of another kind.
        turned: Whether a number is the first argument, as in `1 - x`.
        rest: All arguments by position that are no layers.
        masked: Whether it is told which steps do not count.
    """

    sources: tuple[str, ...]
    numbers: tuple[int | float, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict[str, Any])
    opaque: bool = False
    turned: bool = False
    rest: tuple[Any, ...] = ()
    masked: bool = False


def call_of(node: Any, claims: dict[str, Any]) -> Call:  # noqa: ANN401 - whatever a file says
    """Read one use of a layer, as new or old Keras writes it down.

    Args:
        node: The entry in the file.
        claims: Takes what it says about shapes, by the name of what is read.
    """
    if isinstance(node, list):
        return _old_call(cast("list[Any]", node))
    fields = fields_of(node)
    keywords = fields_of(fields.get("kwargs"))
    given = cast("list[Any]", fields.get("args") or [])
    tensors: list[str] = []
    read = [keywords[key] for key in sorted(keywords, key=_place) if key not in _MASKS]
    for value in (given, *read):
        for config in _tensors(value):
            tensors.append(source_of(config.get("keras_history")))
            claims[tensors[-1]] = config.get("shape")
    rest = tuple(one for one in given if not [*_tensors(one)])
    numbers = tuple(one for one in rest if type(one) in (int, float))
    plain = {key: value for key, value in keywords.items() if not [*_tensors(value)]}
    masked = any(key in _MASKS and [*_tensors(value)] for key, value in keywords.items())
    turned = bool(given) and type(given[0]) in (int, float)
    return Call(
        tuple(tensors), numbers, plain, len(numbers) < len(rest), turned, rest, masked
    )  # fmt: skip


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _tensors(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield what is said of each tensor inside an argument."""
    if isinstance(value, list):
        for part in cast("list[Any]", value):
            yield from _tensors(part)
    fields = fields_of(value)
    if fields.get("class_name") == _TENSOR:
        yield fields_of(fields.get("config"))


def source_of(history: Any) -> str:  # noqa: ANN401
    """Return the layer that a tensor comes from, which use of it, and which output of that."""
    found: list[Any] = cast("list[Any]", history) if isinstance(history, list) else []
    plain = len(found) >= 3 and isinstance(found[0], str)
    if not plain or type(found[1]) is not int or type(found[2]) is not int:
        raise OpenError("tensors with their history", told(history))
    name = used_as(found[0], max(found[1], 0))
    return f"{name}{OUTPUT}{found[2]}" if found[2] > 0 else name


def used_as(name: str, number: int) -> str:
    """Return the name of one use of a layer, counted from 0."""
    return f"{name}{AGAIN}{number}" if number else name


def _old_call(node: list[Any]) -> Call:
    """Read a use of a layer as Keras 2 wrote it: `[[name, 0, 0, keywords], ...]`."""
    if len(node) in (3, 4) and isinstance(node[0], str):
        node = [node]
    sources = tuple(source_of(each) for each in node)
    keywords: dict[str, Any] = {}
    for each in node:
        if len(each) > 3:
            keywords.update(fields_of(each[3]))
    more = [
        keywords.pop(key) for key in ("y", "initial_state") if isinstance(keywords.get(key), list)
    ]
    sources += tuple(source_of(one) for value in more for one in _histories(value))
    number = keywords.pop("y", None)
    numbers = (number,) if type(number) in (int, float) else ()
    return Call(sources, cast("tuple[int | float, ...]", numbers), keywords)


def _histories(value: list[Any]) -> list[Any]:
    return [value] if value and isinstance(value[0], str) else value
