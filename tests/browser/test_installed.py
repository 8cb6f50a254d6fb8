"""The wheel, installed where no checkout is: its command serves from any folder and opens files."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nnviz.core.files.codec import to_json
from nnviz.data.starters import STARTERS
from tests.browser.playground import Playground
from tests.browser.serving import REPOSITORY, served
from tests.installing import build, install, run

OTHER_APP = """
[server]
port = 1
baseUrlPath = "elsewhere"
[theme]
primaryColor = "#ff0000"
[theme.light]
primaryColor = "#ff0000"
"""
SPIRAL = STARTERS["spiral"].experiment
WHERE = "import nnviz, sys; print(nnviz.__file__, *sys.path, sep='\\n')"


@pytest.fixture(scope="module")
def commands(tmp_path_factory) -> Path:
    """The folder of the commands of an environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("installed")
    return install(build("wheel", folder / "built"), folder / "environment")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with a file to open, that belongs to another app of Streamlit."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(OTHER_APP, encoding="utf-8")
    (folder / "spiral.json").write_text(to_json(SPIRAL), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(commands, folder, tmp_path_factory):
    """The base URL of the installed app, and the address that it printed of the file."""
    log = tmp_path_factory.mktemp("log") / "server.log"

    def command(port: int) -> list[str]:
        named = [str(commands / "nnviz"), "open", "spiral.json"]
        return [*named, "--port", str(port), "--no-browser"]

    with served(log, command, {"PYTHONPATH": ""}, folder) as server:
        printed = re.search(r"spiral\.json: (\S+)", log.read_text(encoding="utf-8"))
        assert printed, log.read_text(encoding="utf-8")
        yield server.url, printed[1]


@pytest.fixture
def page(browser, installed, page_problems):
    """A page of its own that notes what goes wrong in it."""
    context = browser.new_context(base_url=installed[0], viewport={"width": 1366, "height": 768})
    page: Page = context.new_page()
    page.on("pageerror", lambda error: page_problems.append(str(error)))
    page.on(
        "console",
        lambda said: page_problems.append(said.text) if said.type == "error" else None,
    )
    yield page
    context.close()


def test_what_is_imported_is_the_wheel_and_the_checkout_is_not_to_be_found(commands, folder):
    file, *path = run([str(commands / "python"), "-P", "-c", WHERE], folder).split("\n")
    assert Path(file).is_relative_to(commands.parent)
    assert str(REPOSITORY) not in path


def test_the_first_page_draws_and_trains(page):
    visit = Playground(page).open()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    visit.play()
    visit.wait_for(lambda now: now["epoch"] >= 1)
    visit.pause()
    play = page.get_by_role("button", name="Play", exact=True)
    assert play.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(11, 106, 166)"
    visit.leave()


def test_the_named_file_is_open_at_the_address_that_the_command_printed(page, installed):
    assert installed[1].startswith(f"{installed[0]}/?open=")
    assert "spiral.json" not in installed[1]
    page.goto(installed[1])
    chosen = page.get_by_role("radio", name="Deep spiral")
    expect(chosen).to_be_checked(timeout=60_000)
    expect(page.get_by_text("249 parameters")).to_be_visible()
    expect(page).to_have_url(re.compile("e=2"))


def test_pages_that_are_not_the_first_come_from_the_wheel_too(page):
    page.goto("/")
    page.get_by_role("link", name="Architectures").click()
    expect(page.get_by_text("176 layers")).to_be_visible(timeout=60_000)
