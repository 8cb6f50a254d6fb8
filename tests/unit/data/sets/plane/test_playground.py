"""The six sets of TensorFlow Playground, by the figures of its generators."""

import numpy as np
import pytest

from nnviz.data import default_spec, load
from nnviz.data.sets.plane.playground import circle_labels, hill_values, plane_values, xor_labels


def drawn(name, noise=0, seed=0):
    """All points and targets of a set, training part first."""
    made = load(default_spec(name, seed).changed(options={"noise": noise}))
    return (
        np.concatenate([made.plane_train, made.plane_test]).astype(np.float64),
        np.concatenate([made.y_train, made.y_test]).astype(np.float64),
    )


def radii(points):
    return np.hypot(points[:, 0], points[:, 1])


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("circle", 500),
        ("xor", 500),
        ("gauss", 500),
        ("spiral", 500),
        ("plane", 1200),
        ("gauss_regression", 1200),
    ],
)
def test_how_many_points_there_are(name, count):
    assert len(drawn(name)[0]) == count


def test_circle_is_a_disc_within_a_ring():
    points, labels = drawn("circle")
    inside, ring = radii(points[labels == 1]), radii(points[labels == 0])
    assert (len(inside), len(ring)) == (250, 250)
    assert inside.max() < 2.5
    assert inside.max() > 2.4
    assert 3.5 <= ring.min() < 3.6
    assert 4.9 < ring.max() <= 5


def test_circle_radii_are_uniform_so_the_middle_is_dense():
    inside = np.concatenate([radii(drawn("circle", seed=s)[0]) for s in range(8)])
    inside = inside[inside < 3]
    # Uniform radius: half of the points within half the radius, where an even disc has a quarter.
    assert np.mean(inside < 1.25) == pytest.approx(0.5, abs=0.03)


def test_circle_noise_moves_labels_and_not_points():
    clean, noisy = drawn("circle"), drawn("circle", 50)
    np.testing.assert_array_equal(clean[0], noisy[0])
    flipped = clean[1] != noisy[1]
    assert 0.1 < flipped.mean() < 0.4
    # Noise 0.05 shifts a label by at most 0.25 in each axis, so only the rim can change sides.
    slight = drawn("circle", 5)
    changed = clean[1] != slight[1]
    assert radii(clean[0])[changed].min(initial=2.5) > 2.5 - 0.25 * np.sqrt(2)
    assert not changed[radii(clean[0]) > 3].any()


def test_circle_label_rule_at_the_border():
    assert circle_labels(np.array([[0, 0], [2.4999, 0], [2.5, 0], [0, -2.6]])).tolist() == [
        1,
        1,
        0,
        0,
    ]


def test_xor_leaves_a_gap_along_the_axes():
    points, labels = drawn("xor")
    sizes = np.abs(points)
    assert sizes.min() >= np.float32(0.3)
    assert sizes.min() < 0.33
    assert 5.25 < sizes.max() <= np.float32(5.3)
    np.testing.assert_array_equal(labels == 1, points[:, 0] * points[:, 1] > 0)


def test_xor_noise_flips_labels_near_the_axes_only():
    (points, clean), (same, noisy) = drawn("xor"), drawn("xor", 10)
    np.testing.assert_array_equal(points, same)
    changed = clean != noisy
    assert changed.any()
    assert np.abs(points[changed]).min(axis=1).max() < 0.5


def test_xor_label_rule_on_the_axes():
    points = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1], [0, 3]], float)
    assert xor_labels(points).tolist() == [1, 1, 0, 0, 1]


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (25, 2.25), (50, 4.0)])
def test_gauss_has_two_clouds_whose_variance_grows_with_noise(noise, variance):
    sets = [drawn("gauss", noise, seed) for seed in range(10)]
    for label, centre in ((1, 2.0), (0, -2.0)):
        cloud = np.concatenate([points[labels == label] for points, labels in sets])
        assert len(cloud) == 2500
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=4 * variance**0.5 / 50)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.1)


def test_spiral_without_noise_is_two_exact_arms():
    points, labels = drawn("spiral")
    steps = np.arange(250) / 250
    for label, start in ((1, 0.0), (0, np.pi)):
        angle = 1.75 * steps * 2 * np.pi + start
        arm = np.stack([5 * steps * np.sin(angle), 5 * steps * np.cos(angle)], axis=1)
        found = points[labels == label]
        found = found[np.argsort(radii(found), kind="stable")]
        np.testing.assert_allclose(found, arm, rtol=0, atol=1e-6)


def test_spiral_noise_shifts_points_by_at_most_its_share():
    (clean, labels), (noisy, same) = drawn("spiral"), drawn("spiral", 50)
    np.testing.assert_array_equal(labels, same)
    shift = np.abs(noisy - clean)
    assert 0.48 < shift.max() <= 0.5 + 1e-6


def test_plane_values_are_a_tenth_of_the_sum():
    points, values = drawn("plane")
    assert 5.9 < np.abs(points).max() <= 6
    np.testing.assert_allclose(values[:, 0], points.sum(axis=1) / 10, rtol=0, atol=1e-6)
    assert plane_values(np.array([[5.0, 5.0], [-6.0, -6.0], [1.0, -1.0]])) == pytest.approx(
        [1.0, -1.2, 0.0]
    )


def test_plane_noise_shifts_values_by_at_most_its_share():
    (points, clean), (same, noisy) = drawn("plane"), drawn("plane", 50)
    np.testing.assert_array_equal(points, same)
    # Each coordinate moves by at most 6 * 0.5, so the value by at most 0.6.
    assert 0.5 < np.abs(noisy - clean).max() <= 0.6


def test_hills_fall_linearly_to_zero_and_the_larger_counts():
    points = np.array(
        [
            [-4, 2.5],  # the centre of a hill
            [0, 2.5],  # the centre of a valley
            [4, 3.5],  # one unit beside a hill
            [4, -4.5],  # two units beside a valley
            [2, 0],  # far from all
            [-4.5, -2.5],  # half a unit beside a valley
            [-1.5, 2.5],  # half a unit into the valley's slope
        ],
        float,
    )
    assert hill_values(points) == pytest.approx([1, -1, 0.5, 0, 0, -0.75, -0.25])


def test_hills_are_what_the_set_is_labelled_with():
    points, values = drawn("gauss_regression")
    np.testing.assert_allclose(values[:, 0], hill_values(points), rtol=0, atol=1e-5)
    assert -1 <= values.min() < -0.9
    assert 0.9 < values.max() <= 1


def test_playground_targets_are_not_rescaled():
    made = load(default_spec("gauss_regression"))
    assert (made.target_mean, made.target_scale, made.target_unit) == (0, 1, "")
