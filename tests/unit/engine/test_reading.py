"""Visitors' files read by other processes: the same answers, bounded in memory, time and number."""

import io
import pickle
import subprocess
import sys
import threading
import time
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from nnviz.core.errors import NnvizError
from nnviz.core.files.confined import bare_environment
from nnviz.data.uploads import elsewhere, kinds, npz, table
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.store import FileStore, MissingFileError
from nnviz.engine import reading
from nnviz.engine.reading import AT_ONCE, read_here, read_in_children

TABLE = "width,height,kind\n" + "".join(
    f"{n % 7},{n % 5},{'cat' if n % 2 else 'dog'}\n" for n in range(40)
)
SLEEPER = "import sys, time; sys.stdin.buffer.read(8); time.sleep(60)"
GREEDY = (
    "import sys, struct; sys.path.insert(0, {root!r}); import os; "
    "from nnviz.data.uploads import child; child.answered = lambda *_: {deed}; child.main()"
)


@pytest.fixture
def processes(tmp_path, monkeypatch):
    """Reading by other processes, with a store of its own."""
    monkeypatch.setattr(own_store, "_store", FileStore(tmp_path / "files"))
    monkeypatch.setattr(kinds, "_KEPT", kinds._Kept(1 << 28))
    yield read_in_children()
    read_here()


def zipped(side: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, level in (("dark", 20), ("light", 220)):
            for number in range(3):
                picture = io.BytesIO()
                Image.new("L", (side, side), level + number).save(picture, "PNG")
                archive.writestr(f"{name}/{number}.png", picture.getvalue())
    return data.getvalue()


def arrays() -> bytes:
    data = io.BytesIO()
    np.savez(data, x=np.random.default_rng(0).normal(size=(30, 4)), y=np.arange(30) % 3)
    return data.getvalue()


def table_in_zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("inner.csv", TABLE)
    return data.getvalue()


FILES = {
    "a.csv": TABLE.encode(), "b.zip": zipped(16), "c.npz": arrays(), "d.zip": table_in_zip(),
}  # fmt: skip


def same(first, second) -> None:
    for name in type(first).__dataclass_fields__:
        np.testing.assert_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize("name", FILES)
def test_answers_are_the_same_as_here(processes, name, monkeypatch):
    spec = kinds.opened(name, FILES[name])
    found = kinds.dataset(spec)
    monkeypatch.setattr(kinds, "_KEPT", kinds._Kept(1 << 28))
    elsewhere.read_by(None)
    assert kinds.opened(name, FILES[name]) == spec
    same(kinds.dataset(spec), found)
    assert len(processes._idle) == 1


def test_what_a_dialog_shows_crosses_too(processes):
    spec = kinds.opened("a.csv", TABLE.encode())
    read, columns = table.columns_of(spec)
    assert read.names == ("width", "height", "kind")
    assert [column.role for column in columns] == ["number", "number", "category"]
    headers = npz.headers_of(str(kinds.opened("c.npz", arrays()).options["file"]))
    assert len(processes._idle) == 1
    assert headers["x"].words == "x: 30 \u00d7 4, float64"


def test_a_refusal_keeps_its_words(processes):
    assert processes is read_in_children()
    with pytest.raises(NnvizError, match="single image"):
        kinds.opened("a.png", b"\x89PNG\r\n\x1a\n\0\0")
    with pytest.raises(NnvizError) as caught:
        kinds.opened("a.zip", b"PK\x03\x04 damaged")
    assert caught.value.expected
    spec = kinds.opened("a.csv", TABLE.encode())
    own_store.store().folder.joinpath(str(spec.options["file"])).unlink()
    with pytest.raises(MissingFileError):
        table.columns_of(spec.changed(options={**spec.options, "separator": "tab"}))


def test_a_small_file_is_read_at_once_and_a_question_is_asked_once(processes):
    spec = kinds.opened("a.csv", TABLE.encode())
    times = []
    for letters in ("a", "aa", "aaa", "x", "ax"):
        other = spec.changed(options={**spec.options, "columns": letters})
        start = time.perf_counter()
        table.columns_of(other)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05
    (child,) = processes._idle
    used = child.used
    table.columns_of(other)
    assert child.used == used


def test_a_process_that_hangs_is_ended_and_said(processes, monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.5)
    monkeypatch.setattr(reading, "reading_command", lambda *_: [sys.executable, "-c", SLEEPER])
    start = time.monotonic()
    with pytest.raises(NnvizError, match="more than is allowed"):
        kinds.opened("a.csv", TABLE.encode())
    assert time.monotonic() - start < 10
    monkeypatch.undo()
    assert processes._idle == []


@pytest.mark.skipif(sys.platform != "linux", reason="bounds of Linux")
@pytest.mark.parametrize(
    "deed", ["bytearray(1 << 30)", "[None for _ in iter(int, 1)]", "os._exit(3)"]
)
def test_a_file_that_takes_too_much_ends_its_process_alone(processes, monkeypatch, deed):
    code = GREEDY.format(root=str(reading.PACKAGE.parent), deed=deed)
    with monkeypatch.context() as during:
        during.setattr(reading, "reading_command", lambda *_: [sys.executable, "-c", code])
        with pytest.raises(NnvizError, match="more than is allowed"):
            kinds.opened("a.csv", TABLE.encode())
    assert processes._idle == []
    assert kinds.opened("a.csv", TABLE.encode()).name == "own_table"


def test_no_more_than_a_few_at_once(processes, monkeypatch):
    busy, most = [0], [0]
    guard = threading.Lock()

    def ask(_child, _question):
        with guard:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.05)
        with guard:
            busy[0] -= 1
        return pickle.dumps(("ok", 1))

    monkeypatch.setattr(reading._Child, "ask", ask)
    threads = [
        threading.Thread(target=processes.read, args=("x", (number,))) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == AT_ONCE


def test_processes_that_nobody_needs_end(processes, monkeypatch):
    kinds.opened("a.csv", TABLE.encode())
    (child,) = processes._idle
    processes.tidy()
    assert child.process.poll() is None
    monkeypatch.setattr(reading, "IDLE", -1)
    processes.tidy()
    assert child.process.poll() is not None
    assert processes._idle == []


class Evil:
    def __reduce__(self):
        return (subprocess.getoutput, ("true",))


@pytest.mark.parametrize(
    "answer", [Evil(), subprocess.Popen, kinds.opened, NnvizError("a", "b"), print, zlib.compress]
)
def test_nothing_but_records_comes_back(answer):
    kind, *_ = reading._answer(pickle.dumps(("ok", answer)))
    assert kind == "NnvizError"


def test_a_process_that_reads_knows_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    assert "SECRET" not in bare_environment()
