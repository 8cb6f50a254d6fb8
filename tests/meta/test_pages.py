"""Every page script is short, registered, and opens without loading Keras in the web process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MAX_PAGE_LINES = 150
SHELL = Path("nnviz/ui/shell.py")

OPEN_AND_REPORT = """
import json, sys
import nnviz.engine
from nnviz.core.run.run import RunStatus
from streamlit.testing.v1 import AppTest

class Engine:
    ready = True
    def __getattr__(self, name):
        return lambda *_, **__: None
    def create(self, *_, **__):
        return "token"
    def exists(self, _token):
        return True
    def status(self, _token):
        return RunStatus("paused")

nnviz.engine._engine = Engine()
report = {}
for page in json.loads(sys.argv[1]):
    app = AppTest.from_file("nnviz/ui/script.py", default_timeout=120)
    app.switch_page(page) if page else None
    app.run()
    report[page] = {
        "faults": [item.message for item in app.exception] + [item.value for item in app.error],
        "elements": len(app.main),
    }
report["loaded"] = [name for name in ("tensorflow", "keras", "jax", "nnviz.model")
                    if name in sys.modules]
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def scripts(repository_files) -> list[Path]:
    """Every page script of the repository."""
    pages = [path for path in repository_files if path.parts[0] == "pages"]
    return [path for path in pages if path.suffix == ".py" and path.stem != "__init__"]


def test_pages_lie_in_sections(scripts):
    """Streamlit's old scan of `pages/*.py` would run them without the shell."""
    assert Path("pages/playground/playground.py") in scripts
    assert [str(path) for path in scripts if len(path.parts) != 3] == []


def test_pages_are_short(repository, scripts):
    sizes = {path: len((repository / path).read_text("utf-8").splitlines()) for path in scripts}
    assert {path: lines for path, lines in sizes.items() if lines > MAX_PAGE_LINES} == {}


def test_every_page_is_registered(repository, scripts):
    shell = (repository / SHELL).read_text(encoding="utf-8")
    missing = [path for path in scripts if f'"{path.parts[1]}/{path.name}"' not in shell]
    assert missing == []


def test_every_page_opens_and_none_loads_keras(repository, scripts):
    pages = ["", *(str(repository / path) for path in scripts if path.stem != "playground")]
    result = subprocess.run(
        [sys.executable, "-c", OPEN_AND_REPORT, json.dumps(pages)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout.splitlines()[-1])
    assert report.pop("loaded") == []
    assert list(report) == pages
    assert [fault for found in report.values() for fault in found["faults"]] == []
    assert all(found["elements"] > 0 for found in report.values())
