"""How many deliberate small errors the tests catch: `make mutants`.

Cosmic Ray makes the errors (mutants). Its own runner has one test command for all modules and
changes the working tree; here every mutant meets the tests of its own module, in a copy. Each is
tried in a child of this process, which has imported the large libraries once, as a run process
is forked from the template.
"""

import argparse
import ast
import contextlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.mutant_places import PACKAGES, Mutant, mutated, sample

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_suffix(".json")
_COPIED = ("nnviz", "tests", "pages", "assets", "benchmarks", "docs", ".streamlit")
_MEMORY = 8 * 2**30
"""Bytes that a mutant may take, should it fill a list for ever."""
_LONGEST = 600.0
"""Seconds that the tests of a mutant may take; after that it counts as caught."""
_SWEEPS = {
    "nnviz.core.catalogue": ("tests/meta/test_layer_sweep.py",),
    "nnviz.core.shapes": ("tests/meta/test_layer_sweep.py",),
    "nnviz.core.worked": ("tests/meta/test_approved.py",),
    "nnviz.figures": ("tests/meta/test_figure_sweep.py", "tests/meta/test_approved.py"),
    "nnviz.model.probes": ("tests/meta/test_probe_sweep.py",),
    "nnviz.model.opening": ("tests/unit/opening", "tests/meta/test_opening_sweep.py"),
    "nnviz.core.opening": ("tests/unit/opening", "tests/meta/test_opening_sweep.py"),
}
"""Tests of many modules at once, by the beginning of a module's name; they come last."""


def own_tests(module: str, root: Path) -> list[str]:
    """Return the test files of a module, the nearest first.

    These are the ones that mirror its name and those that import it, where there are none all of
    its mirrored folder, and the sweeps that are there for its kind.

    Args:
        module: Dotted name.
        root: Of the repository.
    """
    *folders, name = module.split(".")[1:]
    folder = root.joinpath("tests", "unit", *folders)
    while not folder.is_dir():
        folder = folder.parent
    nearest = sorted(folder.glob(f"test_{name}*.py"))
    importing = [path for path in _unit_tests(root) if module in _imported(path)]
    own = [*nearest, *importing] or sorted(folder.glob("test_*.py"))
    found = [str(path.relative_to(root)) for path in own]
    sweeps = [
        path for start, paths in _SWEEPS.items() if module.startswith(start) for path in paths
    ]
    return list(dict.fromkeys([*found, *sweeps]))


@cache
def _unit_tests(root: Path) -> list[Path]:
    return sorted((root / "tests" / "unit").rglob("test_*.py"))


@cache
def _imported(path: Path) -> frozenset[str]:
    """Return the names that a file imports, each with what it may be a part of."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def copied(root: Path) -> Path:
    """Return a copy of the repository, compiled, that mutants may be written into."""
    copy = Path(tempfile.mkdtemp(prefix="mutants-"))
    for name in _COPIED:
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("app.py", "pyproject.toml", "constraints.txt", "Makefile", "README.md"):
        shutil.copy2(root / file, copy / file)
    return copy


def first_failing(copy: Path, tests: Sequence[str]) -> str | None:
    """Run tests in a child process, up to the first that fails.

    Args:
        copy: Where.
        tests: Files, relative to the copy.

    Returns:
        The file of the first test that fails; empty when they took too long or could not be read;
        None when all pass.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _become_tester(copy, tests, writing)
    os.close(writing)
    end = time.monotonic() + _LONGEST
    status = 1
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        status = 1
        time.sleep(0.05)
    _end_group(child)
    name = os.read(reading, 4096).decode() if status else ""
    os.close(reading)
    return name.split("\n")[0] if status else None


def _end_group(leader: int) -> None:
    """End the tests, and what they left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(leader, 0)


class _Teller:
    """A plugin of pytest that tells which files have failed."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def pytest_runtest_logreport(self, report: Any) -> None:  # noqa: ANN401 - pytest's
        """Hear of a test."""
        if report.failed:
            os.write(self._pipe, f"{report.nodeid.split('::')[0]}\n".encode())

    def pytest_collectreport(self, report: Any) -> None:  # noqa: ANN401 - pytest's
        """Hear of a file that could not be read."""
        self.pytest_runtest_logreport(report)


