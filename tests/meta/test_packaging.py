"""What is installed: exact versions without addresses, and a wheel with all that serves the app."""

import json
import re
import runpy
import tarfile
import tomllib
import zipfile

import pytest

from tests.installing import build

EXACT_VERSION = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==[0-9][A-Za-z0-9.]*")


def package_name(requirement: str) -> str:
    """The normalized name in a requirement such as `pyright[nodejs]>=1`."""
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
def test_a_requirement_is_read_by_its_normalized_name(requirement, name):
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


APP_FILES = ("app.py", "assets/", "pages/", ".streamlit/")


def app_files(repository_files) -> set[str]:
    """What the app consists of besides the package, relative to the root."""
    return {str(path) for path in repository_files if str(path).startswith(APP_FILES)}


def test_a_wheel_carries_the_package_and_the_app_and_nothing_else(tmp_path, repository_files):
    with zipfile.ZipFile(build("wheel", tmp_path)) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licences = {name for name in wheel.namelist() if "/licenses/" in name}
        assert "License-Expression: Apache-2.0" in wheel.read(metadata(wheel)).decode()
    package = {str(path) for path in repository_files if path.parts[0] == "nnviz"}
    app = app_files(repository_files)
    assert "pages/playground/playground.py" in app
    assert names == package | {f"nnviz/_app/{name}" for name in app}
    assert {name.partition("/licenses/")[2] for name in licences} == {
        "LICENSE", "assets/vendor/plotly-LICENSE.txt",
    }  # fmt: skip


def metadata(wheel: zipfile.ZipFile) -> str:
    return next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))


def test_an_sdist_builds_the_same_wheel(tmp_path):
    with tarfile.open(build("sdist", tmp_path)) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build("wheel", tmp_path / "again", source)
    straight = build("wheel", tmp_path / "straight")
    assert again.read_bytes() == straight.read_bytes()


def test_an_editable_install_leaves_the_app_where_it_is(repository):
    """The copies that it would make go stale."""
    hook = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = hook["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "force-include" not in wheel
    build_data: dict[str, dict[str, str]] = {"force_include": {}}
    initialize = runpy.run_path(str(repository / "hatch_build.py"))["AppFiles"].initialize
    initialize(None, "editable", build_data)
    assert build_data == {"force_include": {}}
    initialize(None, "standard", build_data)
    assert set(build_data["force_include"]) == {name.rstrip("/") for name in APP_FILES}


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
