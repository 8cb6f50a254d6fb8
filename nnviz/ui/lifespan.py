"""What the app does when its server starts and ends: the engine, and a first page made ready."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from nnviz.engine import close_engine, get_engine
from nnviz.live.browser import show_app
from nnviz.live.delivery.switch import quicken_sockets
from nnviz.live.session_lock import share_session_locks

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
    slower. Files of visitors are read elsewhere whatever becomes of the rest.
    """
    from nnviz.engine.reading import read_in_children

    read_in_children()
    try:
        get_engine(PATIENCE)
        from nnviz.data.uploads.store import store
        from nnviz.ui.warming import warm_up

        warm_up()
        store()  # Files of a server that was killed are taken over or removed.
    except Exception:  # noqa: BLE001 - whatever it is, pages are only slower
        _log.exception("The first page was not made ready ahead")


def _read_here() -> None:
    from nnviz.engine.reading import read_here

    read_here()
