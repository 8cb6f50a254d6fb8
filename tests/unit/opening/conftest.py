"""Model files as Keras writes them and as an attacker would, made by the tests."""

import io
import json
import zipfile

import h5py
import numpy as np
import pytest

DENSE = {"class_name": "Dense", "config": {"name": "dense", "units": 2, "activation": "tanh"}}


def stack(*layers, shape=(3,)) -> dict:
    """Return the description of a Sequential model."""
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, *shape]}}
    return {"class_name": "Sequential", "config": {"name": "hostile", "layers": [first, *layers]}}


def layer(class_name: str, name: str = "suspect", **config) -> dict:
    return {"class_name": class_name, "config": {"name": name, **config}}


def weights(kernel=None, bias=None) -> bytes:
    """Return the weights of the one dense layer, as Keras stores them."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        group = file.create_group("layers/dense/vars")
        group["0"] = np.ones((3, 2), np.float32) if kernel is None else kernel
        group["1"] = np.zeros(2, np.float32) if bias is None else bias
    return buffer.getvalue()


def archive(*members, config=None, method=zipfile.ZIP_STORED) -> bytes:
    """Return a `.keras` file of a description and further members, given as name and bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        if config is not None:
            file.writestr("config.json", json.dumps(config))
        for name, data in members:
            file.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def no_trace(tmp_path, monkeypatch):
    """Fail when anything is left in the working folder."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert list(tmp_path.iterdir()) == []
