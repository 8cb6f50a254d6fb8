"""Small experiments of each family, how the model tests train, and the same tests on JAX."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import check, default_spec, load
from nnviz.model.session import Session

_ON_JAX = pytest.StashKey[dict[str, str | None]]()


class OnJax(pytest.Item):
    """A test that is marked `backends`, as it went in a process whose Keras runs on JAX.

    A process has one Keras backend, so a second pytest runs all of these tests when the first
    of them is due, and each reports its own outcome here.
    """

    original = ""

    def runtest(self) -> None:
        stash = self.config.stash
        if _ON_JAX not in stash:
            wanted = [item.original for item in self.session.items if isinstance(item, OnJax)]
            stash[_ON_JAX] = outcomes_on_jax(self.config.rootpath, wanted)
        failure = stash[_ON_JAX].get(self.original, "It was not run.")
        if failure is not None:
            pytest.fail(failure, pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add a twin to every test that is marked `backends`."""
    if os.environ["KERAS_BACKEND"] == "jax":
        return
    for item in [item for item in items if item.get_closest_marker("backends")]:
        twin = OnJax.from_parent(cast("pytest.Collector", item.parent), name=f"{item.name} on JAX")
        twin.original = item.nodeid
        twin.add_marker(pytest.mark.timeout(600))
        items.append(twin)


def outcomes_on_jax(root: Path, tests: list[str]) -> dict[str, str | None]:
    """Run tests in a process of their own; return why each failed, None where it did not."""
    report = root / ".pytest_cache" / f"on_jax_{os.getpid()}.xml"
    report.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = {**os.environ, "NNVIZ_TEST_BACKEND": "jax"}
    done = subprocess.run(
        [*command, "--junitxml", str(report), *tests],
        cwd=root, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    if not report.exists():
        return dict.fromkeys(tests, done.stdout + done.stderr)
    cases = ElementTree.parse(report).iter("testcase")
    report.unlink()
    found: dict[str, str | None] = {}
    for case in cases:
        file = case.get("classname", "").replace(".", "/")
        trouble = next((part for part in case if part.tag in ("failure", "error")), None)
        text = None if trouble is None else f"{trouble.get('message')}\n{trouble.text}"
        found[f"{file}.py::{case.get('name')}"] = text
    return found


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
