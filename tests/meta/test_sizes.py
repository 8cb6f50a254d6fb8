"""Modules and functions stay small, and modules are named for what they hold."""

import ast
from pathlib import Path

import pytest

MAX_FUNCTION_LINES = 50
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def max_lines(path: Path) -> int | None:
    """How many lines a file of the repository may have; None where there is no limit."""
    if path == Path("app.py"):
        return 60
    if path.suffix == ".py":
        return 150 if path.parts[0] == "pages" else 400
    if path.suffix == ".js":
        return 600
    return None


def long_functions(source: str, limit: int) -> list[tuple[str, int]]:
    """Name and lines of each function longer than `limit`, counted from `def` to its last line."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    sizes = [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    return [(name, lines) for name, lines in sizes if lines > limit]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app.py", 60),
        ("pages/playground/main.py", 150),
        ("nnviz/core/app.py", 400),
        ("tests/meta/test_sizes.py", 400),
        ("benchmarks/training.py", 400),
        ("assets/live/apply.js", 600),
        ("README.md", None),
    ],
)
def test_each_kind_of_file_has_its_limit(path, expected):
    assert max_lines(Path(path)) == expected


@pytest.mark.parametrize(("lines", "found"), [(50, []), (51, [("f", 51)])])
def test_a_function_is_counted_from_def_to_its_last_line(lines, found):
    source = "@decorator\ndef f():\n" + "    x = 1\n" * (lines - 1)
    assert long_functions(source, MAX_FUNCTION_LINES) == found


def test_files_stay_within_their_limit(repository, repository_files):
    sizes = {
        path: len((repository / path).read_text(encoding="utf-8").splitlines())
        for path in repository_files
        if max_lines(path) is not None
    }
    assert Path("nnviz/__init__.py") in sizes
    too_long = [
        f"{path}: {lines} lines, at most {max_lines(path)}"
        for path, lines in sizes.items()
        if lines > (max_lines(path) or 0)
    ]
    assert too_long == []


def test_functions_stay_within_their_limit(repository, python_files):
    too_long = [
        f"{path}: {name} has {lines} lines, at most {MAX_FUNCTION_LINES}"
        for path in python_files
        if path.parts[0] == "nnviz"
        for name, lines in long_functions(
            (repository / path).read_text("utf-8"), MAX_FUNCTION_LINES
        )
    ]
    assert too_long == []


def test_modules_are_named_for_what_they_hold(python_files):
    nameless = [str(path) for path in python_files if NAMELESS & {path.stem, *path.parts[:-1]}]
    assert nameless == []
