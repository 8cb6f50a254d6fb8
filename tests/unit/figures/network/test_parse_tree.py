"""A parse tree: places of words and phrases, signs of their sentiments, and what is wrong."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.theme import DARK, LIGHT, mix
from nnviz.figures.network.parse_tree import parse_tree
from nnviz.graph.parse_tree import parse_tree_graph

NAMES = ("awful", "bad", "so-so", "good", "great")


def drawn(tree=("very", "good"), theme=LIGHT) -> Any:
    row = np.zeros((1, 4), np.int32)
    signature = DataSignature((4,), "multiclass", 5, "tokens", 3, places=(3,), leaves=2)
    data = Dataset("parsed", signature, row, row, row, row, class_names=NAMES)
    return parse_tree(parse_tree_graph(tree), data, theme, options={"text": "very good"})


def strips(figure):
    """Return row, first and last column of every strip that is there, from the top."""
    values = np.asarray(figure.data[0].z)
    found = []
    for row in range(len(values))[::-1]:
        columns = np.flatnonzero(~np.isnan(values[row]))
        if len(columns):
            found.append((row, int(columns[0]), int(columns[-1])))
    return found


def test_words_stand_at_the_left_in_their_order_and_the_root_between_them(binding):
    figure = drawn()
    # Eight lines of three cells; two words stand in the middle of them.
    assert strips(figure) == [(13, 0, 15), (11, 23, 38), (10, 0, 15)]
    words = figure.data[2]
    assert [text.strip("\u00a0") for text in words.text] == ["very", "good"]
    assert (list(words.x), list(words.y)) == ([0, 0], [13.5, 10.5])
    (atlas,) = binding(figure, "atlas")
    assert (atlas["array"], atlas["trace"], atlas["prop"]) == ("tree/states", 0, "z")
    assert atlas["at"] == [[13, 0], [10, 0], [11, 23]]
    assert (atlas["rows"], atlas["columns"]) == (24, 131) == np.shape(figure.data[0].z)
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 131), (0, 24))


def test_values_are_orange_below_zero_and_blue_above():
    strip = drawn(theme=DARK).data[0]
    assert (strip.zmin, strip.zmax) == (-1, 1)
    assert [colour for _, colour in strip.colorscale] == [DARK.negative, DARK.zero, DARK.positive]


def test_branches_run_from_both_parts_to_their_phrase():
    branches = drawn().data[1]
    assert list(branches.x) == [16, 19.5, 19.5, 23, None] * 2
    assert list(branches.y) == [13.5, 13.5, 11.5, 11.5, None, 10.5, 10.5, 11.5, 11.5, None]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_signs_go_from_worst_to_best_with_their_colours(theme, binding):
    figure = drawn(theme=theme)
    (sign,) = [one for one in binding(figure, "labels") if one.get("trace") == 3]
    assert (sign["array"], sign["prop"], sign["count"]) == ("tree/predicted", "text", 3)
    assert sign["texts"] == ["\u2212\u2212", "\u2212", "0", "+", "++"]
    (colour,) = binding(figure, "steps")
    assert (colour["array"], colour["trace"]) == ("tree/predicted", 3)
    assert colour["prop"] == "textfont.color"
    assert colour["edges"] == [1, 2, 3, 4]
    grey = mix(theme.quiet, theme.page, 0.3)
    assert colour["choices"] == [theme.negative_ink] * 2 + [grey] + [theme.positive_ink] * 2
    signs = figure.data[3]
    assert (list(signs.x), list(signs.y)) == ([8, 8, 31], [14, 11, 12])


def test_a_cross_stands_at_what_is_wrong_and_only_there(binding):
    figure = drawn()
    (wrong,) = binding(figure, "where")
    assert (wrong["array"], wrong["value"], wrong["trace"]) == ("tree/correct", 0, 4)
    assert (wrong["x"], wrong["y"]) == ([16, 16, 39], [13.5, 10.5, 11.5])
    assert (figure.data[4].marker.symbol, figure.data[4].marker.color) == ("x", LIGHT.alarm)


def test_the_verdict_is_that_of_the_root(binding):
    figure = drawn()
    name, sure = [one for one in binding(figure, "labels") if one.get("index") == 2]
    assert (name["array"], name["trace"], name["texts"]) == ("tree/predicted", 5, list(NAMES))
    assert (sure["array"], sure["trace"]) == ("tree/probability", 6)
    assert name["prop"] == sure["prop"] == "text"
    assert (sure["percent"], sure["digits"]) == (True, 0)
    assert sure["suffix"].endswith("% sure")
    for trace in figure.data[5:7]:
        assert list(trace.x) == [39]
    assert figure.data[5].y[0] > 11.5 > figure.data[6].y[0]
    assert [trace.textposition for trace in figure.data[5:7]] == ["top right", "bottom right"]


def test_the_signs_are_explained_and_the_share_of_right_sentences_is_told(binding):
    figure = drawn()
    key, share = figure.layout.annotations
    assert key.text.startswith("\u2212\u2212 \u2212 0 + ++ from awful to great")
    assert "× wrong" in key.text
    assert key.yshift > share.yshift
    (said,) = binding(figure, "labels", "whole/share")
    assert (said["layout"], said["index"]) == ("annotations[1].text", 0)
    assert said["percent"] is True
    assert said["suffix"].startswith("\u2009%")


def test_a_node_says_its_phrase_and_how_sure_the_network_is(binding):
    (touch,) = binding(drawn(), "touch")
    assert touch["boxes"] == [[0, 12.5, 16, 15], [0, 9.5, 16, 12], [23, 10.5, 39, 13]]
    assert touch["texts"] == ["\u201cvery\u201d", "\u201cgood\u201d", "\u201cvery good\u201d"]
    assert (touch["array"], touch["percent"]) == ("tree/probability", True)
    assert touch["suffix"].startswith("\u2009%")


def test_a_tooltip_shows_its_phrase_as_it_is_and_cuts_a_long_one(binding):
    (touch,) = binding(drawn(("a&b", "x" * 57)), "touch")
    assert touch["texts"][0] == "\u201ca&b\u201d"
    assert touch["texts"][2] == f"\u201ca&b {'x' * 55}\u2026\u201d"


def test_a_single_word_is_its_own_root(binding):
    figure = drawn("good")
    assert strips(figure) == [(12, 0, 15)]
    assert list(figure.data[1].x) == [None]
    assert [one["index"] for one in binding(figure, "labels") if "index" in one] == [0, 0, 0]


def test_long_words_are_cut_and_never_become_markup():
    texts = drawn(("<extraordinarily", "<b>")).data[2].text
    assert [text.strip("\u00a0") for text in texts] == ["&lt;extraord\u2026", "&lt;b&gt;"]


def test_it_asks_for_its_sentence_and_says_what_it_is():
    meta = drawn().layout.meta
    assert meta["wants"] == [
        {"key": "tree", "probe": "tree", "options": {"text": "very good"}},
        {"key": "whole", "probe": "whole_sentences", "options": {}},
    ]
    assert "\u201cvery good\u201d" in meta["alt"]
    assert "3 nodes" in meta["alt"]
