"""What a visitor draws comes back as numbers, and anything else as nothing."""

import base64

import numpy as np
import pytest

from nnviz.live.canvas import picture_pad, series_pad, text_pad


def encoded(*values):
    return base64.b64encode(bytes(values)).decode()


@pytest.mark.parametrize(
    ("side", "fine"), [(1, 8), (8, 8), (14, 8), (15, 7), (28, 4), (56, 2), (57, 1), (500, 1)]
)
def test_a_drawing_is_as_fine_as_fits_into_112_pixels_but_at_most_8_times(mounted, side, fine):
    assert picture_pad(2, side, key="pad") is None
    assert mounted.data["fine"] == fine
    assert mounted.shown[0][0] == "live/canvas.js"


def test_a_drawing_comes_back_row_by_row(mounted):
    mounted.answer = {"made": encoded(*range(128))}
    ink = picture_pad(1, 2, key="pad")
    assert ink is not None
    assert ink.shape == (8, 16)
    assert ink.tolist() == np.arange(128).reshape(8, 16).tolist()
    assert (mounted.data["rows"], mounted.data["columns"]) == (1, 2)


@pytest.mark.parametrize("made", [None, 3, "", "%", encoded(*range(127)), encoded(*range(129))])
def test_what_is_no_drawing_of_this_size_is_none(mounted, made):
    mounted.answer = {"made": made}
    assert picture_pad(1, 2, key="pad") is None


def test_a_line_begins_as_bytes_and_comes_back_as_shares(mounted):
    mounted.answer = {"made": encoded(0, 51, 255)}
    heights = series_pad(np.array([-1.0, 0.2, 2.0]), key="line")
    assert heights is not None
    np.testing.assert_allclose(heights, [0, 0.2, 1], atol=1e-12)
    assert mounted.data["start"] == encoded(0, 51, 255)
    assert mounted.data["columns"] == 3


def test_an_untouched_line_is_none(mounted):
    assert series_pad(np.zeros(3), key="line") is None
    mounted.answer = {"made": encoded(1, 2)}
    assert series_pad(np.zeros(3), key="line") is None


def test_a_text_is_cut_at_the_longest_and_none_before_it_was_touched(mounted):
    assert text_pad("start", key="text") is None
    mounted.answer = {"made": "abcdef"}
    assert text_pad("start", key="text") == "abcdef"
    assert text_pad("start", key="text", longest=4) == "abcd"
    mounted.answer = {"made": "x" * 400}
    assert text_pad("start", key="text") == "x" * 300


def test_other_data_make_another_pad(mounted):
    picture_pad(8, 8, key="pad")
    picture_pad(8, 4, key="pad")
    first, second = (given["data"]["identity"] for _, given in mounted.shown)
    assert first != second
