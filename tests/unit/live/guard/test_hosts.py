"""Which names the server answers to."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from nnviz.live.guard.hosts import KnownHosts, bound_address, host_name
from tests.unit.live.guard.asking import ask


def answer(host: str, *, bound: str = "127.0.0.1", named=(), reached: str = "127.0.0.1") -> int:
    """Return the status with which a request to a name is answered."""
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    guarded = KnownHosts(app, named, lambda: bound)
    return ask(guarded, headers={"host": host}, server=(reached, 8501))[0]


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1", "a.localhost"],
)  # fmt: skip
def test_this_machine_is_always_known(host):
    assert answer(host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example",
        "192.0.2.7", "xlocalhost", "0.0.0.0", "127.0.0.1@evil.example", "evil.example:8501:8501",
    ],
)  # fmt: skip
def test_a_foreign_name_is_refused(host):
    assert answer(host) == 421


def test_without_a_name_the_request_is_bad():
    assert answer("") == 400


def test_the_bound_address_and_what_the_operator_names_are_known():
    assert answer("nnviz.school.example:8501", bound="nnviz.school.example") == 200
    assert answer("10.0.0.7:8501", bound="10.0.0.7") == 200
    assert answer("10.0.0.7:8501", bound="0.0.0.0", reached="10.0.0.7") == 200
    assert answer("learn.example", named=("learn.example",)) == 200
    assert answer("a.learn.example", named=("*.learn.example",)) == 200
    assert answer("learn.example", named=("*.learn.example",)) == 421
    assert answer("evil.example", named=("learn.example",)) == 421
    assert answer("evil.example", named=("*",)) == 200


def test_on_all_addresses_every_number_is_known_and_no_foreign_name():
    """A rebound name stays a name in the header."""
    assert answer("203.0.113.5:8501", bound="0.0.0.0") == 200
    assert answer("[2001:db8::1]:8501", bound="0.0.0.0") == 200
    assert answer("evil.example", bound="0.0.0.0") == 421


def test_a_foreign_websocket_is_closed_before_it_is_accepted():
    sent = []

    async def send(message):
        sent.append(message)

    async def inner(*_):
        raise AssertionError

    async def no_message():
        return {}

    scope = {"type": "websocket", "headers": [(b"host", b"evil.example")], "server": ("::1", 1)}
    asyncio.run(KnownHosts(inner, (), lambda: "127.0.0.1")(scope, no_message, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"), ("Name:80", "name"), ("[::1]:80", "::1"), ("[::1]", "::1"),
        ("::1", "::1"), ("", ""), (" a ", "a"),
    ],
)  # fmt: skip
def test_the_name_is_told_from_its_port(header, name):
    assert host_name(header) == name


def test_the_bound_address_is_the_one_of_the_settings(monkeypatch):
    settings = {"server.address": "10.0.0.7"}
    monkeypatch.setattr("streamlit.config.get_option", settings.__getitem__)
    assert bound_address() == "10.0.0.7"
    monkeypatch.setattr("streamlit.config.get_option", lambda _: None)
    assert bound_address() == "0.0.0.0"
    monkeypatch.delattr("streamlit.config.get_option")
    assert bound_address() == ""
