"""Plain values in pasted code: texts, lists, comparisons, parts of them, and functions on them.

All of it is worked out here on numbers, texts and lists of bounded size; nothing is handed to
Python to be run.
"""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from nnviz.core.opening.source_values import MAX_NUMBER, Opaque, TooMuchError, arithmetic, parts_of

MAX_ITEMS = 256
"""Most elements of a list, and most iterations of a loop."""
MAX_TEXT = 1_000
_MOST_INSIDE = 1_024
_LENGTH = "a list of more than 256 elements"
_SPEC = re.compile(r"0?\d{0,2}d?\Z")
_PLACE = re.compile(r"\{(\d?)\}")
_PERCENT = re.compile(r"%[dis]")
_PLAIN = (int, float, str, bool, type(None))


def is_plain(value: Any) -> bool:  # noqa: ANN401
    """Say whether a value is a number, a text, a truth value or None."""
    return type(value) in _PLAIN


def calculated(operator: ast.operator, left: Any, right: Any, line: int) -> Any:  # noqa: ANN401
    """Return the result of an operator on plain values or lists, `Opaque` where it is not read."""
    if all(type(value) in (int, float) for value in (left, right)):
        return arithmetic(operator, left, right, line)
    if (
        isinstance(operator, ast.Add)
        and type(left) is type(right)
        and isinstance(left, list | tuple | str)
    ):
        return bounded(left + right, line)  # pyright: ignore[reportOperatorIssue, reportUnknownArgumentType]
    if isinstance(operator, ast.Mult):
        many, times = (right, left) if isinstance(left, int) else (left, right)
        if isinstance(many, list | tuple | str) and type(times) is int:
            length = len(cast("Sequence[Any]", many)) * max(times, 0)
            return bounded(many * times, line) if length <= MAX_ITEMS else Opaque(_LENGTH, line)
    if isinstance(operator, ast.Mod) and isinstance(left, str):
        return _percent(left, right, line)
    return Opaque("a calculation", line)


def bounded(value: Any, line: int) -> Any:  # noqa: ANN401
    """Return a list, dictionary or text, `Opaque` where it is too long or holds too much."""
    most = MAX_TEXT if isinstance(value, str) else MAX_ITEMS
    return value if len(value) <= most and not overfull(value) else Opaque(_LENGTH, line)


def overfull(value: Any) -> bool:  # noqa: ANN401
    """Say whether lists in lists hold more than is followed; one that stands twice counts twice."""
    waiting, seen = [value], 0
    while waiting and seen <= _MOST_INSIDE:
        one = waiting.pop()
        seen += 1
        inner = [*cast("dict[Any, Any]", one).values()] if isinstance(one, dict) else parts_of(one)
        waiting += inner or ()
    return bool(waiting)


def _percent(text: str, given: Any, line: int) -> Any:  # noqa: ANN401
    """Return a text such as `'conv%d' % 3`."""
    values = [*cast("tuple[Any, ...]", given)] if isinstance(given, tuple) else [given]
    if len(_PERCENT.findall(text)) != len(values) or not all(is_plain(value) for value in values):
        return Opaque("a text with placeholders", line)
    rest = iter(values)
    return bounded(_PERCENT.sub(lambda _: str(next(rest)), text), line)


def filled(text: str, values: Sequence[Any], line: int) -> Any:  # noqa: ANN401
    """Return `text.format(*values)` where its positions are `{}` or `{0}`."""
    count = 0

    def fill(found: "re.Match[str]") -> str:
        nonlocal count
        index = int(found.group(1)) if found.group(1) else count
        count += 1
        return str(values[index])

    plain = all(is_plain(value) for value in values)
    try:
        made = _PLACE.sub(fill, text) if plain else "{"
    except IndexError:
        made = "{"
    return Opaque("a text with placeholders", line) if "{" in made else bounded(made, line)


