"""Reading a stranger's file in another process than the one that shows what is in it.

What reads a file can be made to take long or much memory. Functions that do are marked here; where
a reader is set, as in the web process, it carries them out in a process that is bounded
(`nnviz.engine.reading`). Without one, as in a run or in a notebook, they are called as they are.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Reader = Callable[[str, tuple[object, ...]], object]
"""Carries out a function, by its name, with these arguments."""

MARKED: dict[str, Callable[..., object]] = {}
"""The functions that can be asked for, by name."""
_reader: Reader | None = None


def read_by(reader: Reader | None) -> None:
    """Have files read by this; None reads them here."""
    global _reader
    _reader = reader


def elsewhere(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function that reads a file; it takes plain arguments by position.

    What it returns are records, arrays and plain values, and it raises errors of nnviz alone.
    """
    name = f"{function.__module__}.{function.__name__}"
    MARKED[name] = function

    @wraps(function)
    def read(*arguments: P.args, **named: P.kwargs) -> T:
        if _reader is None:
            return function(*arguments, **named)
        return _reader(name, arguments)  # type: ignore[return-value] - as the function's own

    return read
