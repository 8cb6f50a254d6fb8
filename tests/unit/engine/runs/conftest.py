"""A run without processes, and what stands for one of its processes."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from nnviz.core.run.run import Command, RunState, RunStatus
from nnviz.engine.limits import Limits
from nnviz.engine.protocol import Begin, Farewell, Report
from nnviz.engine.runs.run import Run
from nnviz.engine.waiting import Waiting


@dataclass
class Process:
    """Notes what it is told, as a `Client` would pass it on."""

    begin: Begin
    built: bool = False
    farewell: Farewell | None = None
    ordered: list[Command] = field(default_factory=list)
    viewers: list[Waiting] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def orders(self) -> int:
        return len(self.ordered)

    def order(self, command: Command) -> None:
        self.ordered.append(command)

    def frame(self, viewer: Waiting) -> None:
        self.viewers.append(viewer)

    def release(self) -> list[Waiting]:
        viewers, self.viewers = self.viewers, []
        return viewers

    def retire(self) -> None:
        self.done.append("retire")

    def strike(self) -> None:
        self.done.append("strike")

    def kill(self) -> None:
        self.done.append("kill")

    def give_way(self) -> None:
        self.done.append("give way")


@dataclass
class Driver:
    """A run, and the news that its processes would bring."""

    run: Run
    limits: Limits = field(default_factory=Limits)

    def start(self) -> Any:
        """Give the run a process."""
        generation = self.run.want_process()
        assert generation is not None
        return self.attach(generation)

    def process(self) -> Any:
        """Return a process that the run has not taken."""
        return Process(self.run.begin(self.limits))

    def attach(self, generation: int) -> Any:
        process = self.process()
        assert self.run.attach(generation, lambda: process)
        return process

    def report(self, process: Any, state: RunState, reason: str = "", **more: Any) -> None:
        """Let a process with a model say that it is in a state, all orders carried out."""
        process.built = True
        status = RunStatus(state, reason, **more)
        self.run.hear(process, Report(status, 1, process.orders, built=True))

    def crash(self, process: Any) -> Any:
        return self.run.lose(process, process.release())


@pytest.fixture
def run(experiment, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    return Run(experiment, folder, play=False)


@pytest.fixture
def driver(run):
    return Driver(run)
