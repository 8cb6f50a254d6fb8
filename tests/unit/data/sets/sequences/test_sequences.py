"""The wave, recall and parity."""

import numpy as np
import pytest

from nnviz.data import default_spec, load, signature
from nnviz.data.sets.sequences.forecast import wave, windows
from nnviz.data.sets.sequences.symbols import distinct_bits, one_hot_with_end


def made_with(name, **options):
    return load(default_spec(name).changed(options=options))


def everything(dataset):
    return (
        np.concatenate([dataset.x_train, dataset.x_test]),
        np.concatenate([dataset.y_train, dataset.y_test]),
    )


def test_windows_and_next_values_of_a_short_series():
    x, y = windows(np.array([0, 1, 2, 3, 4], np.float32), 3)
    assert x[..., 0].tolist() == [[0, 1, 2], [1, 2, 3]]
    assert y.tolist() == [[3], [4]]


def test_a_series_one_longer_than_the_window_gives_one_example():
    x, y = windows(np.arange(4, dtype=np.float32), 3)
    assert (x.shape, y.tolist()) == ((1, 3, 1), [[3]])


@pytest.mark.parametrize("window", [8, 24, 64])
def test_every_target_is_the_value_after_its_window(window):
    made = made_with("wave", window=window, points=200)
    x, y = everything(made)
    assert len(x) == 200 - window
    for i in range(len(x)):
        np.testing.assert_array_equal(x[i, :, 0], made.series[i : i + window])
        assert y[i, 0] == made.series[i + window]


def test_the_end_of_the_series_is_the_test_part():
    made = made_with("wave", points=600)
    np.testing.assert_array_equal(made.y_test[:, 0], made.series[-len(made.y_test) :])
    assert len(made.y_train) == 460
    assert (made.target_mean, made.target_scale) == (0, 1)


def test_the_wave_is_two_sines():
    values = wave(101, 25.0)
    assert values[0] == 0
    # After a whole period the slower sine is back at zero.
    assert values[25] == pytest.approx(0.3 * np.sin(2 * np.pi / 0.37))
    assert wave(1, 25.0, (np.pi / 2, np.pi / 2)) == pytest.approx([1.0])
    assert np.abs(wave(10_000, 13.0)).max() <= 1


def test_without_noise_the_series_is_smooth_and_noise_has_its_size():
    clean = made_with("wave", noise=0, points=3000)
    noisy = made_with("wave", noise=30, points=3000)
    assert np.abs(clean.series).max() <= 1
    assert np.std(noisy.series - clean.series) == pytest.approx(0.3, rel=0.05)


@pytest.mark.parametrize("symbols", [2, 4, 6])
@pytest.mark.parametrize("length", [4, 40])
def test_recall_asks_for_the_first_symbol(symbols, length):
    made = made_with("recall", symbols=symbols, length=length, examples=200)
    x, y = everything(made)
    assert x.shape == (200, length, symbols + 1)
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    np.testing.assert_array_equal(x[:, 0].argmax(axis=1), y)
    end = x[:, :, symbols]
    np.testing.assert_array_equal(end[:, -1], 1)
    assert not end[:, :-1].any()
    counts = np.bincount(y)
    assert len(counts) == symbols
    assert counts.max() - counts.min() <= 1
    assert made.feature_names == (*made.class_names, "end")


@pytest.mark.parametrize("length", [4, 28])
def test_recall_asks_for_the_marked_symbol_of_the_first_half(length):
    made = made_with("recall", symbols=4, length=length, examples=400, which="marked")
    x, y = everything(made)
    assert x.shape == (400, length, 6)
    assert made.feature_names == ("A", "B", "C", "D", "end", "mark")
    places = x[:, :, 5].argmax(axis=1)
    np.testing.assert_array_equal(x[:, :, 5].sum(axis=1), 1)
    assert set(places) == set(range(length // 2))
    np.testing.assert_array_equal(x[np.arange(400), places, :5].argmax(axis=1), y)
    assert np.bincount(y).tolist() == [100] * 4


def test_recall_of_two_symbols_is_binary():
    spec = default_spec("recall").changed(options={"symbols": 2})
    assert (signature(spec).task, signature(spec).outputs) == ("binary", 1)


def test_the_later_symbols_say_nothing_about_the_first():
    x, y = everything(made_with("recall", symbols=2, length=8, examples=5000))
    same = (x[:, 1:-1].argmax(axis=2) == y[:, None]).mean(axis=0)
    assert np.abs(same - 0.5).max() < 0.03


def test_symbols_as_one_hot_rows_with_an_end():
    expected = [[[0, 1, 0], [1, 0, 0], [0, 0, 1]]]
    assert one_hot_with_end(np.array([[1, 0]]), 2).tolist() == expected


@pytest.mark.parametrize("length", [3, 8, 20])
def test_parity_is_the_sum_modulo_two(length):
    x, y = everything(made_with("parity", length=length, examples=200))
    assert set(np.unique(x)) == {0, 1}
    np.testing.assert_array_equal(x[..., 0].sum(axis=1) % 2, y)


@pytest.mark.parametrize(("length", "count"), [(3, 8), (7, 128), (8, 200), (20, 200)])
def test_no_sequence_of_bits_occurs_twice(length, count):
    x, _ = everything(made_with("parity", length=length, examples=200))
    assert len(x) == count
    assert len({row.tobytes() for row in x}) == count


def test_all_rows_of_few_bits():
    rows = distinct_bits(200, 2, np.random.default_rng(0))
    assert sorted(rows.tolist()) == [[0, 0], [0, 1], [1, 0], [1, 1]]
