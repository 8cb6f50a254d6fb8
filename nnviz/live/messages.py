"""What a browser may say over the live WebSocket, checked before anything is done with it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from nnviz.core.run.run import ProbeRequest

MAX_BYTES = 64 * 1024
MAX_WANTS = 32
_MAX_OPTIONS = 16
_MAX_TEXT = 400
_NAME = re.compile(r"[A-Za-z0-9_.:\-]{1,64}")
_BAD, _TOO_LARGE = 4400, 1009


class MessageError(ValueError):
    """A message that is refused.

    Attributes:
        code: The code to close the WebSocket with.
    """

    def __init__(self, sentence: str, code: int = _BAD) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a viewer wants to see next, and the version it has seen."""

    wants: tuple[ProbeRequest, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class Press:
    """Word that the visitor pressed something, so that a view may be about to come."""


def parse(text: str | None) -> Wish | Press:
    """Return what a message says.

    Raises:
        MessageError: It is too large, not JSON, or neither `{"want": [...], "seen": number}` nor
            `{"pressed": true}`.
    """
    if text is None:
        raise MessageError("Expected text, received bytes.")
    if len(text) > MAX_BYTES or len(text.encode()) > MAX_BYTES:
        raise MessageError(f"Expected at most {MAX_BYTES:,} bytes.", _TOO_LARGE)
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MessageError("Expected JSON.") from error
    if not isinstance(message, dict):
        raise MessageError("Expected a JSON object.")
    if message.get("pressed") is True:
        return Press()
    wants, seen = message.get("want"), message.get("seen", 0)
    if not isinstance(wants, list) or len(wants) > MAX_WANTS:
        raise MessageError(f"Expected a list 'want' of at most {MAX_WANTS} entries.")
    if isinstance(seen, bool) or not isinstance(seen, int) or not 0 <= seen < 2**63:
        raise MessageError("Expected 'seen' to be a version number.")
    return Wish(tuple(_want(want) for want in wants), seen)


def _want(want: Any) -> ProbeRequest:  # noqa: ANN401 - anything JSON can hold
    if not isinstance(want, dict):
        raise MessageError("Expected every want to be an object.")
    key, probe, options = want.get("key"), want.get("probe"), want.get("options", {})
    if not (isinstance(key, str) and _NAME.fullmatch(key)):
        raise MessageError("Expected a short 'key' for every want.")
    if not (isinstance(probe, str) and _NAME.fullmatch(probe)):
        raise MessageError("Expected a short 'probe' for every want.")
    if not isinstance(options, dict) or len(options) > _MAX_OPTIONS:
        raise MessageError(f"Expected 'options' with at most {_MAX_OPTIONS} entries.")
    for name, value in options.items():
        if not _NAME.fullmatch(name) or not _plain(value):
            raise MessageError("Expected options to be short texts, numbers, true or false.")
    return ProbeRequest(key, probe, options)


def _plain(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_TEXT
    if isinstance(value, float):
        return abs(value) < 1e300  # Not NaN and not infinite either; JSON here admits both.
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53)
