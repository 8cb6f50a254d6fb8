"""Experiments as links and as JSON files, and back, with a sentence for every error.

A link holds `2.` (the version) and URL-safe base64 of the zlib stream of the compact JSON; its
checksum tells a mistyped link. Both ends are bounded, because 13,000 characters can expand to
10 MB. What is read here has layers and parameters that the catalogue knows.
"""

import base64
import binascii
import json
import math
import zlib
from typing import Any, NoReturn, cast

from pydantic import ValidationError

from nnviz.core.errors import LinkError, SpecError
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.experiment import Experiment

VERSION = 2
LINK_PARAMETER = "e"
"""Where an address of the app holds an experiment."""
_SPELLED_BEFORE = {
    "penalty": "regularization",
    "penalty_rate": "regularization_rate",
    "standardise": "standardize",
}
"""Names of settings in version 1, with the present ones."""
MAX_LINK = 16_000
"""Most characters of a link's experiment."""
MAX_JSON = 262_144
"""Most bytes of an experiment as JSON."""

_KEEP = "Nothing was changed."
_VALUE = "a number, true or false, text of at most 64 characters, or a list of numbers"


def to_json(experiment: Experiment) -> str:
    """Return the experiment as indented JSON with its version."""
    return json.dumps({"nnviz": VERSION, **_fields(experiment)}, indent=2)


def from_json(text: str | bytes) -> Experiment:
    """Return the experiment that this JSON describes.

    Raises:
        LinkError: It is too large, not JSON, of another version, or not an experiment.
    """
    if len(text) > MAX_JSON:
        raise LinkError(f"an experiment of at most {MAX_JSON:,} bytes", f"{len(text):,}", _KEEP)
    fields = _parsed(text)
    version = fields.pop("nnviz", None)
    if type(version) is not int or not 1 <= version <= VERSION:
        received = "none" if version is None else _shortened(repr(version))
        raise LinkError(f'an experiment of version "nnviz": {VERSION} or earlier', received, _KEEP)
    return _experiment(_respelled(fields, version))


def to_link(experiment: Experiment) -> str:
    """Return the experiment as text for a URL's query."""
    text = json.dumps(_fields(experiment), separators=(",", ":"))
    packed = zlib.compress(text.encode(), 9)
    return f"{VERSION}." + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_link(text: str) -> Experiment:
    """Return the experiment that a link holds.

    Raises:
        LinkError: It is too long, damaged, of another version, or not an experiment.
    """
    if len(text) > MAX_LINK:
        raise LinkError(f"a link of at most {MAX_LINK:,} characters", f"{len(text):,}", _KEEP)
    version, dot, body = text.strip().partition(".")
    if not dot or version not in {"1", str(VERSION)}:
        raise LinkError(
            f"a link of version {VERSION} or earlier",
            f"version {version[:12]!a}" if dot else "a link without a version",
            "Ask for a new link. " + _KEEP,
        )
    return _experiment(_respelled(_parsed(_unpacked(body)), int(version)))


def _fields(experiment: Experiment) -> dict[str, Any]:
    return experiment.model_dump(mode="json", exclude_defaults=True)


def _respelled(fields: dict[str, Any], version: int) -> dict[str, Any]:
    """Return the fields of an earlier version under their present names."""
    if version < VERSION:
        for place in (_object(fields, "training"), _object(_object(fields, "data"), "options")):
            for before, now in _SPELLED_BEFORE.items():
                if before in place and now not in place:
                    place[now] = place.pop(before)
    return fields


def _object(fields: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the JSON object under a name; an empty one where there is none."""
    found = fields.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _unpacked(body: str) -> bytes:
    """Return the JSON that a link holds, at most `MAX_JSON` bytes of it."""
    unpacker = zlib.decompressobj()
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        data = unpacker.decompress(packed, MAX_JSON)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise LinkError(
            "a complete link", "a damaged one", "Copy the whole link again. " + _KEEP
        ) from error
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise LinkError(
            "a complete link",
            "one that is cut off or far too large",
            "Copy the whole link again. " + _KEEP,
        )
    return data


def _parsed(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object that a text holds."""
    try:
        fields = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_moderate,
        )
    except LinkError:
        raise
    except (ValueError, RecursionError) as error:
        raise LinkError("an experiment as JSON", "text that is not JSON", _KEEP) from error
    if not isinstance(fields, dict):
        raise LinkError("an experiment as a JSON object", "JSON of another type", _KEEP)
    return cast("dict[str, Any]", fields)


def _experiment(fields: dict[str, Any]) -> Experiment:
    """Check the fields strictly, as JSON: text is not a number, and true is not 1."""
    try:
        experiment = Experiment.model_validate_json(json.dumps(fields), strict=True)
        for layer in experiment.network.layers:
            layer_values(layer)
    except ValidationError as error:
        raise _explained(error) from error
    except SpecError as error:
        raise LinkError(error.expected, _shortened(error.received), _KEEP) from error
    except RecursionError as error:
        raise LinkError("an experiment", "lists that are nested too deeply", _KEEP) from error
    return experiment


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build a JSON object, refusing duplicate keys."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise LinkError("every key once", "a key that occurs twice in the same object", _KEEP)
    return fields


def _no_constant(name: str) -> NoReturn:
    raise LinkError("finite numbers", name, _KEEP)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_constant(_shortened(text))
    return number


def _moderate(text: str) -> int:
    """Read a whole number; longer ones fit no field and cost time."""
    if len(text) > 20:
        raise LinkError(
            "whole numbers of at most 20 digits", f"a number of {len(text):,} digits", _KEEP
        )
    return int(text)


_WORDS = {
    "extra_forbidden": "nothing, because there is no such field",
    "missing": "a value",
    "string_pattern_mismatch": "a name of lowercase letters, digits and underscores",
    "json_invalid": "valid JSON",
}
"""What is expected, by pydantic's type of error, where its own words would not be clear."""


def _explained(error: ValidationError) -> LinkError:
    """Say the first thing that pydantic found, with its position."""
    first = error.errors(include_url=False)[0]
    place = list(first["loc"])
    message = _WORDS.get(first["type"], first["msg"])
    for name in ("params", "options"):
        if name in place and len(place) > place.index(name) + 2 and place[-1] != "[key]":
            place = place[: place.index(name) + 2]
            message = _VALUE
    where = " > ".join(_shortened(str(part), 40) for part in place) or "the experiment"
    message = message.removeprefix("Value error, ").removeprefix("Input should be ")
    received = "nothing" if first["type"] == "missing" else _shortened(ascii(first["input"]))
    return LinkError(f"at {where}: {message}", received, _KEEP)


def _shortened(text: str, limit: int = 60) -> str:
    """Return text for a sentence: printable, and not longer than this."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text[:limit])
    return shown + ("..." if len(text) > limit else "")
