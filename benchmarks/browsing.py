"""A headless Chromium with pages that count their frames and time their own redraws."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from benchmarks.serving import Server
from nnviz.core.files.codec import to_link
from nnviz.core.spec.experiment import Experiment
from tests.browser import serving

_WAIT_MS = 120_000
NETWORK = '[class*="st-key-network"] .main-svg'

# Counted in the page, since telling Playwright of every frame would itself take time.
_COUNTING = """
(() => {
  const counted = { frames: 0, bytes: 0, asked: "", url: "" };
  window.counted = counted;
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url, ...rest) {
      super(url, ...rest);
      if (!this.url.includes("/live/")) return;
      counted.url = this.url;
      this.addEventListener("message", ({ data }) => {
        counted.frames += 1;
        counted.bytes += data.byteLength ?? data.size ?? data.length;
      });
    }
    send(data) {
      if (this.url.includes("/live/")) counted.asked = data;
      super.send(data);
    }
  };
})();
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the headless Chromium of the browser tests, and close it at the end.

    Raises:
        ServingError: There is none; `NNVIZ_CHROMIUM` may name one.
    """
    with serving.chromium(serving.find_chromium()) as browser:
        yield browser


def blank(browser: Browser) -> Page:
    """Return an empty page in a profile of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(_WAIT_MS)
    context.add_init_script(_COUNTING)
    return context.new_page()


def opened(browser: Browser, server: Server, experiment: Experiment | None = None) -> Page:
    """Open the Playground in a profile of its own and wait until the network is drawn."""
    page = blank(browser)
    page.goto(server.url + ("" if experiment is None else f"/?e={to_link(experiment)}"))
    page.locator(NETWORK).first.wait_for()
    return page


def wait_for_figures(page: Page) -> None:
    """Wait until there are figures on the page and all of them are drawn."""
    page.wait_for_function(
        """() => {
          const figures = [...document.querySelectorAll(".nnviz-plot")];
          return figures.length && figures.every((one) => one.querySelector(".main-svg"));
        }"""
    )


def wait_for_numbers(page: Page) -> None:
    """Wait until a run stands behind the page and has told its loss."""
    page.wait_for_function(
        """() => {
          const loss = document.querySelector('[data-field="loss"] dd');
          return loss && /[0-9]/.test(loss.textContent);
        }"""
    )


def press_play(page: Page) -> None:
    """Start or pause training."""
    page.locator('.st-key-play button, [class*="st-key-play-"] button').first.click()


def wait_for_epoch(page: Page, epoch: int) -> None:
    """Wait until the page shows at least this epoch."""
    page.wait_for_function(f"() => {_EPOCH} >= {epoch}")


def shown_epoch(page: Page) -> int:
    """Return the epoch that the page shows."""
    return page.evaluate(f"() => {_EPOCH}")


_EPOCH = """Number((document.querySelector('[data-field="epoch"] dd')?.textContent ?? "")
  .replace(/[^0-9]/g, ""))"""
