"""One switch for all that speeds up the delivery of pages."""

import pytest

from nnviz.live.delivery import switch
from nnviz.live.delivery.document import EarlyScripts
from nnviz.live.delivery.kept import KeptParts


@pytest.fixture(autouse=True)
def sockets(monkeypatch):
    """How often sockets were set to send at once."""
    calls = []
    monkeypatch.setattr(switch, "send_at_once", lambda: calls.append(1) or 3)
    return calls


@pytest.mark.parametrize("value", [None, "", "0"])
def test_pages_are_delivered_quickly_unless_told_otherwise(monkeypatch, sockets, value):
    if value is None:
        monkeypatch.delenv(switch.SWITCH, raising=False)
    else:
        monkeypatch.setenv(switch.SWITCH, value)
    assert [each.cls for each in switch.delivery_middleware()] == [KeptParts, EarlyScripts]
    assert switch.quicken_sockets() == 3
    assert sockets == [1]


def test_the_switch_turns_all_of_it_off(monkeypatch, sockets):
    monkeypatch.setenv("NNVIZ_PLAIN_DELIVERY", "1")
    assert switch.delivery_middleware() == []
    assert switch.quicken_sockets() == 0
    assert sockets == []
