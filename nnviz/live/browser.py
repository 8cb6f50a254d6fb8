"""The browser, opened by the command: for an app with routes of its own Streamlit opens none."""

import os
import sys
import webbrowser
from contextlib import suppress

from streamlit import config
from streamlit.cli_util import open_browser, print_to_cli
from streamlit.web.server.server_util import get_display_address, get_url

from nnviz.live.handed import addresses


def show_app() -> None:
    """Say where a file that was handed over is to be seen, and open a browser, if one is wanted.

    To be called once the server's socket listens, so that its port is known.
    """
    base = app_address()
    found = {name: f"{base}/?{query}" for name, query in addresses().items()}
    for name, address in found.items():
        print_to_cli(f"  {name}: {address}\n")
    if not config.get_option("server.headless") and _has_screen():
        with suppress(OSError, webbrowser.Error):
            open_browser(next(iter(found.values()), base))


def app_address() -> str:
    """Return the address of the app as this machine's browser reaches it, without a slash."""
    host = get_display_address(config.get_option("server.address") or "localhost")
    return get_url(f"[{host}]" if ":" in host else host)


def _has_screen() -> bool:
    """Say whether a browser could be seen; without a screen, Linux would start one in words."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, screens))
