"""Input features of a plane, by their arithmetic."""

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.data import PLANE_FEATURES, plane_features

NAMES = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")


def test_the_features_are_those_of_the_playground():
    assert tuple(feature.name for feature in PLANE_FEATURES) == NAMES
    assert [feature.label for feature in PLANE_FEATURES] == [
        "X₁",
        "X₂",
        "X₁²",
        "X₂²",
        "X₁X₂",
        "sin(X₁)",
        "sin(X₂)",
    ]


def test_every_feature_of_two_points():
    points = np.array([[np.pi / 2, -2.0], [-3.0, 0.0]])
    expected = [
        [np.pi / 2, -2, np.pi**2 / 4, 4, -np.pi, 1, np.sin(-2)],
        [-3, 0, 9, 0, 0, np.sin(-3), 0],
    ]
    made = plane_features(points, NAMES)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, expected, rtol=1e-6, atol=1e-7)


def test_columns_stand_in_the_order_asked_for():
    np.testing.assert_array_equal(
        plane_features(np.array([[1, 2]], np.float32), ("x2", "x1")), [[2, 1]]
    )


def test_no_points_give_no_rows():
    assert plane_features(np.zeros((0, 2)), ("x1", "sin_x1", "x1_x2")).shape == (0, 3)


@pytest.mark.parametrize("shape", [(2,), (4, 3), (2, 2, 2)])
def test_points_of_another_shape_are_refused(shape):
    with pytest.raises(SpecError, match=r"points of shape \(n, 2\), received an array of shape"):
        plane_features(np.zeros(shape), ("x1",))


def test_an_unknown_name_is_refused():
    with pytest.raises(SpecError, match=r"input features of the plane from x1, .*received 'x3'"):
        plane_features(np.zeros((1, 2)), ("x3",))
