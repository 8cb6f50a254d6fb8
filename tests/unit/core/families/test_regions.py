"""Borders between regions against the lines they must be, and their middles against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.core.families.regions import borders, innermost


def planes(*weights, side=9):
    """Return values `(side, side, regions)` that rise evenly: `a * column + b * row + c` each."""
    rows, columns = np.indices((side, side))
    return np.stack([a * columns + b * rows + c for a, b, c in weights], axis=-1)


def lines(values):
    found = borders(values).reshape(-1, 3, 2)
    assert np.isnan(found[:, 2]).all()
    assert np.isfinite(found[:, :2]).all()
    return found[:, :2]


@pytest.mark.parametrize(("count", "side"), [(1, 5), (3, 5), (2, 1), (2, 2)])
def test_one_region_alone_has_no_border(count, side):
    values = planes(*[(0, 0, -number) for number in range(count)], side=side)
    assert borders(values).shape == (0, 2)


def test_a_border_lies_exactly_where_two_values_are_equal():
    # 2 x + y = 7.5, which no place of the grid is on.
    found = lines(planes((2, 1, -7.5), (0, 0, 0)))
    assert len(found)
    x, y = found[..., 0], found[..., 1]
    np.testing.assert_allclose(2 * x + y, 7.5, atol=1e-9)
    # It runs from the lowest row to the highest one.
    assert (y.min(), y.max()) == (0, pytest.approx(7.5, abs=0.51))
    assert (x.min(), x.max()) == (0, 3.75)


def test_three_regions_meet_in_the_cell_where_all_are_equal():
    # Equal at column 4.3, row 3.6: regions at the left, at the right, and above.
    found = lines(planes((-1, -1, 7.9), (1, -1, -0.7), (0, 1, -3.6)))
    ends = found.reshape(-1, 2).round(9).tolist()
    often = [end for end in ends if ends.count(end) == 3]
    assert often
    assert np.hypot(*(np.array(often[0]) - (4.3, 3.6))) < 0.5


def test_places_where_two_regions_are_equal_belong_to_the_border():
    values = planes((1, 0, -4), (-1, 0, 4), side=9)
    assert set(lines(values)[..., 0].ravel()) == {4.0}


def brute(owner, number):
    """Return how far each place of a region is from all outside of it, in steps of the grid."""
    rows, columns = owner.shape
    outside = [
        (r, c)
        for r in range(-1, rows + 1)
        for c in range(-1, columns + 1)
        if not (0 <= r < rows and 0 <= c < columns and owner[r, c] == number)
    ]
    return {
        (c, r): min(abs(r - y) + abs(c - x) for y, x in outside)
        for r, c in np.argwhere(owner == number).tolist()
    }


@given(arrays.arrays(np.int64, (6, 7), elements=st.integers(0, 2)))
def test_no_place_of_a_region_is_farther_from_others_than_the_innermost(owner):
    found = innermost(owner, 3)
    for number in range(3):
        far = brute(owner, number)
        if not far:
            assert np.isnan(found[number]).all()
            continue
        column, row = (int(value) for value in found[number])
        assert far[column, row] == max(far.values())


def test_of_equally_good_places_the_middle_one_is_taken():
    owner = np.zeros((3, 9), np.int64)
    assert innermost(owner, 2)[0].tolist() == [4, 1]
    assert np.isnan(innermost(owner, 2)[1]).all()
