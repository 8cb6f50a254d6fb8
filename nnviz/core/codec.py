"""Experiments as links and as JSON files, and back, with a sentence for whatever is wrong.

A link holds `1.` (the version) and URL-safe base64 of the raw deflate stream of the compact
JSON. Both ends are bounded, because 13,000 characters can expand to 10 MB.
"""

import base64
import binascii
import json
import zlib
from typing import Any, NoReturn

from pydantic import ValidationError

from nnviz.core.errors import LinkError
from nnviz.core.experiment import Experiment

VERSION = 1
MAX_LINK = 16_000
"""Characters of a link's experiment at most."""
MAX_JSON = 262_144
"""Bytes of an experiment as JSON at most."""

_KEEP = "Nothing was changed."


def to_json(experiment: Experiment) -> str:
    """Return the experiment as indented JSON with its version."""
    fields = experiment.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"nnviz": VERSION, **fields}, indent=2)


def from_json(text: str | bytes) -> Experiment:
    """Return the experiment that this JSON describes.

    Raises:
        LinkError: It is too large, not JSON, of another version, or not an experiment.
    """
    if len(text) > MAX_JSON:
        raise LinkError(f"an experiment of at most {MAX_JSON:,} bytes", f"{len(text):,}", _KEEP)
    try:
        fields = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, LinkError):
            raise
        raise LinkError("an experiment as JSON", "text that is not JSON", _KEEP) from error
    if not isinstance(fields, dict):
        raise LinkError("an experiment as a JSON object", f"a {type(fields).__name__}", _KEEP)
    version = fields.pop("nnviz", None)
    if version != VERSION or isinstance(version, bool):
        received = "none" if version is None else repr(version)[:40]
        raise LinkError(f'an experiment of version "nnviz": {VERSION}', received, _KEEP)
    try:
        return Experiment.model_validate(fields)
    except ValidationError as error:
        raise _explained(error) from error


def to_link(experiment: Experiment) -> str:
    """Return the experiment as text for a URL's query."""
    fields = experiment.model_dump(mode="json", exclude_defaults=True)
    packer = zlib.compressobj(9, wbits=-15)
    data = packer.compress(json.dumps(fields, separators=(",", ":")).encode()) + packer.flush()
    return f"{VERSION}." + base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_link(text: str) -> Experiment:
    """Return the experiment that a link holds.

    Raises:
        LinkError: It is too long, damaged, of another version, or not an experiment.
    """
    if len(text) > MAX_LINK:
        raise LinkError(f"a link of at most {MAX_LINK:,} characters", f"{len(text):,}", _KEEP)
    version, dot, body = text.partition(".")
    if not dot or version != str(VERSION):
        raise LinkError(
            f"a link of version {VERSION}",
            f"version {version[:12]!r}" if dot else "one without a version",
            "Ask for a new link. " + _KEEP,
        )
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(wbits=-15)
        data = unpacker.decompress(packed, MAX_JSON)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise LinkError(
            "a complete link", "a damaged one", "Copy the whole link again. " + _KEEP
        ) from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise LinkError("a complete link", "one that is cut off or far too large", _KEEP)
    return from_json(_with_version(data))


def _with_version(data: bytes) -> bytes:
    """Put the version, which a link carries outside, back into its JSON object."""
    if not data.startswith(b"{"):
        raise LinkError("a link to an experiment", "a link to something else", _KEEP)
    rest = data[1:]
    comma = b"" if rest.strip() == b"}" else b","
    return b'{"nnviz":%d%s' % (VERSION, comma) + rest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build a JSON object, refusing a key that stands twice."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise LinkError("every key once", "one that stands twice in the same object", _KEEP)
    return fields


def _no_constant(name: str) -> NoReturn:
    raise LinkError("finite numbers", name, _KEEP)


def _explained(error: ValidationError) -> LinkError:
    """Say the first thing that pydantic found, with its place."""
    first = error.errors(include_url=False)[0]
    place = " > ".join(str(part) for part in first["loc"]) or "the experiment"
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "extra_forbidden":
        message = "nothing, as there is no such field"
    elif first["type"] == "missing":
        return LinkError(f"{place} to be given", "nothing", _KEEP)
    return LinkError(f"at {place}: {message}", repr(first["input"])[:60], _KEEP)
