"""All that speeds up the delivery of a page, behind one switch.

Nothing here changes what a visitor sees, only when. Each piece rests on how Streamlit's server and
browser code are built, so with a Streamlit that is built otherwise, `NNVIZ_PLAIN_DELIVERY=1` leaves
all of it out.
"""

import os

from starlette.middleware import Middleware

from nnviz.live.delivery.document import EarlyScripts
from nnviz.live.delivery.kept import KeptParts
from nnviz.live.delivery.promptness import send_at_once

SWITCH = "NNVIZ_PLAIN_DELIVERY"
"""Environment variable: 1 leaves the delivery of pages to Streamlit alone."""


def plain() -> bool:
    """Return whether pages are delivered as Streamlit does it by itself."""
    return os.environ.get(SWITCH) == "1"


def delivery_middleware() -> list[Middleware]:
    """Return what stands around Streamlit's own routes, the first outermost."""
    return [] if plain() else [Middleware(KeptParts), Middleware(EarlyScripts)]


def quicken_sockets() -> int:
    """Have the server's sockets send at once; to be called before anybody connects.

    Returns:
        How many sockets there were; 0 with plain delivery.
    """
    return 0 if plain() else send_at_once()
