"""Untrusted JSON: bounded in size, depth and number of values, every key once, no NaN."""

import json
import math
import re
from typing import Any, NoReturn, cast

from nnviz.core.errors import OpenError

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_VALUES = 100_000
_DIGITS = 20
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def parsed(
    data: bytes, what: str, most: int = MAX_BYTES, values: int = MAX_VALUES
) -> dict[str, Any]:
    """Return the JSON object that these bytes hold.

    Args:
        data: UTF-8 text.
        what: What it is called in errors.
        most: Bytes allowed.
        values: Values allowed.

    Raises:
        OpenError: It is too large or too deep, no JSON object, names a key twice or holds a
            number that is none.
    """
    if len(data) > most:
        raise OpenError(f"{what} of at most {most:,} bytes", f"{len(data):,}")
    _require_shallow(data, what, values)
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_moderate,
        )
    except (ValueError, RecursionError) as error:
        if isinstance(error, OpenError):
            raise
        raise OpenError(f"{what} as JSON", "text that is not JSON") from error
    if not isinstance(value, dict):
        raise OpenError(f"{what} as a JSON object", "JSON of another type")
    return cast("dict[str, Any]", value)


def _require_shallow(data: bytes, what: str, most: int) -> None:
    """Bound depth and number of values by the brackets and commas, before anything is built."""
    depth = deepest = 0
    for token in _BRACKETS.finditer(data):
        if token[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in b"]}":
            depth -= 1
    if deepest > MAX_DEPTH:
        raise OpenError(f"{what} nested at most {MAX_DEPTH} deep", f"{deepest:,}")
    values = data.count(b",") + data.count(b"[") + data.count(b"{")
    if values > most:
        raise OpenError(f"{what} of at most {most:,} values", f"about {values:,}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise OpenError("every key once in an object", f"{twice[:40]!a} twice")
    return fields


def _no_number(name: str) -> NoReturn:
    raise OpenError("finite numbers", name[:40])


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


def _moderate(text: str) -> int:
    if len(text) > _DIGITS:
        _no_number("a number with too many digits")
    return int(text)
