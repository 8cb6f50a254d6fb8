"""Folders of running servers are left alone, those of killed ones are taken over."""

import subprocess
import sys

import pytest

from nnviz.core.files import homes
from nnviz.core.files.homes import claim, left_behind

pytestmark = pytest.mark.skipif(homes.fcntl is None, reason="there are no locks here")

_KILLED = """
import os, signal, sys
from pathlib import Path
from nnviz.core.files.homes import claim
home = claim("t-", Path(sys.argv[1]))
(home.folder / "kept").write_text("here")
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(parent):
    """Have a process make a folder and be killed."""
    subprocess.run([sys.executable, "-c", _KILLED, str(parent)], check=False)


def test_a_folder_belongs_to_its_process_and_goes_with_it(tmp_path):
    home = claim("t-", tmp_path)
    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert left_behind("t-", tmp_path) == []
    home.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_taken_over_once(tmp_path):
    killed(tmp_path)
    (found,) = left_behind("t-", tmp_path)
    assert (found.folder / "kept").read_text() == "here"
    assert left_behind("t-", tmp_path) == []
    found.remove()
    assert list(tmp_path.iterdir()) == []


def test_anything_else_is_left_alone(tmp_path):
    target = claim("other-", tmp_path)
    (tmp_path / "t-file").touch()
    (tmp_path / "t-plain").mkdir()
    (tmp_path / "t-link").symlink_to(target.folder)
    (tmp_path / "t-locked-elsewhere").mkdir()
    (tmp_path / "t-locked-elsewhere" / "lock").symlink_to(target.folder / "lock")
    assert left_behind("t-", tmp_path) == []
    assert target.folder.is_dir()
    target.remove()


def test_where_nothing_can_be_locked_nothing_is_taken(tmp_path, monkeypatch):
    killed(tmp_path)
    monkeypatch.setattr(homes, "fcntl", None)
    assert left_behind("t-", tmp_path) == []
    claim("t-", tmp_path).remove()


def test_a_folder_of_another_user_is_left_alone(tmp_path, monkeypatch):
    killed(tmp_path)
    monkeypatch.setattr(homes.os, "getuid", lambda: -1)
    assert left_behind("t-", tmp_path) == []
