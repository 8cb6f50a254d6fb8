"""Moons and blobs."""

import numpy as np
import pytest

from nnviz.data import check, default_spec, load, signature
from nnviz.data.sets.plane.clouds import within_extent


def drawn(name, **options):
    made = load(default_spec(name).changed(options=options))
    return (
        np.concatenate([made.plane_train, made.plane_test]),
        np.concatenate([made.y_train, made.y_test]),
    )


def test_moons_without_noise_are_two_half_circles():
    points, labels = drawn("moons", noise=0)
    for label, sign in ((1, 1.0), (0, -1.0)):
        moon = points[labels == label] * sign
        centre = np.array([-1.7, -0.85])
        np.testing.assert_allclose(np.hypot(*(moon - centre).T), 3.4, rtol=1e-5)
        assert (moon[:, 1] >= -0.85 - 1e-6).all()
    assert np.bincount(labels).tolist() == [250, 250]


@pytest.mark.parametrize("noise", [0, 20, 50])
@pytest.mark.parametrize("name", ["moons", "blobs"])
def test_clouds_stay_within_the_plane(name, noise):
    for points in (50, 2000):
        assert np.abs(drawn(name, noise=noise, points=points)[0]).max() <= 6


@pytest.mark.parametrize("classes", [2, 3, 4, 5])
def test_blobs_lie_evenly_on_a_ring(classes):
    points, labels = drawn("blobs", noise=0, points=2000, classes=classes)
    counts = np.bincount(labels)
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1
    centres = np.stack([points[labels == c].mean(axis=0) for c in range(classes)])
    assert np.hypot(*centres.T) == pytest.approx([3.8] * classes, abs=0.1)
    following = np.roll(centres, -1, axis=0)
    between = np.hypot(*(following - centres).T)
    assert between == pytest.approx([2 * 3.8 * np.sin(np.pi / classes)] * classes, abs=0.15)


def test_two_blobs_are_binary_and_more_are_several_classes():
    two = check(default_spec("blobs").changed(options={"classes": 2}))
    assert (signature(two).task, signature(two).outputs) == ("binary", 1)
    assert load(two).class_names == ("A", "B")
    five = check(default_spec("blobs").changed(options={"classes": 5}))
    assert (signature(five).task, signature(five).outputs) == ("multiclass", 5)
    assert load(five).class_names == ("A", "B", "C", "D", "E")


def test_points_outside_shrink_all_alike():
    points = np.array([[12.0, 0.0], [3.0, -6.0]])
    np.testing.assert_array_equal(within_extent(points), [[6, 0], [1.5, -3]])


def test_points_inside_stay_and_none_are_fine():
    points = np.array([[6.0, -1.0]])
    np.testing.assert_array_equal(within_extent(points), points)
    assert within_extent(np.zeros((0, 2))).shape == (0, 2)
