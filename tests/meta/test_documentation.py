"""The documents are there, and no file names a place that only one machine has."""

import re
from pathlib import Path

import pytest

# In pieces, so that this file does not name them either.
MACHINE_NAMES = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + r"work\b",
            r"(?<!\w)\." + r"library\b",
            "index" + "-url",
            "trusted" + "-host",
            "find" + "-links",
            "py" + r"pi\.(?:python\.)?org/simple",
        ]
    )
)


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_says_how_to_start(repository, command):
    assert command in (repository / "README.md").read_text(encoding="utf-8")


def test_the_changelog_has_a_place_for_what_comes_next(repository):
    assert "## [Unreleased]" in (repository / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("cd /" + "work/main", True),
        ("nnviz/engine/" + "worker.py", False),
        ("home/" + "work/notes", False),
        ("in ." + "library/README", True),
        ("the data.library", False),
        ("pip install --extra-index" + "-url X", True),
    ],
)
def test_a_place_of_one_machine_is_recognized(text, named):
    assert bool(MACHINE_NAMES.search(text)) is named


def test_no_file_names_a_place_of_one_machine(repository, repository_files):
    found = []
    for path in repository_files:
        text = (repository / path).read_bytes().decode("utf-8", errors="replace")
        found += [f"{path}: {match.group()}" for match in MACHINE_NAMES.finditer(text)]
    assert Path("pyproject.toml") in repository_files
    assert found == []
