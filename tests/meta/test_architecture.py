"""The documentation of the architecture: short pages, and every name and contract in it is true."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

MAX_LINES = 120
MAX_WORDS = 90
NAME = re.compile(r"`(?:nnviz\.)?([a-z]\w*(?:\.\w+)+)`")
FILE = re.compile(r"`([\w./]+\.(?:py|js|md|json|toml))`")
FOLDER = re.compile(r"`(?:nnviz/)?([a-z]+)(?:\.py)?`")
ABOVE_ALL = {"cli", "commands"}


def pages(repository: Path) -> dict[str, str]:
    """The text of every page by its path below `docs`."""
    docs = repository / "docs"
    found = [docs / "ARCHITECTURE.md", *sorted((docs / "architecture").glob("*.md"))]
    return {str(path.relative_to(docs)): path.read_text(encoding="utf-8") for path in found}


def paragraphs(text: str) -> Iterator[str]:
    """What is read in one go: paragraphs and list items, without drawings and tables."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=- |\d\. )", text):
        if block.strip() and not block.lstrip().startswith(("|", "#")):
            yield block


@cache
def names_of(path: Path) -> frozenset[str]:
    """The names that a module's text defines: at its top, and `Class.member`."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        found |= set(defined(node))
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for each in node.body for name in defined(each)}
    return frozenset(found)


def defined(node: ast.stmt) -> list[str]:
    """The names that one statement defines."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def is_there(package: Path, name: str) -> bool:
    """Whether a dotted name below `nnviz` is a package, a module, or something that one defines."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        place = package.joinpath(*parts[:count])
        rest = ".".join(parts[count:])
        for module in (place.with_suffix(".py"), place / "__init__.py"):
            if module.is_file():
                return not rest or rest in names_of(module)
    return False


def spoken_of(text: str, package: Path) -> list[str]:
    """The dotted names in a text that begin with a package of ours."""
    return [
        name
        for name in NAME.findall(text)
        if (package / name.split(".")[0]).is_dir() and not FILE.fullmatch(f"`{name}`")
    ]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("core.spec", True),
        ("core.spec.network", True),
        ("core.spec.network.NetworkSpec", True),
        ("core.spec.network.NetworkSpec.layer", True),
        ("core.spec.network.NetworkSpec.lair", False),
        ("core.network", False),
    ],
)
def test_a_name_is_looked_up_without_importing_it(repository, name, there):
    assert is_there(repository / "nnviz", name) is there


def test_pages_and_their_paragraphs_are_short(repository):
    long = [
        f"{page}: {len(text.splitlines())} lines"
        for page, text in pages(repository).items()
        if len(text.splitlines()) > MAX_LINES
    ] + [
        f"{page}: {len(block.split())} words: {block[:60]}"
        for page, text in pages(repository).items()
        for block in paragraphs(text)
        if len(block.split()) > MAX_WORDS
    ]
    assert long == []


def test_the_first_page_leads_to_all_others(repository):
    found = pages(repository)
    linked = set(re.findall(r"\]\(([\w/.-]+\.md)\)", found["ARCHITECTURE.md"]))
    assert {page for page in found if page != "ARCHITECTURE.md"} <= linked
    assert [page for page in linked if not (repository / "docs" / page).is_file()] == []


def test_every_name_is_one_of_the_code(repository):
    package = repository / "nnviz"
    spoken = {(page, name) for page, text in pages(repository).items()
              for name in spoken_of(text, package)}  # fmt: skip
    assert len(spoken) > 80
    assert sorted(f"{page}: {name}" for page, name in spoken if not is_there(package, name)) == []


def test_every_file_is_there(repository, repository_files):
    known = {str(path) for path in repository_files}
    ends = {path.name for path in repository_files}
    spoken = {name for text in pages(repository).values() for name in FILE.findall(text)}
    made_elsewhere = {"metadata.json"}  # inside a .keras file
    missing = [name for name in spoken - made_elsewhere
               if name not in (known if "/" in name else ends)]  # fmt: skip
    assert missing == []


def folder_table(repository: Path) -> dict[str, str]:
    """What each folder may import, in the words of the documentation, from top to bottom."""
    text = pages(repository)["ARCHITECTURE.md"]
    rows = re.findall(r"^\| (`.+?) \| .+ \| (.+) \|$", text, flags=re.MULTILINE)
    return {name: allowed for names, allowed in rows for name in FOLDER.findall(names)
            if allowed != "rooms"}  # fmt: skip


def allowed_by(words: str, name: str, order: list[str]) -> set[str]:
    """The folders that the words of the table allow: `X and below, not Y`, `everything`, names."""
    if words in {"everything", "nothing of ours"}:
        return set(order) - {name} if words == "everything" else set()
    allowed, _, without = words.partition(", not ")
    first, below, _ = allowed.partition(" and below")
    if below:
        return set(order[order.index(first) :]) - {without}
    return {each.split(" (")[0] for each in allowed.split(", ")}


def imported(package: Path, name: str) -> set[str]:
    """The top-level folders of ours that a folder imports, as Python's parser sees it."""
    place = package.parent / "pages" if name == "pages" else package / name
    files = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    found = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {f"{node.module}.{each.name}" for each in node.names}
            elif isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
    ours = {each.split(".")[1] for each in found if each.startswith("nnviz.")}
    return {each for each in ours if (package / each).is_dir() or each in ABOVE_ALL} - {name}


def test_the_table_of_folders_says_what_the_contracts_say(repository):
    contracts = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = [each["layers"] for each in contracts["tool"]["importlinter"]["contracts"]
                 if each["id"] == "layers"]  # fmt: skip
    order = [*folder_table(repository)]
    ranks = [{name.strip() for name in layer.split("|")} for layer in layers]
    assert order[0] == "pages"
    rest = iter(order[1:])
    assert [{next(rest) for _ in rank} for rank in ranks] == ranks
    assert list(rest) == []


def test_no_folder_imports_more_than_the_table_allows(repository):
    table = folder_table(repository)
    order = [*table]
    found = {name: imported(repository / "nnviz", name) - allowed_by(words, name, order)
             for name, words in table.items()}  # fmt: skip
    assert [f"{name} imports {others}" for name, others in found.items() if others] == []


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("live and below, not model", {"live", "core"}),
        ("model (the worker only), core", {"model", "core"}),
        ("everything", {"live", "model", "core"}),
        ("nothing of ours", set()),
    ],
)
def test_the_words_of_the_table_are_understood(words, allowed):
    assert allowed_by(words, "ui", ["ui", "live", "model", "core"]) == allowed
