"""The process that reads files: its limits hold, and nothing that it is given is run."""

import json
import subprocess
import sys

import numpy as np
import pytest

from nnviz.core.errors import OpenError
from nnviz.core.files.places import PACKAGE
from nnviz.engine import opening
from nnviz.engine.opening import open_model
from tests.unit.opening.conftest import DENSE, archive, layer, stack, weights

TRICKS = """
import os, keras
open("trace", "w").write("run")
os.system("touch trace")
class Evil(keras.layers.Layer):
    open("trace", "w").write("run")
def evil():
    open("trace", "w").write("run")
evil()
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, name=str(os.getpid()))])
"""


def test_a_file_comes_back_as_data():
    found = open_model(archive(("model.weights.h5", weights()), config=stack(DENSE)))
    assert [each.params for each in found.opened.network.layers] == [
        {"units": 2, "activation": "tanh"}
    ]
    assert found.opened.input_shape == (3,)
    assert np.array_equal(found.weights["dense"][0], np.ones((3, 2)))
    assert found.experiment is None


def test_nothing_of_pasted_code_is_run(no_trace):
    assert no_trace
    with pytest.raises(OpenError, match=r"line 10: 'name' of Dense as plain code"):
        open_model(TRICKS.encode())
    found = open_model(TRICKS.replace("str(os.getpid())", "'plain'").encode())
    assert [each.id for each in found.opened.network.layers] == ["plain"]


def test_code_in_a_file_is_never_run_and_its_layer_is_drawn_grey(no_trace):
    assert no_trace
    found = open_model(json.dumps(stack(layer("Lambda", function="print"))).encode())
    assert found.opened.unknown == ("Lambda",)
    assert "'suspect', a Lambda, which runs custom code" in found.opened.untrained


@pytest.mark.parametrize("data", [b"", b"  \n", b"\x00" * 100, b"(" * 100_000, b"PK\x03\x04 no"])
def test_what_is_no_model_is_refused_in_words(data):
    with pytest.raises(OpenError, match="Expected "):
        open_model(data)
    with pytest.raises(OpenError, match="at most 20,000,000 bytes"):
        open_model(bytes(20_000_001))


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    with pytest.raises(OpenError, match=r"within 0\.05 s"):
        open_model(b"x = 1")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends it by its processor time")
def test_a_file_that_hangs_is_stopped_by_its_processor_time_and_not_tried_again(monkeypatch):
    code = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); "
        "from nnviz.core.files.confined import confine; confine(700 << 20, 1)\nwhile True: pass"
    )
    endless = [sys.executable, "-I", "-c", code]
    monkeypatch.setattr(opening, "reading_command", lambda *_: endless)
    for number in range(opening.AT_ONCE + 1):
        with pytest.raises(OpenError, match="takes longer"):
            open_model(f"hang = {number}".encode())
    again = [sys.executable, "-c", "raise SystemExit('it was tried again')"]
    monkeypatch.setattr(opening, "reading_command", lambda *_: again)
    with pytest.raises(OpenError, match="takes longer"):
        open_model(b"hang = 0")
    monkeypatch.undo()
    code = b"m = keras.Sequential([keras.layers.Dense(1)])"
    assert open_model(code, (2,)).opened.input_shape == (2,)


def test_a_small_file_gets_little_time_and_a_large_one_more():
    assert opening.processor(5_000) < 9
    assert 10 < opening.processor(opening.MAX_FILE) < opening.PATIENCE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the data segment")
@pytest.mark.parametrize(
    ("deed", "fate"),
    [
        ("bytearray(800 << 20)", "MemoryError"),
        ("import pathlib; pathlib.Path('trace').write_text('x' * 100)", "File too large"),
    ],
)
def test_the_child_is_confined(deed, fate, tmp_path):
    code = f"from nnviz.core.files.confined import confine; confine(700 << 20, 20); {deed}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert fate in done.stderr


def test_the_child_knows_no_keras():
    code = (
        "import nnviz.model.opening.child, nnviz.model.opening.reading, sys; "
        "print([name for name in ('keras', 'tensorflow', 'streamlit') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    )
    assert done.stdout.strip() == "[]"