def written(node: ast.FormattedValue, value: Any) -> str | None:  # noqa: ANN401
    """Return what stands for a value in an f-string, None where that is not read."""
    spec = ""
    if isinstance(node.format_spec, ast.JoinedStr):
        parts = [one.value for one in node.format_spec.values if isinstance(one, ast.Constant)]
        spec = "".join(str(part) for part in parts)
    if not is_plain(value) or (spec and (not _SPEC.match(spec) or type(value) is not int)):
        return None
    return format(value, spec)


def compared(operator: ast.cmpop, left: Any, right: Any, line: int) -> Any:  # noqa: ANN401
    """Return whether a comparison holds, `Opaque` where that is not known."""
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        return left if isinstance(left, Opaque) else right
    if isinstance(operator, ast.Is | ast.IsNot):
        same = left is right or (is_plain(left) and type(left) is type(right) and left == right)
        return same == isinstance(operator, ast.Is)
    if isinstance(operator, ast.In | ast.NotIn):
        return _contained(operator, left, right, line)
    try:
        if all(_comparable(value) for value in (left, right)):
            return _COMPARISONS[type(operator)](left, right)
    except TypeError:
        pass
    return Opaque("a comparison", line)


def _contained(operator: ast.cmpop, left: Any, right: Any, line: int) -> Any:  # noqa: ANN401
    parts = [*cast("dict[Any, Any]", right)] if isinstance(right, dict) else parts_of(right)
    if parts is not None and all(is_plain(part) for part in (left, *parts)):
        return (left in parts) == isinstance(operator, ast.In)
    return Opaque("a comparison", line)


def _comparable(value: Any) -> bool:  # noqa: ANN401
    parts = parts_of(value)
    return is_plain(value) if parts is None else all(is_plain(part) for part in parts)


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b, ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b, ast.Gt: lambda a, b: a > b, ast.GtE: lambda a, b: a >= b,
}  # fmt: skip


def truth(value: Any) -> bool | None:  # noqa: ANN401
    """Say whether a condition holds; None where that is not known."""
    if not is_plain(value) and not isinstance(value, list | tuple | dict):
        return None
    return bool(cast("object", value))


def part(owner: Any, index: Any, line: int) -> Any:  # noqa: ANN401
    """Return `owner[index]` of a list, text or dictionary, `Opaque` where it is not there."""
    if isinstance(owner, Opaque):
        return owner
    held = isinstance(owner, list | tuple | str) and type(index) in (int, slice)
    if held or (isinstance(owner, dict) and is_plain(index)):
        try:
            return cast("Any", owner)[index]
        except (IndexError, KeyError, TypeError, ValueError):
            return Opaque("a missing element", line)
    return Opaque("an index into an unknown value", line)


def items_of(value: Any) -> list[Any] | None:  # noqa: ANN401
    """Return what a loop goes through, None where that is not known."""
    if isinstance(value, str | dict):
        return [*cast("Sequence[Any]", value)]
    return parts_of(value)


def method(owner: Any, name: str, given: list[Any], line: int, *, named: bool) -> Any:  # noqa: ANN401
    """Return what a method of a list, dictionary or text gives, `Opaque` where that is not known.

    Args:
        owner: The list, dictionary or text.
        name: The method.
        given: Its arguments by position.
        line: Where the call stands.
        named: Whether there are also arguments by name.

    Raises:
        OpenError: A list becomes too long.
    """
    if isinstance(owner, list):
        return _list_method(cast("list[Any]", owner), name, given, line)
    if isinstance(owner, dict):
        return _dictionary_method(cast("dict[Any, Any]", owner), name, given, line)
    if name == "format" and not named:
        return filled(owner, given, line)
    if name in ("lower", "upper", "strip", "title") and not given:
        return getattr(owner, name)()
    return Opaque(f"'.{name[:40]}(...)'", line)


