"""Why there is no ONNX file, in words that a visitor sees."""

import importlib.util

import pytest

from nnviz.core.errors import RunError
from nnviz.ui import saving_panel


@pytest.mark.parametrize(
    ("installed", "backend", "words"),
    [
        (False, "tensorflow", "needs the package tf2onnx"),
        (False, "jax", "needs the package tf2onnx"),
        (True, "jax", "from TensorFlow only"),
        (True, "tensorflow", ""),
    ],
)
def test_what_stands_in_the_way_is_said_ahead(monkeypatch, installed, backend, words):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object() if installed else None)
    monkeypatch.setenv("NNVIZ_BACKEND", backend)
    said = saving_panel.onnx_hindrance()
    assert words in said
    assert bool(said) == bool(words)


def test_a_refusal_is_noted_for_its_run_until_the_next_try(monkeypatch):
    refused = {"other": "stays"}

    def refuse(_token: str, _form: str) -> bytes:
        raise RunError("layers that ONNX can express", "layer 'x', which it cannot")

    monkeypatch.setattr(saving_panel, "_model", refuse)
    with pytest.raises(RunError):
        saving_panel._onnx("mine", refused)
    assert refused.keys() == {"other", "mine"}
    assert refused["mine"].startswith("There is no ONNX file of this network. Expected layers")
    monkeypatch.setattr(saving_panel, "_model", lambda _token, form: form.encode())
    assert saving_panel._onnx("mine", refused) == b"onnx"
    assert refused == {"other": "stays"}
