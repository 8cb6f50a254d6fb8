"""Whole figures with their numbers."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.run.frames import Frame, Quantized
from nnviz.data import default_spec, load
from nnviz.figures.applying.filling import fill
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.output.confusion import confusion

COUNTS = np.array([[5, 1], [0, 7]], np.int64)


def bound(*bindings, **meta):
    """Return a figure of one line and one shape with these bindings."""
    layout = {"shapes": [{"x0": 0, "x1": 0, "y0": 0, "y1": 0}], "meta": {**meta}}
    layout["meta"]["bindings"] = list(bindings)
    return go.Figure({"data": [{"type": "scatter", "y": [0.0]}], "layout": layout})


def test_a_confusion_matrix_shows_its_counts_and_the_one_given_stays_empty():
    drawn: Any = confusion(load(default_spec("circle")), LIGHT)
    filled: Any = fill(drawn, {"confusion/counts": COUNTS})
    assert np.array_equal(filled.data[0].z, COUNTS)
    assert np.array_equal(drawn.data[0].z, [[0, 0], [0, 0]])


def test_a_frame_fills_a_figure_unless_it_is_of_another_network():
    line = {"op": "set", "array": "a/v", "trace": 0, "prop": "y"}
    arrays = {"a/v": np.array([1.5, 2.5])}
    figure = bound(line, network="this")
    for header, expected in (({}, [1.5, 2.5]), ({"network": "other"}, [0.0])):
        filled: Any = fill(figure, Frame(header, dict(arrays)))
        assert list(filled.data[0].y) == expected


def test_maps_are_shown_as_they_travel_one_byte_a_value():
    line = {"op": "set", "array": "a/v", "trace": 0, "prop": "y"}
    map_ = Quantized(np.array([-9.0, 0.5, np.nan, 9.0]), -1.0, 1.0)
    filled: Any = fill(bound(line), {"a/v": map_})
    shown = filled.data[0].y
    assert shown.tolist() == pytest.approx(
        [-1.0, 190 * 2 / 254 - 1, np.nan, 1.0], abs=1e-6, nan_ok=True
    )
    assert shown[1] != 0.5


def test_the_cursor_moves_what_follows_it():
    place = {"op": "place", "array": "a/v", "shape": 0, "x": [0, 1, 1], "y": [9, -1, -1]}
    figure = bound(place, cursor={"rows": 3, "columns": 3, "row": 1, "column": 2})
    arrays = {"a/v": np.zeros((3, 3))}
    layouts: list[Any] = [fill(figure, arrays, cursor=at).layout for at in (None, (2, 0))]
    shapes = [layout.shapes[0] for layout in layouts]
    assert [(shape.x0, shape.x1, shape.y0, shape.y1) for shape in shapes] == [
        (2, 3, 8, 7),
        (0, 1, 7, 6),
    ]


def test_arrays_of_another_figure_are_named():
    with pytest.raises(NnvizError, match=r"confusion/counts.* received counts"):
        fill(confusion(load(default_spec("circle")), LIGHT), {"counts": COUNTS})


def test_words_are_no_numbers():
    line = {"op": "set", "array": "a/v", "trace": 0, "prop": "y"}
    with pytest.raises(NnvizError, match="Expected arrays of numbers"):
        fill(bound(line), {"a/v": np.array(["one"])})


def test_a_figure_of_plotly_without_bindings_is_copied():
    figure = go.Figure(go.Scatter(y=[1, 2]))
    assert fill(figure, {}) == figure
