"""The Playground as a visitor uses it: buttons and sliders by name, and what frames tell."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page, WebSocket, expect

from nnviz.core.files.codec import to_link
from nnviz.core.run.frames import Frame
from nnviz.core.spec.experiment import Experiment

LONG_MS = 60_000
expect.set_options(timeout=20_000)

NOTE_FIRST_EPOCH = """
() => {
  const epoch = () => document.querySelector('[data-field="epoch"] dd')?.textContent;
  const before = epoch();
  window.firstEpoch = new Promise((resolve) => {
    document.addEventListener('click', () => {
      const from = performance.now();
      const look = () => {
        const seconds = (performance.now() - from) / 1000;
        if ((epoch() ?? before) !== before || seconds > 30) resolve(seconds);
        else requestAnimationFrame(look);
      };
      look();
    }, { once: true, capture: true });
  });
}
"""


class Playground:
    """A page with the Playground in it.

    Attributes:
        page: Playwright's page.
        headers: The header of every frame that has arrived.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.headers: list[dict[str, Any]] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        if "/live/" in socket.url:
            socket.on("framereceived", self._note)

    def _note(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            self.headers.append(Frame.decode(payload).header)

    def open(self, experiment: Experiment | None = None, path: str = "/") -> "Playground":
        """Go to the page, at an experiment, and wait until a run stands ready behind it."""
        query = f"?e={to_link(experiment)}" if experiment is not None else ""
        self.page.goto(path + query)
        self.ready()
        return self

    def ready(self) -> None:
        """Wait until the network is drawn and its run has answered with numbers."""
        expect(self.page.locator('[class*="st-key-network"] .main-svg').first).to_be_visible()
        expect(self.field("loss")).not_to_have_text("\u2013", timeout=LONG_MS)

    @property
    def last(self) -> dict[str, Any]:
        """The header of the last frame."""
        return self.headers[-1]

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 60.0) -> dict:
        """Return the header of the first frame from now on that is as wanted, the last included."""
        looked = max(0, len(self.headers) - 1)
        give_up_at = time.monotonic() + seconds
        while time.monotonic() < give_up_at:
            while looked < len(self.headers):
                if wanted(self.headers[looked]):
                    return self.headers[looked]
                looked += 1
            # Playwright delivers events only inside its own calls; this one returns at once.
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        raise AssertionError(f"no such frame within {seconds:.0f} s; the last: {self.headers[-1:]}")

    def control(self, key: str) -> Locator:
        """The element of a control, whatever version of its key is drawn."""
        return self.page.locator(f'.st-key-{key}, [class*="st-key-{key}-"]').first

    def button(self, key: str) -> Locator:
        """A button of the page."""
        return self.control(key).locator("button").first

    def click(self, key: str) -> None:
        """Press a button."""
        self.button(key).click()

    def unfold(self, key: str) -> None:
        """Open what is folded up, and wait until nothing in it moves any more."""
        folded = self.control(key).locator("details").first
        folded.locator("summary").click()
        self.page.wait_for_function(
            """(details) => {
              const height = details.offsetHeight;
              const same = details.open && height === details.height;
              details.steady = same ? (details.steady ?? 0) + 1 : 0;
              details.height = height;
              return details.steady > 20;
            }""",
            arg=folded.element_handle(),
        )

    def slider(self, key: str) -> Locator:
        """The thumb of a slider."""
        return self.control(key).get_by_role("slider").first

    def press(self, key: str, *keys: str) -> None:
        """Move a slider with the keyboard."""
        thumb = self.slider(key)
        thumb.focus()
        for name in keys:
            thumb.press(name)

    def field(self, name: str) -> Locator:
        """A number of the status lines."""
        return self.page.locator(f'[data-field="{name}"] dd').first

    def expect_state(self, state: str | re.Pattern[str]) -> None:
        """Wait until the status line shows a state."""
        line = self.page.locator('.nnviz-live[data-state]:has([data-field="state"])')
        expect(line).to_have_attribute("data-state", state, timeout=LONG_MS)

    def play(self) -> None:
        """Press Play and wait until the run trains."""
        expect(self.button("play")).to_contain_text("Play")
        self.click("play")
        self.expect_state("running")

    def pause(self) -> None:
        """Press Pause and wait until the run rests."""
        expect(self.button("play")).to_contain_text("Pause")
        self.click("play")
        self.expect_state("paused")

    def look_inside(self, title: str) -> None:
        """Go to a page of the section Inspect by the navigation, as a visitor does.

        A rerun, such as that of a run that begins to train, may close the list just opened.
        """
        link = self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title)
        section = self.page.get_by_test_id("stTopNavSection").filter(has_text="Inspect")
        for _ in range(5):
            section.click()
            with suppress(Error):
                link.click(timeout=4_000)
                break
        self.page.wait_for_url(f"**/{title.lower()}*")
        heading = self.page.locator(".st-key-top_row").get_by_text(title, exact=True)
        expect(heading).to_be_visible(timeout=LONG_MS)

    def wait_for_paint(self) -> None:
        """Wait until tooltips are gone and the browser has drawn what came last."""
        expect(self.page.get_by_role("tooltip")).to_have_count(0)
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 600))")

    def leave(self) -> None:
        """Let the run rest, so that it takes no time from other tests."""
        button = self.button("play")
        if button.count() and "Pause" in button.inner_text():
            button.click()
            expect(button).to_contain_text("Play")
