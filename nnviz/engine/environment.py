"""Environment and limits of a run process, before and after Keras is loaded."""

import importlib.util
import math
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nnviz.core.errors import RunError

BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX"}
"""Backends that `NNVIZ_BACKEND` may name, with their display names."""
DEVICES = ("auto", "cpu", "gpu")
"""What `NNVIZ_DEVICE` may name; `auto` is a GPU where there is one."""

_SETTINGS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_JAX_SETTINGS = {
    "JAX_CPU_ENABLE_ASYNC_DISPATCH": "false",
    "PJRT_NPROC": "1",
    "XLA_FLAGS": (
        "--xla_cpu_multi_thread_eigen=false"
        " --xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=67108864"
    ),
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
}
"""One computing thread, the one that asks; loops of tiny networks as one function, which JAX reads
only when it is imported (`model.backends.whole_loops`); no run takes a GPU's memory too early.
"""
_HIDE_GPUS = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "HIP_VISIBLE_DEVICES": "-1",
    "JAX_PLATFORMS": "cpu",
}
TEMPLATE_NICENESS = 3
"""Niceness of the template, which loads Keras while the first page is drawn: pages go first."""
RUN_NICENESS = 8
"""Niceness of a run that begins, and of all runs as long as they are few; the template must be able
to fork the next one however many are training."""
_MOST_NICENESS = 19
_FEW = 3
"""So many runs may keep their niceness. A web process then has twice the weight of all together."""
_WEIGHT = 1.25
"""By so much a process weighs more for Linux than one whose niceness is greater by 1."""
HEAD_START = 1.5
"""Seconds of processor time in which a run is built and first shown, before it steps back."""
_GPU_DRIVER = Path("/dev/nvidiactl")


def prepare() -> None:
    """Set what Keras and its backend read from the environment.

    `NNVIZ_BACKEND` and `NNVIZ_DEVICE` decide; of all else, what is set already stays.
    """
    os.environ["KERAS_BACKEND"] = backend = chosen_backend()
    settings = {**_SETTINGS, **(_JAX_SETTINGS if backend == "jax" else {})}
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    if chosen_device() == "cpu":
        os.environ.update(_HIDE_GPUS)


def chosen_backend() -> str:
    """Return the Keras backend that runs are to use, as Keras names it."""
    return os.environ.get("NNVIZ_BACKEND") or os.environ.get("KERAS_BACKEND") or "tensorflow"


def chosen_device() -> str:
    """Return `auto`, `cpu` or `gpu`."""
    return os.environ.get("NNVIZ_DEVICE") or "auto"


def choose_device(device: str | None) -> None:
    """Pass a device on to the processes that train; refuse a missing one.

    Args:
        device: One of `DEVICES`; None leaves what the environment says.

    Raises:
        RunError: There is no such backend or device.
    """
    if device is not None:
        os.environ["NNVIZ_DEVICE"] = device
    check_choices()


def check_choices() -> None:
    """Refuse a missing backend or device, before Keras is loaded.

    Raises:
        RunError: With what to do about it.
    """
    backend, device = chosen_backend(), chosen_device()
    if backend not in BACKENDS:
        raise RunError(
            f"{' or '.join(BACKENDS)} in NNVIZ_BACKEND", repr(backend), "Correct it, or unset it."
        )
    if device not in DEVICES:
        raise RunError(
            f"{', '.join(DEVICES[:-1])} or {DEVICES[-1]} in NNVIZ_DEVICE", repr(device),
            "Correct it, or unset it.",
        )  # fmt: skip
    if importlib.util.find_spec(backend) is None:
        raise RunError(
            f"{BACKENDS[backend]} to be installed for NNVIZ_BACKEND={backend}", "none",
            f"Install it with `pip install {backend}`, or set NNVIZ_BACKEND to another backend.",
        )  # fmt: skip


def check_device(device: str) -> None:
    """Refuse the processor where a GPU is demanded.

    Args:
        device: What the backend found: `CPU` or the name of a GPU.

    Raises:
        RunError: With what to do about it.
    """
    if chosen_device() == "gpu" and device == "CPU":
        name = BACKENDS[chosen_backend()]
        raise RunError(
            "a GPU, because --device gpu or NNVIZ_DEVICE=gpu demands one",
            f"none that {name} can use",
            f"Install a {name} for this GPU (README, GPU and JAX), or train with --device cpu.",
        )


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what libraries write to standard error while they are loaded, unless loading fails.

    TensorFlow notes the absence of a GPU before its log level takes effect.
    """
    sys.stderr.flush()
    original = os.dup(2)
    with tempfile.TemporaryFile() as notes:
        os.dup2(notes.fileno(), 2)
        try:
            yield
        except BaseException:
            notes.seek(0)
            os.write(original, notes.read())
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)


def ignore_interrupts() -> None:
    """Leave Ctrl-C, which reaches every process of the terminal, to the web process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def step_back(niceness: int) -> None:
    """Give processes with a lower niceness precedence over all threads of this one.

    Args:
        niceness: 0 to 19; a thread with a higher one keeps it.
    """
    if not hasattr(os, "setpriority"):
        return
    for thread in _threads():
        with suppress(ProcessLookupError):
            now = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(niceness, now))


def niceness_among(runs: int) -> int:
    """Return the niceness at which so many runs weigh no more than a few do.

    Args:
        runs: How many have a process.
    """
    if runs <= _FEW:
        return RUN_NICENESS
    return min(_MOST_NICENESS, RUN_NICENESS + math.ceil(math.log(runs / _FEW, _WEIGHT)))


def _threads() -> list[int]:
    """Return the numbers of this process's threads; elsewhere than on Linux they have one niceness.

    A thread that starts later takes over the niceness of the one that starts it.
    """
    if sys.platform != "linux":
        return [0]
    return [int(path.name) for path in Path("/proc/self/task").iterdir()]


def limit_memory(extra: int) -> bool:
    """Let this process allocate at most this many bytes more than it has now.

    The data segment is limited, not the address space: TensorFlow reserves far more addresses
    than it uses, and aborts when it cannot, while a refused allocation is a clean error.

    Args:
        extra: Bytes; 0 is no limit.

    Returns:
        Whether a limit is set; only Linux can, and a GPU's driver maps more than any limit.
    """
    if extra <= 0 or sys.platform != "linux" or _GPU_DRIVER.exists():
        return False
    import resource

    limit = data_bytes() + extra
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    return True


def data_bytes() -> int:
    """Return the size of this process's private writable memory, as RLIMIT_DATA counts it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def short_of_memory(error: BaseException) -> bool:
    """Say whether an error means that memory ran out, the backends' own kinds included."""
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "ResourceExhaustedError"
        or str(error).startswith("RESOURCE_EXHAUSTED")
    )
