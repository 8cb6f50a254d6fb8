"""What is installed: every dependency has one exact version, and none comes with an address."""

import json
import re
import tomllib

import pytest

EXACT_VERSION = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==[0-9][A-Za-z0-9.]*")


def package_name(requirement: str) -> str:
    """The normalised name in a requirement such as `pyright[nodejs]>=1`."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


@pytest.fixture
def constraints(repository) -> list[str]:
    return (repository / "constraints.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("plotly>=7.1,<8", "plotly"),
        ("pyright[nodejs]", "pyright"),
        ("typing_extensions==4.16.0", "typing-extensions"),
    ],
)
def test_a_requirement_is_read_by_its_normalised_name(requirement, name):
    assert package_name(requirement) == name


def test_constraints_are_exact_sorted_and_without_addresses(constraints):
    assert [line for line in constraints if not EXACT_VERSION.fullmatch(line)] == []
    assert constraints == sorted(constraints, key=str.lower)


def test_every_dependency_has_an_exact_version(repository, constraints):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = list(project["dependencies"])
    for requirements in project["optional-dependencies"].values():
        required += requirements
    pinned = {package_name(line) for line in constraints}
    missing = [name for name in map(package_name, required) if name not in pinned]
    assert missing == []


def test_tools_of_the_javascript_have_exact_versions_and_no_addresses(repository):
    folder = repository / "tests" / "js"
    text = (folder / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text, "take out what npm has written under `funding`"
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    installed = json.loads(text)["packages"]
    for name, version in asked.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert installed[f"node_modules/{name}"]["version"] == version
    assert [name for name, entry in installed.items() if name and "integrity" not in entry] == []
