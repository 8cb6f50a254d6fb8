"""The process that reads one file: bytes on standard input, the answer on standard output.

It gives up all rights it does not need before it reads the file, and ends after the answer.
"""

import io
import json
import os
import struct
import sys
from typing import Any

import numpy as np

MEMORY = 700 << 20
"""Most bytes that may be allocated in total."""
SECONDS = 20
"""Most seconds of processor time; the parent may allow fewer."""
HEAD = struct.Struct("<Q")


def main() -> None:
    """Read standard input, answer, end."""
    # No filter of HDF5 is loaded from anywhere.
    os.environ["HDF5_PLUGIN_PRELOAD"] = "::"
    from nnviz.core.errors import NnvizError
    from nnviz.core.files.confined import confine
    from nnviz.model.opening.reading import MAX_FILE, read

    seconds, given = _asked(sys.argv[1:])
    confine(MEMORY, min(seconds, SECONDS))
    arrays: dict[str, Any] = {}
    try:
        found = read(sys.stdin.buffer.read(MAX_FILE + 1), given)
        header: dict[str, Any] = {
            "opened": found.opened.model_dump(mode="json"),
            "experiment": found.experiment,
        }
        for layer, weights in found.weights.items():
            arrays |= {f"{layer}/{number}": array for number, array in enumerate(weights)}
    except NnvizError as error:
        header = {"refused": [error.expected, error.received, error.advice]}
    except MemoryError:
        header = {"refused": ["a file that can be read with little memory", "a larger one", ""]}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the file's fault
        header = {
            "refused": ["a file that can be read", f"a damaged one ({type(error).__name__})", ""]
        }
    answer(header, arrays)


def _asked(arguments: list[str]) -> tuple[int, tuple[int, ...] | None]:
    """Return the seconds that are allowed, and the shape of the input where one is given."""
    seconds = int(arguments[0]) if arguments else SECONDS
    said = arguments[1] if len(arguments) > 1 else ""
    sizes = tuple(int(size) for size in said.split(",") if size)
    return seconds, sizes or None


def answer(header: dict[str, Any], arrays: dict[str, Any]) -> None:
    """Write the answer: length of the header, the header as JSON, arrays as NPZ."""
    text = json.dumps(header).encode()
    body = io.BytesIO()
    if arrays:
        np.savez(body, allow_pickle=False, **arrays)
    sys.stdout.buffer.write(HEAD.pack(len(text)) + text + body.getvalue())
    sys.stdout.buffer.flush()
