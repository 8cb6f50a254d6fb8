"""Runs of a killed server come back to their visitors; everything else of it is removed."""

import json
import subprocess
import sys

import numpy as np
import pytest

from nnviz.core.files import homes
from nnviz.core.files.homes import claim
from nnviz.engine.limits import Limits
from nnviz.engine.runs.left_behind import PREFIX, note_visitor, runs_left_behind

pytestmark = pytest.mark.skipif(homes.fcntl is None, reason="there are no locks here")

_KILLED = "import sys; from pathlib import Path; from nnviz.core.files.homes import claim; "
_KILLED += f"print(claim({PREFIX!r}, Path(sys.argv[1])).folder)"


@pytest.fixture
def killed(tmp_path):
    """Makes the folder of a server that has gone."""

    def make():
        command = [sys.executable, "-c", _KILLED, str(tmp_path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return tmp_path / done.stdout.strip()

    return make


def keep(home, name, visitor, experiment, edition=0, **more):
    folder = home / name
    note_visitor(folder, visitor)
    meta = {"version": 1, "experiment": experiment.model_dump(mode="json"), **more}
    text = np.frombuffer(json.dumps(meta).encode(), np.uint8)
    with (folder / f"{edition}.snapshot").open("wb") as file:
        np.savez(file, allow_pickle=False, meta=text)
    return folder / f"{edition}.snapshot"


def test_a_run_comes_back_with_its_snapshot_and_says_why(killed, tmp_path, experiment):
    old, home = killed(), claim(PREFIX, tmp_path)
    data = keep(old, "a", "v" * 43, experiment, edition=4).read_bytes()
    (run,) = runs_left_behind(home.folder, tmp_path)
    assert (run.visitor, run.experiment) == ("v" * 43, experiment)
    assert run.snapshot.read_bytes() == data
    assert run.begin(Limits()).snapshot == run.snapshot
    assert run.snapshot.is_relative_to(home.folder)
    assert not run.blank
    assert run.status.state == "created"
    assert not old.exists()
    home.remove()


def test_it_comes_back_again_after_the_next_server(killed, tmp_path, experiment):
    keep(killed(), "a", "v", experiment)
    home = claim(PREFIX, tmp_path)
    runs_left_behind(home.folder, tmp_path)
    home.lock.close()
    after = claim(PREFIX, tmp_path)
    (run,) = runs_left_behind(after.folder, tmp_path)
    assert run.visitor == "v"
    after.remove()


def test_of_several_snapshots_of_a_run_the_last_counts(killed, tmp_path, experiment):
    old, home = killed(), claim(PREFIX, tmp_path)
    keep(old, "a", "v", experiment, edition=1)
    keep(old, "a", "v", experiment.changed(seed=8), edition=2)
    (run,) = runs_left_behind(home.folder, tmp_path)
    assert run.experiment.seed == 8
    home.remove()


def test_what_nobody_can_come_back_to_is_removed(killed, tmp_path, experiment):
    old, home = killed(), claim(PREFIX, tmp_path)
    keep(old, "of nobody", "", experiment)
    note_visitor(old / "nothing learned", "v")
    keep(old, "broken", "v", experiment).write_bytes(b"PK nonsense")
    keep(old, "empty", "v", experiment).write_bytes(b"")
    snapshot = keep(old, "strange", "v", experiment)
    with snapshot.open("wb") as file:
        np.savez(file, meta=np.frombuffer(b'{"experiment": {"a": 1}}', np.uint8))
    assert runs_left_behind(home.folder, tmp_path) == []
    assert [path.name for path in home.folder.iterdir()] == ["lock"]
    assert not old.exists()
    home.remove()


def test_a_running_server_keeps_its_own(tmp_path, experiment):
    other, home = claim(PREFIX, tmp_path), claim(PREFIX, tmp_path)
    snapshot = keep(other.folder, "a", "v", experiment)
    assert runs_left_behind(home.folder, tmp_path) == []
    assert snapshot.exists()
    for one in (other, home):
        one.remove()


def test_a_full_disk_does_not_stop_a_run_from_beginning(tmp_path):
    note_visitor(tmp_path / "missing" / "run", "v")
    assert not (tmp_path / "missing").exists()
