"""Experiments and models as files, by the ending of the name."""

from pathlib import Path
from typing import Any

import numpy as np

from nnviz.core.code.keras_code import data_name, keras_script
from nnviz.core.code.notebook import keras_notebook
from nnviz.core.errors import RunError
from nnviz.core.files.codec import to_json
from nnviz.core.files.file_forms import FORMS
from nnviz.core.spec.experiment import Experiment
from nnviz.data import signature
from nnviz.data.experiments import training_arrays

WEIGHTED = (".keras", ".onnx")
"""Forms that hold weights, so that they need a model."""
_EPOCHS = 100
"""Epochs that a script trains when the experiment does not say."""


def form_of(path: Path) -> str:
    """Return the form that the ending of a name asks for, such as `.keras`.

    Raises:
        RunError: There is no such form.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise RunError(f"a file that ends in {', '.join(FORMS)}", repr(path.name[:60]))
    return form


def write_text(experiment: Experiment, path: Path, *, data: bool = False) -> Path:
    """Write an experiment as JSON, a Keras script or a notebook.

    Args:
        experiment: What is written.
        path: Ends in `.json`, `.py` or `.ipynb`.
        data: Whether to write the data that the script reads beside it, under the same name with
            the ending `.npz`; otherwise the script reads `data.npz`.

    Returns:
        The path.

    Raises:
        OSError: The file cannot be written.
        NnvizError: There is no such form, or no script for this network.
    """
    form = form_of(path)
    if form == ".json":
        path.write_text(to_json(experiment), encoding="utf-8")
        return path
    epochs = experiment.training.stop.epochs or _EPOCHS
    beside = data_name(path.name) if data else "data.npz"
    script = keras_script(experiment, signature(experiment.data), epochs, beside)
    path.write_text(script if form == ".py" else keras_notebook(script), encoding="utf-8")
    if data:
        arrays: dict[str, Any] = {**training_arrays(experiment)}
        np.savez_compressed(path.with_name(beside), **arrays)
    return path
