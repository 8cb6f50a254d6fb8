"""Who a visitor is: a name that nobody can guess, kept by the browser in a cookie.

By it a page that is loaded anew, a second tab and a laptop whose lid was closed come back to their
run. It says nothing about a person, stands in no link, and no script of a page can read it.
"""

import re
import secrets
from http.cookies import CookieError, SimpleCookie

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "nnviz_visitor"
_DAYS = 7
_NAME = re.compile(r"[A-Za-z0-9_-]{43}")
"""32 random bytes, as `secrets.token_urlsafe` writes them."""
_ANONYMOUS = "nnviz_visitor"
"""Where a session keeps a name for a visitor whose browser keeps no cookies."""


class KnownVisitors:
    """ASGI middleware that gives every browser a name with the first page that it loads.

    Args:
        app: The application around which it stands.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only the headers of documents are added to."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers({})
        if scope["type"] != "http" or "text/html" not in headers.get("accept", ""):
            await self._app(scope, receive, send)
            return
        name = named(headers.get("cookie", "")) or secrets.token_urlsafe(32)
        path, secure = scope.get("root_path") or "/", scope.get("scheme") == "https"
        cookie = written(name, path, secure=secure)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_named)


def named(cookies: str) -> str | None:
    """Return the visitor's name in a Cookie header; None when there is none that we gave."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and _NAME.fullmatch(found.value) else None


def written(name: str, path: str, *, secure: bool) -> str:
    """Return a Set-Cookie header; the days begin anew with every page that is loaded.

    Args:
        name: The visitor's.
        path: Below which the app lies.
        secure: Whether it came over HTTPS, so that it never travels without.
    """
    most = _DAYS * 86_400
    end = "; Secure" if secure else ""
    return f"{COOKIE}={name}; Path={path}; Max-Age={most}; HttpOnly; SameSite=Lax{end}"


def visitor() -> str:
    """Return the name of the visitor whose page is being made.

    A browser that keeps no cookies has another name with every page that it loads.
    """
    name = st.context.cookies.get(COOKIE)
    # Streamlit's own tester has no cookies, and something else in their place.
    if isinstance(name, str) and _NAME.fullmatch(name):
        return name
    return st.session_state.setdefault(_ANONYMOUS, secrets.token_urlsafe(32))
