"""What a process may take that reads a stranger's file."""

import os
import sys

_KEPT = ("PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP", "TMP")
_QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def reading_command(module: str, root: str) -> list[str]:
    """Return the command that starts a process which carries out the `main` of a module.

    Args:
        module: Name of the module.
        root: The folder in which the package lies; nothing else is looked into besides Python's.
    """
    code = f"import sys; sys.path.insert(0, {root!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-c", code]


def bare_environment() -> dict[str, str]:
    """Return the environment of such a process: nothing of ours, one thread."""
    return {**{name: os.environ[name] for name in _KEPT if name in os.environ}, **_QUIET}


def confine(memory: int, seconds: int) -> None:
    """Bound what this process may take, where the system can: memory, processor time, files.

    Args:
        memory: Bytes that may be allocated in total.
        seconds: Processor time from now on. A process that lives on asks again before each file.
    """
    try:
        import resource
    except ImportError:
        return  # Windows: the parent still bounds the time.
    spent = resource.getrusage(resource.RUSAGE_SELF)
    used = int(spent.ru_utime + spent.ru_stime) + 1
    bounds = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_CPU: used + seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in bounds.items():
        _, hard = resource.getrlimit(limit)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, hard))
