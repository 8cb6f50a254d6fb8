"""A measurement in a process of its own, which has seen nothing that was measured before."""

from collections.abc import Callable
from multiprocessing import get_context
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Given = ParamSpec("Given")
Found = TypeVar("Found")


def apart(measure: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
    """Call a function of a module in a fresh process and return what it returns.

    Args:
        measure: What is called; the process imports its module anew.
        given: What it is called with.
        named: The same, by name.

    Raises:
        EOFError: The process ended by an error, which it has printed.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, measure, given, named), daemon=True)
    process.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


def _answer(
    answer: "Connection[Found, Found]", measure: Callable[..., Found], given: tuple, named: dict
) -> None:
    answer.send(measure(*given, **named))
