"""Examples to choose from: a click on a picture chooses that one, and words say what it is."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.data.gallery import gallery
from nnviz.figures.kit.theme import LIGHT


def images():
    x = np.zeros((6, 3, 3, 1), np.float32)
    x[:, 0, 0, 0] = np.arange(6) / 10
    train, test = np.array([0, 1, 0, 1, 0, 1]), np.array([1, 1, 1, 0, 0, 0])
    signature = DataSignature((3, 3, 1), "binary", 1, "image")
    return Dataset("dots", signature, x, train, x[::-1], test, class_names=("no", "yes"))


@pytest.mark.parametrize("split", ["train", "test"])
def test_what_is_touched_is_what_is_seen(split, binding):
    data = images()
    figure: Any = gallery(data, LIGHT, split=split, numbers=(4, 0, 2, 99))
    (touch,) = binding(figure, "touch")
    assert touch["click"] == [{"kind": "example", "number": each} for each in (4, 0, 2, 5)]
    values = np.array(figure.data[0].z)
    inputs = data.inputs(split)
    targets = data.y_train if split == "train" else data.y_test
    for number, (x0, y0, x1, y1), words in zip(
        (4, 0, 2, 5), touch["boxes"], touch["texts"], strict=True
    ):
        assert values[y1 - 1, x0] == inputs[number, 0, 0, 0]
        assert (x1 - x0, y1 - y0) == (3, 3)
        assert words == f"Example {number + 1}: {('no', 'yes')[targets[number]]}"
    assert "4 examples" in figure.layout.meta["alt"]
    rows, columns = values.shape
    assert figure.layout.xaxis.range == (-0.5, columns + 0.5)
    assert figure.layout.yaxis.range == (-0.5, rows + 0.5)
    assert figure.layout.yaxis.scaleanchor == "x"


def test_the_chosen_one_has_a_frame(binding):
    figure: Any = gallery(images(), LIGHT, numbers=(3, 1, 2), marked=1)
    (touch,) = binding(figure, "touch")
    (frame,) = figure.layout.shapes
    assert [frame.x0, frame.y0, frame.x1, frame.y1] == touch["boxes"][1]
    assert frame.line.color == LIGHT.positive_ink
    none: Any = gallery(images(), LIGHT, numbers=(3, 1, 2), marked=5)
    assert not none.layout.shapes


def test_examples_without_names_have_numbers_and_groups_go_before_classes(binding):
    nameless = replace(images(), class_names=())
    assert binding(gallery(nameless, LIGHT, numbers=(2,)), "touch")[0]["texts"] == ["Example 3"]
    grouped = replace(images(), group_names=("old", "new"), group_train=np.ones(6, np.int32),
                      group_test=np.zeros(6, np.int32))  # fmt: skip
    for split, name in (("train", "new"), ("test", "old")):
        (touch,) = binding(gallery(grouped, LIGHT, split=split, numbers=(0,)), "touch")
        assert touch["texts"] == [f"Example 1: {name}"]


def test_series_may_be_stretched_and_other_data_are_refused(points):
    x = np.zeros((2, 5, 1), np.float32)
    y = np.zeros(2, np.int32)
    series = Dataset("s", DataSignature((5, 1), "binary", 1, "series"), x, y, x, y)
    figure: Any = gallery(series, LIGHT, numbers=(0, 1))
    assert figure.layout.yaxis.scaleanchor is None
    with pytest.raises(NnvizError, match="images or series"):
        gallery(points, LIGHT)
