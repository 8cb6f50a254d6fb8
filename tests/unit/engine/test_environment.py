"""What is set before Keras is loaded, and how running out of memory is recognized."""

import os
import subprocess
import sys

import pytest

from nnviz.core.errors import RunError
from nnviz.engine.environment import (
    check_choices,
    check_device,
    data_bytes,
    limit_memory,
    niceness_among,
    prepare,
    quiet,
    short_of_memory,
)

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA and /proc are Linux's")


@pytest.fixture
def settings(monkeypatch):
    """Let `prepare` set the environment afresh; what it set is undone after the test."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in ("NNVIZ_BACKEND", "NNVIZ_DEVICE", "KERAS_BACKEND", "CUDA_VISIBLE_DEVICES"):
        os.environ.pop(name, None)
    return os.environ


def test_what_is_set_already_stays(settings):
    settings["OPENBLAS_NUM_THREADS"] = "7"
    del settings["OMP_NUM_THREADS"]
    prepare()
    assert settings["KERAS_BACKEND"] == "tensorflow"
    assert settings["OPENBLAS_NUM_THREADS"] == "7"
    assert settings["OMP_NUM_THREADS"] == "1"
    assert "CUDA_VISIBLE_DEVICES" not in settings


def test_the_backend_is_chosen_by_its_own_variable_before_that_of_keras(settings):
    settings["KERAS_BACKEND"] = "jax"
    prepare()
    assert settings["KERAS_BACKEND"] == "jax"
    settings["NNVIZ_BACKEND"] = "tensorflow"
    prepare()
    assert settings["KERAS_BACKEND"] == "tensorflow"


def test_jax_computes_in_one_thread_and_shares_a_gpu(settings):
    settings["NNVIZ_BACKEND"] = "jax"
    settings["XLA_FLAGS"] = "--given"
    prepare()
    assert settings["PJRT_NPROC"] == "1"
    assert settings["XLA_FLAGS"] == "--given"
    assert settings["XLA_PYTHON_CLIENT_PREALLOCATE"] == "false"


def test_cpu_hides_every_gpu_whatever_was_set(settings):
    settings.update(NNVIZ_DEVICE="cpu", CUDA_VISIBLE_DEVICES="0,1")
    prepare()
    assert settings["CUDA_VISIBLE_DEVICES"] == "-1"
    assert settings["JAX_PLATFORMS"] == "cpu"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("NNVIZ_BACKEND", "torch", "Expected tensorflow or jax in NNVIZ_BACKEND, received 'torch'"),
        ("KERAS_BACKEND", "torch", "Expected tensorflow or jax in NNVIZ_BACKEND, received 'torch'"),
        ("NNVIZ_DEVICE", "tpu", "Expected auto, cpu or gpu in NNVIZ_DEVICE, received 'tpu'"),
    ],
)
def test_what_there_is_not_is_refused(settings, variable, value, sentence):
    check_choices()
    settings[variable] = value
    with pytest.raises(RunError, match=sentence):
        check_choices()


def test_a_backend_that_is_not_installed_says_how_to_install_it(settings, monkeypatch):
    settings["NNVIZ_BACKEND"] = "jax"
    check_choices()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(RunError, match=r"Expected JAX to be installed.*`pip install jax`"):
        check_choices()


def test_a_gpu_is_missed_only_where_one_is_demanded(settings):
    check_device("CPU")
    settings["NNVIZ_DEVICE"] = "gpu"
    check_device("NVIDIA H100")
    with pytest.raises(RunError, match="received none that TensorFlow can use"):
        check_device("CPU")


def test_memory_errors_of_python_and_of_the_backends_count():
    tensorflow_error = type("ResourceExhaustedError", (RuntimeError,), {})
    assert short_of_memory(MemoryError())
    assert short_of_memory(tensorflow_error())
    assert short_of_memory(RuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 8 bytes."))
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


@pytest.mark.parametrize(
    ("runs", "niceness"), [(0, 8), (1, 8), (3, 8), (4, 10), (10, 14), (30, 19), (36, 19)]
)
def test_many_runs_weigh_no_more_than_a_few(runs, niceness):
    assert niceness_among(runs) == niceness
    weight = runs * 1.25**-niceness
    assert weight <= 3 * 1.25**-8 + 1e-9 or niceness == 19


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have one niceness")
def test_all_threads_step_back_and_none_comes_forward():
    program = (
        "import os, threading, time\n"
        "from nnviz.engine.environment import step_back\n"
        "numbers = []\n"
        "def note(): numbers.append(threading.get_native_id()); time.sleep(60)\n"
        "threading.Thread(target=note, daemon=True).start()\n"
        "while not numbers: time.sleep(0.01)\n"
        "step_back(18); step_back(8)\n"
        "print(*(os.getpriority(os.PRIO_PROCESS, one) for one in (0, *numbers)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["18", "18"]
