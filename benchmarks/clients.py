"""Viewers like a browser, without one: they ask, take a frame, draw for a moment, ask again."""

import asyncio
import json
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.sync.client import connect as sync_connect
from websockets.typing import Origin

from benchmarks.serving import Server
from nnviz.core.run.frames import Frame
from nnviz.core.spec.experiment import Experiment

PAINT = 0.02
"""Seconds that a viewer draws a frame before it asks for the next."""


@dataclass(slots=True)
class Viewer:
    """One open view of a run.

    Attributes:
        token: The run.
        wants: Read-outs asked for, as the browser's component writes them.
        frames: Frames that have arrived.
        header: Header of the last one.
    """

    token: str
    wants: list[dict[str, Any]]
    frames: int = 0
    header: dict[str, Any] = field(default_factory=dict)

    async def watch(self, server: Server, until: asyncio.Event) -> None:
        """Watch until the event is set."""
        address = _address(server, self.token)
        async with connect(address, origin=Origin(server.url), max_size=None) as socket:
            while not until.is_set():
                await socket.send(json.dumps({"want": self.wants, "seen": self._seen}))
                self.header = Frame.decode(bytes(await socket.recv(decode=False))).header
                self.frames += 1
                await asyncio.sleep(PAINT)

    @property
    def _seen(self) -> int:
        return self.header.get("version", 0)


def one_frame(server: Server, token: str) -> dict[str, Any]:
    """Return the header of a run's newest frame, asked for without any read-out."""
    # Playwright keeps an event loop running in this thread, so this one cannot be asynchronous.
    with sync_connect(_address(server, token), origin=Origin(server.url)) as socket:
        socket.send(json.dumps({"want": [], "seen": 0}))
        return Frame.decode(bytes(socket.recv(decode=False))).header


def create(server: Server, experiment: Experiment) -> str:
    """Start a run that trains at once in a server with control routes; return its token."""
    return _call(server, "create", experiment.model_dump_json().encode())


def drop(server: Server, token: str) -> None:
    """End a run."""
    _call(server, f"drop/{token}", b"")


def status(server: Server, token: str) -> dict[str, Any]:
    """Return what a run says of itself."""
    return _call(server, f"status/{token}")


def wait_for_step(server: Server, token: str, step: int, patience: float = 60.0) -> dict[str, Any]:
    """Wait until a run has made so many steps, and return its status.

    Raises:
        TimeoutError: It has not within `patience` seconds.
    """
    give_up = time.monotonic() + patience
    while (found := status(server, token))["step"] < step:
        if time.monotonic() > give_up:
            raise TimeoutError(f"a run did not reach step {step}: {found}")
        time.sleep(0.02)
    return found


def _call(server: Server, path: str, body: bytes | None = None) -> Any:  # noqa: ANN401 - JSON
    with urllib.request.urlopen(f"{server.url}/benchmarks/{path}", body, timeout=60) as answer:
        return json.load(answer)


def _address(server: Server, token: str) -> str:
    return f"{server.url.replace('http', 'ws', 1)}/live/{token}"
