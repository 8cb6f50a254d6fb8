"""What importing nnviz loads: no Keras in the web process, no screen in run processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# The modules that the web process never imports: they are loaded in run processes only.
RUN_PROCESS_ONLY = ("nnviz.model", "nnviz.engine.worker", "nnviz.engine.template", "nnviz.library")

IMPORT_AND_REPORT = """
import importlib, json, sys
names, banned = json.loads(sys.argv[1])
loaded = {}
for name in names:
    importlib.import_module(name)
    for package in banned:
        if package in sys.modules:
            loaded.setdefault(package, name)
print(json.dumps(loaded))
"""


def module_name(path: Path) -> str:
    """The dotted name of a module's file, relative to the repository."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether `name` is one of `packages` or lies inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def first_to_load(names: list[str], banned: list[str], repository: Path) -> dict[str, str]:
    """Imports `names` in turn in a fresh process; tells which loaded what is banned first."""
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_REPORT, json.dumps([names, banned])],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def modules(python_files) -> list[str]:
    names = sorted(module_name(path) for path in python_files if path.parts[0] == "nnviz")
    return [name for name in names if not name.endswith(".__main__")]


@pytest.mark.parametrize(
    ("path", "name"),
    [("nnviz/__init__.py", "nnviz"), ("nnviz/core/errors.py", "nnviz.core.errors")],
)
def test_a_file_is_named_as_python_names_it(path, name):
    assert module_name(Path(path)) == name


def test_a_banned_package_is_noticed(repository):
    assert first_to_load(["json", "nnviz"], ["json", "keras"], repository) == {"json": "json"}


def test_the_web_process_never_loads_keras(repository, modules):
    web = [name for name in modules if not is_within(name, RUN_PROCESS_ONLY)]
    assert "nnviz.core.errors" in web
    assert first_to_load(web, ["tensorflow", "keras", "jax", "nnviz.model"], repository) == {}


def test_importing_nnviz_loads_nothing_else(repository):
    heavy = ["numpy", "plotly", "pydantic", "networkx", "streamlit", "keras", "nnviz.core"]
    assert first_to_load(["nnviz"], heavy, repository) == {}


def test_run_processes_never_load_the_screen(repository, modules):
    run = [name for name in modules if is_within(name, ("nnviz.model", "nnviz.engine"))]
    assert "nnviz.engine" in run
    assert first_to_load(run, ["streamlit", "plotly"], repository) == {}
