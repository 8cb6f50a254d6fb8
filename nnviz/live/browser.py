"""The browser, opened by the command: for an app with routes of its own Streamlit opens none."""

import logging
import os
import sys
import webbrowser
from contextlib import suppress
from typing import Any

from nnviz.live.handed import addresses

_log = logging.getLogger(__name__)


def show_app() -> None:
    """Say where a file that was handed over is to be seen, and open a browser, if one is wanted.

    To be called once the server's socket listens, so that its port is known. A Streamlit that
    does not tell it where it is looked for prints the address all the same.
    """
    try:
        base = app_address()
        wanted = not _setting("server.headless")
    except (ImportError, AttributeError) as error:
        _log.warning("No browser is opened: Streamlit does not tell its address (%s).", error)
        return
    found = {name: f"{base}/?{query}" for name, query in addresses().items()}
    for name, address in found.items():
        sys.stdout.write(f"  {name}: {address}\n\n")
    sys.stdout.flush()
    if wanted and _has_screen():
        with suppress(OSError, webbrowser.Error):
            open_browser(next(iter(found.values()), base))


def app_address() -> str:
    """Return the address of the app as this machine's browser reaches it, without a slash.

    Raises:
        ImportError: This Streamlit does not tell it where others do.
    """
    from streamlit.web.server.server_util import get_display_address, get_url

    host = get_display_address(_setting("server.address") or "localhost")
    return get_url(f"[{host}]" if ":" in host else host)


def open_browser(address: str) -> None:
    """Open a browser as Streamlit would, which knows what each system needs, or as Python does."""
    try:
        from streamlit.cli_util import open_browser as streamlits
    except ImportError:
        webbrowser.open(address)
    else:
        streamlits(address)


def _setting(name: str) -> Any:  # noqa: ANN401 - settings are of many types
    """Return one of Streamlit's settings as the server uses it."""
    from streamlit import config

    return config.get_option(name)


def _has_screen() -> bool:
    """Say whether a browser could be seen; without a screen, Linux would start one in words."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, screens))
