"""What the app adds to Streamlit's server: live views, and the files that pages need."""

import logging

from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from nnviz.live.files import asset, plotly


class _WithoutTokens(logging.Filter):
    """Leaves tokens out of what the server logs about its WebSockets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the paths of live views; let every record pass."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                "/live/..." if isinstance(one, str) and one.startswith("/live/") else one
                for one in record.args
            )
        return True


def routes() -> list[BaseRoute]:
    """Return the routes that the app adds to Streamlit's own."""
    for name in ("uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, _WithoutTokens) for one in logger.filters):
            logger.addFilter(_WithoutTokens())
    return [
        WebSocketRoute("/live/{token}", live),
        Route("/nnviz/plotly.js", plotly),
        Route("/nnviz/{path:path}", asset),
    ]


async def live(socket: WebSocket) -> None:
    """Serve one viewer; what that takes is loaded later than the server begins to answer."""
    from nnviz.live.relay import relay

    await relay(socket)
