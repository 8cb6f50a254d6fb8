"""Runs of a server that was killed: their visitors come back to them on the next one."""

import json
import logging
import os
import secrets
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from nnviz.core.errors import NnvizError
from nnviz.core.files.homes import left_behind
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.runs.run import Run

PREFIX = "nnviz-runs-"
_VISITOR = "visitor"
_SNAPSHOT = "*.snapshot"
_MOST = 200
"""Runs that are taken over at most, the latest first."""
_REASON = "The server was started again; the run continues from its last snapshot."
_LOG = logging.getLogger(__name__)


def note_visitor(folder: Path, visitor: str) -> None:
    """Write down whose run a folder is, for the next server; a full disk is no error.

    Args:
        folder: The run's, made when it is not there.
        visitor: Who it is; a run of nobody in particular is left to nobody.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        if visitor:
            (folder / _VISITOR).write_text(visitor)


def runs_left_behind(home: Path, parent: Path | None = None) -> list[Run]:
    """Take over the runs of servers that are gone, and remove what nobody can come back to.

    Args:
        home: Folder of this server's runs.
        parent: Where such folders lie; where temporary files lie by default.
    """
    found: list[Run] = []
    for old in left_behind(PREFIX, parent):
        for snapshot in _latest(old.folder)[: _MOST - len(found)]:
            found += _taken_over(snapshot, home)
        old.remove()
    return found


def _latest(folder: Path) -> list[Path]:
    """Return the last snapshot of each run, the last of all first."""
    of_runs: dict[Path, Path] = {}
    for snapshot in sorted(folder.glob(f"*/{_SNAPSHOT}"), key=_written):
        of_runs[snapshot.parent] = snapshot
    return sorted(of_runs.values(), key=_written, reverse=True)


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _taken_over(snapshot: Path, home: Path) -> list[Run]:
    """Give the run of a snapshot back, unless it is nobody's or cannot be read."""
    try:
        visitor = (snapshot.parent / _VISITOR).read_text()
        with np.load(snapshot, allow_pickle=False) as file:
            meta = json.loads(file["meta"].tobytes())
        experiment = Experiment.model_validate(meta["experiment"])
        folder = home / secrets.token_hex(8)
        run = Run(experiment, folder, play=False, visitor=visitor, event=_REASON)
        folder.mkdir(mode=0o700)
        shutil.move(snapshot, run.snapshot)
        os.utime(run.snapshot)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NnvizError):
        _LOG.info("a snapshot of an earlier server could not be read", exc_info=True)
        return []
    note_visitor(folder, visitor)
    return [run]
