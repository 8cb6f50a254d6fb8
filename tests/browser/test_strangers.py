"""What a stranger sends, in a real browser: text stays text, and nothing outside is asked for."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.test_links import fields, packed

TEXTS = (
    "**hot** [x](http://evil.example) $x$ :-1:",
    "![](//evil.example/y.png) <img src=x>",
    "www.evil.example a@evil.example :red[x]",
    ":material/error: :streamlit: `x` -> _y_",
    "1. x\n\n- y\n\n# z\n\n    code",
)
"""At most as long as such a name is shown."""
READ_AS_MARKUP = "a, img, strong, em, code, del, h1, li, .katex, span[role=img]"


def test_a_hostile_link_is_text_in_the_notice(page):
    """Unknown fields are named in what is said about a link."""
    for text in TEXTS:
        page.goto(f"/?e={packed({**fields(), text: 1})}", wait_until="domcontentloaded")
        notice = page.get_by_test_id("stAlert").first
        expect(notice).to_contain_text("there is no such field", timeout=60_000)
        said = notice.get_by_test_id("stMarkdownContainer")
        assert said.locator(READ_AS_MARKUP).count() == 0, text
        shown = " ".join("".join(c if c.isprintable() else "?" for c in text[:40]).split())
        assert shown in said.inner_text().replace("\u2060", ""), text


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/nnviz/live.js", "/nowhere"])
def test_every_answer_bounds_what_a_browser_may_do(server, path):
    status, headers = asked(server, path)
    assert status in (200, 404)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'self'; ")


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/nnviz/live.js", "/_stcore/stream"])
def test_a_foreign_host_is_not_answered(server, path):
    assert asked(server, path, host="evil.example")[0] == 421
    assert asked(server, path, host="127.0.0.1.evil.example:8501")[0] == 421


def asked(server: str, path: str, host: str = "") -> tuple[int, dict[str, str]]:
    """Return status and headers of an answer."""
    address = urlsplit(server).netloc
    connection = HTTPConnection(address, timeout=20)
    connection.request("GET", path, headers={"Host": host or address})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}
