"""The real app on a loopback port and the system's Chromium, for browser tests and screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing but the loopback address resolves, and Chromium itself asks for nothing.
CHROMIUM_FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
]
START_S = 60
STOP_S = 15


class ServingError(RuntimeError):
    """There is no Chromium, or the app does not come up."""


@dataclass(frozen=True)
class Server:
    """The app in a process of its own.

    Attributes:
        url: Its base URL, without a slash at the end.
        pid: Its process id.
        started: When its process was started, on the monotonic clock.
    """

    url: str
    pid: int
    started: float


def find_chromium() -> str:
    """Return the path of the system's Chromium.

    Raises:
        ServingError: There is none.
    """
    named = os.environ.get("NNVIZ_CHROMIUM")
    names = (named,) if named else CHROMIUM_NAMES
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise ServingError(
            "The browser tests need Chromium: install chromium or google-chrome, or name it in "
            "NNVIZ_CHROMIUM; NNVIZ_NO_BROWSER=1 leaves these tests out."
        )
    return path


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Start a headless Chromium, and close it at the end."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*CHROMIUM_FLAGS, "--no-sandbox"] if as_root else CHROMIUM_FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def serve_command(port: int) -> list[str]:
    """Return the command that serves the app on a port, as a user would."""
    return [sys.executable, "-m", "nnviz.cli", "serve", "--port", str(port), "--no-browser"]


@contextmanager
def served(
    log: Path,
    command: Callable[[int], list[str]] = serve_command,
    environment: Mapping[str, str] | None = None,
    folder: Path = REPOSITORY,
) -> Iterator[Server]:
    """Serve the app on a free port until the end of the block.

    Args:
        log: Where its output goes.
        command: Returns what to start for a port.
        environment: Variables that are set besides those of this process.
        folder: Where it is started.

    Raises:
        ServingError: It ended by itself or does not answer.
    """
    port = _free_port()
    variables = {**os.environ, **(environment or {})}
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(port), cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", process.pid, started)
    try:
        _wait_until_it_answers(server.url, process, log)
        yield server
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + START_S
    problem = f"nothing answered at {url} within {START_S} s"
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            problem = f"the server ended by itself with exit status {process.returncode}"
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise ServingError(f"{problem}; its log:\n{log.read_text(errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End one server by its own process id, gently first."""
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
