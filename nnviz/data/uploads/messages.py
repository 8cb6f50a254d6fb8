"""What goes between the processes that read files and the one that asks them."""

import io
import pickle
import struct
from types import MappingProxyType
from typing import IO

_HEAD = struct.Struct("<Q")


def packed(answer: tuple[object, ...]) -> bytes:
    """Write an answer."""
    data = io.BytesIO()
    pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {MappingProxyType: lambda view: (read_only, (dict(view),))}
    pickler.dump(answer)
    return data.getvalue()


def read_only(entries: dict[object, object]) -> MappingProxyType[object, object]:
    """Return a mapping that cannot be written to, as pickle cannot name its class."""
    return MappingProxyType(entries)


def received(pipe: IO[bytes]) -> bytes:
    """Return the next message; empty when there is none any more."""
    head = pipe.read(_HEAD.size)
    return pipe.read(_HEAD.unpack(head)[0]) if len(head) == _HEAD.size else b""


def send(pipe: IO[bytes], message: bytes) -> None:
    """Send a message."""
    pipe.write(_HEAD.pack(len(message)))
    pipe.write(message)
    pipe.flush()
