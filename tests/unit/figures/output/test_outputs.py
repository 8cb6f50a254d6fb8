"""Figures of the output: exact places, colours and bindings on tiny data."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.data.data_preview import data_preview
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.output.confusion import confusion
from nnviz.figures.output.curves import curves
from nnviz.figures.output.forecast import forecast
from nnviz.figures.output.predictions import predictions
from nnviz.figures.output.samples import samples
from nnviz.figures.output.surface import surface


def test_the_grid_of_the_surface_spans_the_plane(points):
    figure: Any = surface(points, LIGHT, side=13)
    ground = figure.data[0]
    assert (ground.x0, ground.dx, ground.y0, ground.dy) == (-6, 1, -6, 1)
    assert figure.layout.xaxis.range == (-6.5, 6.5)
    assert [(t.name, list(t.x), t.marker.symbol) for t in figure.data[1:]] == [
        ("out", [-3], "circle"),
        ("in", [1], "square"),
    ]


def test_test_points_lie_under_the_training_points(points):
    figure: Any = surface(points, LIGHT, show_test=True)
    assert [t.name for t in figure.data[1:]] == ["out, test", "in, test", "out", "in"]


def test_curves_have_four_lines_or_two(binding):
    both: Any = curves(LIGHT)
    loss: Any = curves(LIGHT, metric="", log_scale=True)
    assert [b["array"] for b in binding(both, "set")][1::2] == [
        "curves/loss",
        "curves/test_loss",
        "curves/accuracy",
        "curves/test_accuracy",
    ]
    assert len(loss.data) == 2
    assert loss.layout.yaxis.type == "log"


def test_an_untrained_confusion_matrix_is_all_zero(points):
    figure: Any = confusion(points, LIGHT)
    assert np.array(figure.data[0].z).tolist() == [[0, 0], [0, 0]]


def series(train, test, window=3):
    length = train + test + window
    values = np.arange(length, dtype=np.float32)
    windows = np.stack([values[i : i + window, None] for i in range(train + test)])
    targets = values[window:, None]
    return Dataset(
        "line",
        DataSignature((window, 1), "regression", 1, "series"),
        windows[:train],
        targets[:train],
        windows[train:],
        targets[train:],
        series=values,
        target_mean=10,
        target_scale=2,
    )


def test_a_forecast_starts_after_the_first_window_and_marks_the_test_part(binding):
    figure: Any = forecast(series(5, 2), LIGHT)
    assert list(figure.data[1].x) == [3, 4, 5, 6, 7, 8, 9]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (8, 10)
    assert binding(figure, "set")[0]["count"] == 7


def test_true_values_are_in_the_targets_own_unit(binding):
    figure: Any = predictions(series(5, 2), LIGHT)
    assert list(figure.data[1].x) == [8 * 2 + 10, 9 * 2 + 10]
    assert binding(figure, "set")[0]["count"] == 2


def images(count, size=2):
    x = np.zeros((count, size, size, 1), np.float32)
    x[:, 0, 0] = 1
    y = np.arange(count, dtype=np.int32) % 2
    names = ("a<b", "c")
    signature = DataSignature((size, size, 1), "multiclass", 2, "image")
    return Dataset("dots", signature, x, y, x, y, class_names=names)


def test_pictures_stand_upright_and_fewer_examples_than_asked_are_fine(binding):
    figure: Any = samples(images(3), LIGHT, count=12, start=7)
    (answers,) = binding(figure, "labels", "samples/predicted")
    assert answers["count"] == 3
    assert answers["texts"] == ["a&lt;b", "c"]
    assert figure.layout.meta["wants"][0]["options"] == {"count": 3, "start": 0, "split": "test"}
    (touch,) = binding(figure, "touch")
    values = np.array(figure.data[0].z)
    for x0, y0, x1, y1 in touch["boxes"]:
        picture = values[y0:y1, x0:x1]
        # Row 0 is at the bottom, so the bright corner, upper left, is in the last row.
        assert picture.tolist() == [[0, 0], [1, 0]]


def test_samples_of_a_table_are_refused_in_words():
    x = np.zeros((1, 2), np.float32)
    table = Dataset("t", DataSignature((2,), "binary", 1, "table"), x, x, x, x)
    with pytest.raises(NnvizError, match="received a table"):
        samples(table, LIGHT)


def test_a_table_is_previewed_by_its_most_telling_columns():
    x = np.array([[0, 5, 1], [1, -3, 1], [0, 4, 9], [1, -4, 9]], np.float32)
    y = np.array([0, 1, 0, 1], np.int32)
    table = Dataset(
        "t",
        DataSignature((3,), "binary", 1, "table"),
        x,
        y,
        x,
        y,
        class_names=("no", "yes"),
        feature_names=("flag", "size (cm)", "other"),
        feature_mean=np.zeros(3, np.float32),
        feature_scale=np.array([1, 2, 1], np.float32),
    )
    figure: Any = data_preview(table, LIGHT)
    assert figure.layout.xaxis.title.text == "flag"
    assert figure.layout.yaxis.title.text == "size (cm)"
    assert [list(trace.y) for trace in figure.data] == [[10, 8], [-6, -8]]
