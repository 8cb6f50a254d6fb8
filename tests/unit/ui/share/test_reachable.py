"""The address that a teacher hands out is one that a class can open."""

import ipaddress

import pytest

from nnviz.ui.share.reachable import for_others, own_address


def own() -> str:
    return "10.0.0.7"


@pytest.mark.parametrize(
    ("url", "bound", "found"),
    [
        ("http://localhost:8501/", None, "http://10.0.0.7:8501/"),
        ("http://127.0.0.1:8501/learning", "0.0.0.0", "http://10.0.0.7:8501/learning"),
        ("http://[::1]/", "10.0.0.7", "http://10.0.0.7/"),
        ("http://localhost:8501/", "127.0.0.1", ""),
        ("http://localhost:8501/", "localhost", ""),
        ("http://nets.school.example/", "127.0.0.1", "http://nets.school.example/"),
        ("", "127.0.0.1", ""),
    ],
)
def test_a_loopback_address_is_replaced_by_one_that_others_reach(url, bound, found):
    assert for_others(url, bound, own) == found


def test_a_machine_in_no_network_has_no_address_for_others():
    assert for_others("http://localhost:1/", None, lambda: "127.0.0.1") == ""


def test_the_own_address_is_one():
    assert ipaddress.ip_address(own_address())
