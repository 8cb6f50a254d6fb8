"""Forecasts and predictions: which line is true, where the test data begin, whose unit counts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.output.forecast import forecast
from nnviz.figures.output.predictions import predictions


@pytest.fixture
def line():
    """Ten steps, windows of 3, five windows for training and two for testing."""
    series = np.arange(10, dtype=np.float32)
    windows = np.stack([series[at : at + 3, None] for at in range(7)])
    targets = series[3:, None]
    return Dataset(
        "line", DataSignature((3, 1), "regression", 1, "series"), windows[:5], targets[:5],
        windows[5:], targets[5:], series=series, target_mean=10, target_scale=2,
        target_name="load", target_unit="MW",
    )  # fmt: skip


def test_the_forecast_is_driven_and_the_truth_stays(line, bound, binding):
    figure: Any = forecast(line, DARK)
    true, expected = figure.data
    assert bound(figure) == {(1, "y"): "forecast/predicted"}
    assert binding(figure, "set")[0]["count"] == 7
    assert (true.name, expected.name) == ("true", "forecast")
    assert (true.line.color, expected.line.color) == (DARK.quiet, DARK.positive_ink)
    assert (list(true.x), list(true.y)) == (list(range(10)), list(range(10)))
    assert list(expected.x) == [3, 4, 5, 6, 7, 8, 9]
    assert list(expected.y) == [None] * 7
    assert [trace.hovertemplate.split("<extra>")[1] for trace in figure.data] == [
        "true</extra>", "forecast</extra>",
    ]  # fmt: skip
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "forecast", "probe": "forecast", "options": {}}]
    assert "10 steps" in meta["alt"]
    assert "step 8" in meta["alt"]


def test_the_test_data_are_shaded_and_the_key_has_the_colours_of_the_lines(line):
    figure: Any = forecast(line, LIGHT)
    (shade,) = figure.layout.shapes
    assert (shade.x0, shade.x1, shade.fillcolor) == (8, 10, LIGHT.faint)
    test, key = figure.layout.annotations
    assert (test.text, test.x, test.xanchor) == ("test", 8, "left")
    true, expected = key.text.split("</span>")[:2]
    assert LIGHT.quiet in true
    assert "true" in true
    assert LIGHT.positive_ink in expected
    assert "forecast" in expected
    assert key.x == 0


def test_the_axes_hold_the_whole_series_with_room_and_name_their_unit(line):
    figure: Any = forecast(line, LIGHT)
    assert figure.layout.xaxis.range == (0, 10)
    assert figure.layout.yaxis.range == pytest.approx((-1.35, 10.35))
    assert figure.layout.yaxis.title.text == "load (MW)"
    assert figure.layout.xaxis.title.text == "step"
    flat: Any = forecast(
        replace(line, series=np.full(10, 2, np.float32), target_unit="", target_name=""), LIGHT
    )
    assert flat.layout.yaxis.range == pytest.approx((1.85, 2.15))
    assert flat.layout.yaxis.title.text == "value"


@pytest.mark.parametrize(("split", "truth"), [("test", [26, 28]), ("train", [16, 18, 20, 22, 24])])
def test_predictions_lie_over_their_true_values(line, split, truth, bound, binding):
    figure: Any = predictions(line, LIGHT, split=split)
    diagonal, examples = figure.data
    assert list(examples.x) == truth
    assert list(examples.y) == [None] * len(truth)
    assert bound(figure) == {(1, "y"): "predictions/predicted"}
    assert binding(figure, "set")[0]["count"] == len(truth)
    room = 0.06 * (truth[-1] - truth[0])
    ends = pytest.approx((truth[0] - room, truth[-1] + room))
    assert figure.layout.xaxis.range == ends
    assert figure.layout.yaxis.range == ends
    assert diagonal.x == ends
    assert diagonal.y == ends
    assert (diagonal.mode, diagonal.line.color) == ("lines", LIGHT.line)
    assert (examples.mode, examples.marker.color) == ("markers", LIGHT.positive_ink)
    meta = figure.layout.meta
    assert meta["wants"][0]["options"] == {"split": split}
    assert f"load for {len(truth)} {split} examples" in meta["alt"]


def test_axes_of_predictions_say_which_is_true(line):
    figure: Any = predictions(line, LIGHT)
    assert figure.layout.xaxis.title.text == "true (MW)"
    assert figure.layout.yaxis.title.text == "predicted (MW)"
    hover = figure.data[1].hovertemplate
    assert "true %{x" in hover
    assert "predicted %{y" in hover


def test_predictions_of_no_or_equal_values_have_axes_too(line):
    none: Any = predictions(replace(line, y_test=np.zeros((0, 1), np.float32)), LIGHT)
    assert none.layout.xaxis.range == pytest.approx((-0.06, 1.06))
    same: Any = predictions(replace(line, y_test=np.ones((2, 1), np.float32)), LIGHT)
    assert same.layout.xaxis.range == pytest.approx((11.94, 12.06))
    many: Any = predictions(replace(line, y_test=np.ones((999, 1), np.float32)), LIGHT)
    assert len(many.data[1].x) == 400
