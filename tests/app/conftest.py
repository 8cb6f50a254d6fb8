"""Fixtures of the app tests: the page driven without a browser, over an engine that only notes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import nnviz.engine
from nnviz.core.errors import RunError
from nnviz.core.files.codec import to_link
from nnviz.core.files.places import SCRIPT
from nnviz.core.run.following import follow
from nnviz.core.run.run import Command, Give, Pause, Play, ProbeRequest, RunStatus, Step, Weights
from nnviz.core.spec.experiment import Experiment
from nnviz.ui import shell
from tests.seen import seen

TIMEOUT_S = 60
LISTS = (
    "button", "slider", "select_slider", "selectbox", "button_group", "toggle", "multiselect",
    "number_input", "checkbox", "file_uploader", "text_input", "download_button", "radio",
)  # fmt: skip


class FakeEngine:
    """An engine without processes: it notes what it is told, and says what a test sets.

    Attributes:
        created: Every experiment that a run was made of.
        running: What each run runs now.
        begun: The weights of every run that began with some.
        changed: Every `(experiment, fresh)` that a run was turned to.
        sent: Every command.
        now: What the runs say of themselves.
        branched: The token whose weights a run took over, and their step.
        ended: Tokens of runs that are no more.
        refusal: What commands are refused with.
        owners: Whose each run is, in the order in which they were made.
        open: How many pages are open on every run.
    """

    def __init__(self) -> None:
        self.ready = True
        self.created: list[Experiment] = []
        self.begun: list[Weights] = []
        self.changed: list[tuple[Experiment, bool]] = []
        self.sent: list[Command] = []
        self.branched: list[tuple[str, int]] = []
        self.now = RunStatus("paused")
        self.ended: set[str] = set()
        self.refusal: RunError | None = None
        self.running: list[Experiment] = []
        self.owners: list[str] = []
        self.open = 0

    def start(self, patience: float = 0.0) -> None:
        """Nothing has to be started."""

    def stop(self) -> None:
        """Nothing has to be stopped."""

    def create(
        self,
        experiment: Experiment,
        weights_from: str | None = None,
        *,
        play: bool = False,
        step: int = 0,
        weights: Weights | None = None,
        visitor: str = "",
    ) -> str:
        self.now = replace(self.now, playing=play)
        if weights_from is not None:
            self.branched.append((weights_from, step))
        if weights is not None:
            self.begun.append(weights)
        self.created.append(experiment)
        self.running.append(experiment)
        self.owners.append(visitor)
        return f"token{len(self.created)}"

    def come_back(self, visitor: str, experiment: Experiment | None = None) -> str | None:
        for number in range(len(self.created), 0, -1):
            fits = experiment is None or self.running[number - 1] == experiment
            token = f"token{number}"
            if fits and self.owners[number - 1] == visitor and token not in self.ended:
                return token
        return None

    def experiment(self, token: str) -> Experiment:
        return self.running[int(token.removeprefix("token")) - 1]

    def pages(self, _token: str) -> int:
        return self.open

    def change(self, token: str, experiment: Experiment, *, fresh: bool = False) -> None:
        assert self.exists(token)
        self.changed.append((experiment, fresh))
        self.running[int(token.removeprefix("token")) - 1] = experiment

    def send(self, token: str, command: Command) -> None:
        assert self.exists(token)
        if self.refusal is not None:
            raise self.refusal
        self.sent.append(command)
        number = int(token.removeprefix("token")) - 1
        self.running[number] = follow(self.running[number], command)
        if isinstance(command, Play):
            self.now = RunStatus("running", epoch=1, playing=True)
        elif isinstance(command, Pause | Step):
            self.now = RunStatus("paused", epoch=1)

    def given(self, _token: str) -> Give | None:
        made = [command for command in self.sent if isinstance(command, Give)]
        return made[-1] if made else None

    def drop(self, token: str) -> None:
        self.ended.add(token)

    def exists(self, token: str) -> bool:
        return token not in self.ended

    def status(self, _token: str) -> RunStatus:
        return self.now

    def probe(self, _token: str, _want: ProbeRequest, _timeout: float = 10.0) -> dict[str, Any]:
        raise RunError("a run that can answer", "one that is created")


class Visit:
    """One visitor on the Playground.

    Attributes:
        engine: What this visitor's runs would be run by.
        app: Streamlit's own tester.
    """

    def __init__(self, engine: FakeEngine) -> None:
        self.engine = engine
        self.app = AppTest.from_file(SCRIPT, default_timeout=TIMEOUT_S)

    def open(self, experiment: Experiment | str | None = None, **query: str) -> "Visit":
        """Open the page, at an experiment or at the text of a link, with further parameters."""
        if experiment is not None:
            link = experiment if isinstance(experiment, str) else to_link(experiment)
            self.app.query_params["e"] = link
        for name, value in query.items():
            self.app.query_params[name] = value
        return self.run()

    def run(self) -> "Visit":
        """Run the script; neither an exception nor the last guard's sentence may come of it."""
        self.app.run()
        assert [item.message for item in self.app.exception] == []
        assert [text for text in self.errors if text.startswith("Something went wrong")] == []
        return self

    @property
    def experiment(self) -> Experiment:
        """The experiment of this visitor."""
        return self.app.session_state["nnviz_experiment"]

    @property
    def errors(self) -> list[str]:
        """What the page says in red."""
        return [seen(item.value) for item in self.app.error]

    @property
    def texts(self) -> str:
        """All running text of the page."""
        lists = (self.app.markdown, self.app.caption, self.app.info, self.app.success)
        return "\n".join(seen(item.value) for items in lists for item in items)

    def widgets(self) -> dict[str, Any]:
        """Every widget that is drawn, by its key without the version that a move adds."""
        found: dict[str, Any] = {}
        for name in LISTS:
            for widget in getattr(self.app, name):
                key = str(widget.key).rsplit("-", 1)[0]
                assert key not in found
                found[key] = widget
        return found

    def __contains__(self, key: str) -> bool:
        return key in self.widgets()

    def value(self, key: str) -> Any:
        """Where a widget stands."""
        return self.widgets()[key].value

    def set(self, key: str, value: object) -> "Visit":
        """Move a widget and run."""
        self.widgets()[key].set_value(value)
        return self.run()

    def click(self, key: str) -> "Visit":
        """Press a button and run."""
        self.widgets()[key].click()
        return self.run()

    def repairs(self) -> list[str]:
        """Keys of the buttons that repair a shape, one after another."""
        return [key for key in self.widgets() if key.startswith("repair_")]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that the page finds instead of the real one, on a server that is new."""
    st.cache_data.clear()
    st.cache_resource.clear()
    fake = FakeEngine()
    monkeypatch.setattr(nnviz.engine, "_engine", fake)
    # Every new server would leave a collecting thread behind.
    monkeypatch.setattr(shell, "start_collector", lambda: None)
    return fake


@pytest.fixture
def visit(engine: FakeEngine) -> Visit:
    """A visitor who has not opened the page yet."""
    return Visit(engine)


@pytest.fixture
def visitor(engine: FakeEngine) -> Callable[[], Visit]:
    """Makes further visitors of the same server."""
    return lambda: Visit(engine)
