"""Every view of the pages that look inside, from the click to its numbers, in a run that trains."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from benchmarks.browsing import chromium, opened, press_play, wait_for_epoch, wait_for_numbers
from benchmarks.networks import large_convolutional
from benchmarks.serving import served
from benchmarks.table import Row
from nnviz.core.spec.experiment import Experiment
from nnviz.data.networks.attention_example import attention_example
from nnviz.data.starters import STARTERS

PAGES: Mapping[str, Mapping[str, str]] = {
    "Activations": {
        "All layers": "layer_maps", "One layer": "units", "Distribution": "distributions",
        "Projection": "projection",
    },
    "Convolution": {
        "Filters": "convolution", "Over time": "filter_history",
        "What matters": "overlay_occlusion",
    },
    "Attention": {"Attention": "attention_row"},
    "Recurrence": {
        "States and gates": "gates_map", "Gradient through time": "through_time",
        "Alike elsewhere": "similar_spans",
    },
    "Learning": {
        "One step, number by number": "backprop", "Gradient of each layer": "gradient_flow",
        "Weights over time": "weights_over_time", "Loss surface": "loss_surface_path",
    },
}  # fmt: skip
"""Pages, their views, and the place of the figure that comes last in each."""
INSIDE = {
    "circle": ("Activations", "Learning"),
    "digits": ("Activations", "Convolution", "Learning"),
    "wave": ("Activations", "Recurrence", "Learning"),
    "attention": ("Activations", "Attention", "Learning"),
    "large": ("Activations", "Convolution", "Learning"),
}
"""Which pages have something to show of a network."""
ONE_STEP, OVER_TIME = "One step, number by number", "Over time"
ABSENT = {*((name, ONE_STEP) for name in ("digits", "wave", "attention", "large")),
          ("large", OVER_TIME)}  # fmt: skip
"""What a network is too large for; the page says so in words at once."""
MUST, AIM = {"large": 1.0}, 0.15
_WAYS = {"page": "page opened", "first": "view chosen first", "again": "view chosen again"}
PAUSE = 1.0
"""Seconds between two views."""

# Drawn, with all numbers that its figure asks for, and on the screen.
_NOTE_VIEW = """(place) => {
  window.viewed = null;
  const there = () => {
    const all = [...document.querySelectorAll(".nnviz-live[data-full]")];
    return all.some((one) => one.closest(`.st-key-${place}`) && one.querySelector(".main-svg"));
  };
  addEventListener("click", () => {
    const from = performance.now();
    const look = () => {
      if (there()) requestAnimationFrame(() => { window.viewed = performance.now() - from; });
      else requestAnimationFrame(look);
    };
    setTimeout(look);
  }, { capture: true, once: true });
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """How long one view took.

    Attributes:
        view: What it is called.
        seconds: From the click to its numbers.
        way: `page` when its page was opened, `first` when it was chosen there, `again` when it
            had been open before.
    """

    view: str
    seconds: float
    way: str


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    rows: list[Row] = []
    with chromium() as browser, served() as server:
        for name in INSIDE:
            page = opened(browser, server, _experiment(name))
            wait_for_numbers(page)
            press_play(page)
            wait_for_epoch(page, 1)
            rows += _rows(name, list(_views(page, name, 1 if quick else 2)))
            press_play(page)  # Pauses: a run nobody watches trains for half a minute more.
            page.context.close()
    return rows


def _experiment(name: str) -> Experiment:
    if name == "attention":
        return attention_example()
    return large_convolutional() if name == "large" else STARTERS[name].experiment


def _views(page: Page, name: str, rounds: int) -> Iterator[Seen]:
    """Open every page that fits and every view of it, the one that the page opens with last."""
    for title in INSIDE[name]:
        opening, *others = PAGES[title]
        there = _open_page(page, title, "" if (name, opening) in ABSENT else PAGES[title][opening])
        if there is not None:
            yield Seen(title, there, "page")
        left = [view for view in others if (name, view) not in ABSENT]
        if there is not None and left:
            left.append(opening)
        for again in range(rounds):
            for view in left:
                way = "again" if again or view == opening else "first"
                yield Seen(view, _open_view(page, view, PAGES[title][view]), way)


def _open_page(page: Page, title: str, place: str) -> float | None:
    """Go to a page by the navigation; return seconds from the click, None without a figure."""
    page.get_by_test_id("stTopNavSection").filter(has_text="Inspect").click()
    link = page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title)
    link.wait_for()
    if not place:
        link.click()
        page.locator(".st-key-top_row").get_by_text(title, exact=True).wait_for()
        return None
    return _timed(page, place, link.click)


def _open_view(page: Page, view: str, place: str) -> float:
    """Choose a view of the page; return seconds from the click on its name."""
    return _timed(page, place, page.get_by_role("radio", name=view, exact=True).first.click)


def _timed(page: Page, place: str, click: Callable[[], None]) -> float:
    time.sleep(PAUSE)
    page.evaluate(_NOTE_VIEW, place)
    click()
    page.wait_for_function("() => window.viewed !== null")
    return page.evaluate("() => window.viewed") / 1000


def _rows(name: str, seen: list[Seen]) -> list[Row]:
    """Return how long the slowest took of each way, with all of them in the note."""
    must = MUST.get(name, 0.3)
    rows: list[Row] = []
    for way, words in _WAYS.items():
        found = sorted((one for one in seen if one.way == way), key=lambda one: -one.seconds)
        if found:
            note = ", ".join(f"{one.view} {one.seconds:.2f}" for one in found)
            asked = (must, AIM) if way != "page" else (None, None)
            rows.append(Row(f"{name}: slowest {words}", found[0].seconds, "s", *asked, more=False,
                            note=note))  # fmt: skip
    return rows
