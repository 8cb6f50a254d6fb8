"""From a slider's tick to the redrawn network graph, while another run trains flat out."""

import statistics
import time

from playwright.sync_api import Page

from benchmarks.browsing import chromium, opened, press_play, wait_for_epoch, wait_for_numbers
from benchmarks.networks import DENSE, dense
from benchmarks.serving import served
from benchmarks.table import Row

KEYS = ["ArrowRight"] * 3 + ["ArrowLeft"] * 3
REST = 0.7
"""Seconds between two ticks, so that each is drawn before the next."""

# The graph says in words what it shows; it is redrawn when those words are others.
_NOTE_REDRAW = """() => {
  const graphs = [...document.querySelectorAll(".nnviz-plot")];
  const graph = graphs.find((one) => (one.getAttribute("aria-label") ?? "").startsWith("Network"));
  const before = graph.getAttribute("aria-label");
  window.redrawn = null;
  let from = null;
  addEventListener("keydown", () => { from = performance.now(); }, { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (graph.getAttribute("aria-label") === before || !graph.querySelector(".main-svg")) return;
    observer.disconnect();
    requestAnimationFrame(() => { window.redrawn = performance.now() - from; });
  });
  observer.observe(graph, { attributes: true, subtree: true, childList: true });
}"""


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    with chromium() as browser, served() as server:
        busy = opened(browser, server, dense(DENSE["2-64-64-1"]))
        wait_for_numbers(busy)
        page = opened(browser, server)
        wait_for_numbers(page)
        _ticks(page, 1)  # The first use of a slider loads what later ones find loaded.
        quiet = _ticks(page, 1 if quick else 3)
        busy.bring_to_front()
        press_play(busy)
        wait_for_epoch(busy, 1)
        page.bring_to_front()
        times = _ticks(page, 3 if quick else 10)
    late = statistics.quantiles(times, n=20)[-1]
    note = f"{len(times)} ticks; {statistics.median(quiet):.0f} ms while nothing trains"
    return [
        Row("tick to redrawn graph, median", statistics.median(times), "ms", 120, 50, False,
            note=note),
        Row("tick to redrawn graph, 95 % within", late, "ms", 250, 120, False),
    ]  # fmt: skip


def _ticks(page: Page, rounds: int) -> list[float]:
    """Move the slider of the depth to and fro; return milliseconds to each redraw."""
    page.locator('[class*="st-key-depth"] input').first.focus()
    found: list[float] = []
    for key in KEYS * rounds:
        page.evaluate(_NOTE_REDRAW)
        page.keyboard.press(key)
        page.wait_for_function("() => window.redrawn !== null")
        found.append(page.evaluate("() => window.redrawn"))
        time.sleep(REST)
    return found
