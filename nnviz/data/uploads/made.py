"""Datasets made of uploaded files, kept beside the files.

Reading a large table takes seconds. Whoever makes a dataset first leaves its arrays in the folder
of the store, so every run on it, in a process of its own, only loads them.
"""

import hashlib
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.data.uploads.store import store

MOST_TOGETHER = 96 << 20
"""Bytes of all of them together; those that were used longest ago go first."""
_ENDING = ".made"
_DAMAGE = (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile)


def kept(key: str) -> Dataset | None:
    """Return a dataset that was made before; None when it was not, or is no longer there.

    Args:
        key: What it was made of: the whole spec as text.
    """
    path = _path(key)
    try:
        with np.load(path, allow_pickle=False) as found:
            values: dict[str, Any] = {name: found[name] for name in found.files}
        rest: dict[str, Any] = json.loads(values.pop("rest").tobytes())
        signature = DataSignature(**_tuples(rest.pop("signature")))
        os.utime(path)
        return Dataset(signature=signature, **values, **_tuples(rest))
    except _DAMAGE:
        return None


def keep(key: str, made: Dataset) -> None:
    """Leave a dataset for others, where there is room; that is no reason to fail."""
    given = {field.name: getattr(made, field.name) for field in fields(made)}
    arrays: dict[str, Any] = {
        name: value for name, value in given.items() if isinstance(value, np.ndarray)
    }
    if sum(array.nbytes for array in arrays.values()) > MOST_TOGETHER // 2:
        return
    rest = {name: value for name, value in given.items() if name not in arrays}
    text = json.dumps({**rest, "signature": asdict(made.signature)}).encode()
    path = _path(key)
    part = path.with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):
        with part.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            np.savez(file, rest=np.frombuffer(text, np.uint8), **arrays)
        part.replace(path)
        _tidy(path.parent)


def _path(key: str) -> Path:
    return store().folder / (hashlib.sha256(key.encode()).hexdigest() + _ENDING)


def _tidy(folder: Path) -> None:
    """Remove those that were used longest ago, until the rest fits."""
    found = sorted(
        ((path, path.stat()) for path in folder.glob(f"*{_ENDING}")),
        key=lambda entry: entry[1].st_mtime,
    )
    total = sum(stat.st_size for _, stat in found)
    for path, stat in found:
        if total <= MOST_TOGETHER:
            break
        path.unlink(missing_ok=True)
        total -= stat.st_size


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Return values with JSON's lists as tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
