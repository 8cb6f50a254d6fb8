"""Words and boxes that are one trace each: every part at its own place."""

from typing import Any

from nnviz.figures.kit.marks import frame_words, outlines, words


def test_every_word_keeps_place_side_and_colour():
    found: Any = words(
        [(1, 2, "a", "middle right", "#111111"), (3, 4, "b", "top left", "#222222")], 12
    )
    assert (list(found.x), list(found.y)) == ([1, 3], [2, 4])
    assert list(found.text) == ["a", "b"]
    assert list(found.textposition) == ["middle right", "top left"]
    assert found.textfont.to_plotly_json() == {"size": 12, "color": ["#111111", "#222222"]}
    assert (found.mode, found.hoverinfo, found.cliponaxis) == ("text", "skip", False)


def test_words_of_frames_are_blank_until_a_frame_comes():
    found: Any = frame_words([1, 2], [3, 4], "left", 11, "#123456")
    assert list(found.text) == ["\u00a0", "\u00a0"]
    assert (list(found.x), list(found.y)) == ([1, 2], [3, 4])
    assert (found.textposition, found.mode) == ("middle left", "text")
    assert found.textfont.to_plotly_json() == {"size": 11, "color": "#123456"}


def test_boxes_are_closed_paths_with_gaps_between_them():
    found: Any = outlines([(0, 1, 2, 3), (4, 5, 6, 7)], "#aaaaaa", "#bbbbbb", 2)
    assert list(found.x) == [0, 2, 2, 0, 0, None, 4, 6, 6, 4, 4, None]
    assert list(found.y) == [1, 1, 3, 3, 1, None, 5, 5, 7, 7, 5, None]
    assert (found.fill, found.fillcolor, found.mode) == ("toself", "#aaaaaa", "lines")
    assert found.line.to_plotly_json() == {"color": "#bbbbbb", "width": 2}
    assert list(outlines([], "#aaaaaa", "#bbbbbb").x or ()) == []
