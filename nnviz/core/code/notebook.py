"""The generated Keras script as a Jupyter notebook (nbformat 4.5): the same lines in cells."""

import hashlib
import json
import re
from typing import Any

_HERE = re.compile(r'Path\(__file__\)\.with_name\(("[\w-]+\.npz")\)')
_TITLE = """# A network assembled in nnviz

Build it, train it, evaluate it: run the cells in order. Needs keras, tensorflow and numpy.
`{data}` is next to this notebook and holds the arrays x_train, y_train, x_test and y_test."""
_PARTS = (
    ("import json", "Imports and data."),
    ("inputs = keras.Input", "The network."),
    ("loss = keras.", "Training settings."),
    ("def evaluate", "Training, epoch by epoch, with the loss on the training and test sets."),
)
"""The line with which each part of the script begins, and the heading before it."""


def keras_notebook(script: str) -> str:
    """Return the notebook of a script that `core.code.keras_code` wrote, as JSON.

    Args:
        script: The script; its own classes come with the part of the network.
    """
    found = _HERE.search(script)
    data = found[1] if found else '"data.npz"'
    body = _HERE.sub(lambda _: data, script).split('"""', 2)[2].strip("\n")
    title = _TITLE.replace("{data}", data.strip('"'))
    cells = [_cell("markdown", title, 0)]
    for text, code in _split(body):
        cells.append(_cell("markdown", text, len(cells)))
        cells.append(_cell("code", code, len(cells)))
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1) + "\n"


def _split(body: str) -> list[tuple[str, str]]:
    """Return the parts of the script, each with its heading."""
    lines = body.splitlines()
    starts: list[int] = []
    for beginning, _ in _PARTS:
        first = starts[-1] if starts else 0
        starts.append(next(i for i in range(first, len(lines)) if lines[i].startswith(beginning)))
    own = [index for index, line in enumerate(lines) if line.startswith(("class ", "@keras."))]
    if own:
        starts[1] = own[0]
    ends = [*starts[1:], len(lines)]
    return [
        (text, "\n".join(lines[start:end]).strip("\n"))
        for (_, text), start, end in zip(_PARTS, starts, ends, strict=True)
    ]


def _cell(kind: str, text: str, number: int) -> dict[str, Any]:
    name = hashlib.sha256(f"{number} {text}".encode()).hexdigest()[:8]
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {},
                            "source": text.splitlines(keepends=True)}  # fmt: skip
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell
