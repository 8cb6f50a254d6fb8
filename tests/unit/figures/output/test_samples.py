"""Examples with their answers: the cross is on wrong ones, words belong to their examples."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.output.samples import samples

NAMES = ("zero", "one", "two")
TRAIN = np.array([0, 1, 2, 0, 1], np.int32)
TEST = np.array([2, 2, 1, 0, 1], np.int32)


def images(side=4):
    x = np.zeros((5, side, side, 1), np.float32)
    x[:, 0, 0, 0] = np.arange(5) / 4
    signature = DataSignature((side, side, 1), "multiclass", 3, "image")
    return Dataset("dots", signature, x, TRAIN, x[::-1], TEST, class_names=NAMES)


def series():
    x = np.zeros((5, 6, 1), np.float32)
    x[:, 0, 0] = np.arange(5) / 4
    signature = DataSignature((6, 1), "multiclass", 3, "series")
    return Dataset("waves", signature, x, TRAIN, x, TEST, class_names=NAMES)


def sentences():
    x = np.array([[1, 2], [2, 0], [1, 1], [2, 2], [1, 0]], np.int32)
    signature = DataSignature((2,), "multiclass", 3, "tokens", tokens=3)
    return Dataset("words", signature, x, TRAIN, x[::-1], TEST, class_names=NAMES,
                   vocabulary=("", "good", "bad"))  # fmt: skip


ALL = [images, series, sentences]


@pytest.mark.parametrize("make", ALL)
def test_only_wrong_answers_get_a_cross_at_their_own_example(make, binding):
    figure: Any = samples(make(), LIGHT)
    (where,) = binding(figure, "where")
    assert (where["array"], where["trace"], where["value"]) == ("samples/correct", 3, 0)
    (touch,) = binding(figure, "touch")
    assert len(where["x"]) == len(where["y"]) == len(touch["boxes"]) == 5
    for x, y, (x0, y0, x1, y1) in zip(where["x"], where["y"], touch["boxes"], strict=True):
        assert x0 <= x <= x1
        assert y0 <= y <= y1
    cross = figure.data[3]
    assert (cross.marker.symbol, cross.marker.color) == ("x", LIGHT.negative_ink)
    assert (cross.mode, list(cross.x), list(cross.y)) == ("markers", [], [])


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("split", ["train", "test"])
def test_each_example_is_told_what_it_is(make, split, binding):
    figure: Any = samples(make(), LIGHT, split=split, start=1, count=3)
    truth = [NAMES[number] for number in (TRAIN if split == "train" else TEST)[1:4]]
    assert [text.split()[-1] for text in figure.data[2].text] == truth
    (touch,) = binding(figure, "touch")
    assert [text.rstrip(".").split()[-1] for text in touch["texts"]] == truth
    assert figure.layout.meta["wants"] == [
        {"key": "samples", "probe": "samples",
         "options": {"count": 3, "start": 1, "split": split}}
    ]  # fmt: skip
    assert f"3 {split} examples" in figure.layout.meta["alt"]


@pytest.mark.parametrize("make", ALL)
def test_what_the_network_says_is_written_above_or_before_what_is_true(make, binding):
    figure: Any = samples(make(), DARK)
    predicted, true = figure.data[1], figure.data[2]
    (labels,) = binding(figure, "labels")
    assert labels == {
        "op": "labels", "array": "samples/predicted", "trace": 1, "prop": "text",
        "texts": list(NAMES), "count": 5,
    }  # fmt: skip
    assert list(predicted.text) in ([""] * 5, [None] * 5)
    assert (predicted.textfont.color, true.textfont.color) == (DARK.text, DARK.quiet)
    for number in range(5):
        before = (predicted.x[number], -predicted.y[number])
        after = (true.x[number], -true.y[number])
        assert before != after
        assert before <= after


def test_how_sure_the_network_is_comes_in_percent(binding):
    (touch,) = binding(samples(images(), LIGHT), "touch")
    assert (touch["array"], touch["percent"], touch["digits"]) == ("samples/probability", True, 0)
    assert touch["suffix"].lstrip("\u2009").startswith("%")


@pytest.mark.parametrize(("start", "count", "begin"), [(0, 2, 0), (4, 2, 3), (99, 3, 2), (-5, 2, 0),
                                                       (3, 12, 0)])  # fmt: skip
def test_the_last_examples_are_shown_when_there_are_not_enough(start, count, begin):
    figure: Any = samples(images(), LIGHT, start=start, count=count)
    options = figure.layout.meta["wants"][0]["options"]
    assert (options["start"], options["count"]) == (begin, min(count, 5))
    assert len(figure.data[2].text) == min(count, 5)


def test_each_picture_lies_in_its_own_box_and_its_words_below(binding):
    data = images()
    figure: Any = samples(data, LIGHT)
    values = np.array(figure.data[0].z)
    (touch,) = binding(figure, "touch")
    for number, (x0, y0, x1, y1) in enumerate(touch["boxes"]):
        assert values[y1 - 1, x0] == data.x_test[number, 0, 0, 0]
        assert (x1 - x0, y1 - y0) == (4, 4)
        for words in figure.data[1:3]:
            assert words.x[number] == (x0 + x1) / 2
            assert words.y[number] < y0
            assert words.textposition == "middle center"
        assert figure.data[1].y[number] > figure.data[2].y[number]
    (where,) = binding(figure, "where")
    boxes = touch["boxes"]
    assert where["x"] == [x1 for _, _, x1, _ in boxes]
    assert where["y"] == [y1 - 1 for *_, y1 in boxes]
    assert figure.layout.yaxis.scaleanchor == "x"
    rows, columns = values.shape
    assert figure.layout.xaxis.range == (-0.5, columns + 0.5)
    assert figure.layout.yaxis.range == (0, rows + 0.5)


def test_words_of_a_strip_stand_at_both_of_its_ends(binding):
    figure: Any = samples(series(), LIGHT)
    (touch,) = binding(figure, "touch")
    for number, (x0, y0, x1, _) in enumerate(touch["boxes"]):
        predicted, true = ((t.x[number], t.y[number]) for t in figure.data[1:3])
        assert (predicted[0], true[0]) == (x0, x1)
        assert predicted[1] == true[1] < y0
    assert [t.textposition for t in figure.data[1:3]] == ["middle right", "middle left"]
    assert figure.layout.yaxis.scaleanchor is None


def test_sentences_are_written_from_top_to_bottom(binding):
    figure: Any = samples(sentences(), LIGHT, height=100)
    assert list(figure.data[0].text) == ["good", "bad bad", "good good", "bad", "good bad"]
    assert list(figure.data[0].y) == [90, 70, 50, 30, 10]
    assert list(figure.data[0].x) == [4] * 5
    for words, x in zip(figure.data[1:3], (330 - 84, 330 - 18), strict=True):
        assert list(words.y) == list(figure.data[0].y)
        assert list(words.x) == [x] * 5
    (touch,) = binding(figure, "touch")
    assert np.allclose(touch["boxes"][0], [0, 90 - 9.2, 330, 90 + 9.2])
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 330), (0, 100))
    (where,) = binding(figure, "where")
    assert (where["x"], where["y"]) == ([321] * 5, [90, 70, 50, 30, 10])
