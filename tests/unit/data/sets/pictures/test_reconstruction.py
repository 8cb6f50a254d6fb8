"""Targets that are pictures or what went in: digits again, circles to find, payments."""

import numpy as np

from nnviz.data import check, default_spec, load
from nnviz.data.sets.pictures.masks import scene
from nnviz.data.sets.tables.transactions import COLUMNS, unusual, usual


def with_options(name, **options):
    return load(check(default_spec(name).changed(options=options)))


def test_without_noise_a_digit_is_its_own_target():
    data = with_options("digits_again", noise=0)
    np.testing.assert_array_equal(data.x_test, data.y_test)


def test_noise_is_in_the_input_only():
    clean, noisy = (with_options("digits_again", noise=n) for n in (0, 30))
    np.testing.assert_array_equal(clean.y_test, noisy.y_test)
    assert 0.05 < np.abs(np.subtract(noisy.x_test, noisy.y_test, dtype=float)).mean() < 0.3


def test_groups_are_the_digits_that_the_classifier_learns():
    again, digits = load(default_spec("digits_again")), load(default_spec("digits"))
    np.testing.assert_array_equal(again.known("test"), digits.y_test)
    assert again.known_names == digits.class_names


def test_only_bright_pixels_are_marked_and_not_all_of_them():
    rng = np.random.default_rng(3)
    scenes = [scene(3, rng) for _ in range(40)]
    marked = np.concatenate([picture[mask == 1] for picture, mask in scenes])
    others = np.concatenate([picture[(mask == 0) & (picture > 0.5)] for picture, mask in scenes])
    assert marked.min() > 0.25
    assert len(others) > 1000
    assert any(not mask.any() for _, mask in scenes)


def test_a_payment_is_its_own_target_and_only_usual_ones_are_trained_on():
    data = load(default_spec("transactions"))
    np.testing.assert_array_equal(data.x_test, data.y_test)
    assert not data.group_train.any()
    assert data.group_test.sum() == 100
    np.testing.assert_allclose(data.x_train.mean(axis=0), 0, atol=1e-5)


def test_within_a_habit_whoever_pays_more_has_less_left():
    rows = usual(4000, np.random.default_rng(1))
    amount, balance = (COLUMNS.index(n) for n in ("amount (log10 EUR)", "balance left (log10 EUR)"))
    assert np.corrcoef(rows[:, amount], rows[:, balance])[0, 1] < -0.9


def test_unusual_payments_break_that_though_each_number_is_usual():
    rows, normal = unusual(4000, np.random.default_rng(1)), usual(4000, np.random.default_rng(2))
    assert abs(np.corrcoef(rows[:, 0], rows[:, 1])[0, 1]) < 0.05
    for column in range(len(COLUMNS)):
        strange, plain = np.sort(rows[:, column]), np.sort(normal[:, column])
        np.testing.assert_allclose(strange.mean(), plain.mean(), atol=0.1 * plain.std() + 1e-9)
        np.testing.assert_allclose(strange.std(), plain.std(), rtol=0.1)


def test_no_single_number_gives_unusual_payments_away():
    """The largest z-score hardly tells them apart; a network reaches 0.998 (presets' records)."""
    data = load(default_spec("transactions"))
    score, odd = np.abs(data.x_test).max(axis=1), data.group_test.astype(bool)
    area = (score[odd][:, None] > score[~odd]).mean()
    assert 0.45 < area < 0.65


def test_what_is_not_known_of_an_example_is_none():
    assert load(default_spec("find_circles")).known("test") is None
    assert load(default_spec("diabetes")).known_names == ()
