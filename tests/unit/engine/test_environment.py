"""What is set before Keras is loaded, and how running out of memory is recognised."""

import os
import subprocess
import sys

import pytest

from nnviz.engine.environment import data_bytes, limit_memory, prepare, quiet, short_of_memory

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA and /proc are Linux's")


def test_what_is_set_already_stays(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    prepare()
    assert os.environ["KERAS_BACKEND"] == "jax"
    assert os.environ["OMP_NUM_THREADS"] == "1"


def test_memory_errors_of_python_and_of_tensorflow_count():
    tensorflow_error = type("ResourceExhaustedError", (RuntimeError,), {})
    assert short_of_memory(MemoryError())
    assert short_of_memory(tensorflow_error())
    assert not short_of_memory(RuntimeError("memory"))


def test_no_limit_is_set_for_zero():
    assert limit_memory(0) is False


@LINUX
def test_a_limited_process_gets_a_memory_error_and_lives_on():
    program = (
        "from nnviz.engine.environment import limit_memory\n"
        "import numpy as np\n"
        "assert limit_memory(50 << 20)\n"
        "np.ones(10 << 20, np.uint8)\n"
        "try:\n    np.ones(100 << 20, np.uint8)\n"
        "except MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("refused\n", 0), done.stderr


@LINUX
def test_the_data_segment_is_read_in_bytes():
    assert 1 << 20 < data_bytes() < 1 << 40


def test_notes_of_a_library_are_kept_back_unless_it_fails(capfd):
    with quiet():
        os.write(2, b"a note\n")
    assert capfd.readouterr().err == ""
    with pytest.raises(ImportError):
        _fail_to_load()
    assert capfd.readouterr().err == "the cause\n"


def _fail_to_load():
    with quiet():
        os.write(2, b"the cause\n")
        raise ImportError
