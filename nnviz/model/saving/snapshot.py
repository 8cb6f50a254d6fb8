"""A run on disk: arrays and JSON in one file that is replaced atomically, without pickle."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import RunError

_VERSION = 1


def write(path: Path, meta: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Write a snapshot; a reader, or a crash at any moment, finds the old or the new one whole.

    Args:
        path: Where it belongs; a temporary file is made next to it.
        meta: JSON values.
        arrays: Named arrays of plain numbers.
    """
    text = json.dumps({"version": _VERSION, **meta}).encode()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays, meta=np.frombuffer(text, np.uint8))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what `write` wrote.

    Raises:
        RunError: There is no such file, or it is not a snapshot of this version.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(arrays.pop("meta").tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(
            "a snapshot of a run", f"{path.name}: {type(error).__name__}", "Start the run again."
        ) from error
    if meta.get("version") != _VERSION:
        raise RunError(
            f"a snapshot of version {_VERSION}", str(meta.get("version")), "Start the run again."
        )
    return meta, arrays
