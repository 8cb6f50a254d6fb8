"""The app as an ASGI server sees it: Streamlit's script, our own routes, and the engine's life.

`streamlit run app.py`, the command `nnviz` and any ASGI server (`uvicorn app:app`) serve it.
"""

from collections.abc import Mapping

import streamlit as st
from starlette.middleware import Middleware

from nnviz.core.files.places import SCRIPT
from nnviz.live.delivery.switch import delivery_middleware
from nnviz.live.guard import guards
from nnviz.live.route import routes
from nnviz.live.visitor import KnownVisitors
from nnviz.ui.lifespan import lifespan

middleware = [*guards(), Middleware(KnownVisitors), *delivery_middleware()]
app = st.App(SCRIPT, routes=routes(), middleware=middleware, lifespan=lifespan)


def serve(settings: Mapping[str, object]) -> None:
    """Serve the app until it is interrupted.

    Args:
        settings: Streamlit settings that go before those of `.streamlit/config.toml`.
    """
    app.state["by_command"] = True
    app.run(config=settings)
