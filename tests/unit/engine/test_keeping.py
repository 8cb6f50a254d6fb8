"""Snapshots are written when it is time to, and a full disk is said and costs nothing."""

import errno

import pytest

from nnviz.engine.keeping import FULL, Keeper, occupied
from nnviz.engine.training import Training


@pytest.fixture
def disk(tmp_path, scripted, plane_data, monkeypatch):
    """A run whose snapshots cost nothing: `(training, path, written)`."""
    clock = [0.0]
    monkeypatch.setattr("nnviz.engine.keeping.time.monotonic", lambda: clock[0])
    session = scripted()
    path = tmp_path / "run" / "0.snapshot"
    path.parent.mkdir()
    session.save = lambda where: where.write_bytes(b"x" * 100)
    return Training(session, plane_data), path, clock


def test_a_run_that_trains_is_kept_every_few_seconds(disk):
    training, path, clock = disk
    keeper = Keeper(training, path, 5.0, 0)
    clock[0] = 100.0
    assert keeper.wait(100.0) is None
    keeper.keep()
    assert not path.exists()
    training.session.step = 7
    assert keeper.wait(3.0) == 2.0
    keeper.keep()
    assert path.exists()
    path.unlink()
    training.session.step = 8
    clock[0] = 104.9
    keeper.keep()
    assert not path.exists()
    keeper.wanted = True
    keeper.keep()
    assert path.exists()
    assert not keeper.wanted


def test_a_full_disk_is_said_until_there_is_room(disk):
    training, path, clock = disk
    keeper, save = Keeper(training, path, 5.0, 0), training.session.save

    def full(_where):
        raise OSError(errno.ENOSPC, "No space left on device")

    training.session.save = full
    version = training.version
    assert not keeper.save()
    assert training.status().reason == FULL
    assert training.version > version
    training.session.save = save
    assert keeper.save()
    assert training.status().reason == ""
    assert clock == [0.0]


def test_what_else_there_is_to_say_comes_first(disk):
    training, _, _ = disk
    training.warn(FULL)
    training.reason = "Finished."
    assert training.status().reason == "Finished."


def test_all_runs_together_keep_a_bound_in_bytes(disk):
    training, path, _ = disk
    other = path.parent.parent / "other"
    other.mkdir()
    (other / "0.snapshot").write_bytes(b"x" * 1000)
    assert occupied(path.parent.parent) == 1000
    assert Keeper(training, path, 5.0, 1000).save()
    assert not Keeper(training, path, 5.0, 1000).save()
    assert path.stat().st_size == 100
    assert training.status().reason == FULL


def test_a_run_that_failed_or_is_kept_nowhere_needs_no_room(disk):
    training, path, _ = disk
    assert Keeper(training, None, 5.0, 1).save()
    training.state = "failed"
    assert Keeper(training, path, 5.0, 0).save()
    assert not path.exists()
