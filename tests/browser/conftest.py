"""Fixtures of the browser tests: the real app on a loopback port, seen by the system's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
SERVER_START_S = 60
SERVER_STOP_S = 15
LOG_LINES_SHOWN = 30
PAGE_TIMEOUT_MS = 20_000
NETWORK_SCHEMES = {"http", "https", "ws", "wss"}


def _find_chromium() -> str | None:
    named = os.environ.get("NNVIZ_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium; the tests fail where there is none."""
    path = _find_chromium()
    if path is None:
        pytest.fail(
            "The browser tests need Chromium: install chromium or google-chrome, or name it in "
            "NNVIZ_CHROMIUM; NNVIZ_NO_BROWSER=1 leaves these tests out.",
            pytrace=False,
        )
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One headless Chromium for the whole session."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*CHROMIUM_FLAGS, "--no-sandbox"] if as_root else CHROMIUM_FLAGS
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        yield chromium
        chromium.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when `url` answers; fails with the server's log when it ends or takes too long."""
    give_up_at = time.monotonic() + SERVER_START_S
    problem = f"nothing answered at {url} within {SERVER_START_S} s"
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            problem = f"the server ended by itself with exit status {process.returncode}"
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"{problem}; its log:\n{log.read_text(errors='replace')}", pytrace=False)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends one server by its own process id, gently first."""
    process.terminate()
    try:
        process.wait(SERVER_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the server of the session writes its output to."""
    return tmp_path_factory.mktemp("server") / "server.log"


@pytest.fixture(scope="session")
def server(server_log: Path) -> Iterator[str]:
    """The real app in its own process; gives its base URL, without a slash at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "nnviz.cli", "serve", "--port", str(port), "--no-browser"]
    with server_log.open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(url, process, server_log)
        yield url
    finally:
        _stop(process)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Adds the end of the server's log to the report of a test that failed."""
    report = yield
    log = getattr(item, "funcargs", {}).get("server_log")
    if report.failed and log is not None and log.exists():
        lines = log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        report.sections.append(("end of the server's log", "\n".join(lines)))
    return report


@pytest.fixture
def page_problems() -> Iterator[list[str]]:
    """What went wrong in the pages of a test; it fails where anything is left in here at its end.

    A test that provokes a problem on purpose asserts on this list and clears it.
    """
    problems: list[str] = []
    yield problems
    if problems:
        pytest.fail("in the browser: " + "\n".join(problems), pytrace=False)


def _watch(page: Page, origin: str, problems: list[str]) -> None:
    """Notes console errors, uncaught exceptions and whatever leaves `origin`."""

    def check_address(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in NETWORK_SCHEMES and parts.netloc != origin:
            problems.append(f"request outside the app: {url}")

    page.on("request", lambda request: check_address(request.url))
    page.on("websocket", lambda websocket: check_address(websocket.url))
    page.on("pageerror", lambda error: problems.append(f"uncaught exception: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"console error: {message.text} ({message.location['url']})")
            if message.type == "error"
            else None
        ),
    )


@pytest.fixture
def new_page(
    browser: Browser, server: str, page_problems: list[str]
) -> Iterator[Callable[..., Page]]:
    """Makes watched pages, each in a browser profile of its own.

    Keyword arguments go to Playwright's `Browser.new_context`, for example `color_scheme="dark"`.
    Relative addresses such as `page.goto("/")` are resolved against the server.
    """
    contexts = []

    def make(**options) -> Page:
        options = {"viewport": {"width": 1366, "height": 768}, "base_url": server, **options}
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PAGE_TIMEOUT_MS)
        page = context.new_page()
        _watch(page, urlsplit(server).netloc, page_problems)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One watched page of 1366x768 pixels that has not gone anywhere yet."""
    return new_page()
