"""Pictures given back: input above target above output, each example in its own column."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.output.reconstruction import reconstruction


def pictures(count, *, other):
    """Pictures of 4x4 whose upper left pixel is their number; targets may be twice as dark."""
    x = np.zeros((count, 4, 4, 1), np.float32)
    x[:, 0, 0, 0] = np.arange(1, count + 1) / 50
    signature = DataSignature((4, 4, 1), "regression", 1, "image", places=(4, 4))
    y = x * 2 if other else x
    return Dataset("pictures", signature, x[:0], y[:0], x, y)


def corner(values, row, column):
    """The upper left pixel of the picture whose lower left cell is given; row 0 is the bottom."""
    return values[row + 3, column]


def test_outputs_lie_in_the_column_of_their_inputs(binding):
    figure: Any = reconstruction(pictures(20, other=True), LIGHT)
    (atlas,) = binding(figure, "atlas")
    assert (atlas["array"], atlas["trace"], atlas["prop"]) == ("reconstruction/values", 1, "z")
    known = np.array(figure.data[0].z, np.float32)
    assert known.shape == (atlas["rows"], atlas["columns"])
    rows = sorted({row for row, _ in atlas["at"]})
    assert len(rows) == 1
    words = dict(zip(figure.data[2].text, figure.data[2].y, strict=True))
    above, middle, below = sorted(words.values(), reverse=True)
    assert [words[name] for name in figure.data[2].text] == [above, middle, below]
    for number, (row, column) in enumerate(atlas["at"], 1):
        assert corner(known, int(above) - 4, column) == pytest.approx(number / 50)
        assert corner(known, int(middle) - 4, column) == pytest.approx(number / 25)
        assert row + 4 == below
        assert np.isnan(corner(known, row, column))
    assert np.isnan(np.array(figure.data[1].z, np.float32)).all()
    count = len(atlas["at"])
    assert figure.layout.meta["wants"] == [
        {"key": "reconstruction", "probe": "reconstruction", "options": {"count": count}}
    ]
    assert f"{count} test images" in figure.layout.meta["alt"]
    assert figure.layout.xaxis.range == (0, atlas["columns"])
    assert figure.layout.yaxis.range == (0, atlas["rows"])
    assert figure.layout.yaxis.scaleanchor == "x"


def test_where_the_target_is_the_input_there_are_two_sets_of_two_rows(binding):
    figure: Any = reconstruction(pictures(20, other=False), LIGHT)
    (atlas,) = binding(figure, "atlas")
    assert len(figure.data[2].text) == 4
    assert len(set(figure.data[2].text)) == 2
    known = np.array(figure.data[0].z, np.float32)
    rows = sorted({row for row, _ in atlas["at"]}, reverse=True)
    assert len(rows) == 2
    pitch = round((known.shape[0] - rows[1]) / 4)
    for number, (row, column) in enumerate(atlas["at"], 1):
        # Each output is right below its input, and the second set goes on counting.
        assert corner(known, row + pitch, column) == pytest.approx(number / 50)
    assert len({tuple(place) for place in atlas["at"]}) == len(atlas["at"])


def test_fewer_pictures_than_there_is_room_for_leave_the_rest_free(binding):
    figure: Any = reconstruction(pictures(2, other=True), LIGHT)
    (atlas,) = binding(figure, "atlas")
    assert len(atlas["at"]) == 2
    assert figure.layout.meta["wants"][0]["options"] == {"count": 2}
    none: Any = reconstruction(pictures(0, other=True), LIGHT)
    assert binding(none, "atlas")[0]["at"] == []


def test_pixels_run_from_paper_to_ink():
    figure: Any = reconstruction(pictures(2, other=True), LIGHT)
    for trace in figure.data[:2]:
        assert (trace.zmin, trace.zmax) == (0, 1)
        assert [list(stop) for stop in trace.colorscale] == [[0, LIGHT.faint], [1, LIGHT.text]]


def test_what_has_no_picture_as_its_target_is_refused(points):
    with pytest.raises(NnvizError, match="target is a picture"):
        reconstruction(points, LIGHT)
    table = replace(points, signature=DataSignature((2,), "regression", 2, "table"), class_names=())
    assert table.signature.copies
    with pytest.raises(NnvizError, match="target is a picture"):
        reconstruction(table, LIGHT)
