"""Arguments of Keras's layers with their order and defaults, known without Keras.

The list lies next to this file and is made by `python -m nnviz.model.building.signatures`; a test
compares it with Keras.
"""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

FILE = Path(__file__).with_suffix(".txt")
REQUIRED = object()
"""The default of an argument that has none."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a Keras layer.

    Attributes:
        name: Its class.
        defaults: Every argument with its default, in the order of the arguments.
    """

    name: str
    defaults: dict[str, Any]


@cache
def signatures() -> dict[str, Signature]:
    """Return the signature of every Keras layer by its class."""
    text = FILE.read_text(encoding="utf-8")
    found = (_signature(line) for line in text.splitlines())
    return {signature.name: signature for signature in found}


def _signature(line: str) -> Signature:
    """Read one line, whose defaults are literals."""
    name, _, arguments = line.removesuffix(")").partition("(")
    given = cast("ast.Lambda", ast.parse(f"lambda {arguments}: 0", mode="eval").body).args
    names = [argument.arg for argument in given.args]
    values: list[Any] = [REQUIRED] * (len(names) - len(given.defaults))
    values += [ast.literal_eval(value) for value in given.defaults]
    return Signature(name, dict(zip(names, values, strict=True)))
