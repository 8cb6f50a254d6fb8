"""Many viewers at once, each with a run of its own that trains flat out."""

import asyncio
import time
from dataclasses import dataclass

from benchmarks.clients import Viewer, create, drop, status, wait_for_step
from benchmarks.networks import DENSE, dense
from benchmarks.serving import Server, served
from benchmarks.table import Row, ratio

CROWDS = (1, 10, 30)
WANTS = [
    {"key": "k1", "probe": "curves", "options": {}},
    {"key": "k2", "probe": "surface", "options": {"side": 50, "discretize": False}},
    {"key": "k3", "probe": "tiles", "options": {"side": 16, "limit": 8, "example": 0}},
    {"key": "k4", "probe": "links", "options": {"limit": 8}},
]
"""What the Playground asks for at 2-4-2-1."""
SETTLE, SETTLE_EACH = 3.0, 1.2
"""Seconds until XLA has taken over, and how many more each run takes to compile."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a number of viewers saw.

    Attributes:
        size: How many there were.
        training: Runs that trained when they were counted.
        slowest: Frames per second of the viewer with the fewest.
        middle: Frames per second of a viewer, on average.
        epochs: Epochs per second of all runs together.
        processor: Milliseconds of the web process per frame.
    """

    size: int
    training: int
    slowest: float
    middle: float
    epochs: float
    processor: float


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    seconds = 4.0 if quick else 10.0
    with served(controlled=True) as server:
        crowds = [_crowd(server, size, seconds) for size in CROWDS]
    rows = [
        Row(f"{crowd.size} viewers: frames/s each", crowd.middle, "frames/s", note=_note(crowd))
        for crowd in crowds[:-1]
    ]
    alone, most = crowds[0], crowds[-1]
    return [
        *rows,
        Row(f"{most.size} viewers: frames/s of the slowest", most.slowest, "frames/s", 3, 8,
            note=_note(most)),
        ratio(f"epochs/s of {most.size} runs and of one", most.epochs, alone.epochs, "epochs/s",
              0.6, 1.5),
    ]  # fmt: skip


def _note(crowd: Crowd) -> str:
    return (
        f"{crowd.training} of {crowd.size} train; {crowd.middle:.1f} frames/s on average; "
        f"{crowd.epochs:,.0f} epochs/s in total; "
        f"{crowd.processor:.2f} ms a frame in the web process"
    )


def _crowd(server: Server, size: int, seconds: float) -> Crowd:
    """Let so many viewers watch for a while."""
    tokens = [create(server, dense(DENSE["2-4-2-1"])) for _ in range(size)]
    try:
        return asyncio.run(_watched(server, tokens, seconds))
    finally:
        for token in tokens:
            drop(server, token)
        time.sleep(1.0)


async def _watched(server: Server, tokens: list[str], seconds: float) -> Crowd:
    viewers = [Viewer(token, WANTS) for token in tokens]
    end = asyncio.Event()
    watching = [asyncio.create_task(viewer.watch(server, end)) for viewer in viewers]
    for token in tokens:
        await asyncio.to_thread(wait_for_step, server, token, 1, 240.0)
    await asyncio.sleep(SETTLE + SETTLE_EACH * len(tokens))
    before, frames = await _epochs(server, tokens), [viewer.frames for viewer in viewers]
    used, start = server.processor_seconds(), time.perf_counter()
    await asyncio.sleep(seconds)
    taken = time.perf_counter() - start
    seen = [viewer.frames - first for viewer, first in zip(viewers, frames, strict=True)]
    used = server.processor_seconds() - used
    after = await _epochs(server, tokens)
    end.set()
    await asyncio.gather(*watching)
    made = [last - first for last, first in zip(after, before, strict=True)]
    return Crowd(
        size=len(tokens),
        training=sum(count > 0 for count in made),
        slowest=min(seen) / taken,
        middle=sum(seen) / len(seen) / taken,
        epochs=sum(made) / taken,
        processor=1000 * used / max(1, sum(seen)),
    )


async def _epochs(server: Server, tokens: list[str]) -> list[int]:
    """Return the epoch of each run."""
    return [(await asyncio.to_thread(status, server, token))["epoch"] for token in tokens]