def _become_tester(copy: Path, tests: Sequence[str], pipe: int) -> None:
    """Run the tests in this process, and end it. Never returns."""
    os.setpgid(0, 0)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    code = 2
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
        os.chdir(copy)
        sys.path[:] = [str(copy), *(path for path in sys.path if path not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.split(".")[0] in ("nnviz", "benchmarks")]:
            del sys.modules[name]
        import pytest

        arguments = ["-x", "-q", "-p", "no:cacheprovider", *tests]
        code = int(pytest.main(arguments, plugins=[_Teller(pipe)]))
    finally:
        os._exit(code)


def warm_up(copy: Path) -> None:
    """Import what tests import, and set what they set first (`tests/conftest.py`)."""
    os.environ.update(
        PYTHONPATH=str(copy), PYTHONDONTWRITEBYTECODE="1", CUDA_VISIBLE_DEVICES="",
        KERAS_BACKEND="tensorflow", NNVIZ_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3",
        TF_ENABLE_ONEDNN_OPTS="0", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1",
        NNVIZ_NO_BROWSER="1",
    )  # fmt: skip
    sys.dont_write_bytecode = True
    for name in ("keras", "plotly.graph_objects", "streamlit", "networkx", "hypothesis", "sklearn"):
        __import__(name)


class Trials:
    """Tries mutants in one copy of the repository.

    Attributes:
        copy: Where.
    """

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        self._sound: dict[str, bool] = {"": True}

    def caught(self, mutant: Mutant) -> bool:
        """Say whether the tests of the mutant's module fail with it, and pass without it."""
        path = self.copy / mutant.path
        before, times = path.read_text(), path.stat()
        while True:
            tests = [
                test for test in own_tests(mutant.module, self.copy) if self._sound.get(test, True)
            ]
            path.write_text(mutated(before, mutant))
            try:
                failing = first_failing(self.copy, tests)
            finally:
                path.write_text(before)
                os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            if failing is None or self._is_sound(failing):
                return failing is not None

    def _is_sound(self, test: str) -> bool:
        """Say whether a file of tests passes without any error; one that does not is left out."""
        if test not in self._sound:
            self._sound[test] = first_failing(self.copy, [test]) is None
            if not self._sound[test]:
                print(f"left out: {test} fails without any mutant", flush=True)
        return self._sound[test]


def tried(mutants: Iterable[Mutant], trials: Trials) -> Iterator[dict[str, Any]]:
    """Yield after each mutant how many were made and caught, and which lived."""
    caught = 0
    lived: list[str] = []
    for made, mutant in enumerate(mutants, 1):
        found = trials.caught(mutant)
        caught += found
        if not found:
            lived.append(mutant.described)
        print(f"{'caught' if found else 'LIVED '} {mutant.described}", flush=True)
        yield {"made": made, "caught": caught, "lived": lived}


def main(arguments: Sequence[str] | None = None) -> None:
    """Try a sample, and keep the score."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="mutants of all packages together")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample")
    parser.add_argument("--package", choices=PACKAGES, action="append", help="only these")
    parser.add_argument("--list", action="store_true", help="show the sample and try nothing")
    given = parser.parse_args(arguments)
    each = max(1, given.count // len(PACKAGES))
    chosen = {name: sample(ROOT, name, each, given.seed) for name in given.package or PACKAGES}
    if given.list:
        for mutants in chosen.values():
            print(*(mutant.described for mutant in mutants), sep="\n")
        return
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    packages: dict[str, Any] = kept.get("packages", {})
    copy = copied(ROOT)
    try:
        warm_up(copy)
        trials = Trials(copy)
        for name, mutants in chosen.items():
            for record in tried(mutants, trials):
                packages[name] = {"seed": given.seed, **record}
                _keep(packages)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _keep(packages: dict[str, Any]) -> None:
    """Write the score of all packages that were ever tried."""
    made = sum(package["made"] for package in packages.values())
    caught = sum(package["caught"] for package in packages.values())
    record = {"made": made, "caught": caught, "share": round(caught / made, 3),
              "packages": packages}  # fmt: skip
    RESULTS.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
