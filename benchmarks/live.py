"""The live view in headless Chromium while a run trains flat out, and what it costs the run."""

import re
import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks.browsing import (
    chromium,
    opened,
    press_play,
    shown_epoch,
    wait_for_epoch,
    wait_for_numbers,
)
from benchmarks.clients import one_frame
from benchmarks.networks import DENSE, dense
from benchmarks.serving import Server, served
from benchmarks.table import Row, ratio

SETTLE = 6.0
"""Seconds until XLA has taken over."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What one stretch with the view open showed.

    Attributes:
        epochs: Epochs per second.
        frames: Frames per second.
        size: Bytes per frame.
        processor: Milliseconds of the web process per frame.
    """

    epochs: float
    frames: float
    size: float
    processor: float


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    rounds, seconds = (2, 3.0) if quick else (3, 8.0)
    with chromium() as browser:
        watched, alone = _compare(browser, rounds, seconds)
    middle = [
        statistics.median(getattr(one, name) for one in watched) for name in Watched.__slots__
    ]
    epochs, frames, size, processor = middle
    return [
        ratio("epochs/s with the view and without", epochs, alone, "epochs/s", 0.8, 0.95),
        Row("frames of 2-(8x6)-1, everything moving", frames, "frames/s", 12, 25),
        Row("size of a frame", size / 1000, "kB", 120, 30, more=False),
        Row("web process per frame", processor, "ms", 2, 0.5, more=False),
    ]


def _compare(browser: Browser, rounds: int, seconds: float) -> tuple[list[Watched], float]:
    """Let a run train with its page open and then, the page closed, without; some times over.

    Each time on a server of its own, because the run trains on for a while when nobody looks.
    """
    watched: list[Watched] = []
    alone: list[float] = []
    for _ in range(rounds):
        with served() as server:
            page = opened(browser, server, dense(DENSE["2-(8x6)-1"]))
            wait_for_numbers(page)
            press_play(page)
            wait_for_epoch(page, 1)
            time.sleep(SETTLE)
            watched.append(_watch(page, server, seconds))
            address = page.evaluate("() => counted.url")
            page.context.close()
            alone.append(_without(server, address, seconds))
    return watched, statistics.median(alone)


def _watch(page: Page, server: Server, seconds: float) -> Watched:
    """Let the page draw for a while."""
    used, epoch, start = server.processor_seconds(), shown_epoch(page), time.perf_counter()
    before = page.evaluate("() => ({ ...counted })")
    time.sleep(seconds)
    after = page.evaluate("() => ({ ...counted })")
    taken, reached = time.perf_counter() - start, shown_epoch(page)
    frames = max(1, after["frames"] - before["frames"])
    return Watched(
        epochs=(reached - epoch) / taken,
        frames=frames / taken,
        size=(after["bytes"] - before["bytes"]) / frames,
        processor=1000 * (server.processor_seconds() - used) / frames,
    )


def _without(server: Server, address: str, seconds: float) -> float:
    """Return the epochs per second while nobody looks, from one frame before and one after."""
    token = re.findall(r"/live/([^/?]+)", address)[0]
    time.sleep(0.5)
    first, start = one_frame(server, token)["epoch"], time.perf_counter()
    time.sleep(seconds)
    last = one_frame(server, token)["epoch"]
    return (last - first) / (time.perf_counter() - start)
