"""Folders of processes that were killed go with the next one; those in use stay."""

import signal
import subprocess
import sys
from pathlib import Path

from nnviz.core.files.own_folder import LOCK, abandoned, own_folder

MAKE = (
    "import sys, time; from pathlib import Path; "
    "from nnviz.core.files.own_folder import own_folder; "
    "folder = own_folder('kind-', Path(sys.argv[1])); (folder / 'file').write_bytes(b'x'); "
    "print(folder, flush=True); {then}"
)


def started(place: Path, then: str) -> tuple[subprocess.Popen[str], Path]:
    """Let another process make a folder, and return both."""
    code = MAKE.format(then=then)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(place)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_a_process_that_ends_takes_its_folder_along(tmp_path):
    process, folder = started(tmp_path, "pass")
    assert process.wait(20) == 0
    assert folder.name.startswith("kind-")
    assert list(tmp_path.iterdir()) == []


def test_the_next_one_removes_the_folder_of_one_that_was_killed(tmp_path):
    process, folder = started(tmp_path, "time.sleep(60)")
    assert list(abandoned(tmp_path, "kind-")) == []
    second = own_folder("kind-", tmp_path)
    assert (folder / "file").is_file()
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    assert list(abandoned(tmp_path, "kind-")) == [folder]
    third = own_folder("kind-", tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([second, third])


def test_what_is_not_ours_stays(tmp_path):
    (tmp_path / "kind-without-lock").mkdir()
    (tmp_path / "kind-file").write_bytes(b"")
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / LOCK).write_bytes(b"")
    (tmp_path / "kind-link").symlink_to(other)
    assert list(abandoned(tmp_path, "kind-")) == []
