"""Points to generate: where they lie, and the noise beside them."""

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.data import check, default_spec, load
from nnviz.data.sets.plane.distributions import BLOBS, EXTENT, RADIUS, SHAPES


def made(**options):
    spec = default_spec("distributions")
    return load(check(spec.changed(options={**spec.options, **options})))


def test_half_the_rows_are_real_and_the_others_hold_noise_only():
    data = made(noise=4)
    for x, y, points in (
        (data.x_train, data.y_train, data.plane_train),
        (data.x_test, data.y_test, data.plane_test),
    ):
        real = y == 1
        assert real.mean() == 0.5
        assert np.array_equal(x[:, 0], y)
        assert np.array_equal(x[real, 1:3], points)
        assert not x[real, 3:].any()
        assert not x[~real, :3].any()
        noise = x[~real, 3:]
        assert noise.mean() == pytest.approx(0, abs=0.1)
        assert noise.std() == pytest.approx(1, abs=0.1)


def test_a_ring_has_eight_blobs_that_do_not_touch():
    points = made().plane_train
    angle = np.degrees(np.arctan2(points[:, 1], points[:, 0])) % 360
    blob = np.round(angle / 45).astype(int) % BLOBS
    centres = RADIUS * np.array([[np.cos(a), np.sin(a)] for a in np.radians(45 * np.arange(BLOBS))])
    assert np.unique(blob).size == BLOBS
    assert np.linalg.norm(points - centres[blob], axis=1).max() < 0.75


@pytest.mark.parametrize("shape", SHAPES)
def test_every_pattern_lies_on_the_plane_and_is_one_of_its_own(shape):
    points = made(shape=shape).plane_train
    assert np.abs(points).max() < EXTENT
    distance = np.linalg.norm(points, axis=1)
    if shape in ("ring", "circle"):
        assert distance.min() > 1
    else:
        assert distance.min() < 0.5


def test_no_other_pattern_is_taken():
    spec = default_spec("distributions")
    with pytest.raises(SpecError, match="ring, grid, moons"):
        check(spec.changed(options={"shape": "cat"}))
