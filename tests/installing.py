"""The package as others get it: built into files, and installed where the checkout is not known."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Literal

REPOSITORY = Path(__file__).resolve().parents[1]


def build(kind: Literal["wheel", "sdist"], folder: Path, source: Path = REPOSITORY) -> Path:
    """Build a distribution without fetching anything, and return its file.

    Args:
        kind: What to build.
        folder: Where it is written.
        source: The project's folder.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    run(command, source)
    (file,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return file


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel into an environment of its own and return the folder of its commands.

    Its dependencies come from this environment, whose own nnviz (a link to the checkout in a
    `.pth` file) does not: Python reads such files only where it looks first.

    Args:
        wheel: The file.
        folder: Where the environment is made.
    """
    venv.create(folder, symlinks=True)
    places = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)}, scheme="venv")
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], folder)
    known = [place for place in sys.path if Path(place).name in ("site-packages", "dist-packages")]
    (Path(places["purelib"]) / "dependencies.pth").write_text("\n".join(known), encoding="utf-8")
    return Path(places["scripts"])


def run(command: list[str], folder: Path) -> str:
    """Run a command without this session's import path, and return what it prints."""
    done = subprocess.run(
        command, cwd=folder, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def clean_environment() -> dict[str, str]:
    """Return the variables of this process without those that name where to import from."""
    left_out = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in left_out}
