"""Examples that visitors make: drawings, photos, lines, texts and rows as a network reads them."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from nnviz.core.errors import NnvizError
from nnviz.data import default_spec, load
from nnviz.data.custom.custom_examples import (
    MOST_BYTES,
    chosen_point,
    drawn_picture,
    drawn_series,
    photographed_picture,
    series_range,
    typed_row,
    typed_text,
)


@pytest.fixture(scope="module")
def digits():
    return load(default_spec("digits"))


def stroke(rows=slice(20, 40), columns=slice(30, 34)) -> np.ndarray:
    ink = np.zeros((64, 64), np.uint8)
    ink[rows, columns] = 255
    return ink


def file_of(values: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "PNG")
    return stream.getvalue()


def test_a_digit_is_brought_to_full_height_and_into_the_middle(digits):
    found = drawn_picture(stroke(), digits)
    assert found.shape == (8, 8, 1)
    assert found.dtype == np.float32
    assert (found.sum(axis=1) > 0).all()
    np.testing.assert_allclose(found, found[:, ::-1], atol=0.05)
    moved = drawn_picture(stroke(slice(5, 25), slice(3, 7)), digits)
    np.testing.assert_array_equal(found, moved)


def test_nothing_drawn_is_an_empty_picture(digits):
    assert not drawn_picture(np.zeros((64, 64), np.uint8), digits).any()


def test_the_inside_of_an_outlined_shape_is_filled():
    ink = np.zeros((56, 56), np.uint8)
    ink[10:40, 10:40] = 255
    full = drawn_picture(ink, load(default_spec("shapes")))
    ink[14:36, 14:36] = 0
    np.testing.assert_array_equal(drawn_picture(ink, load(default_spec("shapes"))), full)
    assert full[12, 12, 0] == 1
    assert full[2, 2, 0] == 0


def test_dark_ink_on_white_paper_becomes_bright_on_dark(digits):
    paper = 255 - stroke(slice(8, 56), slice(28, 36))
    found = photographed_picture(file_of(paper), digits)
    expected = drawn_picture(stroke(slice(8, 56), slice(28, 36)), digits)
    np.testing.assert_allclose(found, expected, atol=0.3)
    assert found.max() > 0.6
    assert found[:, 0].max() < 0.1


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused_in_words(digits, data):
    with pytest.raises(NnvizError, match="cannot be read"):
        photographed_picture(data, digits)


def test_a_picture_that_is_too_large_is_refused(digits, monkeypatch):
    with pytest.raises(NnvizError, match="at most 5 MB"):
        photographed_picture(b"0" * (MOST_BYTES + 1), digits)
    monkeypatch.setattr("nnviz.data.custom.custom_examples.MOST_PIXELS", 100)
    with pytest.raises(NnvizError, match="pixels"):
        photographed_picture(file_of(stroke()), digits)


def test_a_drawn_line_spans_the_values_of_the_data():
    wave = load(default_spec("wave"))
    low, high = series_range(wave)
    found = drawn_series(np.array([0, 0.5, 1, 2]), wave)
    np.testing.assert_allclose(found, [low, (low + high) / 2, high, high], rtol=1e-5)


def test_bits_are_taken_at_their_nearest_value():
    found = drawn_series(np.array([0.1, 0.4, 0.6, 1.0]), load(default_spec("parity")))
    assert found.tolist() == [0, 0, 1, 1]


def test_each_line_of_a_sequence_has_a_range_of_its_own():
    recall = load(default_spec("recall"))
    ranges = [series_range(recall, line) for line in range(5)]
    assert ranges == [(column.min(), column.max()) for column in np.moveaxis(recall.x_train, 2, 0)]
    found = drawn_series(np.array([0.0, 1.0]), recall, 3)
    np.testing.assert_allclose(found, ranges[3], rtol=1e-6)


def test_words_that_the_data_do_not_know_are_named():
    texts = load(default_spec("sentiment"))
    known = texts.vocabulary[5]
    tokens, unknown = typed_text(f"{known} Xyzzy xyzzy", texts)
    assert unknown == ("xyzzy",)
    assert tokens[-3:].tolist() == [5, 1, 1]
    assert tokens.shape == texts.signature.input_shape


def test_points_and_rows_are_written_as_the_data_are():
    assert chosen_point(2.0, -3.0, ("x1", "x1_x2")).tolist() == [2, -6]
    iris = load(default_spec("iris"))
    means = [float(one) for one in iris.feature_mean]
    np.testing.assert_allclose(typed_row(means, iris), 0, atol=1e-6)
    means[1] += float(iris.feature_scale[1])
    np.testing.assert_allclose(typed_row(means, iris), [0, 1, 0, 0], atol=1e-5)


def test_photos_stay_as_bright_as_they_are_and_a_pen_is_dark_on_them():
    photos = dataclasses.replace(load(default_spec("shapes")), name="own_images", lit=True)
    height, width, _ = photos.signature.input_shape
    data = io.BytesIO()
    Image.new("L", (40, 40), 51).save(data, "PNG")
    np.testing.assert_allclose(photographed_picture(data.getvalue(), photos), 0.2, atol=1e-6)
    blank = drawn_picture(np.zeros((height * 4, width * 4), np.uint8), photos)
    np.testing.assert_array_equal(blank, 1)
