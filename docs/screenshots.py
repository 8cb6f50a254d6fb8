"""Draw the pictures of the README: serve the app, train in it, and photograph it.

`make screenshots` runs it. It needs Chromium, as the browser tests do.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize

from nnviz.data.starters import STARTERS
from tests.browser.playground import Playground
from tests.browser.serving import ServingError, chromium, find_chromium, served

IMAGES = Path(__file__).parent / "images"
SIZE = ViewportSize(width=1366, height=768)
PATIENCE_S = 90.0


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        name: Its file, without the ending.
        starter: The experiment that it shows.
        metric: Which number has to be reached before it is taken.
        at_least: The value to be reached; for a loss it is `at_most`.
        inside: The page of the section Inspect that is shown, instead of the Playground.
    """

    name: str
    starter: str
    scheme: Literal["light", "dark"]
    metric: str = "test_accuracy"
    at_least: float = 0.0
    at_most: float = float("inf")
    inside: str = ""

    def is_reached(self, metrics: dict[str, float] | None) -> bool:
        """Say whether the network has learned enough to be shown."""
        value = (metrics or {}).get(self.metric)
        return value is not None and self.at_least <= value <= self.at_most


PICTURES = (
    Picture("playground-light", "circle", "light", at_least=0.99),
    Picture("spiral-dark", "spiral", "dark", at_least=0.9),
    Picture("digits-light", "digits", "light", at_least=0.95),
    Picture("wave-dark", "wave", "dark", metric="test_loss", at_most=0.01),
    Picture("convolution-dark", "digits", "dark", at_least=0.95, inside="Convolution"),
    Picture(
        "recurrence-light", "wave", "light", metric="test_loss", at_most=0.01, inside="Recurrence"
    ),
)


def take(picture: Picture, browser: Browser, base_url: str) -> Path:
    """Train the picture's starter until it has learned enough, and photograph the page."""
    context = browser.new_context(viewport=SIZE, base_url=base_url, color_scheme=picture.scheme)
    try:
        page = context.new_page()
        playground = Playground(page).open(STARTERS[picture.starter].experiment)
        playground.play()
        playground.wait_for(lambda header: picture.is_reached(header["metrics"]), PATIENCE_S)
        playground.pause()
        if picture.inside:
            playground.look_inside(picture.inside)
        return photograph(playground, picture.name)
    finally:
        context.close()


def take_architecture(browser: Browser, base_url: str) -> Path:
    """Photograph the page of the famous architectures as it opens."""
    context = browser.new_context(viewport=SIZE, base_url=base_url, color_scheme="light")
    try:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Architectures").click()
        page.locator(".st-key-architecture .main-svg").first.wait_for()
        return photograph(Playground(page), "architectures-light")
    finally:
        context.close()


def photograph(playground: Playground, name: str) -> Path:
    """Write what the page shows, without pointer and focus, to a file of this name."""
    page = playground.page
    page.mouse.move(SIZE["width"] - 1, SIZE["height"] - 1)
    page.evaluate("() => document.activeElement.blur()")
    playground.wait_for_paint()
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    return path


def main() -> int:
    """Take all pictures; 1 when that is not possible."""
    IMAGES.mkdir(exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            served(Path(folder) / "server.log") as server,
            chromium(find_chromium()) as browser,
        ):
            for picture in PICTURES:
                print(take(picture, browser, server.url).relative_to(IMAGES.parents[1]))
            print(take_architecture(browser, server.url).relative_to(IMAGES.parents[1]))
    except ServingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