def _list_method(owner: list[Any], name: str, given: list[Any], line: int) -> Any:  # noqa: ANN401
    if name in ("append", "extend") and len(given) == 1:
        more = given if name == "append" else items_of(given[0])
        owner += [Opaque("a list of unknown values", line)] if more is None else more
        if len(owner) > MAX_ITEMS or overfull(owner):
            raise TooMuchError(f"line {line}: a list of at most 256 elements", "a longer one")
        return None
    if name == "pop" and owner and all(type(one) is int for one in given):
        place = given[0] if given else -1
        return owner.pop(place) if -len(owner) <= place < len(owner) else Opaque("a part", line)
    if name == "insert" and len(given) == 2 and type(given[0]) is int and len(owner) < MAX_ITEMS:
        owner.insert(given[0], given[1])
        return None
    return Opaque(f"'.{name[:40]}(...)'", line)


def _dictionary_method(owner: dict[Any, Any], name: str, given: list[Any], line: int) -> Any:  # noqa: ANN401
    if name in ("items", "keys", "values") and not given:
        return [*getattr(owner, name)()]
    if name in ("get", "pop") and 1 <= len(given) <= 2:
        known = all(is_plain(one) for one in given)
        return (
            getattr(owner, name)(*given, *([None] if len(given) == 1 else []))
            if known
            else Opaque("a part", line)
        )
    if name == "update" and len(given) == 1 and isinstance(given[0], dict):
        owner |= cast("dict[Any, Any]", given[0])
        return None
    return Opaque(f"'.{name[:40]}(...)'", line)


def function(name: str) -> Callable[..., Any] | None:
    """Return one of Python's functions on plain values, None where it is not among them."""
    return _FUNCTIONS.get(name)


def _range(*ends: Any) -> list[int] | None:  # noqa: ANN401
    if not 1 <= len(ends) <= 3 or not all(type(end) is int for end in ends):
        return None
    found = range(*ends)
    return [*found] if len(found) <= MAX_ITEMS else None


def _enumerate(given: Any, start: Any = 0) -> list[Any] | None:  # noqa: ANN401
    items = items_of(given)
    return None if items is None or type(start) is not int else [*enumerate(items, start)]


def _zip(*given: Any) -> list[Any] | None:  # noqa: ANN401
    lists = [items_of(one) for one in given]
    known = [one for one in lists if one is not None]
    return [*zip(*known, strict=False)] if len(known) == len(lists) else None


def _reversed(given: Any) -> list[Any] | None:  # noqa: ANN401
    items = items_of(given)
    return None if items is None else items[::-1]


def _list(given: Any = ()) -> list[Any] | None:  # noqa: ANN401
    return items_of(given)


def _tuple(given: Any = ()) -> tuple[Any, ...] | None:  # noqa: ANN401
    items = items_of(given)
    return None if items is None else tuple(items)


def _length(given: Any) -> int | None:  # noqa: ANN401
    items = items_of(given)
    return None if items is None else len(items)


def _number(kind: type[int] | type[float]) -> Callable[..., Any]:
    def made(given: Any = 0) -> Any:  # noqa: ANN401
        if type(given) not in (int, float) or abs(given) > MAX_NUMBER:
            return None
        return kind(given)

    return made


def _text(given: Any = "") -> str | None:  # noqa: ANN401
    return str(given) if is_plain(given) else None


def _of_numbers(choose: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def made(*given: Any) -> Any:  # noqa: ANN401
        inner = parts_of(given[0]) if len(given) == 1 else None
        numbers = [*given] if inner is None else inner
        if not numbers or not all(type(one) in (int, float) for one in numbers):
            return None
        return choose(numbers)

    return made


def _dictionary(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    return given


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "range": _range, "enumerate": _enumerate, "zip": _zip, "reversed": _reversed, "list": _list,
    "tuple": _tuple, "len": _length, "int": _number(int), "float": _number(float), "str": _text,
    "min": _of_numbers(min), "max": _of_numbers(max), "sum": _of_numbers(sum), "dict": _dictionary,
    "abs": _of_numbers(lambda numbers: abs(numbers[0])),
    "round": _of_numbers(lambda numbers: round(numbers[0])),
}  # fmt: skip
