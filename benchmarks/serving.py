"""The app on a free loopback port, in a process of its own, and what its processes use."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser import serving

MB = 1e6


@dataclass(frozen=True, slots=True)
class Server:
    """A running app.

    Attributes:
        url: Base URL without a slash at the end.
        pid: Process number of the web process.
        started: When the process was started, by `time.monotonic`.
        files: Folder in which it keeps its temporary files.
    """

    url: str
    pid: int
    started: float
    files: Path

    def web(self) -> psutil.Process:
        """Return the web process."""
        return psutil.Process(self.pid)

    def template(self) -> psutil.Process | None:
        """Return the process that run processes are forked from, once it is there."""
        for child in self.web().children():
            if "forkserver" in " ".join(child.cmdline()):
                return child
        return None

    def runs(self) -> list[psutil.Process]:
        """Return the run processes, those that wait for a run included."""
        template = self.template()
        return template.children() if template is not None else []

    def processor_seconds(self) -> float:
        """Return what the web process has used of the processor so far."""
        times = self.web().cpu_times()
        return times.user + times.system


@contextmanager
def served(*, controlled: bool = False) -> Iterator[Server]:
    """Serve the app until the end of the block.

    Args:
        controlled: Serve it with the routes of `benchmarks.controlled`, by which runs are made
            without a page.

    Raises:
        ServingError: It does not come up.
    """
    command = _controlled_command if controlled else serving.serve_command
    with tempfile.TemporaryDirectory(prefix="nnviz-benchmark-") as folder:
        log = Path(folder, "server.log")
        with serving.served(log, command, {"TMPDIR": folder}) as app:
            yield Server(app.url, app.pid, app.started, Path(folder))


def _controlled_command(port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", "benchmarks.controlled:app"]
    command += ["--port", str(port), "--log-level", "warning"]
    return [*command, "--ws-per-message-deflate", "false"]  # As Streamlit serves it.
