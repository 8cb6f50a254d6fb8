"""A live model as a file: Keras's own format, and ONNX where its converter is installed."""

import importlib.util
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.core.errors import RunError
from nnviz.core.files.codec import to_json
from nnviz.core.spec.experiment import Experiment

if TYPE_CHECKING:
    import keras

METADATA = "metadata.json"


def export(model: "keras.Model", experiment: Experiment, form: str) -> bytes:
    """Return the model with its weights as the bytes of a file.

    Args:
        model: The live model.
        experiment: What it was made from; a `.keras` file carries it along, so that nnviz can
            open all of it again. Keras passes over it.
        form: `keras` or `onnx`.

    Raises:
        RunError: There is no such form, or what it needs is not installed.
    """
    writers = {"keras": _keras, "onnx": _onnx}
    if form not in writers:
        raise RunError(f"one of the formats {', '.join(writers)}", repr(form))
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        return writers[form](model, experiment, Path(folder))


def _keras(model: "keras.Model", experiment: Experiment, folder: Path) -> bytes:
    plain, whole = folder / "plain.keras", folder / "model.keras"
    model.save(plain)
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(whole, "w") as after:
        for member in before.infolist():
            data = before.read(member)
            if member.filename == METADATA:
                data = json.dumps({**json.loads(data), "nnviz": to_json(experiment)}).encode()
            after.writestr(member, data)
    return whole.read_bytes()


def _onnx(model: "keras.Model", experiment: Experiment, folder: Path) -> bytes:
    del experiment
    missing = [name for name in ("tf2onnx", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise RunError(
            "the ONNX converter", f"no package {missing[0]}",
            'The operator of this server can install it: pip install -e ".[onnx]".',
        )  # fmt: skip
    from nnviz.model.saving.onnx_file import onnx_file

    return onnx_file(model, folder / "model.onnx")
