import json
import zipfile

import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.model.saving import snapshot


def test_what_was_written_is_read(tmp_path):
    path = tmp_path / "run.npz"
    huge = 2**100 + 1
    snapshot.write(
        path, {"huge": huge}, {"a": np.arange(6.0).reshape(2, 3), "b": np.array(7, np.uint32)}
    )
    meta, arrays = snapshot.read(path)
    assert meta["huge"] == huge
    assert arrays["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (arrays["b"].dtype, int(arrays["b"])) == (np.uint32, 7)


def test_a_new_one_replaces_the_old_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "run.npz"
    for value in (1, 2):
        snapshot.write(path, {"value": value}, {})
    assert snapshot.read(path)[0]["value"] == 2
    assert [each.name for each in tmp_path.iterdir()] == ["run.npz"]


def test_a_write_that_fails_leaves_the_old_one_whole(tmp_path):
    path = tmp_path / "run.npz"
    snapshot.write(path, {"value": 1}, {})
    with pytest.raises(ValueError, match="Object arrays"):
        snapshot.write(path, {"value": 2}, {"bad": np.array([{}], dtype=object)})
    assert snapshot.read(path)[0]["value"] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["run.npz"]


def test_missing_broken_and_foreign_files_are_refused(tmp_path):
    path = tmp_path / "run.npz"
    with pytest.raises(RunError, match=r"run\.npz"):
        snapshot.read(path)
    for content in (b"", b"no archive at all", b"PK\x03\x04 cut"):
        path.write_bytes(content)
        with pytest.raises(RunError, match="a snapshot of a run"):
            snapshot.read(path)
    np.savez(path, something=np.zeros(2))
    with pytest.raises(RunError, match="a snapshot of a run"):
        snapshot.read(path)


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    snapshot.write(path, {}, {"a": np.zeros(1000)})
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(RunError):
        snapshot.read(path)


def test_another_version_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    text = json.dumps({"version": 99}).encode()
    with path.open("wb") as file:
        np.savez(file, meta=np.frombuffer(text, np.uint8))
    with pytest.raises(RunError, match="version 1, received 99"):
        snapshot.read(path)
    assert zipfile.is_zipfile(path)
