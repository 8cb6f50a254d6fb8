"""The examples, the tour and the page about the library run as they stand."""

import json
import re
import runpy
import subprocess
import sys
import time
from pathlib import Path

import plotly.graph_objects as go
import pytest

import nnviz

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((REPOSITORY / "examples").glob("*.py"))
LONGEST_S = 15.0
"""Seconds of processor time that an example may take with one epoch."""


@pytest.fixture(scope="module")
def keras():
    """Load Keras, so that the first example is not charged for it."""
    nnviz.Model(nnviz.starter("iris"))


@pytest.mark.slow
@pytest.mark.usefixtures("keras")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_draws_its_figures(path, monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    started = time.process_time()
    figures = runpy.run_path(str(path))["main"](epochs=1)
    assert time.process_time() - started < LONGEST_S
    assert len(figures) >= 3
    assert all(isinstance(figure, go.Figure) for figure in figures)
    assert all([*figure.select_traces()] for figure in figures)


def test_there_are_examples():
    assert len(EXAMPLES) >= 5


def run_cells(cells: list[str]) -> None:
    """Run pieces of code one after another in one namespace of a fresh process."""
    code = (
        "import json, sys\nspace = {'__name__': '__main__'}\n"
        "for number, cell in enumerate(json.load(sys.stdin), 1):\n"
        "    exec(compile(cell, f'cell {number}', 'exec'), space)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(cells),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
def test_the_tour_runs_from_top_to_bottom():
    tour = json.loads((REPOSITORY / "examples" / "tour.ipynb").read_text("utf-8"))
    cells = [cell for cell in tour["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells)
    run_cells(["".join(cell["source"]) for cell in cells])


@pytest.mark.slow
def test_the_page_about_the_library_runs_from_top_to_bottom():
    text = (REPOSITORY / "docs" / "LIBRARY.md").read_text("utf-8")
    cells = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(cells) >= 5
    run_cells(cells)


def test_a_confusion_matrix_takes_one_import_and_two_lines():
    text = (REPOSITORY / "docs" / "LIBRARY.md").read_text("utf-8")
    first = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[0]
    assert first == (
        'import nnviz\n\nmodel = nnviz.train("digits", epochs=5)\nmodel.figure("confusion")\n'
    )
