"""The name that a browser keeps, so that a visitor comes back to the same run."""

import asyncio

import pytest

from nnviz.live.visitor import COOKIE, KnownVisitors, named, written

NAME = "aZ0_-" * 8 + "abc"


def given(accept="text/html,*/*", cookies="", kind="http"):
    """Return the Set-Cookie headers with which a page is answered."""
    sent = []

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.extend(message["headers"])

    async def receive():
        return {"type": "http.request"}

    headers = [(b"accept", accept.encode()), (b"cookie", cookies.encode())]
    scope = {"type": kind, "scheme": "http", "headers": headers}
    asyncio.run(KnownVisitors(app)(scope, receive, send))
    return [value.decode() for name, value in sent if name == b"set-cookie"]


def test_a_browser_gets_a_name_that_nobody_can_guess():
    (first,), (second,) = given(), given()
    names = {named(cookie.split(";")[0]) for cookie in (first, second)}
    assert None not in names
    assert len(names) == 2
    assert first.endswith("; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax")


def test_a_browser_keeps_its_name_from_page_to_page():
    (cookie,) = given(cookies=f"a=b; {COOKIE}={NAME}")
    assert cookie == written(NAME, "/", secure=False)


def test_only_documents_carry_it():
    assert given(accept="*/*") == []
    assert given(kind="websocket") == []


def test_over_https_it_travels_in_secret_only():
    assert written(NAME, "/nn", secure=True).startswith(f"{COOKIE}={NAME}; Path=/nn; ")
    assert written(NAME, "/", secure=True).endswith("; Secure")
    assert "Secure" not in written(NAME, "/", secure=False)


@pytest.mark.parametrize(
    "cookies",
    ["", "a=b", f"{COOKIE}=", f"{COOKIE}=short", f"{COOKIE}={NAME}x", f"{COOKIE}={NAME[:-1]};",
     f"{COOKIE}={NAME[:-1]}%", f"other={NAME}", "\0", f"[]={NAME}"],
)  # fmt: skip
def test_anything_else_is_no_name(cookies):
    assert named(cookies) is None


def test_the_name_is_found_among_others():
    assert named(f"_xsrf=1; {COOKIE}={NAME}; b=2") == NAME
