"""One line each: train, open a file, write a file."""

from pathlib import Path

from nnviz.core.errors import NnvizError, OpenError
from nnviz.core.files.file_forms import MODELS
from nnviz.core.spec.experiment import Experiment
from nnviz.data.exporting import WEIGHTED, form_of, write_text
from nnviz.data.opened import experiment_of, why_not
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS
from nnviz.engine.opening import open_model
from nnviz.library.experiments import load, preset, starter
from nnviz.library.model import Model
from nnviz.library.training import Callback


def train(
    experiment: Experiment | str,
    epochs: int | None = None,
    *,
    callback: Callback | None = None,
    progress: bool | None = None,
) -> Model:
    """Train an experiment in this process and return the trained model.

    Args:
        experiment: From `starter`, `preset`, `build` or `load`, or the name of a starter or
            preset.
        epochs: How many; as many as the experiment says, or 100, by default.
        callback: Is told the status (`epoch`, `metrics`, `seconds`) now and then; when it
            returns True, training ends.
        progress: Whether a line says how far it is; by default where somebody sees it.

    Raises:
        NnvizError: The experiment is not possible, or the training broke down.

    Examples:
        >>> import nnviz
        >>> nnviz.train("iris", epochs=5, progress=False)
        <Model: 2 layers on iris, 51 parameters, epoch 5>
    """
    return Model(_experiment(experiment)).train(epochs, callback=callback, progress=progress)


def _experiment(given: Experiment | str) -> Experiment:
    if isinstance(given, Experiment):
        return given
    if not isinstance(given, str):
        raise NnvizError("an experiment, or the name of one", type(given).__name__)
    if given in PRESETS:
        return preset(given)
    if given not in STARTERS:
        names = ", ".join((*STARTERS, *PRESETS))
        raise NnvizError(f"a starter or preset among {names}", repr(given)[:60])
    return starter(given)


def open_file(path: str | Path, experiment: Experiment | None = None) -> Model:
    """Open a model file without running anything of it, and return it with its weights.

    Args:
        path: A `.keras` or `.h5` file, Keras code as `.py`, or an experiment as `.json`.
        experiment: On whose data, and with whose settings, a network of unknown data is to go
            on; by default those that the file tells, or data that fit.

    Raises:
        OSError: The file cannot be read.
        NnvizError: It is not opened, or cannot be trained here; says why.

    Examples:
        >>> import nnviz, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = nnviz.train("iris", 2, progress=False).export(f"{folder}/iris.keras")
        ...     nnviz.open(file).dataset.name
        'iris'
    """
    source = Path(path)
    form = source.suffix.lower()
    if form not in (*MODELS, ".json"):
        raise OpenError(f"a file that ends in {', '.join((*MODELS, '.json'))}", repr(source.name))
    data = source.read_bytes()
    if form == ".json" and b'"nnviz"' in data:
        return Model(load(source))
    found = open_model(data)
    if found.experiment is not None and experiment is None:
        return Model(found.experiment, found.weights)
    fitting = experiment_of(found.opened, experiment or starter("circle"))
    if fitting is None:
        raise OpenError("a network that can be trained here", "another one", why_not(found.opened))
    return Model(fitting, found.weights)


def export(what: Experiment | Model, path: str | Path, *, data: bool = False) -> Path:
    """Write an experiment or a model to a file: `.keras`, `.onnx`, `.py`, `.ipynb` or `.json`.

    Args:
        what: Of an experiment, `.keras` and `.onnx` hold its first weights.
        path: The ending says in which form.
        data: Whether to write `data.npz`, which code reads, beside it.

    Returns:
        The path.

    Raises:
        OSError: The file cannot be written.
        NnvizError: There is no such form, or what it needs is not installed.

    Examples:
        >>> import nnviz, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     code = nnviz.export(nnviz.starter("circle"), f"{folder}/circle.py")
        ...     "keras.Sequential" in code.read_text() or "keras.Model" in code.read_text()
        True
    """
    target = Path(path)
    if isinstance(what, Model):
        return what.export(target, data=data)
    if not isinstance(what, Experiment):
        raise NnvizError("an experiment or a model", type(what).__name__)
    if form_of(target) in WEIGHTED:
        return Model(what).export(target)
    return write_text(what, target, data=data)
