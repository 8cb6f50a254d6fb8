"""Model: a network with its data in this process, to be trained, read and drawn."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from nnviz.core.errors import NnvizError, RunError
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.run.history import COLUMNS
from nnviz.core.run.run import Metrics, ProbeRequest, Weights
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.kinds import shape_text
from nnviz.data import load
from nnviz.data.experiments import checked
from nnviz.data.exporting import WEIGHTED, form_of, write_text
from nnviz.engine.training import Training
from nnviz.figures.applying.filling import fill
from nnviz.figures.kit.bindings import meta_of
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.library.drawing.drawings import DRAWINGS, named
from nnviz.library.drawing.subject import Drawing, Subject
from nnviz.library.loading import load_keras
from nnviz.library.training import Callback, train_on
from nnviz.model.probes import PROBES, ProbeMisfit
from nnviz.model.session import Session

if TYPE_CHECKING:
    import keras

ThemeName = Literal["light", "dark"]
_THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
_EPOCHS = 100
_PARTS = 400
"""Answers that a read-out may take to be complete."""


class Model:
    """A Keras network with its data: train it, read it, draw it, save it.

    Args:
        experiment: Data, layers and settings.
        weights: Weights to begin with, by layer; freshly drawn ones for all others.

    Attributes:
        experiment: As given.
        dataset: Its data: `x_train`, `y_train`, `x_test`, `y_test`, names and units.

    Raises:
        NnvizError: The layers do not fit the data, or Keras has no backend here.

    Examples:
        >>> import nnviz
        >>> model = nnviz.Model(nnviz.starter("iris"))
        >>> model.epoch
        0
        >>> model.train(2, progress=False).epoch
        2
        >>> model.probe("confusion")["counts"].shape
        (3, 3)
        >>> model.figure("confusion").data[0].z.shape
        (3, 3)
    """

    def __init__(self, experiment: Experiment, weights: Weights | None = None) -> None:
        self.experiment = checked(experiment)
        self.dataset = load(self.experiment.data)
        load_keras()
        # Only the stop conditions that do not count epochs hold: how many is said by `train`.
        settings = self.experiment.training
        training = settings.changed(speed=None, stop=settings.stop.changed(epochs=None))
        self._session = Session(
            self.experiment.changed(training=training), self.dataset, initial=weights
        )
        self._training = Training(self._session, self.dataset)
        self._shapes = infer(self.experiment.network, self.dataset.signature)

    def __repr__(self) -> str:
        layers = len(self.experiment.network.layers)
        return (
            f"<Model: {layers} layer{'' if layers == 1 else 's'} on {self.dataset.name}, "
            f"{self._shapes.parameters:,} parameters, epoch {self.epoch:,}>"
        )

    @property
    def epoch(self) -> int:
        """Epochs trained."""
        return self._session.epoch

    @property
    def keras(self) -> "keras.Model":
        """The Keras model itself, with the weights that it has now."""
        return self._session.model

    @property
    def metrics(self) -> Metrics:
        """Loss and score on training and test data now."""
        self._training.measure()
        return self._training.metrics or self._session.evaluate()

    @property
    def history(self) -> dict[str, NDArray[np.float32]]:
        """Learning curves: `epoch`, `loss`, `test_loss`, `accuracy`, `test_accuracy`, `(n,)`."""
        return dict(zip(COLUMNS, self._session.history.table().T, strict=True))

    def train(
        self,
        epochs: int | None = None,
        *,
        callback: Callback | None = None,
        progress: bool | None = None,
    ) -> Self:
        """Train, from where the model is, and return it.

        Args:
            epochs: How many; as many as the experiment says, or 100, by default.
            callback: Is told the status (`epoch`, `metrics`, `seconds`) now and then;
                when it returns True, training ends.
            progress: Whether a line says how far it is; by default where somebody sees it.

        Raises:
            NnvizError: `epochs` is no positive number, or the training broke down.

        Examples:
            >>> import nnviz
            >>> losses = []
            >>> model = nnviz.Model(nnviz.starter("iris"))
            >>> model.train(3, callback=lambda status: losses.append(status.metrics.loss))
            <Model: 2 layers on iris, 51 parameters, epoch 3>
            >>> len(losses) >= 3 and losses[-1] < losses[0]
            True
        """
        count = epochs if epochs is not None else self.experiment.training.stop.epochs or _EPOCHS
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise RunError("epochs as a whole number from 1", repr(epochs)[:40])
        if not self._session.history.rows:
            self._training.measure()
        train_on(self._training, count, callback, progress)
        return self

    def predict(self, inputs: ArrayLike) -> NDArray[np.float32]:
        """Return what the network gives for examples, `(n, ...)`, shaped as the data are.

        Raises:
            NnvizError: The examples have another shape.

        Examples:
            >>> import nnviz
            >>> nnviz.Model(nnviz.starter("circle")).predict([[1.0, 2.0]]).shape
            (1, 1)
        """
        wanted = self.dataset.signature.input_shape
        x = np.asarray(inputs, self.dataset.x_train.dtype)
        if x.ndim != len(wanted) + 1 or x.shape[1:] != wanted:
            raise NnvizError(
                f"examples of shape n \u00d7 {shape_text(wanted)}", f"{shape_text(x.shape)}"
            )
        if not len(x):
            return np.zeros((0, *self.dataset.signature.output_shape), np.float32)
        return self._session.readout.outputs(x)

    def probes(self) -> dict[str, str]:
        """Return what can be read out of the network: a sentence by name.

        Some read-outs say only when they are asked that they do not fit.
        """
        return {
            name: probe.sentence
            for name, probe in PROBES.items()
            if self._session.misfit(name) is None
        }

    def probe(self, name: str, **options: bool | float | str) -> dict[str, NDArray[np.generic]]:
        """Read the network out.

        Args:
            name: One of `probes()`.
            **options: What the read-out is asked for, such as `split="train"`.

        Returns:
            Arrays by name.

        Raises:
            NnvizError: There is no such read-out or option, or it does not fit; says why.

        Examples:
            >>> import nnviz
            >>> model = nnviz.Model(nnviz.starter("circle"))
            >>> model.probe("surface", side=20)["z"].shape
            (20, 20)
        """
        found = self._read(name, options)
        return {
            key: payload.values if isinstance(payload, Quantized) else payload
            for key, payload in found.items()
            if key != "unfinished"
        }

    def _read(self, name: str, options: Mapping[str, Any]) -> dict[str, Payload]:
        """Return the answer of a read-out when it is complete."""
        request = ProbeRequest("", name, dict(options))
        found = self._session.probe(request)
        for _ in range(_PARTS):
            if "unfinished" not in found:
                break
            found = self._session.probe(request)
        return found

    def figures(self) -> dict[str, str]:
        """Return what can be drawn of the network: a sentence by name.

        Examples:
            >>> import nnviz
            >>> nnviz.Model(nnviz.starter("circle")).figures()["surface"]
            'Draw the decision surface of a network on a plane, or its values for regression.'
        """
        return {name: entry.sentence for name, entry in DRAWINGS.items() if self._fits(entry)}

    def _fits(self, entry: Drawing) -> bool:
        try:
            wants = meta_of(self._drawn(entry, LIGHT.name, {}))["wants"]
        except NnvizError:
            return False
        return all(self._session.misfit(want["probe"]) is None for want in wants)

    def figure(
        self,
        name: str,
        *,
        theme: ThemeName = "light",
        cursor: tuple[int, int] | None = None,
        **options: Any,  # noqa: ANN401 - each figure has its own
    ) -> go.Figure:
        """Return a finished Plotly figure; a notebook draws it when it ends a cell.

        Args:
            name: One of `figures()`.
            theme: `light` or `dark`.
            cursor: Row and column of the place, in a figure that has one to be moved.
            **options: What the figure can be asked for, such as `layer="conv_1"`, `example=3`.

        Raises:
            NnvizError: There is no such figure or option, or it does not fit; says why.

        Examples:
            >>> import nnviz
            >>> model = nnviz.train("circle", epochs=2, progress=False)
            >>> model.figure("surface", theme="dark").layout.height
            300
        """
        if theme not in _THEMES:
            raise NnvizError(f"a theme among {', '.join(_THEMES)}", repr(theme)[:40])
        drawn = self._drawn(named(name), theme, options)
        arrays: dict[str, Payload] = {}
        for want in meta_of(drawn)["wants"]:
            found = self._read(want["probe"], want["options"])
            arrays |= {f"{want['key']}/{key}": payload for key, payload in found.items()}
        figure = fill(drawn, arrays, cursor=cursor)
        # A page of the app lends its background; a notebook's may be of the other theme.
        layout: Any = figure.layout
        layout.paper_bgcolor = _THEMES[theme].page
        return figure

    def _drawn(self, entry: Drawing, theme: str, options: Mapping[str, object]) -> go.Figure:
        if entry.name in PROBES and (reason := self._session.misfit(entry.name)):
            raise ProbeMisfit(reason)
        subject = Subject(
            self.experiment, self.dataset, self._shapes, _THEMES[theme],
            self._session.steps_per_epoch,
        )  # fmt: skip
        return entry.of(subject, options)

    def export(self, path: str | Path, *, data: bool = False) -> Path:
        """Write the model to a file: `.keras`, `.onnx`, `.py`, `.ipynb` or `.json`.

        Args:
            path: The ending says in which form. The first two hold the weights of now, the others
                the code or the experiment.
            data: Whether to write `data.npz`, which code reads, beside it.

        Returns:
            The path.

        Raises:
            OSError: The file cannot be written.
            NnvizError: There is no such form, or what it needs is not installed.
        """
        target = Path(path)
        form = form_of(target)
        if form not in WEIGHTED:
            return write_text(self.experiment, target, data=data)
        from nnviz.model.saving.exporter import export

        target.write_bytes(export(self.keras, self.experiment, form[1:]))
        return target
