"""The source of layers that Keras does not have, for self-contained scripts.

Read as text, because the module that defines them loads Keras.
"""

import ast
from functools import cache

from nnviz.core.files.places import PACKAGE

_FOLDER = PACKAGE / "model" / "building" / "custom_layers"


@cache
def own_layer_source(name: str) -> str:
    """Return the class definition of a layer with its decorators, without notes to linters.

    Raises:
        KeyError: There is no such class.
    """
    for file in sorted(_FOLDER.glob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                first = min((each.lineno for each in node.decorator_list), default=node.lineno)
                lines = text.splitlines()[first - 1 : node.end_lineno]
                return "\n".join(line.split("  # noqa")[0] for line in lines)
    raise KeyError(name)
