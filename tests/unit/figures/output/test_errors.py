"""Errors of usual and unusual examples: a lane each, and what the threshold finds."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.theme import LIGHT, SYMBOLS
from nnviz.figures.output.errors import errors


@pytest.fixture
def unusual():
    x = np.zeros((4, 3), np.float32)
    groups = np.array([0, 1, 1, 0], np.int32)
    signature = DataSignature((3,), "regression", 3, "table")
    return Dataset("t", signature, x, x, x, x, group_names=("usual", "odd"), group_test=groups)


def test_examples_lie_in_the_lane_and_colour_of_their_group(unusual):
    figure: Any = errors(unusual, LIGHT)
    examples = figure.data[0]
    assert np.rint(examples.y).tolist() == [0, 1, 1, 0]
    assert len(set(examples.y)) == 4
    assert np.abs(examples.y - np.rint(examples.y)).max() <= 0.34
    assert list(examples.x) == [None] * 4
    assert examples.meta == {
        "classes": [0, 1, 1, 0], "colours": list(LIGHT.classes), "symbols": list(SYMBOLS),
    }  # fmt: skip
    axis = figure.layout.yaxis
    assert (list(axis.tickvals), list(axis.ticktext)) == ([0, 1], ["usual", "odd"])
    assert axis.range == (-0.75, 1.6)
    assert "4 test examples" in figure.layout.meta["alt"]
    assert "usual and odd" in figure.layout.meta["alt"]


def test_errors_place_the_examples_and_the_threshold_the_line(unusual, binding):
    figure: Any = errors(unusual, LIGHT)
    (places,) = binding(figure, "set")
    assert (places["array"], places["trace"], places["prop"]) == ("errors/error", 0, "x")
    assert (places["count"], places["most"]) == (4, 2.0)
    (line,) = binding(figure, "pick")
    assert line == {"op": "pick", "array": "errors/threshold", "trace": 1, "prop": "x", "index": 0}
    assert (figure.data[1].marker.symbol, list(figure.data[1].y)) == ("line-ns", [0.5])
    assert figure.data[1].marker.line.color == LIGHT.text
    assert figure.layout.meta["wants"] == [{"key": "errors", "probe": "errors", "options": {}}]


def test_what_is_found_stands_by_the_odd_and_what_alarms_by_the_usual(unusual, binding):
    figure: Any = errors(unusual, LIGHT)
    found, alarms = binding(figure, "labels", "errors/rates")
    assert [(each["index"], each["trace"]) for each in (found, alarms)] == [(0, 2), (1, 3)]
    assert found["suffix"].endswith("odd")
    assert alarms["suffix"].endswith("usual")
    assert "detect" in found["prefix"]
    assert "alarm" in alarms["prefix"]
    for each in (found, alarms):
        assert (each["percent"], each["digits"], each["prop"]) == (True, 0, "text")
        assert "%" in each["suffix"]
    assert figure.data[2].y[0] > 1
    assert figure.data[3].y[0] < 0
    assert (list(figure.data[2].x), figure.data[2].textposition) == ([2], "middle left")


def test_errors_are_powers_of_ten(unusual):
    figure: Any = errors(unusual, LIGHT)
    axis = figure.layout.xaxis
    assert list(axis.tickvals) == [-3, -2, -1, 0, 1, 2]
    assert list(axis.ticktext) == ["0.001", "0.01", "0.1", "1", "10", "100"]
    assert axis.range == (-3.2, 2.1)
    assert "10<sup>%{x" in figure.data[0].hovertemplate
