"""Fixtures of the sweeps: the files that belong to the repository."""

import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root."""
    return REPOSITORY


@pytest.fixture(scope="session")
def repository_files(repository: Path) -> list[Path]:
    """The files that git knows or would take with the next `git add`, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if (repository / path).is_file()]


@pytest.fixture(scope="session")
def python_files(repository_files: list[Path]) -> list[Path]:
    """The Python files among them."""
    return [path for path in repository_files if path.suffix == ".py"]
