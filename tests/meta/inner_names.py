"""Inner names of Streamlit, Plotly and Keras: those that are used, and those that are listed.

An inner name is one that its maker documents nowhere and may change with any version.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BROWSER = (".js", ".css")
DOCUMENTED = {"streamlit.components.v2.component"}
"""Imports from below a package that its documentation names."""

_TEST_ID = re.compile(r'data-testid="\w+"')
_SCRIPT_STATE = re.compile(r"data-test-[a-z]+-[a-z]+")
_MARKUP = re.compile(r'\[(?:kind|role)="\w+"\]|\bkbd\b')
_PROPERTY = re.compile(r"--st-(?=[a-z])")
_UNDERSCORE = re.compile(r"(?:\.|^ +)(_[a-z]\w+)", re.MULTILINE)
_CONVERSION = re.compile(r"\b[a-z]2[a-z]\b")
_CALCULATED = re.compile(r"\bcalcdata\b|\bnode3\b|\bdrawn\.[zhw]\b|\b[sp][01]\b")
_SELECTORS = re.compile(r"(?:querySelector(?:All)?|matches|closest)\(\s*[\"'`]([^\"'`]+)")
_CLASS = re.compile(r"\.[a-zA-Z][\w-]*")
_COMMENT = re.compile(r"/\*.*?\*/|(?:^|(?<=\s))//.*?$", re.MULTILINE | re.DOTALL)

PHRASES = {
    "static/static": ('"static" / "static"',),
    "static/static/js": ('PARTS / "js"',),
    "index.html": ('"index.html"',),
    "/static/": ('f"/static/', '"./static/js/'),
    "CustomScaleLayer": ('"CustomScaleLayer"',),
    ".is_input": (".is_input",),
    ".input_tensors": (".input_tensors",),
    ".output_tensors": (".output_tensors",),
    ".operations": (".operations:",),
    ".momentums": (".momentums[",),
    "keras.src.ops": ('"keras.src.ops',),
}
"""Names that look like any other word, and how they stand in Python sources."""


class Row(NamedTuple):
    """One line of the list: a name, the files that use it, and the tests that notice its loss."""

    name: str
    files: frozenset[str]
    tests: tuple[str, ...]
    then: str


def listed(text: str) -> list[Row]:
    """The lines of all tables in the list."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 4 or not cells[0].startswith("`"):
            continue
        name, files, tests = (re.findall(r"`([^`]+)`", cell) for cell in cells[:3])
        found += [Row(each, frozenset(files), tuple(tests), cells[3]) for each in name]
    return found


def used(repository: Path, paths: list[Path]) -> dict[str, set[str]]:
    """The files that use each inner name."""
    found = defaultdict(set)
    for path in paths:
        if path.parts[0] not in ("assets", "nnviz", "pages") and path != Path("app.py"):
            continue
        if "vendor" in path.parts or path.suffix not in (*BROWSER, ".py"):
            continue
        text = (repository / path).read_text(encoding="utf-8")
        if path.suffix in BROWSER:
            names = in_browser_code(text, path.suffix)
        else:
            names = in_python(text, keras="model" in path.parts)
        for name in names:
            found[name].add(path.as_posix())
    return dict(found)


def in_browser_code(text: str, suffix: str = ".js") -> Iterator[str]:
    """The inner names in JavaScript, its types, or a style sheet."""
    text = re.sub(r"\$\{[^}]*\}", "", _COMMENT.sub("", text))
    yield from _streamlit(text)
    yield from _MARKUP.findall(text)
    selectors = _rules(text) if suffix == ".css" else " ".join(_SELECTORS.findall(text))
    for name in _CLASS.findall(selectors):
        if not name.startswith(".nnviz-"):
            yield ".st-key-" if name.startswith(".st-key-") else name
    if suffix != ".css":
        yield from _UNDERSCORE.findall(text)
        yield from _CONVERSION.findall(text)
        yield from _CALCULATED.findall(text)


def _rules(text: str) -> str:
    """What stands before the braces of a style sheet."""
    return " ".join(re.findall(r"([^{}]*)\{", text))


def _streamlit(text: str) -> Iterator[str]:
    yield from _TEST_ID.findall(text)
    yield from _SCRIPT_STATE.findall(text)
    yield from _PROPERTY.findall(text)


def in_python(text: str, *, keras: bool = False) -> Iterator[str]:
    """The inner names in a Python module; `keras` says whether it deals with Keras."""
    tree = ast.parse(text)
    yield from _streamlit(text)
    yield from (name for name, signs in PHRASES.items() if any(sign in text for sign in signs))
    if "static" in text:
        yield from (f"{part}.*.js" for part in _bundled(tree))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]
        inner = [name for name in names if re.fullmatch(r"streamlit(\.\w+)+", name)]
        yield from (name for name in inner if name not in DOCUMENTED)
    if keras:
        yield from _private(tree)


def _bundled(tree: ast.Module) -> Iterator[str]:
    """The names of Streamlit's bundles, from the tuple `_PARTS` of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_PARTS":
            yield from ast.literal_eval(node.value)


def _private(tree: ast.Module) -> Iterator[str]:
    """Names with an underscore that a module takes from what is not its own."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    own |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _of_self(node)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Attribute):
            names = [] if _of_self(node) else [node.attr]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("attr"):
            names = [each.value for each in node.args if isinstance(each, ast.Constant)]
        elif isinstance(node, ast.Tuple):
            names = [each.value for each in node.elts if isinstance(each, ast.Constant)]
        for name in names:
            if re.fullmatch(r"_[a-z][a-z_]+", str(name)) and name not in own:
                yield str(name)


def _of_self(node: ast.Attribute) -> bool:
    return getattr(node.value, "id", "") in ("self", "cls")
