"""The WebSocket over which a browser watches a run.

A browser sends JSON `{"want": [{"key", "probe", "options"}, ...], "seen": version}`. Every message
asks for exactly one frame and acknowledges the one before, so one frame is in flight and a slow
viewer simply gets fewer. A message that comes while a frame is awaited replaces the earlier one.
`{"pressed": true}` asks for nothing: the visitor pressed something, and training gives way to what
follows.
"""

import asyncio
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from nnviz.core.errors import RunError
from nnviz.engine import get_engine
from nnviz.live.messages import MessageError, Press, Wish, parse
from nnviz.live.pushing import reachable

if TYPE_CHECKING:
    from nnviz.core.run.run import ProbeRequest
    from nnviz.engine.supervisor import Engine

_TOUCH = 5.0
"""Seconds at most between two signs that a page is still open on its run."""
FOREIGN, UNKNOWN = 4403, 4404
"""Close codes: another origin than the page's, and no run with this token."""


async def relay(socket: WebSocket) -> None:
    """Serve one viewer until it leaves."""
    # Accepted even when refused: a browser only sees the close code of an accepted socket.
    await socket.accept()
    engine, token = get_engine(), socket.path_params["token"]
    if not own_origin(socket.headers.get("origin", ""), socket.headers.get("host", "")):
        await socket.close(FOREIGN, "This page is not part of the app.")
    elif not engine.exists(token):
        await socket.close(UNKNOWN, "There is no such run.")
    else:
        await _serve(socket, engine, token)


def own_origin(origin: str, host: str) -> bool:
    """Say whether an Origin header names the host that the request was sent to."""
    scheme, separator, rest = origin.partition("://")
    return bool(separator and host) and scheme in ("http", "https") and rest == host


async def _serve(socket: WebSocket, engine: "Engine", token: str) -> None:
    """Answer the viewer's messages, and close with a code when one is wrong."""
    code, reason = 1000, ""
    try:
        with engine.open_page(token):
            await Viewer(socket, engine, token).watch()
    except WebSocketDisconnect:
        return
    except MessageError as error:
        code, reason = error.code, str(error)
    except RunError:
        code, reason = UNKNOWN, "This run has ended."
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(code, reason)


class Viewer:
    """One open socket: what it wants, and the frame it waits for."""

    def __init__(self, socket: WebSocket, engine: "Engine", token: str) -> None:
        self._socket = socket
        self._engine = engine
        self._token = token
        self._wants: tuple[ProbeRequest, ...] = ()
        self._answered: tuple[ProbeRequest, ...] = ()
        self._frame: asyncio.Future[bytes] | None = None
        self._asked = False
        self._pushed: asyncio.Queue[str] = asyncio.Queue()

    async def watch(self) -> None:
        """Answer until the viewer leaves.

        Raises:
            WebSocketDisconnect: It has left.
            MessageError: It sent something that is not a wish.
            RunError: The run has ended.
        """
        loop = asyncio.get_running_loop()
        receiving = asyncio.ensure_future(self._receive())
        pushing = asyncio.ensure_future(self._pushed.get())
        try:
            with reachable(
                self._token,
                lambda text: loop.call_soon_threadsafe(self._pushed.put_nowait, text),
            ):
                while True:
                    awaited = {receiving, pushing} | ({self._frame} if self._frame else set())
                    done, _ = await asyncio.wait(
                        awaited, timeout=_TOUCH, return_when=asyncio.FIRST_COMPLETED
                    )
                    # A hidden page asks for nothing, but it is still open on its run.
                    self._engine.touch(self._token)
                    if pushing in done:
                        await self._socket.send_text(pushing.result())
                        pushing = asyncio.ensure_future(self._pushed.get())
                    if self._frame is not None and self._frame in done:
                        frame, self._frame = self._frame, None
                        self._answered = self._wants
                        await self._socket.send_bytes(frame.result())
                    if receiving in done:
                        self._hear(receiving.result())
                        receiving = asyncio.ensure_future(self._receive())
        finally:
            receiving.cancel()
            pushing.cancel()
            self._forget()

    async def _receive(self) -> Wish | Press:
        """Return the viewer's next message."""
        message = await self._socket.receive()
        if message["type"] != "websocket.receive":
            raise WebSocketDisconnect(message.get("code", 1005))
        return parse(message.get("text"))

    def _hear(self, message: Wish | Press) -> None:
        if isinstance(message, Press):
            self._engine.give_way(self._token)
        else:
            self._ask(message)

    def _ask(self, wish: Wish) -> None:
        """Ask the run for the frame that is wished for, instead of an earlier one."""
        self._forget()
        if self._asked:
            # The answer to its first wish has been painted.
            self._engine.hurry()
        self._asked = True
        # Read-outs that no frame has answered are answered even when the run stands still. Compared
        # with what was sent, not with what was wished for last: that frame may still be awaited.
        seen = wish.seen if wish.wants == self._answered else 0
        self._wants = wish.wants
        future = self._engine.ask_frame(self._token, wish.wants, seen)
        self._frame = asyncio.wrap_future(future)

    def _forget(self) -> None:
        if self._frame is not None:
            self._frame.cancel()
            self._frame = None
