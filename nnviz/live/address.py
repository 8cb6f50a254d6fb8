"""The browser's address follows the page without a rerun and without a new entry in its history.

Streamlit's own `st.query_params` adds an entry for every change, so that after dragging a slider
the Back button would need a click for every tick.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from streamlit.components.v2 import component

_SCRIPT = """
export default function ({ data }) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(data)) address.searchParams.set(name, value);
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
"""  # noqa: E501 - JavaScript


@cache
def _component() -> Callable[..., Any]:
    return component("nnviz.address", js=_SCRIPT)


def show_in_address(parameters: Mapping[str, str], key: str = "address") -> None:
    """Set parameters of the address's query; others stay as they are.

    Args:
        parameters: Values by name.
        key: Name of what sets them, once on a page.
    """
    _component()(key=key, data=dict(parameters))
