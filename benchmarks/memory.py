"""Whether a server that has served hundreds of experiments is as small as it was."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.clients import Viewer, create, drop, status, wait_for_step
from benchmarks.networks import DENSE, dense
from benchmarks.serving import MB, Server, served
from benchmarks.table import Row
from benchmarks.viewers import WANTS

EXPERIMENTS, WARM_UP = 500, 50
QUICK = (60, 20)
SETTLE = 3.0


def measure(quick: bool) -> list[Row]:
    """Return all rows of the benchmark."""
    count, warm_up = QUICK if quick else (EXPERIMENTS, WARM_UP)
    with served(controlled=True) as server:
        watched = [create(server, dense(DENSE["2-4-2-1"])) for _ in range(2)]
        with _watching(server, watched):
            for token in watched:
                wait_for_step(server, token, 100, patience=240)
            _pass_through(server, range(warm_up))
            before, processes, files = _occupied(server), _processes(server), _files(server)
            marks = [status(server, token)["epoch"] for token in watched]
            _pass_through(server, range(warm_up, count))
            after = _occupied(server)
            left = _processes(server) - processes, _files(server) - files
        told = [status(server, token) for token in watched]
    troubled = sum(
        one["recovered"] > 0 or one["state"] != "running" or one["epoch"] <= mark
        for one, mark in zip(told, marks, strict=True)
    )
    growth = [last - first for first, last in zip(before, after, strict=True)]
    note = f"experiments {warm_up} to {count}"
    return [
        Row("growth of the web process", growth[0], "MB", 20, 0, False, note=note),
        Row("growth of the template", growth[1], "MB", 20, 0, False, note=note),
        Row("processes left behind", left[0], "", 0, 0, False),
        Row("files left behind", left[1], "", 0, 0, False),
        Row("watched runs that were disturbed", troubled, "", 0, 0, False, note="of 2"),
    ]


def _pass_through(server: Server, numbers: range) -> None:
    """Create experiments that differ, let each train for a moment, and drop them."""
    for number in numbers:
        hidden = tuple(2 + (number // 7**place) % 7 for place in range(4))
        token = create(server, dense(hidden).changed(seed=number))
        wait_for_step(server, token, 1, patience=240)
        drop(server, token)
    time.sleep(SETTLE)


def _occupied(server: Server) -> tuple[float, float]:
    """Return the resident memory of the web process and of the template, in MB."""
    template = server.template()
    size = template.memory_info().rss if template is not None else 0
    return server.web().memory_info().rss / MB, size / MB


def _processes(server: Server) -> int:
    return len(server.web().children(recursive=True))


def _files(server: Server) -> int:
    return sum(path.is_file() for path in server.files.rglob("*"))


@contextmanager
def _watching(server: Server, tokens: list[str]) -> Iterator[None]:
    """Keep viewers at these runs, in a thread, until the end of the block."""
    end = threading.Event()

    async def watch() -> None:
        until = asyncio.Event()
        viewers = [Viewer(token, WANTS) for token in tokens]
        tasks = [asyncio.create_task(viewer.watch(server, until)) for viewer in viewers]
        await asyncio.to_thread(end.wait)
        until.set()
        await asyncio.gather(*tasks)

    thread = threading.Thread(target=asyncio.run, args=(watch(),))
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
