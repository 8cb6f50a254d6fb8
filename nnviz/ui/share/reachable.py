"""The address under which other machines reach this server."""

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit, urlunsplit

_ELSEWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). A datagram socket turns to it, and sends nothing."""


def for_others(url: str, bound: str | None, own: Callable[[], str] | None = None) -> str:
    """Return the address of a page as others in the network reach it; empty when nobody does.

    Args:
        url: The address in the visitor's browser.
        bound: What the server listens on; None or an address such as 0.0.0.0 is everything.
        own: Finds this machine's address in the network.
    """
    parts = urlsplit(url)
    if not _is_loopback(parts.hostname or ""):
        return url
    if bound is not None and _is_loopback(bound):
        return ""
    found = (own or own_address)()
    return "" if _is_loopback(found) else urlunsplit(_at(parts, found))


def own_address() -> str:
    """Return this machine's address in its network; the loopback address when it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _at(parts: SplitResult, host: str) -> SplitResult:
    return parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
