"""Why there is no ONNX file, in words that a visitor sees."""

import importlib.util
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nnviz.core.errors import RunError
from nnviz.ui.share import saving_panel


@pytest.mark.parametrize(
    ("installed", "backend", "words"),
    [
        (False, "tensorflow", "needs the package tf2onnx"),
        (False, "jax", "needs the package tf2onnx"),
        (True, "jax", "Only TensorFlow can write"),
        (True, "tensorflow", ""),
    ],
)
def test_what_stands_in_the_way_is_said_ahead(monkeypatch, installed, backend, words):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object() if installed else None)
    monkeypatch.setenv("NNVIZ_BACKEND", backend)
    said = saving_panel.onnx_hindrance()
    assert words in said
    assert bool(said) == bool(words)


def refuse() -> bytes:
    raise RunError("layers that ONNX can express", "layer 'x', which it cannot")


def test_a_refusal_is_noted_until_the_next_try():
    writing = saving_panel.Writing()
    with pytest.raises(RunError):
        writing.write(refuse)
    assert writing.refused.startswith("There is no ONNX file of this network. Expected layers")
    assert writing.write(lambda: b"onnx") == b"onnx"
    assert writing.refused == ""


def test_the_page_waits_for_what_becomes_of_the_file_and_never_twice_for_one(monkeypatch):
    writing, begun, may_end = saving_panel.Writing(), threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        assert may_end.wait(10)
        return refuse()

    with ThreadPoolExecutor(2) as pool:
        file = pool.submit(writing.write, slow)
        assert begun.wait(10)
        page = pool.submit(writing.wait)
        assert not page.done()
        may_end.set()
        page.result(10)
        assert isinstance(file.exception(10), RunError)
    assert "layer 'x'" in writing.refused
    monkeypatch.setattr(saving_panel, "_LONGEST_S", 0.01)
    before = time.monotonic()
    writing.wait()
    assert time.monotonic() - before >= 0.01
