"""The app as an ASGI server sees it: Streamlit's script, our own routes, and the engine's life.

`streamlit run app.py`, the command `nnviz` and any ASGI server (`uvicorn app:app`) serve it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from nnviz.core.files.places import SCRIPT
from nnviz.engine import close_engine, get_engine
from nnviz.live.browser import show_app
from nnviz.live.delivery.switch import delivery_middleware, quicken_sockets
from nnviz.live.guard import guards
from nnviz.live.route import routes
from nnviz.live.session_lock import share_session_locks
from nnviz.live.visitor import KnownVisitors

_log = logging.getLogger(__name__)
PATIENCE = 3.0
"""Seconds that loading Keras waits for the first page; both at once would take a third longer."""


@asynccontextmanager
async def lifespan(served: st.App) -> AsyncIterator[None]:
    """Make the first page ready while the app is up already; leave no process behind.

    Keras is loaded once somebody has seen a page or wants to train, or after some seconds.
    """
    quicken_sockets()
    share_session_locks()
    if served.state.get("by_command"):
        show_app()
    warming = asyncio.create_task(asyncio.to_thread(_warm_up))
    try:
        yield
    finally:
        await warming
        await asyncio.to_thread(close_engine)
        await asyncio.to_thread(_read_here)


def _warm_up() -> None:
    """Start the engine, import what pages need and draw the first one.

    The browser loads Streamlit's and Plotly's scripts meanwhile. Without any of it, pages are only
    slower.
    """
    try:
        get_engine(PATIENCE)
        from nnviz.data.uploads.store import store
        from nnviz.engine.reading import read_in_children
        from nnviz.ui.warming import warm_up

        read_in_children()
        warm_up()
        store()  # Files of a server that was killed are taken over or removed.
    except Exception:  # noqa: BLE001 - whatever it is, pages are only slower
        _log.exception("The first page was not made ready ahead")


def _read_here() -> None:
    from nnviz.engine.reading import read_here

    read_here()


middleware = [*guards(), Middleware(KnownVisitors), *delivery_middleware()]
app = st.App(SCRIPT, routes=routes(), middleware=middleware, lifespan=lifespan)


def serve(settings: Mapping[str, object]) -> None:
    """Serve the app until it is interrupted.

    Args:
        settings: Streamlit settings that go before those of `.streamlit/config.toml`.
    """
    app.state["by_command"] = True
    app.run(config=settings)
