"""Patterns to store: written as text, damaged, and unlike enough to be held apart."""

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.families import energy
from nnviz.core.files.codec import from_link, to_link
from nnviz.data import check, default_spec, load
from nnviz.data.presets import PRESETS
from nnviz.data.sets.pictures.patterns import MOST_DRAWN, PIXELS, as_hex, damaged, from_hex, stored
from nnviz.data.sets.pictures.small_pictures import NAMES, drawn_pictures


def patterns(**options):
    return load(check(default_spec("patterns").changed(options=options)))


def some(count, seed=0):
    return np.random.default_rng(seed).integers(0, 2, (count, PIXELS)).astype(np.float32)


@pytest.mark.parametrize("count", range(MOST_DRAWN + 1))
def test_patterns_survive_being_written_down(count):
    given = some(count)
    text = "".join(as_hex(one) for one in given)
    assert len(text) == 16 * count
    np.testing.assert_array_equal(from_hex(text), given)


def test_the_first_pixel_is_the_first_bit():
    pattern = np.zeros((8, 8, 1), np.float32)
    pattern[0, 0] = pattern[7, 7] = 1
    assert as_hex(pattern) == "8000000000000001"


@pytest.mark.parametrize("text", ["8", "x" * 16, "0" * 15, "0" * 80, "zzzz", "\u0661" * 16])
def test_other_texts_are_refused_with_what_to_do(text):
    with pytest.raises(SpecError, match="16 hexadecimal digits") as caught:
        from_hex(text)
    assert "store it" in str(caught.value)


def test_spaces_and_capitals_make_no_difference():
    given = some(2)
    text = " ".join(as_hex(one).upper() for one in given)
    np.testing.assert_array_equal(from_hex(text), given)


@pytest.mark.parametrize(("amount", "flipped"), [(0.0, 0), (0.2, 13), (0.5, 32), (1.0, 64)])
def test_exactly_so_many_pixels_are_flipped(amount, flipped):
    (pattern,) = some(1)
    found = damaged(pattern, amount, np.random.default_rng(0))
    assert (found != pattern).sum() == flipped
    assert set(np.unique(found)) <= {0.0, 1.0}


def test_it_trains_on_clean_pictures_and_is_tested_on_damaged_ones():
    data = patterns(pictures=3, damage=25)
    np.testing.assert_array_equal(data.x_train, data.y_train)
    for split, x in (("train", data.y_train), ("test", data.y_test)):
        number = data.known(split)
        assert number is not None
        shown = drawn_pictures(3)[number.astype(int)].reshape(x.shape)
        np.testing.assert_array_equal(x, shown)
    assert ((data.x_test != data.y_test).sum(axis=(1, 2, 3)) == 16).all()
    assert data.known_names == ("fish", "cross", "smile")


def test_every_pattern_is_trained_on_even_of_the_smallest_split():
    text = "".join(as_hex(one) for one in some(4, seed=5))
    options = {"pictures": 16, "random": 16, "drawn": text}
    spec = check(default_spec("patterns").changed(options=options, train_share=0.1))
    data = load(spec)
    assert set(data.group_train.tolist()) == set(range(36))
    assert data.known_names[-2:] == ("yours 3", "yours 4")
    np.testing.assert_array_equal(stored(spec)[0][-4:], some(4, seed=5))


def test_a_link_holds_what_was_drawn():
    (drawn,) = some(1)
    experiment = PRESETS["hopfield"].experiment
    options = {**experiment.data.options, "drawn": as_hex(drawn)}
    linked = from_link(to_link(experiment.changed(data=experiment.data.changed(options=options))))
    np.testing.assert_array_equal(stored(linked.data)[0][-1], drawn)


def test_the_first_ten_pictures_are_unlike_enough_for_hebbs_rule():
    signs = energy.signs(drawn_pictures(10) - 0.5)
    overlaps = np.abs(signs @ signs.T / PIXELS - np.eye(10))
    assert overlaps.max() <= 0.25
    weights = energy.hebbian(signs)
    assert all(len(energy.recall(one, weights, 4).changed) == 0 for one in signs)


def test_too_many_pictures_are_not_held():
    signs = energy.signs(drawn_pictures(len(NAMES)) - 0.5)
    weights = energy.hebbian(signs)
    lost = sum(len(energy.recall(one, weights, 4).changed) > 0 for one in signs)
    assert lost > len(NAMES) / 2
