"""The browser opens where the app is served, with the file that was named, and only if wanted."""

import sys
import webbrowser

import pytest
from streamlit import config

from nnviz.live import browser


@pytest.fixture
def opened(monkeypatch):
    """Addresses that a browser was opened at, on a machine with a screen."""
    found = []
    settings = {
        "server.headless": False,
        "server.address": "127.0.0.1",
        "browser.serverPort": 8512,
        "server.baseUrlPath": "",
        "global.developmentMode": False,
    }
    monkeypatch.setattr(config, "get_option", settings.get)
    monkeypatch.setattr(browser, "open_browser", found.append)
    monkeypatch.setattr(browser, "addresses", dict)
    monkeypatch.setenv("DISPLAY", ":0")
    return found, settings


def test_the_app_is_opened_at_the_port_that_was_found(opened, capsys):
    browser.show_app()
    assert opened[0] == ["http://127.0.0.1:8512"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("headless", [False, True])
def test_a_file_is_opened_by_its_token_and_its_address_is_printed(
    opened, capsys, monkeypatch, headless
):
    found, settings = opened
    settings["server.headless"] = headless
    monkeypatch.setattr(browser, "addresses", lambda: {"a.csv": "open=token"})
    browser.show_app()
    address = "http://127.0.0.1:8512/?open=token"
    assert found == ([] if headless else [address])
    assert capsys.readouterr().out.split() == ["a.csv:", address]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("0.0.0.0", "localhost"),
        ("::", "localhost"),
        (None, "localhost"),
        ("::1", "[::1]"),
        ("192.168.1.7", "192.168.1.7"),
    ],
)
def test_the_address_is_one_that_a_browser_understands(opened, address, shown):
    opened[1]["server.address"] = address
    assert browser.app_address() == f"http://{shown}:8512"


def test_no_browser_is_opened_without_a_screen(opened, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    browser.show_app()
    assert opened[0] == []
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    browser.show_app()
    assert len(opened[0]) == 1


@pytest.mark.parametrize("error", [FileNotFoundError("xdg-open"), webbrowser.Error("none")])
def test_a_machine_without_a_browser_serves_all_the_same(opened, monkeypatch, error):
    def fail(_url):
        raise error

    monkeypatch.setattr(browser, "open_browser", fail)
    browser.show_app()
    assert opened[0] == []


def test_a_streamlit_that_tells_no_address_is_served_all_the_same(opened, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "streamlit.web.server.server_util", None)
    browser.show_app()
    assert opened[0] == []
    assert "No browser is opened" in caplog.text


def test_a_streamlit_that_opens_no_browser_leaves_it_to_python(monkeypatch):
    monkeypatch.setitem(sys.modules, "streamlit.cli_util", None)
    found = []
    monkeypatch.setattr(webbrowser, "open", found.append)
    browser.open_browser("http://127.0.0.1:8512")
    assert found == ["http://127.0.0.1:8512"]
