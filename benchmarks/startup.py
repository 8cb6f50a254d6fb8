"""How soon a server shows its first page and can train, and what its processes occupy."""

import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks.browsing import (
    blank,
    chromium,
    opened,
    press_play,
    wait_for_epoch,
    wait_for_figures,
    wait_for_numbers,
)
from benchmarks.networks import DENSE, dense
from benchmarks.serving import MB, Server, served
from benchmarks.table import Row

SETTLE = 8.0
"""Seconds of training after which XLA has been compiled and its memory is counted."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start of the server; seconds and MB.

    Attributes:
        page: Until the first page was drawn, with all of its figures.
        run: Until its run had answered with numbers, so that it can train.
        web: Resident memory of the web process.
        private: Memory that the run process shares with no other.
    """

    page: float
    run: float
    web: float
    private: float


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    starts: list[Start] = []
    with chromium() as browser:
        for _ in range(1 if quick else 4):
            page = blank(browser)
            with served() as server:
                starts.append(_start(browser, page, server))
    page, run, web, private = (
        statistics.median(getattr(start, name) for start in starts) for name in Start.__slots__
    )
    note = f"median of {len(starts)}"
    return [
        Row("server start to first drawn page", page, "s", 2.5, 1.5, False, note=note),
        Row("server start to the first run possible", run, "s", 10, 5, False, note=note),
        Row("web process, resident", web, "MB", 300, 200, False),
        Row("a run of 2-(8x6)-1, private", private, "MB", 250, 100, False),
    ]


def _start(browser: Browser, first: Page, server: Server) -> Start:
    first.goto(server.url)
    wait_for_figures(first)
    drawn = time.monotonic() - server.started
    wait_for_numbers(first)
    possible = time.monotonic() - server.started
    first.context.close()
    page = opened(browser, server, dense(DENSE["2-(8x6)-1"]))
    wait_for_numbers(page)
    press_play(page)
    wait_for_epoch(page, 1)
    time.sleep(SETTLE)
    private = max(process.memory_full_info().uss for process in server.runs())
    web = server.web().memory_info().rss
    page.context.close()
    return Start(drawn, possible, web / MB, private / MB)
