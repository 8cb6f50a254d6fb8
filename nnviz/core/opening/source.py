"""Keras code -> NetworkSpec: the text is parsed, and no line of it ever runs.

Understood are imports, plain values and their arithmetic, layers that are made and called,
`Sequential` with `add`, functional models, sums and products of layers, and what writes such lines
more shortly: loops over known values, comprehensions, conditions, f-strings, and functions of the
code's own, all within bounds. What else there is (data, training) is passed over; only a network
that depends on it is refused, with the line.
"""

import ast
from typing import Any

from nnviz.core.errors import OpenError
from nnviz.core.opening.config import read_model
from nnviz.core.opening.opened import Opened
from nnviz.core.opening.source_reader import Reader
from nnviz.core.opening.source_values import ADVICE

MAX_SOURCE = 200_000
"""Most bytes of code."""


def read_source(data: bytes) -> Opened:
    """Read the network that Keras code builds.

    Args:
        data: The code, UTF-8.

    Raises:
        OpenError: It is not Python, builds no network, or one that cannot be opened.
    """
    if len(data) > MAX_SOURCE:
        raise OpenError(f"code of at most {MAX_SOURCE:,} bytes", f"{len(data):,}")
    try:
        reader = Reader()
        reader.module(ast.parse(data.decode("utf-8")))
        return read_model(_description(reader), as_listed=True).opened
    except SyntaxError as error:
        raise OpenError(
            "Python code", f"text that is not Python from line {error.lineno} on"
        ) from error
    except UnicodeDecodeError as error:
        raise OpenError("code as text", "bytes that are not text") from error
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, OpenError):
            raise
        raise OpenError("readable code", "expressions that are nested too deeply") from error


def _description(reader: Reader) -> dict[str, Any]:
    """Return the network: the last model that is no part of another.

    Raises:
        OpenError: There is none.
    """
    model = reader.network.last()
    if model is not None:
        return reader.network.described(model)
    own = reader.own_models()
    raise OpenError(
        "code that creates a keras.Sequential or keras.Model",
        f"the custom class '{own[-1][:40]}'" if own else "none", ADVICE,
    )  # fmt: skip
