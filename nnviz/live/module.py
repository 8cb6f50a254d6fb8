"""How a component of Streamlit's gets its JavaScript: from one of our own modules, loaded once.

What is registered with Streamlit only imports the module that this app serves, so that all
instances on a page share one module and with it one WebSocket.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from streamlit.components.v2 import component

from nnviz.live.files import ASSETS

_LOADER = """
export default async function (component) {
  const { default: mount } = await import(new URL("/nnviz/%s", location.origin).href);
  return mount(component);
}
"""


@cache
def registered(path: str) -> Callable[..., Any]:
    """Register the component that is a module of ours, once; return what shows an instance.

    Plotly's own styles live in the document, so components are not isolated from it.

    Args:
        path: Of the module below `assets`, such as `live/cursor.js`; it is also the name.
    """
    name = path.removesuffix(".js").rpartition("/")[2]
    return component(
        f"nnviz.{name}",
        css=(ASSETS / "live.css").read_text(encoding="utf-8"),
        js=_LOADER % path,
        isolate_styles=False,
    )


def nothing() -> None:
    """Be a callback that does nothing: without one, a result does not get its attribute."""
