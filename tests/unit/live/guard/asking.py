"""One request to an ASGI application, without a server."""

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from collections.abc import Mapping


def ask(app: Any, path: str = "/", **changes: Any) -> tuple[int, Headers]:
    """Return status and headers of the answer.

    Args:
        app: The application.
        path: What is asked for.
        changes: `headers` by name, or parts of the scope such as `server`.
    """
    given: Mapping[str, str] = changes.pop("headers", {})
    sent: list[dict[str, Any]] = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()], **changes,
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    (start,) = [message for message in sent if message["type"] == "http.response.start"]
    return start["status"], Headers(raw=start["headers"])
