"""The app on a free loopback port, in a process of its own, and what its processes use."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parents[1]
MB = 1e6
_START, _STOP = 60.0, 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running app.

    Attributes:
        url: Base URL without a slash at the end.
        pid: Process number of the web process.
        started: When the process was started, by `time.perf_counter`.
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
        RuntimeError: It does not come up.
    """
    port = _free_port()
    command = [sys.executable, "-m", "nnviz.cli", "serve", "--port", str(port), "--no-browser"]
    if controlled:
        command = [sys.executable, "-m", "uvicorn", "benchmarks.controlled:app"]
        command += ["--port", str(port), "--log-level", "warning"]
        command += ["--ws-per-message-deflate", "false"]  # As Streamlit serves it.
    with tempfile.TemporaryDirectory(prefix="nnviz-benchmark-") as folder:
        environment = {**os.environ, "TMPDIR": folder}
        log = Path(folder, "server.log")
        started = time.perf_counter()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=REPOSITORY, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        server = Server(f"http://127.0.0.1:{port}", process.pid, started, Path(folder))
        try:
            _wait_until_it_answers(server, process, log)
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.perf_counter() + _START
    while process.poll() is None and time.perf_counter() < give_up:
        try:
            with urllib.request.urlopen(server.url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"the app did not come up; its log:\n{log.read_text(errors='replace')}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
