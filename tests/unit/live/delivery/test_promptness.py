"""Connections to the server send small messages at once."""

import os
import socket
import sys

import pytest

from nnviz.live.delivery.promptness import send_at_once


@pytest.mark.skipif(sys.platform == "win32", reason="sockets are no files on Windows")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_connection_takes_the_option_over_from_the_socket_that_listened(family):
    # Made as Streamlit makes it: without naming TCP, so that asyncio leaves Nagle's algorithm on.
    with socket.socket(family) as server:
        server.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        server.listen()
        assert server.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        assert send_at_once() >= 1
        with socket.create_connection(server.getsockname()[:2]), server.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.skipif(sys.platform == "win32", reason="sockets are no files on Windows")
def test_other_open_files_are_left_alone():
    before = send_at_once()
    local, other = socket.socketpair()
    reading, writing = os.pipe()
    with local, other, socket.socket(type=socket.SOCK_DGRAM):
        assert send_at_once() == before
        local.send(b"1")
        assert other.recv(1) == b"1"
    os.write(writing, b"2")
    assert os.read(reading, 1) == b"2"
    os.close(reading)
    os.close(writing)
