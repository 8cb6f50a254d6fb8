"""What stands before every answer: whom the server answers, and what it lets in and out."""

import os

from starlette.middleware import Middleware

from nnviz.live.guard.headers import SafeHeaders
from nnviz.live.guard.hosts import KnownHosts
from nnviz.live.guard.uploads import BoundedUploads

HOSTS = "NNVIZ_ALLOWED_HOSTS"
"""Environment variable: names under which the server is reached, with commas between them."""
FRAMES = "NNVIZ_EMBEDDED_BY"
"""Environment variable: origins whose pages may show the app in a frame, likewise."""


def guards() -> list[Middleware]:
    """Return what stands around everything else that answers, the first outermost."""
    return [
        Middleware(KnownHosts, named=listed(HOSTS)),
        Middleware(SafeHeaders, frames=listed(FRAMES)),
        Middleware(BoundedUploads),
    ]


def listed(variable: str) -> tuple[str, ...]:
    """Return the entries of a variable of the environment that holds a list."""
    return tuple(filter(None, (one.strip() for one in os.environ.get(variable, "").split(","))))
