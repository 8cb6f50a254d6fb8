"""Small experiments of each family, and how the model tests train."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.network import LayerSpec, NetworkSpec
from nnviz.data import check, default_spec, load
from nnviz.model.session import Session


@pytest.fixture(autouse=True)
def _plain_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the background compiler away from tests that do not ask for it."""
    monkeypatch.setenv("NNVIZ_XLA", "off")


def layer(kind: str, layer_id: str = "", **params: bool | float | str | tuple) -> LayerSpec:
    return LayerSpec(id=layer_id or kind, kind=kind, params=params)


def experiment_of(data: DataSpec | str, *layers: LayerSpec, **training: object) -> Experiment:
    return Experiment(
        data=default_spec(data) if isinstance(data, str) else check(data),
        network=NetworkSpec(layers=layers),
        training=TrainingSpec.model_validate(training),
        seed=3,
    )


def shortened(dataset: Dataset, rows: int) -> Dataset:
    return replace(
        dataset,
        x_train=dataset.x_train[:rows],
        y_train=dataset.y_train[:rows],
        x_test=dataset.x_test[:rows],
        y_test=dataset.y_test[:rows],
    )


FAMILIES = {
    "dense": (
        "circle",
        (
            layer("dense", units=5, activation="tanh"),
            layer("dense", "output", units=1, activation="sigmoid"),
        ),
        {"loss": "binary_crossentropy"},
    ),
    "cnn": (
        "digits",
        (
            layer("conv2d", filters=3, activation="relu"),
            layer("max_pooling2d"),
            layer("flatten"),
            layer("dense", "output", units=10, activation="softmax"),
        ),
        {"loss": "categorical_crossentropy"},
    ),
    "lstm": (
        "wave",
        (layer("lstm", units=4), layer("dense", "output", units=1)),
        {"loss": "mse"},
    ),
}


@pytest.fixture
def family() -> Callable[..., tuple[Experiment, Dataset]]:
    """Return `(name, rows, **training) -> (experiment, its data, shortened)`."""

    def make(name: str, rows: int = 64, **training: object) -> tuple[Experiment, Dataset]:
        data, layers, defaults = FAMILIES[name]
        chosen = experiment_of(data, *layers, **{**defaults, **training})
        return chosen, shortened(load(chosen.data), rows)

    return make


@pytest.fixture
def make_session() -> Callable[..., Session]:
    """Return `(data, *layers, rows=64, **training) -> Session`."""

    def make(
        data: DataSpec | str, *layers: LayerSpec, rows: int = 64, **training: object
    ) -> Session:
        chosen = experiment_of(data, *layers, **training)
        return Session(chosen, shortened(load(chosen.data), rows))

    return make


@pytest.fixture
def train() -> Callable[[Session, int], np.ndarray]:
    """Return `(session, steps) -> losses of exactly so many steps`."""

    def run(session: Session, steps: int) -> np.ndarray:
        losses: list[np.ndarray] = []
        while steps:
            result = session.train(0.03, steps)
            losses.append(result.losses)
            steps -= result.steps
        return np.concatenate(losses)

    return run


@pytest.fixture
def layers() -> dict:
    """Return named layers and stacks: `layer`, `output`, `everything random`."""

    def output(units: int, activation: str = "sigmoid") -> LayerSpec:
        return layer("dense", "output", units=units, activation=activation)

    return {
        "layer": layer,
        "output": output,
        "everything random": (
            layer("dense", units=6, activation="relu"),
            layer("batch_normalization"),
            layer("dropout", rate=0.3),
            output(1),
        ),
    }
