"""How weights and gradients of all checkpoints are counted in bins."""

import numpy as np

from nnviz.model.probes.learning.trail import BINS, _counts


def test_values_are_counted_in_equal_bins_around_zero():
    reach = 8.0
    centres = (np.arange(BINS) * 2 + 1 - BINS) / BINS * reach
    rows = [centres.astype(np.float32), np.full(BINS, -reach, np.float32)]
    rows[0][-1], rows[0][0] = reach, -reach
    shares, found = _counts(rows)
    np.testing.assert_allclose(found, centres, rtol=1e-6)
    assert shares.shape == (BINS, 2)
    np.testing.assert_allclose(shares[:, 0], 1 / BINS, rtol=1e-6)
    np.testing.assert_allclose(shares[:, 1], np.eye(BINS)[0], rtol=1e-6)


def test_a_few_far_values_do_not_widen_the_bins_and_lie_in_the_last_one():
    values = np.ones(1000, np.float32)
    values[0] = 1e6
    shares, centres = _counts([values])
    assert np.isclose(centres[-1], (BINS - 1) / BINS)
    assert shares[-1, 0] == 1


def test_values_that_are_not_finite_count_nowhere():
    shares, centres = _counts([np.array([1.0, -1.0, np.nan, np.inf], np.float32)])
    assert np.isclose(centres[-1], (BINS - 1) / BINS)
    assert shares[-1, 0] == 0.25
    assert shares[0, 0] == 0.25
