"""Components are registered with Streamlit once, as it shall show them."""

import pytest

from nnviz.live import address, module
from nnviz.live.files import ASSETS


@pytest.fixture
def made(monkeypatch):
    """Everything that is registered: `(name, arguments)`."""
    found = []

    def component(name, **given):
        found.append((name, given))
        return lambda **instance: found.append((f"shown {name}", instance))

    for place, kept in ((module, module.registered), (address, address._component)):
        monkeypatch.setattr(place, "component", component)
        kept.cache_clear()
    yield found
    module.registered.cache_clear()
    address._component.cache_clear()


def test_a_module_is_registered_once_under_its_name(made):
    assert module.registered("live/cursor.js") is module.registered("live/cursor.js")
    ((name, given),) = made
    assert name == "nnviz.cursor"
    assert given["css"] == (ASSETS / "live.css").read_text(encoding="utf-8")
    assert '"/nnviz/live/cursor.js"' in given["js"]
    # Plotly's styles lie in the document.
    assert given["isolate_styles"] is False


def test_parameters_reach_the_address_through_one_component(made):
    address.show_in_address({"e": "1"})
    address.show_in_address({"e": "2"})
    registered, *shown = made
    assert registered[0] == "nnviz.address"
    assert "replaceState" in registered[1]["js"]
    assert [instance["data"] for _, instance in shown] == [{"e": "1"}, {"e": "2"}]
