"""Buttons that save a figure as a picture, made by the browser that shows it (`saving.js`)."""

from collections.abc import Callable
from functools import cache
from typing import Any

from streamlit.components.v2 import component

from nnviz.live.component import ASSETS

_LOADER = """
export default async function (component) {
  const { default: mount } = await import(new URL("/nnviz/live/saving.js", location.origin).href);
  return mount(component);
}
"""


@cache
def _component() -> Callable[..., Any]:
    return component(
        "nnviz.saving",
        css=(ASSETS / "live.css").read_text(encoding="utf-8"),
        js=_LOADER,
        isolate_styles=False,
    )


def save_buttons(place: str, name: str, background: str, *, key: str) -> None:
    """Show the buttons "Save as SVG" and "Save as PNG".

    Args:
        place: Key of the figure on this page, as given to `component.view`.
        name: Name of the file, without its ending.
        background: Colour behind the picture, as `#rrggbb`.
        key: Name of this place on the page.
    """
    _component()(key=key, data={"place": place, "name": name, "background": background})
