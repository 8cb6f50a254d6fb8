"""Keras code -> NetworkSpec: the text is parsed, and no line of it ever runs.

Understood are imports, plain values and their arithmetic, layers that are made and called,
`Sequential` with `add`, functional models, sums and products of layers, and what writes such lines
more shortly: loops over known values, comprehensions, conditions, f-strings, and functions of the
code's own, all within bounds. What else there is (data, training) is passed over; only a network
that depends on it is refused, with the line.
"""

from typing import Any

from nnviz.core.errors import OpenError
from nnviz.core.opening.config import read_model
from nnviz.core.opening.opened import Opened, noted
from nnviz.core.opening.source_calls import Applications
from nnviz.core.opening.source_reader import Reader
from nnviz.core.opening.source_text import decoded, parsed_code
from nnviz.core.opening.source_values import ADVICE, Function
from nnviz.core.spec.kinds import Shape

MAX_SOURCE = 200_000
"""Most bytes of code."""


def read_source(
    data: bytes, given: Shape | None = None, applications: Applications | None = None
) -> Opened:
    """Read the network that Keras code builds.

    Args:
        data: The code: Unicode text, also as it is copied from a prompt or a notebook.
        given: Shape of the input where the code does not say it.
        applications: Says how large Keras's applications are, by name and arguments.

    Raises:
        OpenError: It is not Python, builds no network, or one that cannot be opened.
    """
    if len(data) > MAX_SOURCE:
        raise OpenError(f"code of at most {MAX_SOURCE:,} bytes", f"{len(data):,}")
    return read_code(decoded(data), given, applications)


def read_code(
    text: str, given: Shape | None = None, applications: Applications | None = None
) -> Opened:
    """Read the network that the text of Keras code builds; see `read_source`.

    Raises:
        OpenError: It is not Python, builds no network, or one that cannot be opened.
    """
    try:
        reader = Reader(given, applications)
        reader.module(parsed_code(text))
        described = _description(reader)
        opened = read_model(described, as_listed=True, given=given).opened
    except (RecursionError, MemoryError, ValueError) as error:
        if isinstance(error, OpenError):
            raise
        raise OpenError("readable code", "expressions that are nested too deeply") from error
    return noted(opened, *reader.network.notes)


def _description(reader: Reader) -> dict[str, Any]:
    """Return the network: the last model that is no part of another.

    Raises:
        OpenError: There is none.
    """
    model = reader.network.last()
    if model is not None:
        return reader.network.described(model)
    if reader.errors:
        raise reader.errors[-1]
    if builders := reader.builders():
        name, call = _asked_for(builders[-1])
        raise OpenError(
            f"a call of {name}, which builds a network", "only its definition",
            f"Add a line such as {call}.",
        )  # fmt: skip
    own = reader.own_models()
    raise OpenError(
        "code that creates a keras.Sequential or keras.Model",
        f"the custom class '{own[-1][:40]}'" if own else "none", ADVICE,
    )  # fmt: skip


def _asked_for(function: Function) -> tuple[str, str]:
    """Return a function with its arguments, and a call of it as an example."""
    args = function.node.args
    names = [one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    needed = [name for name in names if name not in function.defaults]
    shaped = ["(28, 28, 1)" if "shape" in name else str(4 - index % 2)
              for index, name in enumerate(needed)]  # fmt: skip
    said = ", ".join(name[:20] for name in needed[:6])
    return f"{function.name}({said})", f"{function.name}({', '.join(shaped[:6])})"
