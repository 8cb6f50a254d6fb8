"""The process that reads visitors' files: questions on standard input, answers on standard output.

It lives on between files, so that a small one is read at once; what each may take is bounded. A
question is a function of `elsewhere` with its arguments, an answer its result or its error.
"""

import os
import pickle
import sys
from pathlib import Path

from nnviz.core.errors import NnvizError
from nnviz.core.files.confined import confine
from nnviz.data.uploads import elsewhere, images, kinds, npz, store, table, zip_contents
from nnviz.data.uploads.messages import packed, received, send

MEMORY = 700 << 20
"""Most bytes that may be allocated in total."""
SECONDS = 20
"""Most seconds of processor time for one question."""
READS = (images, kinds, npz, table, zip_contents)
"""Modules whose functions can be asked for."""


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints is no answer.
    os.dup2(2, 1)
    while question := received(sys.stdin.buffer):
        name, arguments, folder = pickle.loads(question)
        store.use(Path(folder))
        confine(MEMORY, SECONDS)
        send(answers, packed(answered(name, arguments)))


def answered(name: str, arguments: tuple[object, ...]) -> tuple[object, ...]:
    """Return `("ok", result)`, or the name and the words of the error."""
    try:
        return "ok", elsewhere.MARKED[name](*arguments)
    except NnvizError as error:
        return type(error).__name__, error.expected, error.received, error.advice
    except MemoryError:
        return "NnvizError", "a file that can be read with little memory", "a larger one", ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the file's fault
        received = f"a damaged one ({type(error).__name__})"
        return "NnvizError", "a file that can be read", received, "Save it again and open that."
