"""A server answers under its own names only.

A page of a stranger can make its own name stand for 127.0.0.1 (DNS rebinding); the browser then
takes what our server answers for that page's own. Such a request carries the stranger's name in
its header Host, so one that names neither this machine nor what the operator has named is refused
(RFC 9110, status 421).
"""

import ipaddress
import logging
import socket
from collections.abc import Callable, Sequence
from functools import cache

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

EVERY = "*"
"""Named by an operator whose proxy looks at names itself."""
_MISDIRECTED, _BAD_REQUEST = 421, 400
_HERE = ("localhost", "127.0.0.1", "::1")
_ALL_ADDRESSES = ("0.0.0.0", "::")
_POLICY_VIOLATION = 1008

_log = logging.getLogger(__name__)


class KnownHosts:
    """ASGI middleware that refuses requests sent to a name that is not the server's.

    Args:
        app: The application around which it stands.
        named: Names from the operator: `nnviz.school.example`, `*.school.example` or `*`.
        bound: Tells the address that the server was asked to listen on.
    """

    def __init__(
        self, app: ASGIApp, named: Sequence[str] = (), bound: Callable[[], str] | None = None
    ) -> None:
        self._app = app
        self._named = tuple(name.lower() for name in named)
        self._bound = bound or bound_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        host = host_name(Headers(scope=scope).get("host", ""))
        if host and self._is_known(host, scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await _refusal(host)(scope, receive, send)

    def _is_known(self, host: str, scope: Scope) -> bool:
        """Say whether a name is one of this server's."""
        if host in _HERE or host.endswith(".localhost") or EVERY in self._named:
            return True
        bound = self._bound().lower()
        reached = (scope.get("server") or ("",))[0]
        if host in (bound, reached):
            return True
        # No address of a foreign page is a number: a rebound name stays a name.
        everywhere = bound in _ALL_ADDRESSES
        if everywhere and (is_number(host) or host in _own_names()):
            return True
        return any(_fits(host, name) for name in self._named)


def host_name(header: str) -> str:
    """Return the name in a header Host, without its port; empty when it is none."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.rpartition(":")[0] if text.count(":") == 1 else text


def is_number(host: str) -> bool:
    """Say whether a host is an IP address, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def bound_address() -> str:
    """Return the address that Streamlit's server was asked to listen on."""
    try:
        from streamlit import config

        return str(config.get_option("server.address") or "0.0.0.0")
    except (ImportError, AttributeError) as error:
        _log.warning("Streamlit does not tell its address: name hosts by hand (%s).", error)
        return ""


@cache
def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local", name.partition(".")[0]})


def _fits(host: str, name: str) -> bool:
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def _refusal(host: str) -> PlainTextResponse:
    if not host:
        return PlainTextResponse("The request names no host.", _BAD_REQUEST)
    return PlainTextResponse(
        "This server is not known by that name. Whoever runs it can allow it with "
        "nnviz serve --allowed-host NAME.",
        _MISDIRECTED,
    )
