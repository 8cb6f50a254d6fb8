"""What a visitor tells a run, and what a page sees of it before the process has carried it out."""

from dataclasses import replace

from nnviz.core.run.following import follow
from nnviz.core.run.run import (
    Command,
    Give,
    LookBack,
    Pause,
    Play,
    Reset,
    RunState,
    RunStatus,
    Set,
    SetWeight,
    Step,
)
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.client import Client
from nnviz.engine.protocol import Report
from nnviz.engine.runs.heritage import Heritage
from nnviz.engine.runs.shown import ShownRun


class SteeredRun(ShownRun):
    """A run that takes commands, with a process or without.

    Args:
        experiment: What is run.
        play: Whether it is to train.
        heritage: Weights to begin with.
        given: The visitor's own example, which every new process is given again.
        visitor: Whose it is; empty when that is not known.
        event: What has happened to it before, in words.
    """

    __slots__ = (
        "_begun", "_dropped", "_event", "_expected", "_given", "_heritage", "_queued", "_retiring",
    )  # fmt: skip

    def __init__(
        self,
        experiment: Experiment,
        *,
        play: bool,
        heritage: Heritage,
        given: Give | None,
        visitor: str = "",
        event: str = "",
    ) -> None:
        super().__init__(experiment, play=play, visitor=visitor)
        self._heritage = heritage
        self._given = given
        self._queued: list[Command] = []
        self._expected: RunState | None = None
        # What happened to its process, in words, until the visitor does something.
        self._event = event
        self._retiring = self._dropped = False
        # Whether a command has made anything of it that a new run of the experiment would not be.
        self._begun = bool(event)

    @property
    def given(self) -> Give | None:
        """The visitor's own example."""
        return self._given

    @property
    def blank(self) -> bool:
        """Whether a new run of the same experiment would be no other."""
        kept = self._heritage
        taken = (kept.weights, kept.initial, kept.snapshot)
        return not self._begun and all(part is None for part in taken)

    @property
    def retiring(self) -> bool:
        """Whether the process was told to give itself back."""
        return self._retiring

    def order(self, command: Command) -> None:
        """Pass a command to the process, or keep it until there is one; ignored after the end.

        Raises:
            SpecError: A setting is out of range.
        """
        with self._lock:
            if self._dropped:
                return
            self._experiment = follow(self._experiment, command)
            self._begun = self._begun or not isinstance(command, Set | Pause)
            if isinstance(command, Give):
                self._given = command
            if isinstance(command, Reset):
                self._heritage = self._heritage.reset(redrawn=command.seed is not None)
            if isinstance(command, Play | Step):
                self._expected = "running"
            elif isinstance(command, Pause | Reset | LookBack):
                self._expected = "paused"
            steers = not isinstance(command, Set | SetWeight | Give)
            if steers:
                self._playing = isinstance(command, Play)
                self._event = ""
            if self._client is None or self._retiring:
                self._queued.append(command)
                return
            if steers:
                self._status = self._with_expected(self._status)
            self._client.order(command)

    def _with_expected(self, status: RunStatus) -> RunStatus:
        """Let a page that has just sent a command see its effect, not the news before it."""
        if self._expected is None or status.state in ("created", "compiling"):
            return status
        return replace(status, state=self._expected, reason="")

    def _pass_on(self) -> None:
        """Give a new process the visitor's example and the commands that waited for it."""
        queued, self._queued = self._queued, []
        if self._given is not None:
            self.order(self._given)
        for command in queued:
            if not isinstance(command, Give):
                self.order(command)

    def _note(self, client: Client, report: Report) -> None:
        """Take the status in a report, unless commands are under way that make it old news."""
        reason = report.status.reason or self._event
        status = replace(report.status, recovered=self._status.recovered, reason=reason)
        if report.orders < client.orders:
            status = self._with_expected(status)
        else:
            self._expected = None
            self._playing = self._playing and status.state in ("running", "compiling")
        self._post(status, report.version)
