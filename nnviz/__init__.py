"""nnviz: assemble Keras networks, train them live and see them from the inside.

In a notebook or a script:

    import nnviz

    model = nnviz.train("digits", epochs=20)
    model.figure("confusion")

Names are loaded when they are used: `import nnviz` alone loads nothing heavy.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.core.errors import NnvizError
    from nnviz.core.spec.experiment import Experiment
    from nnviz.figures.applying.filling import fill
    from nnviz.library.experiments import (
        build,
        datasets,
        load,
        preset,
        presets,
        starter,
        starters,
    )
    from nnviz.library.model import Model
    from nnviz.library.shortcuts import export, train
    from nnviz.library.shortcuts import open_file as open  # noqa: A004 - `nnviz.open`, as one says

__version__ = "0.1.0"

__all__ = [
    "Experiment",
    "Model",
    "NnvizError",
    "build",
    "datasets",
    "export",
    "fill",
    "load",
    "open",
    "preset",
    "presets",
    "starter",
    "starters",
    "train",
]

_PLACES = {
    "Experiment": "nnviz.core.spec.experiment",
    "Model": "nnviz.library.model",
    "NnvizError": "nnviz.core.errors",
    "build": "nnviz.library.experiments",
    "datasets": "nnviz.library.experiments",
    "export": "nnviz.library.shortcuts",
    "fill": "nnviz.figures.applying.filling",
    "load": "nnviz.library.experiments",
    "open": "nnviz.library.shortcuts:open_file",
    "preset": "nnviz.library.experiments",
    "presets": "nnviz.library.experiments",
    "starter": "nnviz.library.experiments",
    "starters": "nnviz.library.experiments",
    "train": "nnviz.library.shortcuts",
}
"""Module of every public name, and its name there where that is another one."""


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module 'nnviz' has no attribute {name!r}")
    module, _, there = _PLACES[name].partition(":")
    found = getattr(importlib.import_module(module), there or name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return sorted({*globals(), *__all__})
