"""From the choice of a large architecture to its layer graph, drawn in the browser."""

from playwright.sync_api import Browser, Page

from benchmarks.browsing import chromium
from benchmarks.serving import Server, served
from benchmarks.table import Row

CHOSEN = (
    ("ResNet50", "ResNet50", 1.0, 0.3),
    ("ResNet152", "ResNet152", 2.0, 0.6),
    ("EfficientNetB7", "EfficientNetB7", 3.0, 1.0),
)
"""Row, label in the list, seconds that must and that should be reached."""
_BEFORE = "VGG16"
"""What is looked at before, so that Plotly and the page are there."""
_WAIT_MS = 60_000
_PLOT = ".st-key-architecture .js-plotly-plot"

# The clock starts with the key that chooses, and stops with the frame after Plotly has drawn.
_NOTE_DRAWN = """(label) => {
  window.drawn = null;
  let from = null;
  addEventListener("keydown", ({ key }) => { if (key === "Enter") from = performance.now(); },
                   { capture: true });
  const look = () => {
    const alt = document.querySelector(".st-key-architecture .js-plotly-plot")?.layout?.meta?.alt;
    if (from !== null && (alt ?? "").startsWith(`${label} from`)) {
      requestAnimationFrame(() => { window.drawn = (performance.now() - from) / 1000; });
    } else requestAnimationFrame(look);
  };
  look();
}"""


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark; each architecture is read and drawn for the first time."""
    del quick  # It takes seconds either way.
    with chromium() as browser, served() as server:
        page = _page(browser, server)
        _choose(page, _BEFORE)
        first = [_choose(page, label) for _, label, *_ in CHOSEN]
        again = [_choose(page, label) for _, label, *_ in CHOSEN]
        opened = _open_one_level(page)
    rows = [
        Row(f"{what}, from the choice to drawn", seconds, "s", must, aim, more=False,
            note=f"{later:.2f} s the second time")
        for (what, _, must, aim), seconds, later in zip(CHOSEN, first, again, strict=True)
    ]  # fmt: skip
    note = "all blocks of one level opened by one click"
    return [*rows, Row("EfficientNetB7, one level opened", opened, "s", note=note)]


def _page(browser: Browser, server: Server) -> Page:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=server.url)
    context.set_default_timeout(_WAIT_MS)
    page = context.new_page()
    page.goto("/architectures")
    page.locator(f"{_PLOT} .main-svg").first.wait_for()
    return page


def _choose(page: Page, label: str) -> float:
    """Choose an architecture with the keyboard; return the seconds until it is drawn."""
    field = page.locator('[class*="st-key-architecture_name"] input').first
    field.click()
    field.fill(label)
    page.evaluate(_NOTE_DRAWN, label)
    page.get_by_role("option", name=label, exact=True).wait_for()
    field.press("Enter")
    page.wait_for_function("() => window.drawn !== null")
    return page.evaluate("() => window.drawn")


def _open_one_level(page: Page) -> float:
    """Open all blocks that are closed; return the seconds until the picture is another."""
    page.evaluate(
        """() => {
          const plot = document.querySelector(".st-key-architecture .js-plotly-plot");
          const before = plot.layout.height;
          window.drawn = null;
          addEventListener("click", () => {
            const from = performance.now();
            const look = () => {
              if (plot.layout.height === before) return requestAnimationFrame(look);
              requestAnimationFrame(() => { window.drawn = (performance.now() - from) / 1000; });
            };
            look();
          }, { capture: true, once: true });
        }"""
    )
    page.locator(".st-key-architecture_open button").first.click()
    page.wait_for_function("() => window.drawn !== null")
    return page.evaluate("() => window.drawn")
