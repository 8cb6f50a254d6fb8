"""The app as an ASGI server sees it: Streamlit's script, our own routes, and the engine's life.

`streamlit run app.py`, the command `nnviz` and any ASGI server (`uvicorn app:app`) serve it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from nnviz.engine import close_engine, get_engine
from nnviz.live.route import routes

SCRIPT = Path(__file__).parent / "nnviz" / "ui" / "script.py"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Make the first page ready, then load Keras, both while the app is up already.

    Leaves no process behind.
    """
    starting = asyncio.create_task(asyncio.to_thread(_prepare))
    try:
        yield
    finally:
        await asyncio.gather(starting, return_exceptions=True)
        await asyncio.to_thread(close_engine)


def _prepare() -> None:
    """Import what pages need and draw the first one, so that Keras does not slow it down."""
    from nnviz.ui.warming import warm_up

    warm_up()
    get_engine()


app = st.App(SCRIPT, routes=routes(), lifespan=lifespan)


def serve(settings: Mapping[str, object]) -> None:
    """Serve the app until it is interrupted.

    Args:
        settings: Streamlit settings that go before those of `.streamlit/config.toml`.
    """
    app.run(config=settings)
