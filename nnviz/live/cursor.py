"""A live figure with a place in it that the visitor moves without a rerun (`cursor.js`)."""

from nnviz.live.component import Drawn
from nnviz.live.module import registered


def cursor_view(drawn: Drawn, *, key: str, token: str | None = None, grows: bool = False) -> None:
    """Show a figure whose `layout.meta` has a `cursor`, with buttons that move it.

    Args:
        drawn: The figure, written out.
        key: Name of this place on the page.
        token: The run whose numbers it shows.
        grows: Whether it is higher in a window that is higher than the page is designed for.
    """
    data = {
        "token": token,
        "figure": drawn.text,
        "height": drawn.height,
        "grows": grows,
        "fingerprint": drawn.fingerprint,
    }
    registered("live/cursor.js")(key=key, data=data)
