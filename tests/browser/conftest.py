"""Fixtures of the browser tests: the real app on a loopback port, seen by the system's Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.scripted import Script, scripted_server
from tests.browser.serving import Server, ServingError, chromium, find_chromium, served

LOG_LINES_SHOWN = 30
PAGE_TIMEOUT_MS = 20_000
NETWORK_SCHEMES = {"http", "https", "ws", "wss"}


@pytest.fixture(scope="package")
def chromium_path() -> str:
    """The system's Chromium; the tests fail where there is none."""
    try:
        return find_chromium()
    except ServingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One headless Chromium for all browser tests."""
    with chromium(chromium_path) as started:
        yield started


@pytest.fixture(scope="package")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that this server writes its output to."""
    return tmp_path_factory.mktemp("server") / "server.log"


@pytest.fixture(scope="package")
def serving(server_log: Path) -> Iterator[Server]:
    """The real app in its own process: one for all browser tests."""
    try:
        with served(server_log) as server:
            yield server
    except ServingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="package")
def server(serving: Server) -> str:
    """The base URL of the app, without a slash at the end."""
    return serving.url


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


@pytest.fixture(scope="module")
def scripted():
    """A small server of the live component, with frames sent by hand."""
    with scripted_server() as serving:
        yield serving


@pytest.fixture
def script(scripted):
    """What the server of the component's page hears, and what it says."""
    scripted[1]["script"] = Script()
    return scripted[1]["script"]


@pytest.fixture
def component(browser, scripted, script):  # noqa: ARG001 - the server needs the script before the page
    """The page with the module loaded; console errors fail the test."""
    context = browser.new_context(viewport={"width": 800, "height": 700})
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    page.goto(scripted[0])
    page.wait_for_function("window.ready")
    yield page
    context.close()
    assert problems == []
