"""Datasets of files are read once, and the same for every process."""

import os
from dataclasses import fields

import numpy as np
import pytest

from nnviz.data.uploads import made, store, table
from nnviz.data.uploads.kinds import _made, opened
from nnviz.data.uploads.store import FileStore

TEXT = "day,size,kind\n" + "".join(
    f"2020-{n % 12 + 1:02}-03,{n},{'äb'[n % 2]}\n" for n in range(40)
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_store", FileStore(tmp_path / "files"))


def equal(one, other):
    for field in fields(one):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, np.ndarray):
            assert first.dtype == second.dtype
            np.testing.assert_array_equal(first, second)
        else:
            assert first == second, field.name


def test_what_is_kept_is_exactly_what_was_made():
    dataset = _made(opened("t.csv", TEXT.encode()))
    assert made.kept("key") is None
    made.keep("key", dataset)
    again = made.kept("key")
    assert again is not None
    equal(again, dataset)
    (path,) = store.store().folder.glob("*.made")
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(path.read_bytes()[:300])
    assert made.kept("key") is None


def test_another_process_does_not_read_the_file_again(monkeypatch):
    from nnviz.data import load
    from nnviz.data.uploads import kinds

    spec = opened("t.csv", TEXT.encode())
    first = load(spec)
    monkeypatch.setattr(kinds, "_KEPT", kinds._Kept(kinds.MOST_KEPT))
    monkeypatch.setattr(table, "read_csv", lambda *_, **__: pytest.fail("read again"))
    table._texts.cache_clear()
    table._columns.cache_clear()
    equal(load(spec), first)


def test_what_was_used_longest_ago_goes_first(monkeypatch):
    dataset = _made(opened("t.csv", TEXT.encode()))
    made.keep("a", dataset)
    made.keep("b", dataset)
    size = max(path.stat().st_size for path in store.store().folder.glob("*.made"))
    os.utime(made._path("b"), (1, 1))
    monkeypatch.setattr(made, "MOST_TOGETHER", 2 * size + 10)
    made.keep("c", dataset)
    assert [made.kept(key) is not None for key in "abc"] == [True, False, True]
    monkeypatch.setattr(made, "MOST_TOGETHER", 10)
    made.keep("d", dataset)
    assert made.kept("d") is None
