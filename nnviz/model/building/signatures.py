"""Signatures of Keras's layers, written by `python -m nnviz.model.building.signatures`.

Opening a model file or pasted code needs names, order and defaults of these arguments, without
loading Keras: see `nnviz.core.opening.signatures`.
"""

import inspect
from typing import Any

from nnviz.core.opening.signatures import FILE


def signatures() -> str:
    """Return one line for every layer of Keras: its name and its arguments as code."""
    import keras

    lines: dict[str, str] = {}
    for name, made in vars(keras.layers).items():
        if inspect.isclass(made) and issubclass(made, keras.layers.Layer):
            arguments = _arguments(made)
            if arguments is not None:
                lines[name] = f"{name}({arguments})"
    return "\n".join(lines[name] for name in sorted(lines)) + "\n"


def _arguments(made: Any) -> str | None:  # noqa: ANN401 - a class of Keras
    """Return the arguments of a class, None when one of them is not a plain value."""
    found = list(inspect.signature(made.__init__).parameters.values())[1:]
    named = [each for each in found if each.kind == each.POSITIONAL_OR_KEYWORD]
    plain = (bool, int, float, str, tuple, list, type(None), type(inspect.Parameter.empty))
    if not all(isinstance(each.default, plain) for each in named):
        return None
    return ", ".join(
        each.name if each.default is each.empty else f"{each.name}={each.default!r}"
        for each in named
    )


if __name__ == "__main__":
    FILE.write_text(signatures(), encoding="utf-8")
