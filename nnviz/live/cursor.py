"""A live figure with a place in it that the visitor moves without a rerun (`cursor.js`)."""

from collections.abc import Callable
from functools import cache
from typing import Any

from streamlit.components.v2 import component

from nnviz.live.component import ASSETS, Drawn

_LOADER = """
export default async function (component) {
  const { default: mount } = await import(new URL("/nnviz/live/cursor.js", location.origin).href);
  return mount(component);
}
"""


@cache
def _component() -> Callable[..., Any]:
    return component(
        "nnviz.cursor",
        css=(ASSETS / "live.css").read_text(encoding="utf-8"),
        js=_LOADER,
        isolate_styles=False,
    )


def cursor_view(drawn: Drawn, *, key: str, token: str | None = None) -> None:
    """Show a figure whose `layout.meta` has a `cursor`, with buttons that move it.

    Args:
        drawn: The figure, written out.
        key: Name of this place on the page.
        token: The run whose numbers it shows.
    """
    data = {
        "token": token,
        "figure": drawn.text,
        "height": drawn.height,
        "grows": False,
        "fingerprint": drawn.fingerprint,
    }
    _component()(key=key, data=data)
