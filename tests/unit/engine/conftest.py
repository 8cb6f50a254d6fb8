"""One engine with short deadlines for all tests with real processes, and a scripted session."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.run.following import follow
from nnviz.core.run.history import History
from nnviz.core.run.run import Command, Metrics, ProbeRequest, Reset, RunStatus, Set, SetWeight
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec
from nnviz.engine.limits import Limits
from nnviz.engine.supervisor import Engine

SHORT = Limits(
    silence=3.0, stall=6.0, beat=0.4, debounce=0.1, snapshot=1.0, restarts=3, restart_window=60.0
)


def dense(units: int = 4, *, wide: int | None = None) -> NetworkSpec:
    """Return 2 - units - (wide) - 1."""
    hidden = [LayerSpec(id="h1", kind="dense", params={"units": units, "activation": "tanh"})]
    if wide is not None:
        hidden.append(LayerSpec(id="h2", kind="dense", params={"units": wide}))
    out = LayerSpec(id="out", kind="dense", params={"units": 1, "activation": "sigmoid"})
    return NetworkSpec(layers=(*hidden, out))


@pytest.fixture(scope="session")
def network() -> Callable[..., NetworkSpec]:
    return dense


@pytest.fixture(scope="session")
def experiment() -> Experiment:
    """A small network that learns a circle; slow enough to be watched."""
    return Experiment(
        data=default_spec("circle"), network=dense(), training=TrainingSpec(speed=40.0)
    )


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    engine = Engine(SHORT)
    engine.start()
    yield engine
    engine.stop()


@dataclass
class Watch:
    """Waits for a run to get somewhere; tells where it stood when it does not."""

    engine: Engine

    def until(
        self, token: str, what: Callable[[RunStatus], bool], seconds: float = 30.0
    ) -> RunStatus:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            status = self.engine.status(token)
            if what(status):
                return status
            time.sleep(0.01)
        raise AssertionError(f"not reached within {seconds} s: {self.engine.status(token)}")

    def state(self, token: str, *states: str, seconds: float = 30.0) -> RunStatus:
        return self.until(token, lambda status: status.state in states, seconds)

    def step(self, token: str, least: int, seconds: float = 30.0) -> RunStatus:
        return self.until(token, lambda status: status.step >= least, seconds)


@pytest.fixture
def watch(engine: Engine) -> Watch:
    return Watch(engine)


@pytest.fixture
def make(engine: Engine) -> Iterator[Callable[..., str]]:
    """Creates runs and drops them after the test."""
    tokens: list[str] = []

    def create(*args: Any, **options: Any) -> str:
        tokens.append(engine.create(*args, **options))
        return tokens[-1]

    yield create
    for token in tokens:
        engine.drop(token)


@dataclass
class ScriptedSession:
    """A session that learns by a script: losses halve with every epoch of ten steps."""

    experiment: Experiment
    losses: Callable[[int], float] = lambda step: 0.5 ** (step / 10)
    steps_per_epoch: int = 10
    per_call: int = 7
    step: int = 0
    seconds: float = 0.0
    device: str = "CPU"
    kept: tuple[str, ...] = ()
    history: History = field(default_factory=History)
    applied: list[Command] = field(default_factory=list)
    probed: list[ProbeRequest] = field(default_factory=list)
    checkpoints: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(steps=()))
    present: int | None = None

    @property
    def looking_back(self) -> bool:
        return self.present is not None

    def look_back(self, step: int | None) -> None:
        """Keeps the step only: there are no weights."""
        if step is None:
            self.step, self.present = self.step if self.present is None else self.present, None
            return
        self.present = self.step if self.present is None else self.present
        self.step = step

    @property
    def epoch(self) -> int:
        return self.step // self.steps_per_epoch

    def train(self, budget: float, steps: int | None = None) -> SimpleNamespace:
        assert steps is None or steps >= 1
        count = self.per_call if steps is None else min(steps, self.per_call)
        self.step += count
        self.seconds += budget
        return SimpleNamespace(steps=count, losses=np.array([self.losses(self.step)] * count))

    def evaluate(self) -> Metrics:
        loss = self.losses(self.step)
        metrics = Metrics(loss, loss * 2, 0.75, 0.5)
        self.history.add(self.step / self.steps_per_epoch, metrics)
        return metrics

    def apply(self, command: Set | SetWeight | Reset) -> None:
        if isinstance(command, SetWeight) and command.layer == "none":
            raise SpecError("a layer that exists", "'none'")
        self.applied.append(command)
        if isinstance(command, Reset):
            self.step, self.seconds = 0, 0.0
            self.history.rows.clear()
        self.experiment = follow(self.experiment, command)

    def probe(self, want: ProbeRequest) -> dict[str, np.ndarray]:
        self.probed.append(want)
        if want.probe == "misfit":
            raise NnvizError("a plane", "a picture")
        if want.probe == "broken":
            raise ZeroDivisionError
        return {"z": np.array([self.step], np.int32)}


@pytest.fixture
def scripted() -> Callable[..., ScriptedSession]:
    """Makes scripted sessions: `scripted(stop=..., losses=...)`."""

    def make(losses: Callable[[int], float] | None = None, **training: Any) -> ScriptedSession:
        plain = Experiment(
            data=DataSpec(name="circle", features=("x1", "x2")),
            network=dense(),
            training=TrainingSpec(**training),
        )
        session = ScriptedSession(plain)
        if losses is not None:
            session.losses = losses
        return session

    return make


@pytest.fixture(scope="session")
def plane_data() -> Dataset:
    """Data of which only the signature is read."""
    none = np.zeros((0, 2), np.float32)
    signature = DataSignature((2,), "binary", 1, "plane")
    return Dataset("circle", signature, none, none, none, none)
