"""What the operating system is told about a run process, before and after Keras is loaded."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = {
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
TEMPLATE_NICENESS = 3
"""The template loads Keras while the first page is drawn, and the page comes first."""
RUN_NICENESS = 8
"""Runs come after the template, which has to fork the next one however many are training."""
_GPU_DRIVER = Path("/dev/nvidiactl")


def prepare() -> None:
    """Set what TensorFlow reads from the environment; what is set already stays."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)


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
    """Give processes that are less nice precedence over this one.

    Args:
        niceness: 0 to 19; a process that is nicer already stays so.
    """
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(niceness, os.getpriority(os.PRIO_PROCESS, 0)))


def limit_memory(extra: int) -> bool:
    """Let this process allocate at most so many bytes more than it has now.

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
    """Say whether an error means that memory ran out, TensorFlow's own kind included."""
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
